"""KPIs beside a scorecard that its KPIs are held against: ledgers, corroborating and perceived counterparts."""

from __future__ import annotations

from collections.abc import Container, Mapping

from kpiframe.catalog.bindings import binding_key
from kpiframe.catalog.graph import needs_of
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi


def beside(layout: Layout, kpis: Mapping[str, Kpi], bound: Container[str]) -> tuple[str, ...]:
    """Return the KPIs that those of *layout* name and that can be computed: every input they reach is bound."""
    here = dict.fromkeys(name for name in layout.kpis if name in kpis)
    named = dict.fromkeys(other for name in here for other in _named(kpis[name]))
    return tuple(n for n in named if n not in here and n in kpis and _computable(n, kpis, bound))


def _named(kpi: Kpi) -> tuple[str, ...]:
    said = kpi.evidence
    ledger = (said.ledger.kpi, said.ledger.organic) if said.ledger else ()
    perceived = (said.perceived_as,) if said.perceived_as else ()
    return (*ledger, *perceived, *kpi.corroborated_by)


def _computable(name: str, kpis: Mapping[str, Kpi], bound: Container[str]) -> bool:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        kpi = kpis[here]
        through = set(needs_of(kpi, kpis))
        inputs = (n for n in kpi.formula.names if n not in through)
        if not all(binding_key(here, n, bound) in bound for n in inputs):
            return False
        waiting += through
    return True
