"""Which KPIs of a scorecard move together, or against each other: found among all pairs, each ranked once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement, product
from operator import mul
from typing import Final, TypeAlias

from kpiframe.rules.correlation import LATEST, changes, unit_ranks
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.pair_facts import Pair, declared_pairs, shown
from kpiframe.rules.seen import CardFacts

CLOSE: Final = 0.5
"""Correlation from which on two KPIs are worth being named together."""
_DUST: Final = 1e-9
Steps: TypeAlias = tuple[float | None, ...]
Held: TypeAlias = tuple[bool, ...]
"""In which periods there is a change."""


def paired_by_numbers(card: CardFacts, setting: Setting) -> Sequence[Pair]:
    """Return (KPI, other), in order of name, for every two weighted KPIs whose latest 12 changes are correlated.

    From 0.5 on, either way, without lag; pairs that are declared are left out. Levels are never compared: two series
    that merely grow would always agree.
    """
    shares = setting.shares or {}
    names = sorted(kpi.name for kpi in shown(setting) if shares.get(kpi.name, 0.0) > 0 and kpi.name in card.seen)
    groups: dict[Held, dict[str, Steps]] = {}
    for name in names:
        steps = tuple(changes(card.seen[name].values))
        if sum(step is not None for step in steps) >= LATEST:
            groups.setdefault(tuple(step is not None for step in steps), {})[name] = steps
    declared = {frozenset(pair) for pair in declared_pairs(setting)}
    found = (pair for one, two in combinations_with_replacement(groups, 2) for pair in _close(groups, one, two))
    return sorted(pair for pair in found if frozenset(pair) not in declared)


def _close(groups: Mapping[Held, Mapping[str, Steps]], one: Held, two: Held) -> Iterator[Pair]:
    """Yield the close pairs of two groups: within each the changes lie in the same periods, so one ranking serves."""
    if len(one) != len(two):
        return
    common = [place for place, both in enumerate(zip(one, two, strict=True)) if all(both)][-LATEST:]
    if len(common) < LATEST:
        return
    first, second = _ranked(groups[one], common), _ranked(groups[two], common)
    pairs = combinations(first.items(), 2) if one == two else product(first.items(), second.items())
    for (name, xs), (other, ys) in pairs:
        if abs(sum(map(mul, xs, ys))) >= CLOSE - _DUST:
            yield min(name, other), max(name, other)


def _ranked(group: Mapping[str, Steps], places: Sequence[int]) -> dict[str, tuple[float, ...]]:
    found = {}
    for name, steps in group.items():
        ranks = unit_ranks([step for place in places if (step := steps[place]) is not None])
        if ranks is not None:
            found[name] = ranks
    return found
