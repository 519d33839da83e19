"""Facts of scope result: what the computed numbers of one period say, of the scorecard and of one KPI."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Kpi
from kpiframe.periods import Grain
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.rules.wording import FactValue
from kpiframe.scoring.breaks import breaking
from kpiframe.scoring.margins import Z
from kpiframe.scoring.weights import is_independent

_IN_BASE = frozenset({"scored", "missing", "stale", "too_early", "small_sample", "error"})
_DAYS: Final = {Grain.DAY: 1.0, Grain.WEEK: 7.0, Grain.MONTH: 31.0, Grain.QUARTER: 92.0, Grain.YEAR: 366.0}
"""Days of a cadence: the longest a period of that grain can last, so that nothing on time is called late."""
_NOTHING: Final = KpiSeen("", ())


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


def kpi_result_facts(
    kpi: Kpi, card: CardFacts, setting: Setting, entries: Sequence[LifecycleEntry] = ()
) -> dict[str, FactValue]:
    """Return the facts of one KPI's number; all of them unknown for one that was not computed.

    *entries* are those it is linked to.
    """
    seen = card.seen.get(kpi.name, _NOTHING)
    sampled = kpi.base is not None or bool(seen.cases)
    error = _change_error(seen, sampled=sampled)
    return {
        "state": seen.state or None,
        "value": seen.value,
        "score": seen.score,
        "cases": seen.cases[-1] if seen.cases else None,
        "sampled": sampled,
        "change": _change(seen),
        "comparable": _comparable(card, entries),
        "change_error": error,
        "change_margin": None if error is None else Z * error,
        "remarks": _remarks(kpi, card),
        "data_age": None if seen.as_of is None else float((_day_judged(card, setting) - seen.as_of).days),
        "cadence_days": _DAYS[Grain(kpi.cadence)] if kpi.cadence else None,
    }


def _change(seen: KpiSeen) -> float | None:
    earlier = _last_but_one(seen.values)
    return None if seen.value is None or earlier is None else seen.value - earlier


def _remarks(kpi: Kpi, card: CardFacts) -> float | None:
    """Count what was written about this KPI for this period."""
    if not card.periods:
        return None
    key = card.periods[-1].key
    return float(sum(said.kpi == kpi.name and said.period == key for said in card.comments))


def _comparable(card: CardFacts, entries: Sequence[LifecycleEntry]) -> bool | None:
    """Tell whether no break lies between this period and the one before."""
    if len(card.periods) < 2:
        return None
    return not entries or breaking(entries, card.periods[-2], card.periods[-1]) is None


def _change_error(seen: KpiSeen, *, sampled: bool) -> float | None:
    """Return the standard error of the change; 0 for exact numbers, unknown where a sample allows none."""
    if _change(seen) is None:
        return None
    if not seen.errors:
        return None if sampled else 0.0
    now, earlier = seen.errors[-1], _last_but_one(seen.errors)
    return None if now is None or earlier is None else math.hypot(now, earlier)


def _last_but_one(values: tuple[float | None, ...]) -> float | None:
    return values[-2] if len(values) > 1 else None


def _day_judged(card: CardFacts, setting: Setting) -> date:
    """Return the last day of the period, or today while it runs."""
    if not card.periods:
        return setting.as_of
    return min(card.today or setting.as_of, card.periods[-1].end)


def _shown(card: CardFacts, setting: Setting) -> list[str]:
    names = setting.layout.kpis if setting.layout else tuple(card.seen)
    return [name for name in names if name in card.seen]
