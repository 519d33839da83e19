"""How steadily people are asked: periods of the last twelve months with answers, and how near launches they lie."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.annotations import Event
from kpiframe.catalog.model import Kpi
from kpiframe.periods import Grain, Period
from kpiframe.rules.runs import concerns
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.rules.wording import FactValue

_YEAR: Final = 12
_QUARTER: Final = 3
NEAR: Final = 45
"""Days between a launch and a period that count as "around" it."""


def asking_facts(kpi: Kpi, card: CardFacts) -> dict[str, FactValue]:
    """Return how often answers came in the last twelve months; unknown where less than twelve are looked at."""
    asked = _asked(card.seen.get(kpi.name), card.periods)
    if asked is None:
        return dict.fromkeys(("asked_times", "asked_least", "asked_launch"))
    launches = [event for event in card.events if event.kind == "launch" and concerns(event, kpi)]
    return {
        "asked_times": float(len(asked)),
        "asked_least": _least(asked, card.periods[-1]),
        "asked_launch": float(sum(any(_near(period, launch) for launch in launches) for period in asked)),
    }


def _asked(seen: KpiSeen | None, periods: tuple[Period, ...]) -> list[Period] | None:
    """Return the periods with answers; one study that stands for the periods after it was asked once."""
    if seen is None or not periods:
        return None
    end = _month(periods[-1])
    if end - _month(periods[0]) < _YEAR - _months(periods[-1]):
        return None
    answered = [bool(cases) for cases in seen.cases] or [value is not None for value in seen.values]
    last = seen.as_of or periods[-1].end
    found: list[Period] = []
    for period, yes in zip(reversed(periods), reversed(answered), strict=True):
        if end - _month(period) >= _YEAR:
            break
        if yes and period.start <= last:
            found.append(period)
    return found[::-1]


def _months(period: Period) -> int:
    """Return how many months one period lasts; days and weeks lie inside one."""
    return {Grain.QUARTER: 3, Grain.YEAR: 12}.get(period.calendar.grain, 1)


def _month(period: Period) -> int:
    """Return the month a period ends in, counted from the year 0."""
    end = period.end
    return end.year * 12 + end.month


def _least(asked: list[Period], last: Period) -> float | None:
    """Return the fewest answers in any of the four quarters up to the period judged; a year shows no quarters."""
    if last.calendar.grain is Grain.YEAR:
        return None
    end, inside = _month(last), [0] * (_YEAR // _QUARTER)
    for period in asked:
        inside[(end - _month(period)) // _QUARTER] += 1
    return float(min(inside))


def _near(period: Period, launch: Event) -> bool:
    begins, ends = launch.date, launch.until or launch.date
    return (begins - period.end).days <= NEAR and (period.start - ends).days <= NEAR
