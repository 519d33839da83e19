"""Facts of two KPIs as their numbers tell them: moving together, apart, or one without the other."""

from __future__ import annotations

from collections.abc import Sequence

from kpiframe.catalog.model import Kpi
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.seen import CardFacts
from kpiframe.rules.wording import FactValue


def paired_by_numbers(card: CardFacts, setting: Setting) -> Sequence[tuple[str, str]]:
    """Return (KPI, other) for every two weighted KPIs whose changes are closely correlated, either way."""
    return ()


def pair_series_facts(kpi: Kpi, other: Kpi, card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of two KPIs that their numbers tell, those of scope result among them."""
    return {}
