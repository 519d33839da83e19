"""Periods: parse, order, step back, same period last year, fiscal year. The calendar is data, never the clock."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from kpiframe.granularities import Interval, Table, add_months

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Grain(StrEnum):
    """Length of a period, in dbt's words."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_LONGEST: Final = {Grain.DAY: 3, Grain.WEEK: 13, Grain.MONTH: 60, Grain.QUARTER: 200}
"""Most days of a period of its own making that still counts as one of this grain."""
_EXACT: Final = {"day": (1, 1), "week": (7, 7), "month": (28, 35), "quarter": (84, 98), "year": (360, 372)}
_MONTHS: Final = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_YEAR_BACK: Final = {Grain.WEEK: 52, Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 1}
_PATTERNS: Final = {
    Grain.DAY: re.compile(r"(\d{4})-(\d{2})-(\d{2})"),
    Grain.WEEK: re.compile(r"(\d{4})-W(\d{2})"),
    Grain.MONTH: re.compile(r"(\d{4})-(\d{2})"),
    Grain.QUARTER: re.compile(r"(\d{4})-Q([1-4])"),
    Grain.YEAR: re.compile(r"(\d{4})"),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a project cuts time."""

    grain: Grain = Grain.MONTH
    """With :attr:`custom` the grain that comes nearest in length."""
    first_month_of_year: int = 1
    first_day_of_week: str = "monday"
    year_named_by: str = "end"
    """Which calendar year a fiscal year is called after: the one it ends in, or ``start``."""
    custom: Interval | Table | None = None

    @property
    def name(self) -> str:
        """What a period is called: a grain, or the name of the project's own."""
        return self.custom.name if self.custom else self.grain.value

    @property
    def word(self) -> str:
        """The grain's word where periods last that long, else ``period``."""
        if self.custom is None:
            return self.grain.value
        days = self.custom.length
        return next((word for word, (least, most) in _EXACT.items() if least <= days <= most), "period")

    @property
    def example(self) -> str:
        """A key of this calendar."""
        if isinstance(self.custom, Table):
            return self.custom.keys[-1]
        return self.period_of(date(2026, 10, 31)).key

    def period_of(self, day: date) -> Period:
        """Return the period *day* lies in."""
        return Period(self.custom.start_of(day) if self.custom else _start(day, self), self)

    def parse(self, key: str) -> Period | None:
        """Return the period written as *key* in this calendar's grain, ``None`` when it is not one.

        Keys: ``2026-10-31``, ``2026-W43``, ``2026-10``, ``2026-Q4``, ``2026``; a quarter or year is the fiscal one. A
        step of the project's own is named by its first day, a period of a calendar table as the table names it.
        """
        if self.custom:
            start = self.custom.find(key)
            return Period(start, self) if start else None
        match = _PATTERNS[self.grain].fullmatch(key)
        if not match:
            return None
        try:
            found = self.period_of(_day_inside(self, [int(g) for g in match.groups()]))
        except ValueError:
            return None
        return found if found.key == key else None

    def span(self, key: str) -> tuple[date, date] | None:
        """Return the first and last day a key of any grain speaks of, ``None`` for a key of none.

        A full date is that day, also where steps are named by their first day.
        """
        standard = (replace(self, grain=grain, custom=None) for grain in Grain)
        found = (calendar.parse(key) for calendar in (*standard, self))
        return next(((period.start, period.end) for period in found if period), None)


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its first day and the calendar it belongs to."""

    start: date
    calendar: Calendar
    _end: date | None = field(default=None, init=False, repr=False, compare=False)
    _key: str | None = field(default=None, init=False, repr=False, compare=False)
    # Worked out when first asked for: one spine is asked for both by every KPI of every slice.

    @property
    def end(self) -> date:
        """The last day."""
        if self._end is None:
            object.__setattr__(self, "_end", self.shift(1).start - timedelta(days=1))
        return self._end  # type: ignore[return-value]

    @property
    def key(self) -> str:
        """The name users write: sortable within a grain."""
        if self._key is None:
            object.__setattr__(self, "_key", self._named())
        return self._key  # type: ignore[return-value]

    def _named(self) -> str:
        if self.calendar.custom:
            return self.calendar.custom.key(self.start)
        grain, start = self.calendar.grain, self.start
        if grain is Grain.DAY:
            return start.isoformat()
        if grain is Grain.WEEK:
            year, week, _ = (start + timedelta(days=3)).isocalendar()
            return f"{year}-W{week:02d}"
        if grain is Grain.MONTH:
            return f"{start.year}-{start.month:02d}"
        year = self.fiscal_year
        if grain is Grain.QUARTER:
            months = (start.month - self.calendar.first_month_of_year) % 12
            return f"{year}-Q{months // 3 + 1}"
        return str(year)

    @property
    def fiscal_year(self) -> int:
        """The fiscal year, named by the calendar year it ends in or, if the calendar says so, starts in.

        A week, and any step of days, belongs to the year its middle lies in.
        """
        calendar, custom = self.calendar, self.calendar.custom
        day = self.start
        if custom is not None:
            day = custom.middle(day)
            if isinstance(custom, Table):
                return day.year
        elif calendar.grain is Grain.WEEK:
            day += timedelta(days=3)
        first = calendar.first_month_of_year
        begun = day.year if day.month >= first else day.year - 1
        return begun + (first > 1 and calendar.year_named_by == "end")

    def shift(self, periods: int) -> Period:
        """Return the period *periods* later (earlier when negative), by calendar, never by days of a month."""
        grain, custom = self.calendar.grain, self.calendar.custom
        if custom is not None:
            return Period(custom.shift(self.start, periods), self.calendar)
        if grain is Grain.DAY:
            return Period(self.start + timedelta(days=periods), self.calendar)
        if grain is Grain.WEEK:
            return Period(self.start + timedelta(weeks=periods), self.calendar)
        return Period(add_months(self.start, periods * _MONTHS[grain]), self.calendar)

    def previous(self) -> Period:
        """Return the period before."""
        return self.shift(-1)

    def year_ago(self) -> Period:
        """Return the same period last year (364 days for weeks, so that weekdays match)."""
        if self.calendar.custom:
            return Period(self.calendar.custom.year_ago(self.start), self.calendar)
        if self.calendar.grain is Grain.DAY:
            try:
                return Period(self.start.replace(year=self.start.year - 1), self.calendar)
            except ValueError:
                return Period(self.start - timedelta(days=366), self.calendar)
        return self.shift(-_YEAR_BACK[self.calendar.grain])


def nearest_grain(days: float) -> Grain:
    """Return the grain that comes nearest to a period of so many days."""
    return next((grain for grain, longest in _LONGEST.items() if days <= longest), Grain.YEAR)


def spine(first: Period, last: Period) -> tuple[Period, ...]:
    """Return every period from *first* to *last*, both included; empty when *last* is earlier."""
    found: list[Period] = []
    here = first
    while here.start <= last.start:
        found.append(here)
        here = here.shift(1)
    return tuple(found)


def year_starts(periods: tuple[Period, ...]) -> tuple[int, ...]:
    """Return, for each period of a spine, the index of the first period of its fiscal year on that spine."""
    starts: list[int] = []
    for index, period in enumerate(periods):
        same_year = bool(starts) and periods[index - 1].fiscal_year == period.fiscal_year
        starts.append(starts[-1] if same_year else index)
    return tuple(starts)


def _start(day: date, calendar: Calendar) -> date:
    if calendar.grain is Grain.DAY:
        return day
    if calendar.grain is Grain.WEEK:
        return day - timedelta(days=(day.weekday() - WEEKDAYS.index(calendar.first_day_of_week)) % 7)
    months = _MONTHS[calendar.grain]
    first = calendar.first_month_of_year if months > 1 else 1
    return add_months(day.replace(day=1), -((day.month - first) % months))


def _day_inside(calendar: Calendar, numbers: list[int]) -> date:
    year, first = numbers[0], calendar.first_month_of_year
    if calendar.grain is Grain.WEEK:
        return date.fromisocalendar(year, numbers[1], 4)
    if calendar.grain in (Grain.DAY, Grain.MONTH):
        return date(year, numbers[1], numbers[2] if len(numbers) > 2 else 1)
    named_by_end = first > 1 and calendar.year_named_by == "end"
    begins = date(year - named_by_end, first, 1)
    return begins if calendar.grain is Grain.YEAR else add_months(begins, (numbers[1] - 1) * 3)
