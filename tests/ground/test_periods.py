"""Periods: keys users write, order, previous, same period last year, fiscal years."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiframe.periods import WEEKDAYS, Calendar, Grain, spine, year_starts

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
CALENDARS = st.builds(Calendar, st.sampled_from(Grain), st.integers(1, 12), st.sampled_from(WEEKDAYS))


@pytest.mark.parametrize(
    ("grain", "key", "first", "last", "before", "a_year_ago"),
    [
        (Grain.DAY, "2024-02-29", date(2024, 2, 29), date(2024, 2, 29), "2024-02-28", "2023-02-28"),
        (Grain.WEEK, "2026-W01", date(2025, 12, 29), date(2026, 1, 4), "2025-W52", "2025-W01"),
        (Grain.MONTH, "2026-03", date(2026, 3, 1), date(2026, 3, 31), "2026-02", "2025-03"),
        (Grain.MONTH, "2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-01", "2023-02"),
        (Grain.QUARTER, "2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2025-Q4", "2025-Q1"),
        (Grain.YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), "2025", "2025"),
    ],
)
def test_a_period_by_its_key(grain, key, first, last, before, a_year_ago):
    period = Calendar(grain).parse(key)
    assert (period.start, period.end) == (first, last)
    assert (period.key, period.previous().key, period.year_ago().key) == (key, before, a_year_ago)


@pytest.mark.parametrize(
    ("grain", "key", "first", "last"),
    [
        (Grain.YEAR, "2026", date(2025, 4, 1), date(2026, 3, 31)),
        (Grain.QUARTER, "2026-Q1", date(2025, 4, 1), date(2025, 6, 30)),
        (Grain.QUARTER, "2026-Q4", date(2026, 1, 1), date(2026, 3, 31)),
        (Grain.MONTH, "2026-03", date(2026, 3, 1), date(2026, 3, 31)),
    ],
)
def test_a_fiscal_year_from_april_is_named_by_the_year_it_ends_in(grain, key, first, last):
    period = Calendar(grain, first_month_of_year=4).parse(key)
    assert (period.start, period.end, period.fiscal_year) == (first, last, 2026)


@pytest.mark.parametrize(
    "key", ["2026-13", "2026-1", "26-01", "2026-00", "2026-10-01", "2026", "", "tháng 10", "２０２６-10"]
)
def test_what_is_no_month_is_refused(key):
    assert Calendar().parse(key) is None


@pytest.mark.parametrize(
    ("grain", "key"), [(Grain.WEEK, "2025-W53"), (Grain.DAY, "2026-02-29"), (Grain.QUARTER, "2026-Q5")]
)
def test_periods_that_never_were_are_refused(grain, key):
    assert Calendar(grain).parse(key) is None


@given(DAYS, CALENDARS)
def test_a_day_lies_in_its_period_and_the_key_reads_back(day, calendar):
    period = calendar.period_of(day)
    assert period.start <= day <= period.end
    assert calendar.parse(period.key) == period


@given(DAYS, CALENDARS, st.integers(-60, 60))
def test_steps_go_back_and_forth_and_leave_no_day_out(day, calendar, steps):
    period = calendar.period_of(day)
    assert period.shift(steps).shift(-steps) == period
    assert period.shift(1).start == period.end + timedelta(days=1)
    assert period.previous().end == period.start - timedelta(days=1)
    if steps > 0:
        assert period.key < period.shift(steps).key


@given(DAYS, CALENDARS, st.integers(0, 40))
def test_a_spine_has_every_period_once(day, calendar, length):
    first = calendar.period_of(day)
    found = spine(first, first.shift(length))
    assert len(found) == length + 1
    assert all(later == earlier.shift(1) for earlier, later in pairwise(found))
    assert spine(first.shift(1), first) == ()


def test_the_year_begins_at_the_first_month_on_the_spine_that_belongs_to_it():
    calendar = Calendar(first_month_of_year=4)
    months = spine(calendar.parse("2026-01"), calendar.parse("2026-06"))
    assert year_starts(months) == (0, 0, 0, 3, 3, 3)
