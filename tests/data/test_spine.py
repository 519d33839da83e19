"""Which period is shown, where the spine begins, and what stands in periods without rows."""

from __future__ import annotations

from datetime import date

import pytest

from kpiframe.periods import Calendar, Grain

SOURCE = {"path": "s.csv", "columns": {"day": "date", "n": "integer"}, "time": "day"}
SUM = {"n": {"source": "s", "agg": "sum", "expr": "n"}}


def rows(bench, *days, name="s.csv"):
    bench.write(name, "day,n\n" + "".join(f"{day},{i}\n" for i, day in enumerate(days, start=1)))


def test_the_latest_complete_period_with_rows(bench):
    rows(bench, "2026-08-03", "2026-10-31", "2026-11-02")
    found, values = bench.gather({"s": SOURCE}, SUM, today=date(2026, 11, 15))
    assert (found.period.key, [p.key for p in found.periods]) == ("2026-10", ["2026-08", "2026-09", "2026-10"])
    assert values[()]["n"] == (1.0, None, 2.0)
    assert found.rows == {"s": (1, 0, 1)}
    assert found.as_of == {"s": (date(2026, 8, 3), None, date(2026, 10, 31))}
    assert found.reports[0].outside == 1


def test_a_period_ends_before_today(bench):
    """On its last day October is not over."""
    rows(bench, "2026-09-30", "2026-10-31")
    assert bench.gather({"s": SOURCE}, SUM, today=date(2026, 10, 31))[0].period.key == "2026-09"
    assert bench.gather({"s": SOURCE}, SUM, today=date(2026, 11, 1))[0].period.key == "2026-10"


def test_only_a_begun_period_has_rows(bench):
    rows(bench, "2026-11-02")
    assert bench.gather({"s": SOURCE}, SUM, today=date(2026, 11, 15))[0].period.key == "2026-11"


def test_without_today_the_day_after_the_newest_row(bench):
    rows(bench, "2026-09-30", "2026-10-15")
    found, _ = bench.gather({"s": SOURCE}, SUM, today=None)
    assert (found.today, found.period.key) == (date(2026, 10, 16), "2026-09")


def test_an_asked_period_without_rows_is_no_error(bench):
    rows(bench, "2026-08-03")
    found, values = bench.gather({"s": SOURCE}, SUM, period="2026-10")
    assert found.problems == ()
    assert values[()]["n"] == (1.0, None, None)


def test_a_period_before_all_rows_stands_alone(bench):
    rows(bench, "2026-08-03")
    found, values = bench.gather({"s": SOURCE}, SUM, period="2026-01")
    assert ([p.key for p in found.periods], values[()]["n"]) == (["2026-01"], (None,))
    assert found.reports[0].outside == 1


def test_later_rows_do_not_enter(bench):
    rows(bench, "2026-08-03", "2026-09-03", "2026-10-03")
    found, values = bench.gather({"s": SOURCE}, SUM, period="2026-09")
    assert (found.periods[-1].key, values[()]["n"]) == ("2026-09", (1.0, 2.0))


def test_an_empty_file_gives_no_rows_not_zero(bench):
    rows(bench)
    found, values = bench.gather({"s": SOURCE}, SUM, today=date(2026, 11, 15))
    assert (found.period.key, values[()]["n"]) == ("2026-10", (None,))


def test_empty_zero_fills_periods_without_rows(bench):
    rows(bench, "2026-08-03", "2026-10-03")
    bindings = {"n": {**SUM["n"], "empty": 0}, "raw": SUM["n"]}
    assert bench.gather({"s": SOURCE}, bindings)[1][()] == {"n": (1.0, 0.0, 2.0), "raw": (1.0, None, 2.0)}


def test_sources_meet_on_one_spine(bench):
    rows(bench, "2026-09-03", "2026-10-03")
    rows(bench, "2026-08-20", name="t.csv")
    both = {"s": SOURCE, "t": {**SOURCE, "path": "t.csv"}}
    found, values = bench.gather(both, {**SUM, "m": {"source": "t", "agg": "count"}})
    assert values[()] == {"n": (None, 1.0, 2.0), "m": (1.0, None, None)}
    assert found.input_sources == {"n": "s", "m": "t"}


def test_a_source_nobody_needs_is_not_opened(bench):
    rows(bench, "2026-10-03")
    found, _ = bench.gather({"s": SOURCE, "gone": {**SOURCE, "path": "gone.csv"}}, SUM)
    assert (found.problems, [r.source for r in found.reports]) == ((), ["s"])


UNDATED = {"path": "u.csv", "columns": {"n": "integer"}}


def test_without_time_every_row_counts_in_the_period_asked_for_and_in_none_before(bench):
    bench.write("u.csv", "n\n3\n4\n")
    rows(bench, "2026-09-03", "2026-10-03")
    found, values = bench.gather({"s": SOURCE, "u": UNDATED}, {**SUM, "u": {"source": "u", "agg": "sum", "expr": "n"}})
    assert values[()]["u"] == (None, 7.0)
    assert (found.rows["u"], found.as_of["u"]) == ((0, 2), (None, None))


