"""Properties of the curve from value to score, for every direction and both scales."""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kpiframe.catalog.model import Direction, Thresholds
from kpiframe.scoring.anchors import Curve, curve_of
from kpiframe.scoring.bands import Band, band_of, shown

STEPS = 5000


def decimals(least: int, most: int) -> st.SearchStrategy[float]:
    """Numbers as people write them: up to three decimals."""
    return st.integers(least * 1000, most * 1000).map(lambda n: float(Decimal(n) / 1000))


@st.composite
def lines(draw: st.DrawFn) -> tuple[Direction, Thresholds]:
    """``higher_is_better`` and ``lower_is_better``, linear and log, some with their own floor and stretch."""
    scale = draw(st.sampled_from(["linear", "log"]))
    warn = draw(decimals(1, 1000) if scale == "log" else decimals(-1000, 1000))
    step = draw(decimals(0, 50).map(lambda x: x + 0.001))
    if scale == "log":
        target, floor, stretch = warn * (1 + step), warn / 2, warn * (3 + step)
    else:
        target, floor, stretch = warn + step, warn - 3 * step, warn + 1.7 * step
    if draw(st.booleans()):
        floor = stretch = None
    if draw(st.booleans()) or scale == "log":
        return Direction.HIGHER, Thresholds(warn, target, floor, stretch, scale)
    mirrored = [None if x is None else -x for x in (warn, target, floor, stretch)]
    return Direction.LOWER, Thresholds(*mirrored, scale)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[Direction, Thresholds]:
    """``in_range`` with seven anchors in order."""
    start = draw(decimals(1, 100))
    steps = draw(st.lists(decimals(0, 50).map(lambda x: x + 0.001), min_size=3, max_size=3))
    a, lo, hi, b = start, start + steps[0], start + steps[0] + steps[1], start + sum(steps)
    return Direction.RANGE, Thresholds((a, b), (lo, hi), scale=draw(st.sampled_from(["linear", "log"])))


def steps(curve: Curve) -> list[float]:
    """5001 values from below the lowest anchor to above the highest, equally far apart on the curve's scale."""
    low, high = curve.points[0][0], curve.points[-1][0]
    if curve.scale == "log":
        low, high = math.log(low), math.log(high)
    span = high - low
    places = [low + span * (i / STEPS * 1.2 - 0.1) for i in range(STEPS + 1)]
    return [math.exp(x) for x in places] if curve.scale == "log" else places


@given(lines())
def test_warn_is_50_and_target_90(case):
    direction, thresholds = case
    curve = curve_of(direction, thresholds)
    assert (curve.score(thresholds.warn), curve.score(thresholds.target)) == (50, 90)


@given(ranges())
def test_in_a_range_both_warns_are_50_and_both_targets_90(case):
    direction, thresholds = case
    curve = curve_of(direction, thresholds)
    assert [curve.score(x) for x in (*thresholds.warn, *thresholds.target)] == [50, 50, 90, 90]


@given(lines())
@settings(max_examples=25, deadline=None)
def test_scores_are_monotone_continuous_and_between_0_and_100(case):
    direction, thresholds = case
    curve = curve_of(direction, thresholds)
    scores = [curve.score(x) for x in steps(curve)]
    assert all(0 <= s <= 100 for s in scores)
    jumps = [b - a for a, b in pairwise(scores)]
    sign = 1 if direction is Direction.HIGHER else -1
    assert all(sign * jump >= 0 for jump in jumps)
    assert max(map(abs, jumps)) <= _steepest(curve) + 1e-6


@given(ranges())
@settings(max_examples=25, deadline=None)
def test_a_range_rises_to_its_ideal_and_falls_after_it(case):
    direction, thresholds = case
    curve = curve_of(direction, thresholds)
    ideal = next(x for x, y in curve.points if y == 100)
    values = steps(curve)
    rising = [curve.score(x) for x in values if x <= ideal]
    falling = [curve.score(x) for x in values if x >= ideal]
    assert all(b >= a for a, b in pairwise(rising))
    assert all(b <= a for a, b in pairwise(falling))
    assert all(0 <= s <= 100 for s in rising + falling)


@given(lines())
@settings(max_examples=25, deadline=None)
def test_with_derived_ends_a_step_of_one_5000th_of_the_span_moves_less_than_a_twentieth(case):
    direction, thresholds = case
    curve = curve_of(direction, Thresholds(thresholds.warn, thresholds.target, scale=thresholds.scale))
    scores = [curve.score(x) for x in steps(curve)]
    assert max(abs(b - a) for a, b in pairwise(scores)) < 0.05


@given(st.one_of(lines(), ranges()), st.floats(-1e6, 1e6))
def test_the_printed_score_never_contradicts_the_band(case, value):
    score = curve_of(*case).score(value)
    assert band_of(shown(score)) is band_of(score)


@given(lines(), st.floats(-1e4, 1e4))
def test_the_band_is_what_comparing_the_value_with_the_thresholds_says(case, value):
    direction, thresholds = case
    sign = 1 if direction is Direction.HIGHER else -1
    near = max(1e-6, 1e-9 * abs(value))
    if min(abs(value - thresholds.warn), abs(value - thresholds.target)) < near:
        return
    met, kept = sign * (value - thresholds.target) > 0, sign * (value - thresholds.warn) > 0
    expected = Band.ON_TARGET if met else Band.WATCH if kept else Band.OFF_TARGET
    assert band_of(curve_of(direction, thresholds).score(value)) is expected


@given(st.lists(st.integers(1, 999), min_size=2, max_size=12), st.sampled_from([Direction.HIGHER, Direction.LOWER]))
def test_decimal_sums_equal_to_a_threshold_meet_it(cents, direction):
    """0.1 + 0.2 is not 0.3 for a computer; for a client it is."""
    total = sum(c / 100 for c in cents)
    target = float(Decimal(sum(cents)) / 100)
    warn = target - 1 if direction is Direction.HIGHER else target + 1
    assert band_of(curve_of(direction, Thresholds(warn, target)).score(total)) is Band.ON_TARGET
    edge = curve_of(direction, Thresholds(target, target + 1 if direction is Direction.HIGHER else target - 1))
    assert band_of(edge.score(total)) is Band.WATCH


@given(lines(), st.floats(0.01, 1), st.floats(-1e4, 1e4))
def test_a_share_of_the_value_scores_under_that_share_of_the_anchors_like_the_whole(case, share, value):
    direction, thresholds = case
    if thresholds.scale == "log":
        value = abs(value) + 0.001
    whole = curve_of(direction, thresholds)
    assert abs(whole.times(share).score(value * share) - whole.score(value)) < 1e-6


def _steepest(curve: Curve) -> float:
    """Return the largest score step one of :func:`steps` can make."""
    to = math.log if curve.scale == "log" else float
    span = to(curve.points[-1][0]) - to(curve.points[0][0])
    slopes = [abs(y1 - y0) / (to(x1) - to(x0)) for (x0, y0), (x1, y1) in pairwise(curve.points)]
    return max(slopes) * span * 1.2 / STEPS
