"""Facts of two KPIs as their definitions tell them: declared, complements, attributed apart, pulling apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise, product
from typing import Final, TypeAlias

from kpiframe.catalog.model import Kpi, MeasuredBy
from kpiframe.rules.attribution import attribution_of, window_text
from kpiframe.rules.definition_facts import TRUSTED, Setting
from kpiframe.rules.pair_formulas import Shapes, Source, opposed, same_signal
from kpiframe.rules.wording import FactValue, listed
from kpiframe.texts import same

Pair: TypeAlias = tuple[str, str]
Window: TypeAlias = tuple[float | None, float | None, str] | None
_MANY: Final = 64
"""Pairs of two groups that are all named; of larger groups each KPI is named once at least."""


def pairs_of(setting: Setting, shapes: Shapes) -> Sequence[Pair]:
    """Return (KPI, other) for every two KPIs of the scorecard whose definitions have to do with one another.

    Declared pairs come as declared, also with a counterpart that is on no scorecard; the others once, in order of name.
    """
    declared = declared_pairs(setting)
    taken = {frozenset(pair) for pair in declared}
    found = sorted({(min(pair), max(pair)) for pair in (*_attributed(setting), *_by_formula(setting, shapes))})
    return [*declared, *(pair for pair in found if frozenset(pair) not in taken)]


def declared_pairs(setting: Setting) -> Sequence[Pair]:
    """Return (KPI, other) for every KPI of the scorecard and what corroborates it, or what it is perceived as."""
    kpis = setting.catalog.kpis
    pairs = ((kpi.name, other) for kpi in shown(setting) for other in (*kpi.corroborated_by, kpi.evidence.perceived_as))
    return list(dict.fromkeys((name, other) for name, other in pairs if other in kpis and other != name and other))


def shown(setting: Setting) -> list[Kpi]:
    """Return the KPIs of the scorecard, each once, in printed order."""
    names = setting.layout.kpis if setting.layout else ()
    return [setting.catalog.kpis[name] for name in dict.fromkeys(names) if name in setting.catalog.kpis]


def pair_facts(kpi: Kpi, other: Kpi, setting: Setting, shapes: Shapes) -> dict[str, FactValue]:
    """Return the facts of two KPIs that their definitions tell."""
    shares = setting.shares
    one, two = (shapes.of(kpi), shapes.of(other)) if _share_inputs(kpi, other, setting) else (None, None)
    return {
        "other": other.name,
        "other_label": other.label or same(other.name),
        "other_independent": other.measured_by in TRUSTED,
        "corroborates": other.name in kpi.corroborated_by,
        "perceives": other.name == kpi.evidence.perceived_as,
        "both_weighted": None if shares is None else min(shares.get(n, 0.0) for n in (kpi.name, other.name)) > 0,
        "complements": one is not None and two is not None and same_signal(kpi, one, other, two),
        "windows_differ": _windows_differ(kpi, other, setting),
        "other_window": window_text(other, setting.catalog),
        "opposed_inputs": one is not None and two is not None and opposed(one, two),
        "different_teams": _different_teams(kpi, other),
        "other_teams": listed([same(team.name) for team in other.evidence.teams]) if other.evidence.teams else None,
    }


def _share_inputs(kpi: Kpi, other: Kpi, setting: Setting) -> bool:
    """Tell whether it is worth looking at the formulas: a name in common, or a KPI that is made of KPIs."""
    made_of_kpis = any(n in setting.catalog.kpis for n in (*kpi.formula.names, *other.formula.names))
    return made_of_kpis or not {i.name for i in kpi.inputs}.isdisjoint(i.name for i in other.inputs)


def _is_attributed(kpi: Kpi) -> bool:
    return kpi.measured_by is MeasuredBy.PLATFORM_ATTRIBUTED or kpi.evidence.attribution is not None


def _window(kpi: Kpi, setting: Setting) -> Window:
    found = attribution_of(kpi, setting.catalog)
    return None if found is None else (found.click_days or None, found.view_days or None, found.model)


def _windows_differ(kpi: Kpi, other: Kpi, setting: Setting) -> bool | None:
    if not (_is_attributed(kpi) and _is_attributed(other)):
        return False
    one, two = _window(kpi, setting), _window(other, setting)
    if one is None or two is None:
        return None
    return one[:2] != two[:2] or bool(one[2] and two[2] and one[2] != two[2])


def _different_teams(kpi: Kpi, other: Kpi) -> bool | None:
    one, two = ({team.name for team in k.evidence.teams} for k in (kpi, other))
    return one.isdisjoint(two) if one and two else None


def _attributed(setting: Setting) -> Iterator[Pair]:
    """Yield attributed KPIs of different windows; those without a known one stand for themselves."""
    groups: dict[object, list[str]] = {}
    for kpi in sorted((k for k in shown(setting) if _is_attributed(k)), key=lambda k: k.name):
        groups.setdefault(_window(kpi, setting) or kpi.name, []).append(kpi.name)
    if len(groups) > _MANY // 2:  # as good as every one for itself: each beside the next
        names = sorted(name for group in groups.values() for name in group)
        yield from pairwise(names)
        return
    for one, two in combinations(groups.values(), 2):
        yield from _across(one, two)


def _by_formula(setting: Setting, shapes: Shapes) -> Iterator[Pair]:
    """Yield KPIs whose formulas are one signal, or want an input to go different ways."""
    kpis = shown(setting)
    users = Counter(name for kpi in kpis for name in kpi.formula.names)
    meet = (k for k in kpis if any(users[n] > 1 or n in setting.catalog.kpis for n in k.formula.names))
    found = {kpi.name: shape for kpi in meet if (shape := shapes.of(kpi)) is not None}
    alike: dict[object, list[str]] = {}
    wanted: dict[Source, tuple[list[str], list[str]]] = {}
    for name, shape in sorted(found.items()):
        alike.setdefault((shape.inputs, shape.steps), []).append(name)
        for source, want in shape.wants.items():
            wanted.setdefault(source, ([], []))[want < 0].append(name)
    named = {kpi.name: kpi for kpi in kpis}
    for names in alike.values():
        pairs = combinations(names, 2) if len(names) ** 2 <= _MANY else pairwise(names)
        yield from ((a, b) for a, b in pairs if same_signal(named[a], found[a], named[b], found[b]))
    for high, low in wanted.values():
        yield from ((one, two) for one, two in _across(high, low) if opposed(found[one], found[two]))


def _across(one: Sequence[str], two: Sequence[str]) -> Iterable[Pair]:
    """Return the pairs of one and the other; of large groups each with the first of the other."""
    if len(one) * len(two) <= _MANY:
        return product(one, two)
    return [*product(one, two[:1]), *product(one[:1], two)]
