"""The engine and kpiframe.periods cut time alike, on every day of five years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kpiframe.data.database import Database
from kpiframe.data.grains import period_start
from kpiframe.periods import WEEKDAYS, Calendar, Grain

CALENDARS = [
    Calendar(Grain.DAY),
    *(Calendar(Grain.WEEK, first_day_of_week=day) for day in WEEKDAYS),
    Calendar(Grain.MONTH),
    Calendar(Grain.MONTH, first_month_of_year=4),
    *(Calendar(grain, first_month_of_year=m) for grain in (Grain.QUARTER, Grain.YEAR) for m in range(1, 13)),
]


@pytest.fixture(scope="module")
def database():
    with Database(threads=1) as db:
        yield db


@pytest.mark.parametrize("calendar", CALENDARS, ids=str)
def test_period_start(database, calendar):
    rows = database.select(
        f"SELECT d, {period_start('d', calendar)} FROM (SELECT CAST(DATE '2023-12-25' + CAST(i AS INTEGER) AS DATE) AS d "
        "FROM range(1900) r(i)) ORDER BY d"
    )
    assert rows[0][0] == date(2023, 12, 25)
    assert rows[-1][0] == date(2023, 12, 25) + timedelta(days=1899)
    assert [start for _, start in rows] == [calendar.period_of(day).start for day, _ in rows]
