"""Edges of time: midnight in another zone, months without rows, first and last days, on calendars of every grain."""

from __future__ import annotations

from datetime import date

import pytest

import kpiframe

YAML = """
kpiframe: 1
name: shop
timezone: Asia/Ho_Chi_Minh
calendar:
{calendar}
sources:
  till: {{path: till.csv, columns: {{at: timestamp, sold: integer}}, time: at, timezone: {zone}}}
bindings:
  sold: {{source: till, agg: sum, expr: sold}}
kpis:
  - {{name: sales, label: s, formula: sold, inputs: {{sold: {{unit: count}}}}, unit: count, kind: flow, direction: neutral}}
  - {{name: earlier, label: e, formula: prev(sold), inputs: {{sold: {{unit: count}}}}, unit: count, kind: flow, direction: neutral}}
  - {{name: three, label: t, formula: "rolling_sum(sold, 3)", inputs: {{sold: {{unit: count}}}}, unit: count, kind: flow, direction: neutral}}
  - {{name: growth, label: g, formula: "(sold - prev(sold)) / prev(sold) * 100", inputs: {{sold: {{unit: count}}}}, unit: percent, kind: ratio, direction: neutral}}
scorecards:
  - {{name: all, groups: [{{name: all, kpis: [sales, earlier, three, growth]}}]}}
"""


@pytest.fixture
def shop(tmp_path):
    def make(rows, calendar="  grain: month", zone="UTC"):
        (tmp_path / "kpiframe.yaml").write_text(YAML.format(calendar=calendar, zone=zone), encoding="utf-8")
        (tmp_path / "till.csv").write_text("at,sold\n" + "\n".join(rows) + "\n", encoding="utf-8")
        return kpiframe.load(tmp_path)

    return make


def sold(project, period):
    return project.score(period, today=date(2027, 12, 31)).results["sales"].value


NEW_YEAR = ["2026-12-31 16:59:59,1", "2026-12-31 17:00:00,10"]
"""Seven hours ahead of UTC the second sale was made in the first second of 2027."""


@pytest.mark.parametrize(
    ("calendar", "before", "after"),
    [
        ("  grain: day", "2026-12-31", "2027-01-01"),
        ("  grain: week\n  first_day_of_week: friday", "2026-W53", "2027-W01"),
        ("  grain: month", "2026-12", "2027-01"),
        ("  grain: quarter", "2026-Q4", "2027-Q1"),
        ("  grain: year", "2026", "2027"),
        (
            "  grain: two\n  granularities: [{name: two, interval: 2 months, origin: 2027-01-01}]",
            "2026-11-01",
            "2027-01-01",
        ),
        (
            "  grain: ten\n  granularities: [{name: ten, interval: 10 days, origin: 2027-01-01}]",
            "2026-12-22",
            "2027-01-01",
        ),
    ],
)
def test_midnight_is_that_of_the_project(shop, calendar, before, after):
    """1 January 2027 is a Friday: weeks from Friday are named after the ISO week of their Monday, 28 December and 4 January."""
    project = shop(NEW_YEAR, calendar)
    assert (sold(project, before), sold(project, after)) == (1.0, 10.0)


def test_local_times_are_taken_as_they_stand(shop):
    assert sold(shop(NEW_YEAR, zone="local"), "2026-12") == 11.0


@pytest.mark.parametrize(
    ("calendar", "period", "rows"),
    [
        ("  grain: day", "2026-03-03", ("2026-03-01", "2026-03-03")),
        ("  grain: week", "2026-W11", ("2026-02-23", "2026-03-10")),
        ("  grain: month", "2026-03", ("2026-01-31", "2026-03-31")),
        ("  grain: quarter\n  first_month_of_year: 4", "2027-Q3", ("2026-04-01", "2026-12-31")),
        ("  grain: year\n  first_month_of_year: 4\n  year_named_by: start", "2026", ("2024-04-01", "2027-03-31")),
        (
            "  grain: pair\n  granularities: [{name: pair, interval: 2 weeks, origin: 2026-03-02}]",
            "2026-03-02",
            ("2026-02-02", "2026-03-15"),
        ),
    ],
)
def test_the_period_before_is_that_of_the_calendar_and_not_the_last_with_rows(shop, calendar, period, rows):
    """Rows in the first and third of three periods, none between: what came before is nothing, and the sum is of two."""
    project = shop([f"{rows[0]} 10:00:00,4", f"{rows[1]} 10:00:00,6"], calendar, "local")
    card = project.score(period, today=date(2027, 12, 31)).results
    assert (card["sales"].value, card["earlier"].value, card["three"].value) == (6.0, None, 10.0)
    assert (card["growth"].value, card["growth"].reason) == (None, "null_input")
    assert "partial_window" in card["three"].trace.notes
    assert [point.value for point in card["sales"].series] == [4.0, None, 6.0]
