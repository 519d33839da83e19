"""Names -> the metrics they speak of, each once, ready to be judged; and the names that decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kpiframe.audit.lexicon import lexicon_of
from kpiframe.audit.matching import Match, match
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Direction, Input, Kpi, KpiKind, MeasuredBy, Relevance
from kpiframe.formula.syntax import Role, parse
from kpiframe.texts import Text

_SELLERS = frozenset({MeasuredBy.PLATFORM, MeasuredBy.PLATFORM_ATTRIBUTED, MeasuredBy.MEDIA_VENDOR})


@dataclass(frozen=True, slots=True)
class Named:
    """One metric of the list before it is judged."""

    names: tuple[str, ...]
    kpi: Kpi
    """As to be judged; its name is unique in this audit."""
    shipped: str = ""
    """Name of the KPI in the catalogue; empty for what only the registry knows."""
    platform: str = ""
    """Label of the platform it is read from."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a list of names speaks of."""

    named: tuple[Named, ...]
    doubts: tuple[Match, ...]
    unknown: tuple[Match, ...]

    @property
    def kpis(self) -> dict[str, Kpi]:
        """The metrics that are KPIs of the catalogue, by their unique name, in order of the list."""
        return {named.kpi.name: named.kpi for named in self.named if named.shipped}

    @property
    def products(self) -> dict[str, Kpi]:
        """Stand-ins for what only the registry knows."""
        return {named.kpi.name: named.kpi for named in self.named if not named.shipped}


def gather(names: Iterable[str], catalog: Catalog, platform: str = "") -> Gathered:
    """Match every name, by default of *platform*; what is said twice becomes one metric with two names."""
    lexicon = lexicon_of(catalog)
    sure: dict[tuple[str, ...], list[Match]] = {}
    doubts: list[Match] = []
    unknown: list[Match] = []
    for found in (match(name, lexicon, catalog, platform) for name in names):
        if found.sure:
            key = (found.kpi, *found.platforms[:1]) if found.kpi else ("", *found.entries)
            sure.setdefault(key, []).append(found)
        elif found.could_be or found.perhaps:
            doubts.append(found)
        else:
            unknown.append(found)
    taken: set[str] = set()
    named = tuple(_named(matches, catalog, taken) for matches in sure.values())
    return Gathered(named, tuple(doubts), tuple(unknown))


def _named(matches: Sequence[Match], catalog: Catalog, taken: set[str]) -> Named:
    names = tuple(dict.fromkeys(found.name for found in matches))
    entries = tuple(dict.fromkeys(entry for found in matches for entry in found.entries))
    found = matches[0]
    if found.kpi is None:
        kpi = _stand_in(catalog.lifecycle[entries[0]], entries)
        taken.add(kpi.name)
        return Named(names, kpi)
    base = catalog.kpis[found.kpi]
    id_ = next(iter(found.platforms), None)
    label = catalog.platforms[id_].label if id_ else ""
    name = base.name if base.name not in taken else f"{base.name}_{id_ or len(taken)}"
    taken.add(name)
    counts = id_ if id_ and base.measured_by in _SELLERS else None
    theirs = _entries_of_platform(base.name, counts, catalog) if counts else ()
    kpi = replace(
        base,
        name=name,
        label=Text(f"{base.label.en} · {label}", f"{base.label.vi} · {label}") if label else base.label,
        platform=counts or base.platform,
        lifecycle=tuple(dict.fromkeys((*base.lifecycle, *entries, *theirs))),
    )
    return Named(names, kpi, base.name, label)


def _entries_of_platform(kpi: str, platform: str, catalog: Catalog) -> tuple[str, ...]:
    """Return what the registry says of *kpi* as this platform counts it, whatever the list calls it."""
    mine = (platform, *catalog.platforms[platform].lifecycle_platforms)
    every = catalog.lifecycle.values()
    return tuple(e.id for e in every if e.kind == "metric" and e.platform in mine and kpi in e.affects_kpis)


def _stand_in(entry: LifecycleEntry, entries: tuple[str, ...]) -> Kpi:
    """Return a KPI that says nothing of itself but the entries it rests on: rules about those can be judged over it."""
    return Kpi(
        name=f"registry_{entry.id}",
        label=entry.label,
        formula=parse("figure", Role.FORMULA),
        inputs=(Input("figure", "count"),),
        unit="count",
        kind=KpiKind.FLOW,
        direction=Direction.NEUTRAL,
        relevance=Relevance(0, 0, 0),
        lifecycle=entries,
    )
