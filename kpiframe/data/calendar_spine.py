"""Which period is asked, and from which period on there are data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from kpiframe.data.census import Dates
from kpiframe.limits import LIMITS
from kpiframe.periods import Calendar, Period, spine


def newest_day(dates: Iterable[Dates], as_of: Iterable[date | None]) -> date | None:
    """Return the latest day any row or snapshot describes."""
    days = [d for found in dates for d in found.last.values() if d] + [d for d in as_of if d]
    return max(days, default=None)


def latest_period(
    starts: Sequence[date], as_of: Sequence[date], calendar: Calendar, today: date, *, timed: bool
) -> Period:
    """Return the period to show when none is asked for.

    *starts* are the periods with rows. The latest that ended before *today*; failing that the latest that began.
    Without timed sources the period of the newest snapshot, else the last that ended before *today*.
    """
    complete = calendar.period_of(today).previous()
    if not timed:
        return calendar.period_of(max(as_of)) if as_of else complete
    ended = [s for s in starts if Period(s, calendar).end < today]
    begun = [s for s in starts if s <= today]
    found = max(ended, default=None) or max(begun, default=None)
    return Period(found, calendar) if found else complete


def spine_to(period: Period, starts: Iterable[date]) -> tuple[Period, ...]:
    """Return the periods from the first of *starts* to *period*, within the limit; only *period* when none is."""
    first = min((start for start in starts if start < period.start), default=period.start)
    return spine(Period(first, period.calendar), period)[-LIMITS.spine_periods :]


def per_period(periods: Sequence[Period], found: Mapping[date | None, int]) -> tuple[int, ...]:
    """Return the counts of *found* along the spine, 0 where a period has none."""
    return tuple(found.get(p.start, 0) for p in periods)


def day_after(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)
