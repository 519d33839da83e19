"""Today, where the project is: the machine's day may be another."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Self
from zoneinfo import ZoneInfo


class Today(date):
    """The machine's day, and the moment it was read."""

    moment: datetime

    @classmethod
    def at(cls, moment: datetime) -> Self:
        """Return the machine's day of *moment*, which has a zone."""
        day = moment.astimezone()
        found = cls(day.year, day.month, day.day)
        found.moment = moment
        return found


def clock() -> Today:
    """Return today's date; the only place kpiframe reads a clock."""
    return Today.at(datetime.now(UTC))


def day_in(today: date, timezone: str) -> date:
    """Return the day it is in *timezone* where the clock said *today*; a day somebody named stays."""
    return today.moment.astimezone(ZoneInfo(timezone)).date() if isinstance(today, Today) else today
