"""What a scorecard supposes of a KPI without a score, by its policy for missing values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kpiframe.catalog.layouts import Missing
from kpiframe.scoring.bands import WATCH_FROM, rounded
from kpiframe.scoring.item import Item, as_shares
from kpiframe.scoring.judgement import State

UNKNOWN = WATCH_FROM
"""Supposed of a KPI that never had a score; ``cautious`` never supposes more, so unknown is never green."""


def scores_by_policy(base: Sequence[Item], groups: Mapping[str, float], missing: Missing) -> dict[str, float]:
    """Return the score of every KPI of *base* that has one or is given one; *groups* maps names to shares.

    ``redistribute`` gives a KPI the mean of its group's scored ones, which is what sharing out its weight amounts to;
    in a group with none, the mean of the other groups. ``withhold``, and any policy in state error, gives nothing.
    """
    scores = {i.kpi: i.scored for i in base if i.scored is not None}
    unknown = [i for i in base if i.scored is None and i.state is not State.ERROR]
    if missing is Missing.REDISTRIBUTE:
        return scores | _shared_out(base, groups, unknown)
    for item in unknown:
        last = UNKNOWN if item.last is None else item.last
        if missing is Missing.CAUTIOUS:
            scores[item.kpi] = min(UNKNOWN, last)
        elif missing is Missing.CARRY:
            scores[item.kpi] = last
        elif missing is Missing.ZERO:
            scores[item.kpi] = 0.0
    return scores


def _shared_out(base: Sequence[Item], groups: Mapping[str, float], unknown: Sequence[Item]) -> dict[str, float]:
    means: dict[str, float] = {}
    for name in groups:
        measured = {i.kpi: (i.weight, i.scored) for i in base if i.group == name and i.scored is not None}
        if measured:
            whole = math.fsum(weight for weight, _ in measured.values())
            means[name] = math.fsum(weight * score for weight, score in measured.values()) / whole
    shares = as_shares({name: groups[name] for name in means})
    rest = math.fsum(means[name] * share for name, share in shares.items())
    known = bool(math.fsum(shares.values()))
    return {i.kpi: rounded(means.get(i.group, rest)) for i in unknown if i.group in means or known}
