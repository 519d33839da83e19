"""Totals of whole months among daily rows: told, because counts, averages and distinct numbers then mean nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

COLUMNS = {"day": "date", "amount": "integer"}
TOTAL = {"total": {"source": "sales", "agg": "sum", "expr": "amount"}}


def days(first, last, step=1):
    count = (last - first).days // step + 1
    return [first + timedelta(days=step * i) for i in range(count)]


def told(bench, dates, **more):
    bench.write("sales.csv", "day,amount\n" + "".join(f"{day},1\n" for day in dates))
    found, _ = bench.gather({"sales": {"path": "sales.csv", "columns": COLUMNS, "time": "day", **more}}, TOTAL)
    return [p for p in found.problems if p.code == "KPF228"]


DAILY = days(date(2026, 9, 1), date(2026, 10, 31))


def test_months_of_one_day_beside_months_of_daily_rows_are_told(bench):
    """History came as one row a month, dated on its first day; since September there is a row a day."""
    (warning,) = told(bench, [date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1), *DAILY])
    assert (warning.severity, warning.subject, warning.name) == ("warning", "sales", "mixed-grains")
    assert "3 period(s) hold rows of one single day only (2026-06-01, 2026-07-01, 2026-08-01), 2 have rows of" in (
        warning.message.en
    )
    assert "3 kỳ" in warning.message.vi


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param(DAILY, id="daily rows only"),
        pytest.param([date(2026, m, 1) for m in range(1, 11)], id="monthly rows only"),
        pytest.param(days(date(2026, 1, 5), date(2026, 10, 31), 7), id="weekly rows only"),
        pytest.param([date(2026, 8, 31), *DAILY], id="rows began on the last day of a month"),
        pytest.param([*DAILY, date(2026, 11, 1)], id="rows end on the first day of a month"),
        pytest.param([date(2026, 8, 10), date(2026, 8, 20), *DAILY], id="two days are no total"),
    ],
)
def test_nothing_is_told_of(bench, dates):
    assert told(bench, dates) == []


def test_a_total_dated_at_the_end_of_its_month_is_told_too(bench):
    (warning,) = told(bench, [date(2026, 7, 31), date(2026, 8, 31), *DAILY])
    assert "(2026-08-31)" in warning.message.en


def test_many_periods_are_cut_short(bench):
    (warning,) = told(bench, [*(date(2026, m, 1) for m in range(1, 9)), *DAILY])
    assert "8 period(s)" in warning.message.en
    assert "(2026-01-01, 2026-02-01, 2026-03-01, …)" in warning.message.en
