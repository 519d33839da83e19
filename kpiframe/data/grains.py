"""The first day of the period a date lies in, as SQL: the engine's half of :mod:`kpiframe.periods`."""

from __future__ import annotations

from typing import Final

from kpiframe.periods import WEEKDAYS, Calendar, Grain

_STEP: Final = {Grain.QUARTER: 3, Grain.YEAR: 12}


def period_start(day: str, calendar: Calendar) -> str:
    """Return SQL of type DATE for the first day of the period of the SQL date *day*."""
    if calendar.grain is Grain.DAY:
        return day
    if calendar.grain is Grain.WEEK:
        first = WEEKDAYS.index(calendar.first_day_of_week)
        return f"CAST({day} - CAST((isodow({day}) + {6 - first}) % 7 AS INTEGER) AS DATE)"
    if calendar.grain is Grain.MONTH:
        return f"CAST(date_trunc('month', {day}) AS DATE)"
    unit = calendar.grain.value
    shift = (calendar.first_month_of_year - 1) % _STEP[calendar.grain]
    if not shift:
        return f"CAST(date_trunc('{unit}', {day}) AS DATE)"
    moved = f"{day} - INTERVAL {shift} MONTH"
    return f"CAST(date_trunc('{unit}', {moved}) + INTERVAL {shift} MONTH AS DATE)"
