"""Part periods go by kind: only the anchors of flows shrink, by the days that are over."""

from datetime import date

import pytest

from kpiframe.catalog.model import Direction, KpiKind, Target, Thresholds
from kpiframe.periods import Calendar, Grain
from kpiframe.scoring.judgement import State

NOVEMBER = Calendar(Grain.MONTH).period_of(date(2026, 11, 1))
HALF = date(2026, 11, 16)
"""15 of 30 days are over."""


@pytest.fixture
def revenue(kpi):
    return kpi(kind=KpiKind.FLOW, unit="money", thresholds=Thresholds(300, 400))


def test_half_a_month_halves_every_anchor_of_a_flow(revenue, judged):
    found = judged(revenue, 190, period=NOVEMBER, today=HALF)
    assert found.anchors == ((87.5, 0), (150, 50), (200, 90), (212.5, 100))
    assert (found.score, found.share, found.run_rate) == (82, 0.5, 380)
    assert (found.target.value, found.target.warn, found.target.share) == (200, 150, 0.5)


def test_a_complete_period_is_judged_whole(revenue, judged):
    found = judged(revenue, 380, period=NOVEMBER, today=date(2026, 12, 1))
    assert (found.score, found.share, found.run_rate, found.target.value) == (82, 1, None, 400)


def test_the_last_day_is_not_over_while_it_lasts(revenue, judged):
    found = judged(revenue, 380, period=NOVEMBER, today=date(2026, 11, 30))
    assert found.share == 29 / 30


def test_on_the_last_day_a_comparison_is_still_partial(revenue, judged):
    assert judged(revenue, 300, 380, period=NOVEMBER, today=date(2026, 11, 30)).previous.verdict == "partial"
    assert judged(revenue, 300, 380, period=NOVEMBER, today=date(2026, 12, 1)).previous.verdict == "better"


def test_a_range_of_a_flow_is_prorated_on_both_sides(kpi, judged):
    spent = kpi(kind=KpiKind.FLOW, direction=Direction.RANGE, thresholds=Thresholds((80, 120), (90, 110)))
    found = judged(spent, 50, period=NOVEMBER, today=HALF)
    assert (found.target.value, found.target.warn, found.score) == ((45, 55), (40, 60), 100)


@pytest.mark.parametrize("kind", [KpiKind.STOCK, KpiKind.RATIO, KpiKind.SURVEY])
def test_other_kinds_are_not_prorated(kpi, judged, kind):
    found = judged(kpi(kind=kind, thresholds=Thresholds(300, 400)), 380, period=NOVEMBER, today=HALF)
    assert (found.score, found.run_rate, found.target.share) == (82, None, 1)


def test_earlier_periods_are_whole_and_judged_so(revenue, judged):
    """October's 380 scores 82 under the anchors of a whole month, also while November runs."""
    found = judged(revenue, 380, None, period=NOVEMBER, today=HALF)
    assert (found.state, found.last_score, found.previous.band) == (State.MISSING, 82, "watch")


def test_growth_targets_are_prorated_after_growing(revenue, judged, kpi):
    grown = kpi(
        kind=KpiKind.FLOW,
        thresholds=Thresholds(300, 400),
        targets=(Target("2026", growth=10, over="previous_period"),),
    )
    assert judged(grown, 400, 220, period=NOVEMBER, today=HALF).target.value == pytest.approx(220)


def test_lower_is_better_flows_are_prorated_too(kpi, judged):
    """Complaints: alarm at 60 a month, target 40; 22 by the middle of the month are 90 - 40 x 2 / 10."""
    complaints = kpi(kind=KpiKind.FLOW, direction=Direction.LOWER, thresholds=Thresholds(60, 40))
    assert judged(complaints, 22, period=NOVEMBER, today=HALF).score == 82
