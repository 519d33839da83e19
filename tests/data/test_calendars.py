"""Calendars of a project's own: equal steps from an origin, 4-4-5 from a table, fiscal years; one truth in two engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import kpiframe
from kpiframe.data.database import Database
from kpiframe.data.grains import period_start
from kpiframe.granularities import Interval, Table
from kpiframe.periods import Calendar, Grain, spine, year_starts

DAY = timedelta(days=1)
SPRINT = Interval("sprint", date(2026, 1, 5), days=14)
SEASON = Interval("season", date(2026, 12, 1), months=3)
PAYROLL = Interval("payroll", date(2026, 1, 21), months=1)


def retail(first=date(2025, 2, 2), years=(2025, 2026), weeks=(4, 4, 5) * 4):
    """A 4-4-5 calendar: twelve periods a year of 4, 4 and 5 weeks."""
    starts, keys, day = [], [], first
    for year in years:
        for month, length in enumerate(weeks, start=1):
            starts.append(day)
            keys.append(f"{year}-P{month:02d}")
            day += length * 7 * DAY
    return Table("retail_month", tuple(starts), tuple(keys), day - DAY)


CALENDARS = [
    *(Calendar(Grain.WEEK, custom=custom) for custom in (SPRINT, Interval("ten_days", date(2025, 3, 9), days=10))),
    *(
        Calendar(Grain.QUARTER, custom=custom)
        for custom in (SEASON, PAYROLL, Interval("two_years", date(2024, 7, 1), months=24))
    ),
    Calendar(Grain.MONTH, custom=retail()),
]


@pytest.fixture(scope="module")
def database():
    with Database(threads=1) as db:
        yield db


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda c: c.name)
def test_the_engine_cuts_as_python_does(database, calendar):
    rows = database.select(
        f"SELECT d, {period_start('d', calendar)} FROM (SELECT CAST(DATE '2023-12-25' + CAST(i AS INTEGER) AS DATE) AS d "
        "FROM range(1400) r(i)) ORDER BY d"
    )
    table = calendar.custom if isinstance(calendar.custom, Table) else None
    for day, start in rows:
        known = table is None or table.starts[0] <= day <= table.until
        assert start == (calendar.period_of(day).start if known else None)


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda c: c.name)
def test_periods_follow_each_other_without_gap(calendar):
    """Every day lies in one period; one step on from a period is what begins the day after it."""
    day = date(2024, 1, 1)
    while day < date(2027, 12, 31):
        period = calendar.period_of(day)
        assert period.start <= day <= period.end
        assert calendar.period_of(period.end + DAY) == period.shift(1)
        assert period.shift(1).previous() == period
        assert period.shift(5).shift(-5) == period
        day += 3 * DAY


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda c: c.name)
def test_a_key_that_is_printed_is_read_again(calendar):
    for period in spine(calendar.period_of(date(2025, 3, 1)), calendar.period_of(date(2026, 10, 31))):
        assert calendar.parse(period.key) == period


@pytest.mark.parametrize(
    ("calendar", "day", "key", "first", "last", "previous", "year_ago"),
    [
        (CALENDARS[0], "2026-01-20", "2026-01-19", "2026-01-19", "2026-02-01", "2026-01-05", "2025-01-20"),
        (CALENDARS[2], "2026-02-28", "2025-12-01", "2025-12-01", "2026-02-28", "2025-09-01", "2024-12-01"),
        (CALENDARS[3], "2026-03-20", "2026-02-21", "2026-02-21", "2026-03-20", "2026-01-21", "2025-02-21"),
        (CALENDARS[5], "2026-03-31", "2026-P02", "2026-03-01", "2026-03-28", "2026-P01", "2025-P02"),
    ],
)
def test_worked_by_hand(calendar, day, key, first, last, previous, year_ago):
    """2 weeks from Monday 5 January 2026; seasons from December; pay from the 21st; 4-4-5 from 2 February 2025.

    The 4-4-5 year 2025 has 52 weeks from 2 February 2025, so 2026-P01 begins on 1 February 2026, P02 on 1 March.
    """
    if key == "2026-P02":
        day = "2026-03-28"
    period = calendar.period_of(date.fromisoformat(day))
    assert (period.key, period.start.isoformat(), period.end.isoformat()) == (key, first, last)
    assert (period.previous().key, period.year_ago().key) == (previous, year_ago)


def test_a_fifty_third_week_has_no_namesake():
    """2024-W53 was not there a year before: what lay 364 days earlier stands in."""
    starts = [date(2023, 1, 1) + n * 7 * DAY for n in range(105)]
    keys = [f"2023-W{n:02d}" for n in range(1, 53)] + [f"2024-W{n:02d}" for n in range(1, 54)]
    weeks = Calendar(Grain.WEEK, custom=Table("trade_week", tuple(starts), tuple(keys), starts[-1] + 6 * DAY))
    assert weeks.parse("2024-W52").year_ago().key == "2023-W52"
    last = weeks.parse("2024-W53")
    assert last.year_ago().start == last.start - 364 * DAY
    assert last.year_ago().key == "2024-W01"


def test_time_goes_on_beyond_a_table_and_no_key_is_invented():
    calendar = Calendar(Grain.MONTH, custom=retail())
    first = calendar.parse("2025-P01")
    assert (first.previous().key, first.previous().end) == ("2025-01-05", date(2025, 2, 1))
    last = calendar.parse("2026-P12")
    assert (last.shift(1).start, last.shift(1).key) == (last.end + DAY, (last.end + DAY).isoformat())
    assert calendar.parse("2027-P01") is None


@pytest.mark.parametrize(
    ("named_by", "october", "quarter", "start"),
    [("end", 2027, "2027-Q3", "2026-10-01"), ("start", 2026, "2026-Q3", "2026-10-01")],
)
def test_a_fiscal_year_is_named_by_its_end_or_its_start(named_by, october, quarter, start):
    """From April: October 2026 lies in the year from April 2026 to March 2027, in its third quarter."""
    calendar = Calendar(Grain.QUARTER, 4, year_named_by=named_by)
    period = calendar.period_of(date(2026, 10, 31))
    assert (period.fiscal_year, period.key, period.start.isoformat()) == (october, quarter, start)
    assert calendar.parse(quarter) == period
    yearly = Calendar(Grain.YEAR, 4, year_named_by=named_by)
    assert yearly.parse(str(october)).start == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("calendar", "first", "last", "begins"),
    [
        (Calendar(Grain.WEEK), "2025-12-22", "2026-01-12", ["2025-W52", "2026-W01", "2026-W01", "2026-W01"]),
        (CALENDARS[0], "2025-12-08", "2026-01-19", ["2025-12-08", "2025-12-08", "2026-01-05", "2026-01-05"]),
        (CALENDARS[5], "2025-12-28", "2026-03-28", ["2025-P12", "2026-P01", "2026-P01"]),
    ],
    ids=lambda c: c.name if isinstance(c, Calendar) else "",
)
def test_year_to_date_begins_with_the_year_the_period_is_named_after(calendar, first, last, begins):
    """Week 1 of 2026 begins on 29 December 2025 and belongs to 2026; a step of days to the year its middle lies in."""
    periods = spine(calendar.period_of(date.fromisoformat(first)), calendar.period_of(date.fromisoformat(last)))
    assert [periods[start].key for start in year_starts(periods)] == begins


PROJECT = """
kpiframe: 1
name: shop
calendar:
  grain: {grain}
  granularities:
    - {{name: retail_month, source: retail, column: month}}
    - {{name: sprint, interval: 2 weeks, origin: 2026-01-05, label: {{en: Sprint, vi: Chặng hai tuần}}}}
    - {{name: sunday_week, interval: 1 week, offset: -1 day}}
