"""Which target judges a period: dated ones replace the declared one, growth needs its base."""

from datetime import date

import pytest

from kpiframe.catalog.model import Direction, Target, Thresholds
from kpiframe.periods import Calendar, Grain
from kpiframe.scoring.judgement import State
from kpiframe.texts import Text

QUARTERS = Calendar(Grain.QUARTER, first_month_of_year=4)


def target_of(judgement):
    return judgement.target and (judgement.target.warn, judgement.target.value)


def test_without_dated_targets_the_thresholds_judge(kpi, judged):
    assert target_of(judged(kpi(), 40)) == (30, 45)


@pytest.mark.parametrize(
    ("since", "until", "in_force"),
    [
        ("2026-10", None, True),
        ("2026-11", None, False),
        ("2026", None, True),
        ("2027", None, False),
        ("2026-Q4", None, True),
        ("2026-10-31", None, True),  # the last day of the period decides
        ("2026-11-01", None, False),
        ("2026-01", "2026-09", False),
        ("2026-01", "2026-10", True),
        ("2026-01", "2026-10-30", False),
        ("2026-01", "2026", True),
        ("soon", None, False),
    ],
)
def test_a_dated_target_is_in_force_on_the_last_day_of_the_period(kpi, judged, since, until, in_force):
    dated = kpi(targets=(Target(since, value=50, until=until),))
    assert target_of(judged(dated, 40)) == ((30, 50) if in_force else (30, 45))


def test_the_latest_of_several_wins_and_says_who_set_it(kpi, judged):
    why = Text("board plan", "kế hoạch của ban giám đốc")
    dated = kpi(targets=(Target("2026-07", value=55, warn=40, set_by="client", why=why), Target("2026-01", value=50)))
    found = judged(dated, 40).target
    assert (found.value, found.warn, found.set_by, found.since, found.why) == (55, 40, "client", "2026-07", why)


def test_fiscal_quarters_are_named_by_the_project_calendar(kpi, judged):
    """The fiscal year from April 2026 is 2027; its second quarter begins in July."""
    dated = kpi(targets=(Target("2027-Q2", value=50),))
    second = QUARTERS.period_of(date(2026, 8, 15))
    assert target_of(judged(dated, 40, period=second, today=date(2026, 12, 1))) == (30, 50)
    assert target_of(judged(dated, 40, period=second.previous(), today=date(2026, 12, 1))) == (30, 45)


def test_growth_is_counted_from_the_previous_period(kpi, judged):
    grown = kpi(
        unit="money", thresholds=Thresholds(300, 400), targets=(Target("2026", growth=5, over="previous_period"),)
    )
    assert target_of(judged(grown, 400, 430)) == (300, pytest.approx(420))


def test_growth_of_a_small_base(kpi, judged):
    small = kpi(
        unit="ratio", thresholds=Thresholds(0.3, 0.4), targets=(Target("2026", growth=10, over="previous_period"),)
    )
    assert target_of(judged(small, 0.5, 0.6)) == (0.3, pytest.approx(0.55))


def test_growth_is_counted_from_the_same_period_last_year(kpi, judged):
    over = "same_period_last_year"
    grown = kpi(thresholds=Thresholds(300, 400), targets=(Target("2026", growth=10, over=over),))
    assert target_of(judged(grown, 400, *[1] * 11, 430)) == (300, pytest.approx(440))


@pytest.mark.parametrize("values", [(None, 430), (0, 430), (-5, 430), (430,)])
def test_growth_over_nothing_is_no_target(kpi, judged, values):
    grown = kpi(thresholds=Thresholds(300, 400), targets=(Target("2026", growth=5, over="previous_period"),))
    found = judged(grown, *values)
    assert (found.state, found.reason, found.target, found.scorable) == (State.UNSCORED, "no_target_base", None, False)


def test_a_target_without_an_alarm_line_cannot_judge(kpi, judged):
    found = judged(kpi(thresholds=None, targets=(Target("2026", value=50),)), 40)
    assert (found.state, found.reason) == (State.UNSCORED, "no_target")


def test_a_dated_target_brings_its_own_alarm_line(kpi, judged):
    found = judged(kpi(thresholds=None, targets=(Target("2026", value=50, warn=30),)), 40)
    assert (found.state, found.score) == (State.SCORED, 70)


@pytest.mark.parametrize(
    ("thresholds", "target"),
    [
        (Thresholds(300, 400), Target("2026", growth=-50, over="previous_period")),  # 200 is below the alarm line
        (Thresholds(300, 400), Target("2026", value=250)),
        (Thresholds(300, 400), Target("2026", value=(1, 2))),
    ],
)
def test_a_target_out_of_order_is_an_error_not_a_way_out(kpi, judged, thresholds, target):
    found = judged(kpi(thresholds=thresholds, targets=(target,)), 400, 430)
    assert (found.state, found.reason, found.value, found.scorable) == (State.ERROR, "target_unusable", None, True)


def test_declared_floor_and_stretch_stay(kpi, judged):
    dated = kpi(thresholds=Thresholds(30, 45, floor=0, stretch=60), targets=(Target("2026", value=50),))
    assert judged(dated, 40).anchors == ((0, 0), (30, 50), (50, 90), (60, 100))


def test_a_range_may_be_dated_too(kpi, judged):
    wide = kpi(
        direction=Direction.RANGE,
        thresholds=Thresholds((2, 7), (3, 5)),
        targets=(Target("2026", value=(4, 5), warn=(3, 6)),),
    )
    assert judged(wide, 4.5).target.value == (4, 5)


@pytest.mark.parametrize(
    ("changes", "thresholds", "reachable"),
    [
        ({"unit": "percent", "interval": "proportion"}, Thresholds(90, 99), 90 + 10 * 1 / 2.25),
        ({"unit": "percent", "interval": "proportion"}, Thresholds(30, 45), None),
        ({"unit": "ratio", "interval": "proportion"}, Thresholds(0.9, 0.99), 90 + 10 * 1 / 2.25),
        ({"unit": "points", "interval": "net_share"}, Thresholds(90, 99), 90 + 10 * 1 / 2.25),
        # churn: alarm 3 %, target 0.4 %, stretch -0.25 %: no churn at all earns 90 + 10 x 0.4 / 0.65
        (
            {"unit": "percent", "interval": "proportion", "direction": Direction.LOWER},
            Thresholds(3, 0.4),
            90 + 10 * 0.4 / 0.65,
        ),
        ({"unit": "points", "interval": "net_share", "direction": Direction.LOWER}, Thresholds(3, 0.4), None),
        ({"unit": "percent", "interval": None}, Thresholds(90, 99), None),  # growth may pass 100 %
    ],
)
def test_the_best_score_the_natural_limits_allow(kpi, judged, changes, thresholds, reachable):
    found = judged(kpi(thresholds=thresholds, **changes), 1).target.reachable
    assert found == (None if reachable is None else pytest.approx(reachable))
