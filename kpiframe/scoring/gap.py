"""Three scores side by side, and the flattery gap: how much of a score is left out of sight of independent evidence.

A, as usually reported: every scored KPI alike, missing ones dropped. R, the headline. I: the headline's method on
independent, customer-centric KPIs alone. The gap is A - I, and every KPI's part in it is exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.layouts import Missing
from kpiframe.scoring.bands import rounded
from kpiframe.scoring.judgement import State
from kpiframe.scoring.totals import Item, Totals, total

LEAST_KPIS: Final = 3
"""Fewer independent KPIs tell nothing."""
LEAST_COVERAGE: Final = 0.5


@dataclass(frozen=True, slots=True)
class GapPart:
    """What one KPI adds to the gap: ``points = (a - b) * (score - independent)``."""

    kpi: str
    score: float
    imputed: bool
    """It has no score of its own; the policy for missing values supposed this one."""
    a: float
    """Weight in A."""
    b: float
    """Weight in I."""
    points: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The three scores (0-100) and the gap in points; ``None`` where something cannot be known, with the reason."""

    reported: float | None
    """A."""
    relevance: float | None
    """R."""
    independent: float | None
    """I."""
    gap: float | None
    reason: str | None
    """``error``, ``policy``, ``no_independent``, ``too_few_independent`` or ``low_independent_coverage``."""
    coverage: float | None
    """Of I: the measured share of its weight."""
    weight: float | None
    """Share of R's weight that is independent."""
    contributions: tuple[GapPart, ...] = ()
    """Sums to the gap; largest first."""

    @property
    def missing(self) -> tuple[str, ...]:
        """KPIs in I without a score of their own."""
        return tuple(part.kpi for part in self.contributions if part.imputed)


def three_scores(items: Iterable[Item], groups: Sequence[tuple[str, float]], missing: Missing) -> Gap:
    """Return A, R, I and the gap of *items*; *groups* and *missing* as in :func:`kpiframe.scoring.totals.total`."""
    items = tuple(items)
    headline = total(items, groups, missing)
    evidence = tuple(i for i in items if i.independent)
    alone = total(evidence, groups, missing)
    own = {i.kpi: i.score for i in items if i.state is State.SCORED and i.score is not None}
    mean = math.fsum(own.values()) / len(own) if own else None
    reason = _reason(alone)
    parts = _contributions(own, alone) if reason is None else ()
    return Gap(
        reported=None if mean is None else rounded(mean),
        relevance=headline.score,
        independent=alone.supposed if reason is None else None,
        gap=rounded(math.fsum(p.points for p in parts)) if reason is None else None,
        reason=reason,
        coverage=alone.coverage,
        weight=_share(headline, {i.kpi for i in evidence}),
        contributions=parts,
    )


def _reason(alone: Totals) -> str | None:
    """Return why the gap cannot be known; I is held to its own, lower, coverage floor."""
    if alone.withheld in ("error", "policy"):
        return alone.withheld
    heard = sum(share > 0 for share in alone.effective.values())
    if heard < LEAST_KPIS:
        return "too_few_independent" if heard else "no_independent"
    covered = alone.supposed is not None and alone.coverage is not None and alone.coverage >= LEAST_COVERAGE
    return None if covered else "low_independent_coverage"


def _contributions(own: Mapping[str, float], alone: Totals) -> tuple[GapPart, ...]:
    """Return each KPI's part in A - I, measured from I, so that a KPI left out of I carries only what it adds."""
    scores = {**alone.imputed, **own}
    shares = {kpi: share for kpi, share in alone.effective.items() if share > 0}
    independent = math.fsum(share * scores[kpi] for kpi, share in shares.items())
    parts = []
    for kpi in sorted(own.keys() | shares.keys()):
        a, b = 1 / len(own) if kpi in own else 0.0, shares.get(kpi, 0.0)
        points = (a - b) * (scores[kpi] - independent)
        parts.append(GapPart(kpi, scores[kpi], kpi not in own, a, b, points))
    return tuple(sorted(parts, key=lambda part: (-part.points, part.kpi)))


def _share(headline: Totals, evidence: set[str]) -> float | None:
    if headline.coverage is None:
        return None
    return rounded(math.fsum(share for kpi, share in headline.effective.items() if kpi in evidence))