sources:
  retail: {{path: cal.csv, columns: {{day: {{type: date, header: Day, format: "%d/%m/%Y"}}, month: {{type: text, header: Kỳ}}}}, time: day}}
  till: {{path: till.csv, columns: {{day: date, sold: integer}}, time: day}}
bindings:
  sold: {{source: till, agg: sum, expr: sold}}
kpis:
  - {{name: sales, label: sales, formula: sold, inputs: {{sold: {{unit: count}}}}, unit: count, kind: flow, direction: neutral}}
  - {{name: before, label: before, formula: prev(sold), inputs: {{sold: {{unit: count}}}}, unit: count, kind: flow, direction: neutral}}
  - {{name: to_date, label: to_date, formula: ytd(sold), inputs: {{sold: {{unit: count}}}}, unit: count, kind: flow, direction: neutral}}
  - {{name: three, label: three, formula: "rolling_sum(sold, 3)", inputs: {{sold: {{unit: count}}}}, unit: count, kind: flow, direction: neutral}}
scorecards:
  - {{name: all, groups: [{{name: all, kpis: [sales, before, to_date, three]}}]}}
"""


@pytest.fixture
def shop(tmp_path):
    """One sold a day from 2 February 2025 on; the calendar table of 4-4-5 beside it, in no order."""

    def make(grain, table=None, dates=None):
        (tmp_path / "kpiframe.yaml").write_text(PROJECT.format(grain=grain), encoding="utf-8")
        found = retail()
        days = [date(2025, 2, 2) + n * DAY for n in range((found.until - date(2025, 2, 2)).days + 1)]
        lines = [f"{day:%d/%m/%Y},{found.key(found.start_of(day))}" for day in reversed(days)]
        (tmp_path / "cal.csv").write_text("\n".join(["Day,Kỳ", *(table or lines)]) + "\n", encoding="utf-8")
        rows = [f"{day},1" for day in (dates or days)]
        (tmp_path / "till.csv").write_text("\n".join(["day,sold", *rows]) + "\n", encoding="utf-8")
        return kpiframe.load(tmp_path)

    return make


@pytest.mark.parametrize(
    ("grain", "period", "sales", "before", "year", "three"),
    [
        ("retail_month", "2026-P03", 35, 28, 91, 91),
        ("retail_month", "2026-P01", 28, 35, 28, 91),
        ("sprint", "2026-03-16", 14, 14, 84, 42),
        ("sunday_week", "2026-03-01", 7, 7, 63, 21),
        ("week", "2026-W09", 7, 7, 63, 21),
        ("day", "2026-02-28", 1, 1, 59, 3),
        ("month", "2026-02", 28, 31, 59, 90),
        ("quarter", "2026-Q1", 90, 92, 90, 274),
        ("year", "2026", 365, 333, 365, None),
    ],
)
def test_every_window_on_every_calendar(shop, grain, period, sales, before, year, three):
    """One sold a day, so every figure is a number of days.

    4-4-5: P03 has 5 weeks, P12 too; three periods are 13 weeks. Sprints of 2026: six up to 29 March. Weeks 1 to 9 are
    63 days. The quarters before 2026-Q1 have 92 days each; 2025 begins on 2 February and has 333 days.
    """
    asked = date(2027, 2, 1)
    card = shop(grain).score(period, today=asked)
    values = {name: row.value for name, row in card.results.items()}
    assert values == {"sales": sales, "before": before, "to_date": year, "three": three}
    word = {"retail_month": "month", "sprint": "period", "sunday_week": "week"}.get(grain, grain)
    assert card.document.frame.grain == word


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (["02/02/2025,2025-P01", "04/02/2025,2025-P01"], "the day 2025-02-03 is missing"),
        (["02/02/2025,2025-P01", "02/02/2025,2025-P01"], "the day 2025-02-02 stands there twice"),
        (
            ["02/02/2025,2025-P01", "03/02/2025,2025-P02", "04/02/2025,2025-P01"],
            "the days of 2025-P01 do not lie together",
        ),
        (["02/02/2025,P01"], "'P01' names no period"),
        (["2025-02-02,2025-P01"], "'2025-02-02' is no date of the declared format"),
    ],
)
def test_a_table_that_is_no_calendar_is_refused(shop, table, says):
    with pytest.raises(kpiframe.DefinitionError, match=says):
        shop("retail_month", table)


def test_rows_the_table_does_not_know_are_told(shop):
    project = shop("retail_month", dates=[date(2025, 2, 2), date(2024, 12, 31)])
    card = project.score("2025-P01", today=date(2026, 1, 1))
    assert card.results["sales"].value == 1.0
    assert [p.code for p in card.problems] == ["KPF215"]
    assert "1 row(s) have no day, or one that is in no calendar table," in card.problems[0].message.en


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("grain: sprnt\n  granularities: [{name: sprint, interval: 2 weeks}]", "grain cannot be sprnt"),
        ("granularities: [{name: month, interval: 2 weeks}]", "it is a grain already"),
        ("granularities: [{name: half, interval: 6 months, origin: 2026-01-31}]", "origin must be on the 1st to 28th"),
        ("granularities: [{name: half}]", "either an interval, or a source"),
        ("granularities: [{name: half, source: gone, column: month}]", "there is no source gone"),
        ("granularities: [{name: half, interval: 1 week, offset: 1 day, origin: 2026-01-01}]", "keep one"),
        ("granularities: [{name: half, interval: 1 week}, {name: half, interval: 2 weeks}]", "defined twice"),
    ],
)
def test_a_granularity_nobody_could_mean(tmp_path, written, says):
    (tmp_path / "kpiframe.yaml").write_text(f"kpiframe: 1\nname: shop\ncalendar:\n  {written}\n", encoding="utf-8")
    with pytest.raises(kpiframe.DefinitionError, match=says):
        kpiframe.load(tmp_path)


TARGETS = (
    "name: sales, thresholds: {warn: 10, target: 20}, targets: [{from: 2026-P03, value: 30, why: plan}, "
    "{from: 2026-P05, value: 40, why: plan}]"
)


@pytest.mark.parametrize(("period", "target"), [("2026-P02", 20), ("2026-P03", 30), ("2026-P04", 30), ("2026-P05", 40)])
def test_targets_begin_with_a_period_of_the_table(shop, tmp_path, period, target):
    shop("retail_month")
    file = tmp_path / "kpiframe.yaml"
    text = file.read_text("utf-8").replace("name: sales", TARGETS, 1).replace("neutral", "higher_is_better", 1)
    file.write_text(text, encoding="utf-8")
    (row,) = [r for r in kpiframe.load(tmp_path).score(period).document.results if r.kpi == "sales"]
    assert row.target.value == target


@pytest.mark.parametrize(
    ("grain", "key"), [("month", "2026-P03"), ("retail_month", "2026-P13"), ("sprint", "2026-Sprint")]
)
def test_a_target_that_begins_with_no_period_of_the_project_is_refused(shop, tmp_path, grain, key):
    shop(grain)
    file = tmp_path / "kpiframe.yaml"
    text = file.read_text("utf-8").replace("name: sales", TARGETS.replace("2026-P05", key), 1)
    file.write_text(text.replace("neutral", "higher_is_better", 1), encoding="utf-8")
    with pytest.raises(kpiframe.DefinitionError, match=key):
        kpiframe.load(tmp_path)


@pytest.mark.parametrize(
    ("grain", "period", "named"),
    [("sprint", "2026-03-16", "Chặng hai tuần 16/3/2026"), ("month", "2026-02", "Tháng 2")],
)
def test_periods_are_called_as_the_project_calls_them(shop, grain, period, named):
    card = shop(grain).score(period, today=date(2027, 2, 1))
    for text in (card.to_markdown("vi"), card.to_html("vi")):
        assert named in text
