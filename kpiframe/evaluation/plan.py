"""What must be computed, in which order, and from which inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpiframe.catalog.graph import levels
from kpiframe.catalog.model import Kpi


@dataclass(frozen=True, slots=True)
class Plan:
    """KPIs in dependency levels, and the inputs they bottom out in."""

    levels: tuple[tuple[Kpi, ...], ...]
    inputs: tuple[str, ...]
    inputs_of: Mapping[str, tuple[str, ...]]
    """KPI -> inputs it reaches, directly or through other KPIs."""

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """Every KPI, each after those it names."""
        return tuple(kpi for level in self.levels for kpi in level)


def plan(wanted: Iterable[str], kpis: Mapping[str, Kpi]) -> Plan:
    """Return the plan for the *wanted* KPIs and those their formulas name. The catalogue holds no cycle by now."""
    needed: dict[str, Kpi] = {}
    waiting = [name for name in wanted if name in kpis]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = kpis[name]
            waiting += _kpis_named(kpis[name], kpis)
    ordered, _ = levels(needed)
    reach: dict[str, tuple[str, ...]] = {}
    for level in ordered:
        for name in level:
            reach[name] = _inputs_reached(needed[name], needed, reach)
    inputs = sorted({name for names in reach.values() for name in names} | _bases(needed.values()))
    return Plan(tuple(tuple(needed[name] for name in level) for level in ordered), tuple(inputs), reach)


def _kpis_named(kpi: Kpi, kpis: Mapping[str, Kpi]) -> list[str]:
    own = {given.name for given in kpi.inputs}
    return [name for name in kpi.formula.names if name in kpis and name not in own]


def _inputs_reached(kpi: Kpi, kpis: Mapping[str, Kpi], reach: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    through = set(_kpis_named(kpi, kpis))
    found: dict[str, None] = {}
    for name in kpi.formula.names:
        found.update(dict.fromkeys(reach[name] if name in through else (name,)))
    return tuple(found)


def _bases(kpis: Iterable[Kpi]) -> set[str]:
    return {kpi.base for kpi in kpis if kpi.base}
