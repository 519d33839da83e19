"""Margins of error against published intervals, and changes that may be nothing but noise."""

import pytest

from kpiframe.scoring.judgement import Verdict
from kpiframe.scoring.margins import margin_of, net_share, wilson, within_noise


@pytest.mark.parametrize(
    ("cases", "n", "low", "high"),
    [(60, 100, 50.2, 69.1), (5, 100, 2.2, 11.2), (50, 1000, 3.8, 6.5), (400, 4000, 9.1, 11.0)],
)
def test_the_wilson_interval_of_the_worked_examples(kpi, cases, n, low, high):
    rate = kpi(unit="percent", interval="proportion")
    assert [round(x, 1) for x in margin_of(rate, cases / n * 100, n, None)] == [low, high]


def test_wilson_stays_inside_0_and_1():
    assert wilson(0, 20)[0] == 0
    assert wilson(1, 20)[1] == pytest.approx(1)
    assert wilson(1, 20)[1] <= 1
    assert 0.8 < wilson(1, 20)[0] < 0.9


def test_nobody_and_everybody_have_a_margin_too(kpi):
    """0 of 20: up to z2 / (n + z2) = 3.8416 / 23.8416; 20 of 20 mirrors it."""
    rate = kpi(unit="percent", interval="proportion")
    assert margin_of(rate, 0, 20, None) == pytest.approx((0, 100 * 3.8416 / 23.8416))
    assert margin_of(rate, 100, 20, None) == pytest.approx((100 - 100 * 3.8416 / 23.8416, 100))


def test_the_margin_of_nps_40_from_150_answers_is_10_6(kpi):
    nps = kpi(unit="points", interval="net_share")
    assert round(net_share(0.5, 0.1, 150) * 100, 1) == 10.6
    low, high = margin_of(nps, 40, 150, (75, 15))
    assert (round(low, 1), round(high, 1)) == (29.4, 50.6)


def test_nps_within_5_points_needs_about_676_answers():
    assert round(net_share(0.5, 0.1, 676) * 100, 2) == 5
    assert net_share(0.5, 0.1, 677) * 100 < 5 < net_share(0.5, 0.1, 675) * 100


@pytest.mark.parametrize(
    ("changes", "value", "n", "parts"),
    [
        ({"interval": None}, 40, 150, None),
        ({"interval": "proportion", "unit": "percent"}, None, 150, None),
        ({"interval": "proportion", "unit": "percent"}, 40, None, None),
        ({"interval": "proportion", "unit": "percent"}, 40, 0, None),
        ({"interval": "proportion", "unit": "percent"}, 120, 150, None),
        ({"interval": "net_share"}, 40, 150, None),
        ({"interval": "net_share"}, 40, 150, (75, None)),
        ({"interval": "net_share"}, 40, 150, (100, 60)),
        ({"interval": "net_share"}, 40, 150, (-1, 60)),
    ],
)
def test_no_margin_is_better_than_a_made_up_one(kpi, changes, value, n, parts):
    assert margin_of(kpi(**changes), value, n, parts) is None


def test_a_share_that_is_no_percentage_has_its_margin_in_shares(kpi):
    low, high = margin_of(kpi(unit="ratio", interval="proportion"), 0.6, 100, None)
    assert (round(low, 3), round(high, 3)) == (0.502, 0.691)


def test_the_published_example_of_a_difference_of_proportions():
    """56 of 70 against 48 of 80 differ by 0.0524 to 0.3339 (Newcombe, Statistics in Medicine 17, 1998, method 10)."""
    now, before = 56 / 70, 48 / 80
    assert not within_noise(now, wilson(now, 70), before, wilson(before, 80))
    assert not within_noise(now - 0.0523, _moved(wilson(now, 70), -0.0523), before, wilson(before, 80))
    assert within_noise(now - 0.0526, _moved(wilson(now, 70), -0.0526), before, wilson(before, 80))


def test_three_points_of_nps_among_150_answers_are_noise():
    assert within_noise(40, (29.4, 50.6), 43, (32.4, 53.6))
    assert not within_noise(40, (29.4, 50.6), 60, (49.4, 70.6))


def test_without_any_margin_nothing_is_noise():
    assert not within_noise(40, None, 40.001, None)
    assert within_noise(40, (29.4, 50.6), 50, None)


@pytest.mark.parametrize(
    ("value", "spread", "n", "arm"),
    [
        (4.2, 1.0, 100, 0.196),  # 1.96 x 1 / 10
        (4.2, 1.5, 225, 0.196),  # 1.96 x 1.5 / 15
        (62, 20, 400, 1.96),  # 1.96 x 20 / 20
        (4.2, 0.0, 50, 0.0),  # everybody answered alike
        (4.2, 2.0, 2, 1.96 * 2 / 2**0.5),
    ],
)
def test_the_margin_of_a_mean_is_1_96_standard_errors(kpi, value, spread, n, arm):
    low, high = margin_of(kpi(interval="mean"), value, n, None, spread)
    assert (low, high) == (pytest.approx(value - arm), pytest.approx(value + arm))


def test_the_margin_of_a_mean_is_not_cut_at_the_ends_of_its_scale(kpi):
    """The scale is no limit of the interval of its mean: 4.9 of 5 with a spread of 1 from 16 answers."""
    assert margin_of(kpi(interval="mean"), 4.9, 16, None, 1.0) == pytest.approx((4.41, 5.39))


@pytest.mark.parametrize(
    ("spread", "n"), [(None, 100), (1.0, None), (1.0, 0), (1.0, 1), (-1.0, 100), (float("nan"), 100), (float("inf"), 9)]
)
def test_a_mean_without_spread_or_answers_has_no_margin(kpi, spread, n):
    assert margin_of(kpi(interval="mean"), 4.2, n, None, spread) is None


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (4.45, Verdict.UNCHANGED),  # the arms are 0.196 each: together hypot(0.196, 0.196) = 0.277
        (4.50, Verdict.BETTER),
    ],
)
def test_a_change_of_a_mean_inside_both_margins_is_unchanged(kpi, judged, now, verdict):
    effort = kpi(interval="mean", base="x", spread="sd", unit="score", thresholds=None)
    found = judged(effort, 4.2, now, base=(100.0, 100.0), spread=(1.0, 1.0))
    assert found.margin == pytest.approx((now - 0.196, now + 0.196))
    assert found.previous.verdict is verdict


def test_a_mean_whose_spread_nobody_gave_is_compared_as_it_is(kpi, judged):
    effort = kpi(interval="mean", base="x", spread="sd", unit="score", thresholds=None)
    found = judged(effort, 4.2, 4.25, base=(100.0, 100.0), spread=(None, None))
    assert (found.margin, found.previous.verdict) == (None, Verdict.BETTER)


def _moved(span, by):
    return span[0] + by, span[1] + by
