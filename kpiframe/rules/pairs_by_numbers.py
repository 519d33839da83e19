"""Which KPIs of a scorecard move together, or against each other: found among all pairs, each ranked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement, product
from operator import mul
from typing import Final, TypeAlias

from kpiframe.rules.correlation import LATEST, unit_ranks
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.pair_facts import Pair, declared_pairs, shown
from kpiframe.rules.pair_steps import steps_of
from kpiframe.rules.seen import CardFacts

CLOSE: Final = 0.5
"""Correlation from which on two KPIs are worth being named together."""
_DUST: Final = 1e-9
Steps: TypeAlias = tuple[float | None, ...]
"""Changes, the latest first."""
Held: TypeAlias = tuple[bool, ...]
"""In which periods there is a change, the latest first."""
Named: TypeAlias = Mapping[str, Steps]
Ranks: TypeAlias = tuple[float, ...]


def paired_by_numbers(card: CardFacts, setting: Setting) -> Sequence[Pair]:
    """Return (KPI, other), in order of name, for every two weighted KPIs whose latest 12 changes are correlated.

    From 0.5 on, either way, without lag; pairs that are declared are left out. Levels are never compared: two series
    that merely grow would always agree.
    """
    shares = setting.shares or {}
    known = setting.catalog
    kpis = [kpi for kpi in shown(setting) if shares.get(kpi.name, 0.0) > 0 and kpi.name in card.seen]
    steps = {kpi.name: tuple(reversed(steps_of(kpi, card, known.lifecycle, known.kpis).moved)) for kpi in kpis}
    long = {name: its for name, its in steps.items() if sum(step is not None for step in its) >= LATEST}
    declared = {frozenset(pair) for pair in declared_pairs(setting)}
    return sorted(pair for pair in _found(long) if frozenset(pair) not in declared)


def _found(steps: Named) -> Iterator[Pair]:
    """Yield the close pairs: of KPIs without a gap in the latest changes at once, of others pattern by pattern."""
    whole = {name: its for name, its in steps.items() if None not in its[:LATEST]}
    yield from _close(combinations(_ranked(whole, range(LATEST)).items(), 2))
    groups: dict[Held, dict[str, Steps]] = {}
    for name, its in steps.items():
        groups.setdefault(tuple(step is not None for step in its), {})[name] = its
    for one, two in combinations_with_replacement(groups, 2):
        common = [place for place, both in enumerate(zip(one, two, strict=False)) if all(both)][:LATEST]
        if len(common) < LATEST or common[-1] < LATEST:
            continue  # too few, or all of them the latest: seen above
        first, second = _ranked(groups[one], common), _ranked(groups[two], common)
        yield from _close(combinations(first.items(), 2) if one == two else product(first.items(), second.items()))


def _close(pairs: Iterable[tuple[tuple[str, Ranks], tuple[str, Ranks]]]) -> Iterator[Pair]:
    for (name, xs), (other, ys) in pairs:
        if abs(sum(map(mul, xs, ys))) >= CLOSE - _DUST:
            yield min(name, other), max(name, other)


def _ranked(group: Named, places: Sequence[int]) -> dict[str, Ranks]:
    found = {}
    for name, steps in group.items():
        ranks = unit_ranks([step for place in places if (step := steps[place]) is not None])
        if ranks is not None:
            found[name] = ranks
    return found
