"""Facts of scope series: what the periods say, of the scorecard, of one KPI, and of one of its lifecycle entries."""

from __future__ import annotations

from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Kpi
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.seen import CardFacts
from kpiframe.rules.wording import FactValue


def card_series_facts(card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of the scorecard's run of periods."""
    return {}


def kpi_series_facts(kpi: Kpi, card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of one KPI's run of periods."""
    return {}


def entry_series_facts(kpi: Kpi, entry: LifecycleEntry, card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return what one lifecycle entry does to the comparisons that are shown."""
    return {}
