"""Pace of a running period: by the calendar, unless the source says how late its data may be. Measured, not assumed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import kpiframe

YAML = """
kpiframe: 1
name: shop
sources:
  till: {{path: till.csv, columns: {{day: date, sold: integer, buyers: integer}}, time: day{age}}}
bindings:
  sold: {{source: till, agg: sum, expr: sold}}
  buyers: {{source: till, agg: sum, expr: buyers}}
  on_hand: {{source: till, agg: last, expr: sold}}
kpis:
  - name: sales
    label: sales
    formula: sold
    inputs: {{sold: {{unit: count}}}}
    unit: count
    kind: flow
    direction: higher_is_better
    thresholds: {{warn: 155, target: 310}}
  - {{name: each, label: each, formula: sold / buyers, inputs: {{sold: {{unit: count}}, buyers: {{unit: count}}}}, unit: ratio, kind: ratio, direction: higher_is_better, thresholds: {{warn: 1, target: 2}}}}
  - {{name: stock, label: stock, formula: on_hand, inputs: {{on_hand: {{unit: count}}}}, unit: count, kind: stock, direction: higher_is_better, thresholds: {{warn: 5, target: 10}}}}
scorecards:
  - {{name: all, groups: [{{name: all, kpis: [sales, each, stock]}}]}}
"""
FIRST = date(2026, 10, 1)


@pytest.fixture
def shop(tmp_path):
    """Ten sold a day to five buyers, on the given days of October; the target of a month of 31 days is 310."""

    def make(days, max_age=""):
        age = f", max_age: {max_age}" if max_age else ""
        (tmp_path / "kpiframe.yaml").write_text(YAML.format(age=age), encoding="utf-8")
        rows = [f"{FIRST + timedelta(days=d - 1)},10,5" for d in days]
        (tmp_path / "till.csv").write_text("\n".join(["day,sold,buyers", *rows]) + "\n", encoding="utf-8")
        return kpiframe.load(tmp_path)

    return make


def sales(project, over):
    """Judge October when *over* of its days are over."""
    return project.score("2026-10", today=FIRST + timedelta(days=over)).document.result("sales")


def test_on_pace_scores_as_on_target_whatever_the_day(shop):
    for over in (7, 15, 30):
        row = sales(shop(range(1, over + 1)), over)
        assert (row.score, row.target.share) == (90.0, pytest.approx(over / 31))
        assert row.run_rate == pytest.approx(310)


@pytest.mark.parametrize("late", [1, 2, 3, 5])
def test_by_the_calendar_a_late_export_costs_points_that_nobody_lost(shop, late):
    """20 days are over, the export ends *late* days earlier: 10 a day against 200 so far, warn 100.

    Score 50 + 40 x ((20 - late) x 10 - 100) / 100: four points a day, though every day it holds was on target.
    """
    days = range(1, 21 - late)
    assert sales(shop(days), 20).score == pytest.approx(90 - 4 * late)


@pytest.mark.parametrize("late", [0, 1, 2, 3, 5])
def test_a_declared_lateness_takes_that_error_away(shop, late):
    row = sales(shop(range(1, 21 - late), "7 days"), 20)
    assert (row.score, row.target.share) == (90.0, pytest.approx((20 - late) / 31))
    assert row.run_rate == pytest.approx(310)


@pytest.mark.parametrize("silent", [1, 2, 3, 5])
def test_a_shop_that_stopped_selling_cannot_hide_behind_it(shop, silent):
    """Whoever declares no lateness is measured by the calendar; whoever does gains its days at most, then it is stale."""
    sold = range(1, 21 - silent)
    assert sales(shop(sold), 20).score < 90
    assert sales(shop(sold, "7 days"), 20).state == "scored"
    assert sales(shop(range(1, 13), "7 days"), 20).state == "stale"


@pytest.mark.slow
@pytest.mark.parametrize("every", [2, 3, 5])
def test_sales_on_some_days_only_err_by_less_than_one_gap(shop, every):
    """Sold every so many days and declared 7 days late: the share is short by fewer than *every* days, never long."""
    for over in (14, 20, 30):
        days = [d for d in range(1, over + 1) if d % every == 0]
        exact = sales(shop(days), over).target.share
        reached = sales(shop(days, "7 days"), over).target.share
        assert 0 <= exact - reached < every / 31


def test_the_end_of_a_month_is_the_calendars(shop):
    """Once October is over it is whole, however early its last row is: the gap is no pace any more."""
    row = sales(shop(range(1, 29), "7 days"), 31)
    assert (row.target.share, row.value) == (1.0, 280.0)


def test_too_early_counts_the_days_there_are(shop):
    """8 of 31 days are over, 6 of them in the export: less than a fifth of the month."""
    assert sales(shop(range(1, 9)), 8).state == "scored"
    assert sales(shop(range(1, 7), "7 days"), 8).state == "too_early"


def test_neither_a_ratio_nor_a_stock_has_a_pace(shop):
    """Ten sold to five buyers are 2 each on any day; the stock is that of the last day."""
    card = shop(range(1, 11)).score("2026-10", today=FIRST + timedelta(days=15)).document
    for name, value in (("each", 2.0), ("stock", 10.0)):
        row = card.result(name)
        assert (row.value, row.score, row.target.share, row.run_rate) == (value, 90.0, 1.0, None)
