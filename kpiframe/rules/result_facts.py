"""Facts of scope result: what the computed scores of one scorecard say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.set_facts import set_facts
from kpiframe.rules.wording import FactValue
from kpiframe.scoring.weights import is_independent

_IN_BASE = frozenset({"scored", "missing", "stale", "too_early", "small_sample", "error"})


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What scoring found about one scorecard and period; plain values, so that rules need no scoring type."""

    flattery_gap: float | None = None
    """Reported minus independent score, in points; ``None`` when it cannot be known."""
    gap_reason: str = ""
    reported: float | None = None
    independent: float | None = None
    weight_shares: Mapping[str, float] = field(default_factory=dict)
    """Effective shares, 0 to 1; empty: taken from the definitions."""
    states: Mapping[str, str] = field(default_factory=dict)
    """KPI -> state word."""
    values: Mapping[str, float | None] = field(default_factory=dict)


def result_facts(card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return every fact a rule of scope result may name: those of the set and those of the scores."""
    kpis = setting.catalog.kpis
    independent = (n for n, s in card.states.items() if s in _IN_BASE and n in kpis and is_independent(kpis[n]))
    return {
        **set_facts(setting),
        "reported_score": card.reported,
        "independent_score": card.independent,
        "flattery_gap": card.flattery_gap,
        "reported_kpis": float(sum(s == "scored" for s in card.states.values())) if card.states else None,
        "independent_kpis": float(sum(1 for _ in independent)) if card.states else None,
    }
