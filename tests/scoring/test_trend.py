"""What a change is called: better, worse, unchanged, changed, partial; and in which unit it is told."""

from datetime import date

import pytest

from kpiframe.catalog.model import Direction, KpiKind, Thresholds
from kpiframe.scoring.bands import Band
from kpiframe.scoring.judgement import Verdict
from kpiframe.scoring.trend import relative_change


@pytest.mark.parametrize(
    ("direction", "thresholds", "before", "now", "verdict"),
    [
        (Direction.HIGHER, Thresholds(30, 45), 40, 42, Verdict.BETTER),
        (Direction.HIGHER, Thresholds(30, 45), 42, 40, Verdict.WORSE),
        (Direction.HIGHER, None, 40, 42, Verdict.BETTER),
        (Direction.LOWER, Thresholds(6, 4), 5, 4.5, Verdict.BETTER),
        (Direction.LOWER, Thresholds(6, 4), 4.5, 5, Verdict.WORSE),
        (Direction.NEUTRAL, None, 40, 42, Verdict.CHANGED),
        (Direction.NEUTRAL, None, 40, 40, Verdict.UNCHANGED),
        (Direction.RANGE, Thresholds((2, 7), (3, 5)), 6, 5, Verdict.BETTER),
        (Direction.RANGE, Thresholds((2, 7), (3, 5)), 3, 2, Verdict.WORSE),
        (Direction.RANGE, Thresholds((2, 7), (3, 5)), 20, 15, Verdict.BETTER),
        (Direction.RANGE, Thresholds((2, 7), (3, 5)), -3, -4, Verdict.WORSE),
        (Direction.RANGE, Thresholds((2, 7), (3, 5)), 3.5, 4.5, Verdict.CHANGED),  # both 95: as good as before
        (Direction.RANGE, None, 3, 4, Verdict.CHANGED),
        (Direction.HIGHER, Thresholds(30, 45), 0.1 + 0.2, 0.3, Verdict.UNCHANGED),
    ],
)
def test_better_and_worse_follow_the_direction(kpi, judged, direction, thresholds, before, now, verdict):
    found = judged(kpi(direction=direction, thresholds=thresholds), before, now)
    assert found.previous.verdict is verdict


@pytest.mark.parametrize(
    ("now", "verdict"), [(42.4, Verdict.UNCHANGED), (42.5, Verdict.BETTER), (41.6, Verdict.UNCHANGED)]
)
def test_a_change_smaller_than_the_dead_band_is_unchanged(kpi, judged, now, verdict):
    assert judged(kpi(dead_band=0.5), 42, now).previous.verdict is verdict


def test_a_change_inside_the_margin_of_error_is_unchanged(kpi, judged):
    nps = kpi(interval="net_share", base="x")
    found = judged(nps, 43, 40, base=(150, 150), parts=((78, 13.5), (75, 15)))
    assert found.previous.verdict is Verdict.UNCHANGED
    assert found.previous.difference == -3


def test_the_same_change_is_worse_among_many_answers(kpi, judged):
    nps = kpi(interval="net_share", base="x")
    found = judged(nps, 43, 40, base=(15000, 15000), parts=((7800, 1350), (7500, 1500)))
    assert found.previous.verdict is Verdict.WORSE


@pytest.mark.parametrize("unit", ["percent", "points", "score", "index", "ratio", "days", "value", "Not a unit"])
def test_rates_indexes_and_durations_change_in_their_own_unit(unit):
    assert relative_change(unit, 44, 40) is None


@pytest.mark.parametrize(
    ("before", "now", "percent"),
    [
        (200, 250, 25),
        (200, 0, -100),
        (0.5, 0.75, 50),
        (200, 0.5, -99.75),
        (0, 10, None),
        (-5, 10, None),
        (200, -1, None),
    ],
)
def test_amounts_and_counts_change_in_percent_but_not_from_or_across_zero(before, now, percent):
    for unit in ("money", "count", "people", "money_per_customer"):
        assert relative_change(unit, now, before) == (None if percent is None else pytest.approx(percent))


def test_a_figure_that_overflows_is_left_out():
    assert relative_change("count", 1e300, 1e-300) is None


def test_earlier_values_carry_their_band_under_todays_anchors(kpi, judged):
    found = judged(kpi(), 29, 46)
    assert (found.previous.period, found.previous.value, found.previous.band) == ("2026-09", 29, Band.OFF_TARGET)


def test_the_same_period_last_year_is_found_on_the_spine(kpi, judged):
    found = judged(kpi(), 20, *[41] * 11, 44)
    assert (found.year_ago.period, found.year_ago.value, found.year_ago.difference) == ("2025-10", 20, 24)


def test_a_spine_that_begins_later_leaves_the_comparison_empty(kpi, judged):
    found = judged(kpi(), 44)
    assert (found.previous.period, found.previous.value, found.previous.verdict) == ("2026-09", None, None)
    assert found.year_ago.period == "2025-10"


def test_without_a_value_now_only_the_earlier_one_is_told(kpi, judged):
    change = judged(kpi(), 44, None).previous
    assert (change.value, change.difference, change.verdict, change.band) == (44, None, None, Band.WATCH)


@pytest.mark.parametrize("kind", list(KpiKind))
def test_an_unfinished_period_is_partial_and_gets_no_percentage(kpi, judged, kind):
    """Half of October against all of September: the famous -84 % that was only the calendar."""
    money = kpi(kind=kind, unit="money", thresholds=Thresholds(300, 400))
    change = judged(money, 400, 64, today=date(2026, 10, 16)).previous
    assert change.verdict is Verdict.PARTIAL
    assert (change.value, change.relative, change.difference) == (400, None, None)
