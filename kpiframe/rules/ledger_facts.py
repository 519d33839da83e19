"""Facts of ledgers: what is credited against the brand's own books, and how much of it twice."""

from __future__ import annotations

from collections.abc import Sequence

from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.seen import CardFacts
from kpiframe.rules.wording import FactValue


def ledgers_of(setting: Setting) -> Sequence[str]:
    """Return the KPIs that some KPI of the scorecard names as its ledger."""
    return ()


def ledger_facts(name: str, card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of the ledger KPI called *name*."""
    return {}
