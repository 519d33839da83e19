"""Facts of scope series: what the periods say, of the scorecard, of one KPI, and of one of its lifecycle entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kpiframe.catalog.day_words import written
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Kpi
from kpiframe.rules.asking import asking_facts
from kpiframe.rules.baselines import baseline_facts
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.runs import green_facts, red_facts
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.rules.wording import FactValue
from kpiframe.scoring.breaks import breaks, faulty, span_of

RATIO_PERIODS: Final = 6
"""Periods whose median a share of the ledger is held against."""


def card_series_facts(card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of the scorecard's run of periods."""
    return green_facts(card, setting)


def kpi_series_facts(kpi: Kpi, card: CardFacts, entries: Sequence[LifecycleEntry] = ()) -> dict[str, FactValue]:
    """Return the facts of one KPI's run of periods; *entries* are those it is linked to."""
    ledger = kpi.evidence.ledger
    seen, booked = card.seen.get(kpi.name), card.seen.get(ledger.kpi) if ledger else None
    return {
        **red_facts(kpi, card),
        **_ratio_facts(seen, booked),
        **baseline_facts(kpi, card, entries),
        **asking_facts(kpi, card),
    }


def entry_series_facts(kpi: Kpi, entry: LifecycleEntry, card: CardFacts) -> dict[str, FactValue]:
    """Return what one lifecycle entry does to the comparisons that are shown."""
    seen = card.seen.get(kpi.name)
    windows = seen.comparisons if seen else ()
    broken = next((window for window in windows if breaks(entry, *window)), None)
    span = span_of(entry)
    unknown = span is None and bool(windows) and entry.comparability == "break"
    wrong = card.periods and faulty(entry, card.periods[-1].start, card.periods[-1].end)
    return {
        "break_in_window": None if unknown else broken is not None,
        "window_from": written(broken[0]) if broken else None,
        "window_to": written(broken[1]) if broken else None,
        "in_faulty_window": bool(wrong),
        "faulty_from": written(span[0]) if wrong and span else None,
        "faulty_to": written(entry.until) if wrong and entry.until else None,
    }


def _ratio_facts(seen: KpiSeen | None, booked: KpiSeen | None) -> dict[str, FactValue]:
    shares = _shares(seen.values, booked.values) if seen and booked else []
    before = [share for share in shares[-RATIO_PERIODS - 1 : -1] if share is not None]
    middle = _median(before) if before else None
    now = shares[-1] if shares else None
    return {
        "ratio_drift": None if now is None or not middle else round(now / middle - 1, 12),
        "ratio_periods": float(len(before)) if shares else None,
    }


def _shares(values: Sequence[float | None], booked: Sequence[float | None]) -> list[float | None]:
    return [
        None if value is None or whole is None or whole <= 0 else value / whole
        for value, whole in zip(values, booked, strict=True)
    ]


def _median(values: Sequence[float]) -> float:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2
