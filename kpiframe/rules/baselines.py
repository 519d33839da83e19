"""What the period compared with is worth: its rank among two years, its season and its length beside this one's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kpiframe.catalog.annotations import Event
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Kpi, KpiKind
from kpiframe.periods import Period
from kpiframe.rules.runs import concerns, good_sign
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.rules.wording import FactValue
from kpiframe.scoring.breaks import breaking
from kpiframe.texts import NO_TEXT, Text, same

BASELINE_PERIODS: Final = 24
"""Periods among which the one compared with is ranked: two years of months."""
_TOLD: Final = 0.05
"""A difference in length worth a word: more than that of 30 and 31 days."""
_FACTS: Final = ("baseline_rank", "baseline_periods", "baseline", "baseline_length", "other_season", "baseline_other")


def baseline_facts(kpi: Kpi, card: CardFacts, entries: Sequence[LifecycleEntry] = ()) -> dict[str, FactValue]:
    """Return the facts of the nearest period a page compares with; all unknown where it compares with none.

    A period from before a break of *entries* is compared with nothing, nor ranked.
    """
    seen = card.seen.get(kpi.name)
    first = _first_comparable(card.periods, entries)
    places = [place for place in seen.compared if place >= first] if seen else []
    facts: dict[str, FactValue] = dict.fromkeys(_FACTS)
    if seen is None or not places:
        return facts
    now, earlier = card.periods[-1], [card.periods[place] for place in places]
    seasons = [event for event in card.events if event.kind == "season" and concerns(event, kpi)]
    length = min((_days(period) / _days(now) for period in earlier), key=lambda share: abs(share - 1))
    other = all(_touching(seasons, period) != _touching(seasons, now) for period in earlier)
    return {
        **facts,
        **_ranked(kpi, seen, places[0], first),
        "baseline": same(earlier[0].key),
        "baseline_length": length,
        "other_season": other,
        "baseline_other": _other(seasons if other else (), earlier[0], now, summed=kpi.kind is KpiKind.FLOW),
    }


def _first_comparable(periods: Sequence[Period], entries: Sequence[LifecycleEntry]) -> int:
    """Return the place of the first period that no break of *entries* parts from the last."""
    parting = [entry for entry in entries if entry.comparability == "break"]
    places = range(len(periods) - 1, -1, -1) if parting else ()
    return next((place + 1 for place in places if breaking(parting, periods[place], periods[-1])), 0)


def _ranked(kpi: Kpi, seen: KpiSeen, place: int, first: int) -> dict[str, FactValue]:
    """Rank the period compared with among those before this one; by score where a value alone does not say."""
    sign = good_sign(kpi.direction)
    worth = seen.scores if sign is None else seen.values
    chosen = worth[place] if worth else None
    begin = max(first, len(worth) - BASELINE_PERIODS - 1)
    before = [value for value in worth[begin:-1] if value is not None]
    rank = None
    if chosen is not None and before:
        rank = sum((sign or 1.0) * (value - chosen) < 0 for value in before) / len(before)
    return {"baseline_periods": float(len(before)), "baseline_rank": rank}


def _days(period: Period) -> int:
    return (period.end - period.start).days + 1


def _touching(seasons: Sequence[Event], period: Period) -> bool:
    return any(_overlap(event, period) for event in seasons)


def _overlap(event: Event, period: Period) -> bool:
    return event.date <= period.end and (event.until or event.date) >= period.start


def _other(seasons: Sequence[Event], earlier: Period, now: Period, *, summed: bool) -> Text:
    """Say in clauses what else sets the two periods apart; no text for alike ones."""
    parts = []
    only = next((event for event in seasons if _overlap(event, earlier) != _overlap(event, now)), None)
    if only is not None:
        parts.append(Text(f"; {only.label.en} lies in only one of the two", f"; {only.label.vi} chỉ rơi vào một kỳ"))
    if summed and abs(_days(earlier) / _days(now) - 1) > _TOLD:
        parts.append(
            Text(
                f"; it lasted {_days(earlier)} days, this one {_days(now)}",
                f"; kỳ đó dài {_days(earlier)} ngày, kỳ này {_days(now)} ngày",
            )
        )
    return Text("".join(p.en for p in parts), "".join(p.vi for p in parts)) if parts else NO_TEXT
