"""What must be computed, in which order, and from which columns."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.bindings import binding_key
from kpiframe.catalog.graph import levels, needs_of
from kpiframe.catalog.model import Kpi
from kpiframe.observations import kpi_column


@dataclass(frozen=True, slots=True)
class Plan:
    """KPIs in dependency levels, and the columns their formulas read."""

    levels: tuple[tuple[Kpi, ...], ...]
    inputs: tuple[str, ...]
    """Keys of every binding needed."""
    columns: Mapping[str, Mapping[str, str]]
    """KPI -> name in its formula (and its base and spread) -> column of the observations."""
    inputs_of: Mapping[str, tuple[str, ...]]
    """KPI -> keys of the bindings it reaches, directly or through other KPIs."""

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """Every KPI, each after those it names."""
        return tuple(kpi for level in self.levels for kpi in level)


NO_PLAN: Final = Plan((), (), {}, {})


def plan(wanted: Iterable[str], kpis: Mapping[str, Kpi], bound: Container[str] = ()) -> Plan:
    """Return the plan for the *wanted* KPIs and those their formulas name. The catalogue holds no cycle by now.

    *bound* holds the keys of bindings: an input a KPI has bound for itself is read from its own column.
    """
    needed: dict[str, Kpi] = {}
    waiting = [name for name in wanted if name in kpis]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = kpis[name]
            waiting += needs_of(kpis[name], kpis)
    ordered, _ = levels(needed)
    columns = {name: _columns(kpi, kpis, bound) for name, kpi in needed.items()}
    reach: dict[str, tuple[str, ...]] = {}
    for level in ordered:
        for name in level:
            reach[name] = _inputs_reached(needed[name], kpis, columns[name], reach)
    inputs = {key for keys in reach.values() for key in keys}
    inputs |= {columns[name][extra] for name, kpi in needed.items() for extra in _beside(kpi)}
    return Plan(
        tuple(tuple(needed[name] for name in level) for level in ordered), tuple(sorted(inputs)), columns, reach
    )


def _columns(kpi: Kpi, kpis: Mapping[str, Kpi], bound: Container[str]) -> dict[str, str]:
    through = set(needs_of(kpi, kpis))
    names = dict.fromkeys((*kpi.formula.names, *_beside(kpi)))
    return {n: kpi_column(n) if n in through else binding_key(kpi.name, n, bound) for n in names}


def _beside(kpi: Kpi) -> tuple[str, ...]:
    """Return the inputs that say how sure a value is; without them there is no margin, and a value all the same."""
    return tuple(name for name in (kpi.base, kpi.spread) if name)


def _inputs_reached(
    kpi: Kpi, kpis: Mapping[str, Kpi], columns: Mapping[str, str], reach: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    through = set(needs_of(kpi, kpis))
    found: dict[str, None] = {}
    for name in kpi.formula.names:
        found.update(dict.fromkeys(reach[name] if name in through else (columns[name],)))
    return tuple(found)
