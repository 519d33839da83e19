"""Facts of scope result: what the computed numbers of one period say, of the scorecard and of one KPI."""

from __future__ import annotations

from kpiframe.catalog.model import Kpi
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.seen import CardFacts
from kpiframe.rules.wording import FactValue
from kpiframe.scoring.weights import is_independent

_IN_BASE = frozenset({"scored", "missing", "stale", "too_early", "small_sample", "error"})


def card_result_facts(card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of the three scores and of the day of the report."""
    kpis, states = setting.catalog.kpis, {name: card.seen[name].state for name in _shown(card, setting)}
    independent = (n for n, s in states.items() if s in _IN_BASE and n in kpis and is_independent(kpis[n]))
    ended = card.periods[-1].end if card.periods else None
    return {
        "reported_score": card.reported,
        "independent_score": card.independent,
        "flattery_gap": card.flattery_gap,
        "reported_kpis": float(sum(s == "scored" for s in states.values())) if states else None,
        "independent_kpis": float(sum(1 for _ in independent)) if states else None,
        "days_since_end": None if ended is None or card.today is None else float((card.today - ended).days),
    }


def kpi_result_facts(kpi: Kpi, card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of one KPI's number."""
    return {}


def _shown(card: CardFacts, setting: Setting) -> list[str]:
    names = setting.layout.kpis if setting.layout else tuple(card.seen)
    return [name for name in names if name in card.seen]