def test_a_dated_snapshot_says_nothing_of_earlier_periods(bench):
    bench.write("u.csv", "n\n3\n4\n")
    rows(bench, "2026-08-03", "2026-10-03")
    snapshot = {**UNDATED, "as_of": date(2026, 9, 30)}
    found, values = bench.gather(
        {"s": SOURCE, "u": snapshot}, {**SUM, "u": {"source": "u", "agg": "sum", "expr": "n", "empty": 0}}
    )
    assert values[()]["u"] == (None, 7.0, 7.0)
    assert found.as_of["u"] == (None, date(2026, 9, 30), date(2026, 9, 30))
    assert found.rows["u"] == (0, 2, 2)


@pytest.mark.parametrize(
    ("as_of", "today", "period"),
    [
        (date(2026, 8, 31), date(2026, 11, 15), "2026-08"),
        (None, date(2026, 11, 15), "2026-10"),
        (date(2026, 8, 31), None, "2026-08"),
    ],
)
def test_period_of_a_project_without_times(bench, as_of, today, period):
    bench.write("u.csv", "n\n3\n")
    found, values = bench.gather(
        {"u": {**UNDATED, "as_of": as_of}}, {"u": {"source": "u", "agg": "count"}}, today=today
    )
    assert ([p.key for p in found.periods], values[()]["u"]) == ([period], (1.0,))


def test_no_date_anywhere_is_told(bench):
    bench.write("u.csv", "n\n3\n")
    found, _ = bench.gather({"u": UNDATED}, {"u": {"source": "u", "agg": "count"}}, today=None)
    assert [p.code for p in found.problems] == ["KPF224"]
    asked, values = bench.gather({"u": UNDATED}, {"u": {"source": "u", "agg": "count"}}, today=None, period="2026-05")
    assert (asked.today, values[()]["u"]) == (date(2026, 6, 1), (1.0,))


def test_numbers_by_hand(bench):
    bindings = {
        "always": {"value": 120000000},
        "dated": {"values": {"2026-08": 1.5, "2026-10": 2}},
        "filled": {"values": {"2026-09": 1}, "empty": 0},
    }
    found, values = bench.gather({}, bindings)
    assert [p.key for p in found.periods] == ["2026-08", "2026-09", "2026-10"]
    assert values[()] == {"always": (120000000.0,) * 3, "dated": (1.5, None, 2.0), "filled": (0.0, 1.0, 0.0)}


def test_given_numbers_win_over_bindings(bench):
    rows(bench, "2026-10-03")
    given = {"n": {"2026-10": 99}, "free": 5}
    found, values = bench.gather({"s": SOURCE}, SUM, given=given, period="2026-10")
    assert values[()] == {"n": (99.0,), "free": (5.0,)}
    assert found.reports == ()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "7", True, None, 10**400])
def test_given_numbers_are_finite_numbers(bench, value):
    found, _ = bench.gather({}, {}, given={"n": {"2026-10": value}, "m": 1}, period="2026-10")
    assert [p.code for p in found.problems] == ([] if value is None else ["KPF220"])


def test_given_periods_are_periods(bench):
    found, _ = bench.gather({}, {"n": {"values": {"2026-13": 1}}})
    assert [p.code for p in found.problems] == ["KPF220"]


def test_an_unbound_input_has_no_value(bench):
    rows(bench, "2026-10-03")
    _, values = bench.gather({"s": SOURCE}, SUM, inputs=("n", "ghost"))
    assert values[()] == {"n": (1.0,), "ghost": (None,)}


def test_level0_marks_periods_and_fiscal_years(bench):
    """From February to May with a year from April: the year begins on the spine at 0, then at index 2."""
    rows(bench, "2026-02-10", "2026-05-10")
    calendar = Calendar(Grain.MONTH, first_month_of_year=4)
    level0 = bench.level0({"s": SOURCE}, SUM, calendar=calendar, period="2026-05")
    assert level0 == [(0, 0, 0, 1.0), (0, 1, 0, None), (0, 2, 2, None), (0, 3, 2, 2.0)]


@pytest.mark.parametrize(
    ("calendar", "key", "keys"),
    [
        (Calendar(Grain.WEEK), "2026-W43", ["2026-W42", "2026-W43"]),
        (Calendar(Grain.QUARTER), "2026-Q4", ["2026-Q4"]),
        (Calendar(Grain.YEAR, first_month_of_year=4), "2027", ["2027"]),
        (Calendar(Grain.DAY), "2026-10-19", ["2026-10-18", "2026-10-19"]),
    ],
)
def test_other_grains(bench, calendar, key, keys):
    """18 October 2026 is a Sunday, the 19th a Monday."""
    rows(bench, "2026-10-18", "2026-10-19")
    found, values = bench.gather({"s": SOURCE}, SUM, calendar=calendar, period=key)
    assert [p.key for p in found.periods] == keys
    assert values[()]["n"] == ((1.0, 2.0) if len(keys) == 2 else (3.0,))


def test_the_spine_is_bounded(bench):
    rows(bench, "1900-01-01", "2026-10-19")
    found, _ = bench.gather({"s": SOURCE}, SUM, calendar=Calendar(Grain.DAY), period="2026-10-19")
    assert len(found.periods) == 1200
