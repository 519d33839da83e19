"""Periods: parse, order, step back, same period last year, fiscal year. The calendar is data, never the clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Grain(StrEnum):
    """Length of a period, in dbt's words."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


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
    first_month_of_year: int = 1
    first_day_of_week: str = "monday"

    def period_of(self, day: date) -> Period:
        """Return the period *day* lies in."""
        return Period(_start(day, self), self)

    def parse(self, key: str) -> Period | None:
        """Return the period written as *key* in this calendar's grain, ``None`` when it is not one.

        Keys: ``2026-10-31``, ``2026-W43``, ``2026-10``, ``2026-Q4``, ``2026``; a quarter or year is the fiscal one,
        named by the calendar year it ends in.
        """
        match = _PATTERNS[self.grain].fullmatch(key)
        if not match:
            return None
        try:
            found = self.period_of(_day_inside(self, [int(g) for g in match.groups()]))
        except ValueError:
            return None
        return found if found.key == key else None


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its first day and the calendar it belongs to."""

    start: date
    calendar: Calendar

    @property
    def end(self) -> date:
        """The last day."""
        return self.shift(1).start - timedelta(days=1)

    @property
    def key(self) -> str:
        """The name users write: sortable within a grain."""
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
        """The fiscal year, named by the calendar year it ends in."""
        first = self.calendar.first_month_of_year
        return self.start.year + (1 if first > 1 and self.start.month >= first else 0)

    def shift(self, periods: int) -> Period:
        """Return the period *periods* later (earlier when negative), by calendar, never by days of a month."""
        grain = self.calendar.grain
        if grain is Grain.DAY:
            return Period(self.start + timedelta(days=periods), self.calendar)
        if grain is Grain.WEEK:
            return Period(self.start + timedelta(weeks=periods), self.calendar)
        return Period(_add_months(self.start, periods * _MONTHS[grain]), self.calendar)

    def previous(self) -> Period:
        """Return the period before."""
        return self.shift(-1)

    def year_ago(self) -> Period:
        """Return the same period last year (364 days for weeks, so that weekdays match)."""
        if self.calendar.grain is Grain.DAY:
            try:
                return Period(self.start.replace(year=self.start.year - 1), self.calendar)
            except ValueError:
                return Period(self.start - timedelta(days=366), self.calendar)
        return self.shift(-_YEAR_BACK[self.calendar.grain])


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
    return _add_months(day.replace(day=1), -((day.month - first) % months))


def _add_months(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _day_inside(calendar: Calendar, numbers: list[int]) -> date:
    year, first = numbers[0], calendar.first_month_of_year
    if calendar.grain is Grain.WEEK:
        return date.fromisocalendar(year, numbers[1], 4)
    if calendar.grain in (Grain.DAY, Grain.MONTH):
        return date(year, numbers[1], numbers[2] if len(numbers) > 2 else 1)
    begins = date(year if first == 1 else year - 1, first, 1)
    return begins if calendar.grain is Grain.YEAR else _add_months(begins, (numbers[1] - 1) * 3)
