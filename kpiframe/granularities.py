"""Lengths of time a project makes up itself: equal steps from an origin, or a dated table such as 4-4-5. Dates only."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kpiframe.texts import NO_TEXT, Text

_YEAR_MONTHS: Final = 12
_DAY: Final = timedelta(days=1)
_YEAR_DAYS: Final = 364
"""Fifty-two weeks: steps counted in days keep their weekdays."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Steps of so many months, or so many days, counted from *origin* in both directions."""

    name: str
    origin: date
    months: int = 0
    days: int = 0
    """One of the two is 0. With months the origin lies on the 1st to 28th, so that every step has its day."""
    label: Text = NO_TEXT
    """What one step is called; empty where nobody says so."""

    def start_of(self, day: date) -> date:
        """Return the first day of the step *day* lies in."""
        if self.days:
            return day - timedelta(days=(day - self.origin).days % self.days)
        whole = months_between(self.origin, day) - (day.day < self.origin.day)
        return add_months(self.origin, whole // self.months * self.months)

    def shift(self, start: date, steps: int) -> date:
        """Return the first day *steps* later."""
        return start + timedelta(days=steps * self.days) if self.days else add_months(start, steps * self.months)

    def year_ago(self, start: date) -> date:
        """Return the first day of the step that holds the day a year (364 days for steps of days) earlier."""
        return self.start_of(start - timedelta(days=_YEAR_DAYS) if self.days else add_months(start, -_YEAR_MONTHS))

    def key(self, start: date) -> str:
        """Return the first day, as users write it."""
        return start.isoformat()

    def find(self, key: str) -> date | None:
        """Return the first day of the step written as *key*, ``None`` when it is none."""
        try:
            day = date.fromisoformat(key)
        except ValueError:
            return None
        return day if len(key) == len("2026-10-31") and self.start_of(day) == day else None

    def middle(self, start: date) -> date:
        """Return the day that decides which year a step belongs to: of steps of days, the middle."""
        return start + timedelta(days=(self.days - 1) // 2) if self.days else start

    @property
    def length(self) -> float:
        """Days a step lasts, about."""
        return float(self.days or self.months * 365.25 / _YEAR_MONTHS)


@dataclass(frozen=True, slots=True)
class Table:
    """Periods as a dated table names them, without gaps; a key begins with the four digits of its year.

    Before and after the table time goes on in steps as long as its first and last period, named by their first day:
    no row lies there, but a comparison may ask for one.
    """

    name: str
    starts: tuple[date, ...]
    keys: tuple[str, ...]
    until: date
    """Last day of the last period."""
    label: Text = NO_TEXT

    def start_of(self, day: date) -> date:
        """Return the first day of the period *day* lies in."""
        return self._at(self._place(day))

    def shift(self, start: date, steps: int) -> date:
        """Return the first day *steps* later."""
        return self._at(self._place(start) + steps)

    def year_ago(self, start: date) -> date:
        """Return the period of the same name a year earlier; where there is none, what holds the day 364 days back."""
        key = self.key(start)
        earlier = self.find(f"{int(key[:4]) - 1:04d}{key[4:]}") if self._inside(start) else None
        return earlier or self.start_of(start - timedelta(days=_YEAR_DAYS))

    def key(self, start: date) -> str:
        """Return the table's name of a period; outside the table its first day."""
        return self.keys[self._place(start)] if self._inside(start) else start.isoformat()

    def find(self, key: str) -> date | None:
        """Return the first day of the period called *key*, ``None`` when the table has none."""
        return self.starts[self.keys.index(key)] if key in self.keys else None

    def middle(self, start: date) -> date:
        """Return a day of the year the name of the period begins with."""
        return date(int(self.key(start)[:4]), 1, 1) if self._inside(start) else start

    @property
    def length(self) -> float:
        """Days a period lasts, on average."""
        return ((self.until - self.starts[0]).days + 1) / len(self.starts)

    def _inside(self, day: date) -> bool:
        return self.starts[0] <= day <= self.until

    @property
    def _first(self) -> int:
        return ((self.starts[1] if len(self.starts) > 1 else self.until + _DAY) - self.starts[0]).days

    @property
    def _last(self) -> int:
        return (self.until + _DAY - self.starts[-1]).days

    def _place(self, day: date) -> int:
        """Return the number of the period of *day*, counted from the table's first."""
        if day < self.starts[0]:
            return (day - self.starts[0]).days // self._first
        if day > self.until:
            return len(self.starts) + ((day - self.until).days - 1) // self._last
        return bisect_right(self.starts, day) - 1

    def _at(self, place: int) -> date:
        if place < 0:
            return self.starts[0] + timedelta(days=place * self._first)
        if place >= len(self.starts):
            return self.until + timedelta(days=1 + (place - len(self.starts)) * self._last)
        return self.starts[place]


def months_between(first: date, last: date) -> int:
    """Return how many calendar months *last* lies after *first*, days aside."""
    return (last.year - first.year) * _YEAR_MONTHS + last.month - first.month


def add_months(day: date, months: int) -> date:
    """Return the same day of the month *months* later; the day must exist there."""
    total = day.year * _YEAR_MONTHS + day.month - 1 + months
    return date(total // _YEAR_MONTHS, total % _YEAR_MONTHS + 1, day.day)
