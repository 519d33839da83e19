"""The first day of the period a date lies in, as SQL: the engine's half of :mod:`kpiframe.periods`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kpiframe.granularities import Interval, Table
from kpiframe.periods import WEEKDAYS, Calendar, Grain
from kpiframe.sqltext import quote_text

_STEP: Final = {Grain.QUARTER: 3, Grain.YEAR: 12}


def period_start(day: str, calendar: Calendar) -> str:
    """Return SQL of type DATE for the first day of the period of the SQL date *day*.

    Null for a day a calendar table does not hold.
    """
    if isinstance(calendar.custom, Table):
        return _from_table(day, calendar.custom)
    if calendar.custom:
        return _from_origin(day, calendar.custom)
    if calendar.grain is Grain.DAY:
        return day
    if calendar.grain is Grain.WEEK:
        first = WEEKDAYS.index(calendar.first_day_of_week)
        return f"CAST({day} - CAST((isodow({day}) + {6 - first}) % 7 AS INTEGER) AS DATE)"
    if calendar.grain is Grain.MONTH:
        return f"CAST({day} - CAST(day({day}) AS INTEGER) + 1 AS DATE)"  # three times as fast as date_trunc
    unit = calendar.grain.value
    shift = (calendar.first_month_of_year - 1) % _STEP[calendar.grain]
    if not shift:
        return f"CAST(date_trunc('{unit}', {day}) AS DATE)"
    moved = f"{day} - INTERVAL {shift} MONTH"
    return f"CAST(date_trunc('{unit}', {moved}) + INTERVAL {shift} MONTH AS DATE)"


def _from_origin(day: str, steps: Interval) -> str:
    origin = _date(steps.origin)
    if steps.days:
        n = steps.days
        return f"CAST({day} - CAST(((({day} - {origin}) % {n}) + {n}) % {n} AS INTEGER) AS DATE)"
    first = steps.origin.year * 12 + steps.origin.month
    months = (
        f"(year({day}) * 12 + month({day}) - {first} - CASE WHEN day({day}) < {steps.origin.day} THEN 1 ELSE 0 END)"
    )
    whole = f"CAST(floor({months} / {steps.months}.0) AS INTEGER) * {steps.months}"
    return f"CAST({origin} + to_months({whole}) AS DATE)"


def _from_table(day: str, table: Table) -> str:
    """One entry a day, as days after the first: looking a number up costs less than a join."""
    ends = (*table.starts[1:], table.until + timedelta(days=1))
    first = table.starts[0]
    offsets = [
        (start - first).days for start, end in zip(table.starts, ends, strict=True) for _ in range((end - start).days)
    ]
    listed = f"[{', '.join(map(str, offsets))}]"
    begins = _date(first)
    inside = f"{day} BETWEEN {begins} AND {_date(table.until)}"
    number = f"CAST({day} - {begins} AS INTEGER) + 1"
    return f"CASE WHEN {inside} THEN CAST({begins} + list_extract({listed}, {number}) AS DATE) END"


def _date(day: date) -> str:
    return f"DATE {quote_text(day.isoformat())}"
