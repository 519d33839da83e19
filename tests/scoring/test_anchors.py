"""A value becomes a score through anchors; expected scores are worked out by hand beside each case."""

import math

import pytest

from kpiframe.catalog.model import Direction, Thresholds
from kpiframe.scoring.anchors import Curve, anchors_of, curve_of

HIGHER, LOWER, RANGE = Direction.HIGHER, Direction.LOWER, Direction.RANGE
NPS = curve_of(HIGHER, Thresholds(30, 45))
CHURN = curve_of(LOWER, Thresholds(6, 4))
FREQUENCY = curve_of(RANGE, Thresholds(warn=(2, 7), target=(3, 5), floor=(1, 9)))


@pytest.mark.parametrize(
    ("direction", "thresholds", "anchors"),
    [
        # one slope: 15 from warn to target is 40 points, so 50 points are 18.75 below and 10 points 3.75 above
        (HIGHER, Thresholds(30, 45), [(11.25, 0), (30, 50), (45, 90), (48.75, 100)]),
        (LOWER, Thresholds(6, 4), [(3.5, 100), (4, 90), (6, 50), (8.5, 0)]),
        (HIGHER, Thresholds(30, 45, floor=0, stretch=80), [(0, 0), (30, 50), (45, 90), (80, 100)]),
        (HIGHER, Thresholds(-10, 0), [(-22.5, 0), (-10, 50), (0, 90), (2.5, 100)]),
        (
            RANGE,
            Thresholds((2, 7), (3, 5)),
            [(0.75, 0), (2, 50), (3, 90), (4, 100), (5, 90), (7, 50), (9.5, 0)],
        ),
        (
            RANGE,
            Thresholds((2, 7), (3, 5), floor=(1, 9), stretch=3.5),
            [(1, 0), (2, 50), (3, 90), (3.5, 100), (5, 90), (7, 50), (9, 0)],
        ),
    ],
)
def test_floor_and_stretch_are_derived_with_one_slope_unless_given(direction, thresholds, anchors):
    assert list(anchors_of(direction, thresholds)) == anchors


@pytest.mark.parametrize(
    ("curve", "value", "score"),
    [
        (NPS, 40, 50 + 40 * 10 / 15),
        (NPS, 11.25, 0),
        (NPS, -100, 0),
        (NPS, 30, 50),
        (NPS, 45, 90),
        (NPS, 46.875, 95),
        (NPS, 60, 100),
        (CHURN, 5.0, 70),
        (CHURN, 4, 90),
        (CHURN, 3.75, 95),
        (CHURN, 0, 100),
        (CHURN, 9, 0),
        (FREQUENCY, 6, 90 - 40 * (6 - 5) / (7 - 5)),
        (FREQUENCY, 4, 100),
        (FREQUENCY, 1.5, 25),
        (FREQUENCY, 0, 0),
        (FREQUENCY, 10, 0),
        (curve_of(HIGHER, Thresholds(2.2, 3.0)), 2.99, 89.5),
        (curve_of(HIGHER, Thresholds(300, 400)).times(0.5), 190, 82),
    ],
)
def test_a_score_lies_on_the_line_between_two_anchors(curve: Curve, value, score):
    assert curve.score(value) == pytest.approx(score, abs=5e-10)


def test_anchors_of_a_part_period_are_a_share_of_the_whole():
    whole = curve_of(HIGHER, Thresholds(300, 400))
    assert whole.times(11 / 22).points == ((87.5, 0), (150, 50), (200, 90), (212.5, 100))


def test_a_value_equal_to_its_target_up_to_float_noise_meets_it():
    curve = curve_of(HIGHER, Thresholds(0.1, 0.3))
    assert 0.1 * 3 != 0.3
    assert curve.score(0.7 - 0.4) == 90  # 0.29999999999999993
    assert curve_of(LOWER, Thresholds(0.5, 0.3)).score(0.1 + 0.2) == 90  # 0.30000000000000004


def test_a_log_scale_derives_its_floor_between_logarithms():
    """Linearly the floor of warn 100,000 and target 1,000,000 would be -1,025,000 and have no logarithm."""
    points = anchors_of(HIGHER, Thresholds(1e5, 1e6, scale="log"))
    assert [x for x, _ in points] == pytest.approx([10**3.75, 1e5, 1e6, 10**6.25])
    curve = curve_of(HIGHER, Thresholds(1e5, 1e6, scale="log"))
    assert curve.score(10**5.5) == pytest.approx(70)


@pytest.mark.parametrize(
    ("direction", "warn", "target", "end"),
    [(HIGHER, 10.0, 100.0, 0), (LOWER, 100.0, 10.0, 100), (RANGE, (1.0, 1000.0), (10.0, 100.0), 0)],
)
def test_on_a_log_scale_nothing_and_less_than_nothing_is_the_low_end(direction, warn, target, end):
    curve = curve_of(direction, Thresholds(warn, target, scale="log"))
    assert [curve.score(0), curve.score(-5)] == [end, end]


def test_a_log_range_has_its_ideal_at_the_geometric_middle():
    curve = curve_of(RANGE, Thresholds((1, 1000), (10, 100), scale="log"))
    assert {y: x for x, y in curve.points}[100] == pytest.approx(math.sqrt(10 * 100))


@pytest.mark.parametrize(
    ("direction", "thresholds", "why"),
    [
        (Direction.NEUTRAL, Thresholds(1, 2), "neutral"),
        (HIGHER, Thresholds(45, 30), "order"),
        (LOWER, Thresholds(4, 6), "order"),
        (HIGHER, Thresholds(30, 30), "order"),
        (HIGHER, Thresholds(30, 45, floor=31), "order"),
        (HIGHER, Thresholds(30, 45, stretch=44), "order"),
        (RANGE, Thresholds((2, 7), (5, 3)), "order"),
        (RANGE, Thresholds((2, 7), (4, 4)), "order"),
        (RANGE, Thresholds((2, 7), (3, 5), stretch=6), "order"),
        (RANGE, Thresholds(2, 3), "pairs"),
        (RANGE, Thresholds((2, 7), (3, 5), floor=1), "pairs"),
        (HIGHER, Thresholds((2, 7), (3, 5)), "pairs"),
        (HIGHER, Thresholds(0, 10, scale="log"), "above 0"),
        (HIGHER, Thresholds(1, 10, floor=-1, scale="log"), "above 0"),
        (HIGHER, Thresholds(1e-300, 1e300, scale="log"), "above 0|too large"),
        (HIGHER, Thresholds(-1.7e308, 1.7e308), "too large"),
        (HIGHER, Thresholds(0, 1, floor=-1.7e308, stretch=1.7e308), "too large"),
    ],
)
def test_anchors_that_cannot_judge_are_refused(direction, thresholds, why):
    with pytest.raises(ValueError, match=why):
        curve_of(direction, thresholds)


def test_a_natural_limit_can_keep_the_best_score_below_100():
    """Percent, warn 90, target 99: stretch 101.25 is out of reach, 100 % earns 90 + 10 x 1 / 2.25."""
    best = curve_of(HIGHER, Thresholds(90, 99)).highest(0, 100)
    assert best == pytest.approx(90 + 10 / 2.25)
    assert math.floor(best) == 94


def test_yes_and_no_are_a_curve_too():
    answer = curve_of(HIGHER, Thresholds(warn=0.5, target=1, floor=0))
    assert (answer.score(1), answer.score(0)) == (90, 0)
