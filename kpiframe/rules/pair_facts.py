"""Facts of two KPIs as their definitions tell them: declared, complements, attributed apart, pulling apart."""

from __future__ import annotations

from collections.abc import Sequence

from kpiframe.catalog.model import Kpi
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.wording import FactValue


def pairs_of(setting: Setting) -> Sequence[tuple[str, str]]:
    """Return (KPI, other) for every two KPIs of the scorecard whose definitions have to do with one another."""
    return ()


def pair_facts(kpi: Kpi, other: Kpi, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of two KPIs that their definitions tell."""
    return {}
