"""Two raters: their mean makes the weight, their difference is told."""

import pytest

from kpiframe.catalog.model import Audience, Directness, MeasuredBy, Relevance
from kpiframe.scoring.raters import differences, evidence, means
from kpiframe.scoring.weights import relevance


@pytest.mark.parametrize(
    ("first", "second", "mean", "apart"),
    [
        ((3, 1, 2), None, (3, 1, 2), (0, 0, 0)),
        ((3, 1, 2), (3, 1, 2), (3, 1, 2), (0, 0, 0)),
        ((3, 1, 2), (2, 1, 2), (2.5, 1, 2), (1, 0, 0)),
        ((0, 0, 3), (3, 1, 1), (1.5, 0.5, 2), (3, 1, 2)),
    ],
)
def test_the_mean_counts_and_the_difference_is_known(first, second, mean, apart):
    rated = Relevance(*first, second=second)
    assert means(rated) == mean
    assert differences(rated) == apart


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ((3, 3, 3), 1),
        ((0, 0, 0), 0),
        ((3, 0, 0), 0.8),  # 0.7 x 3/3 + 0.3 x 1/3
        ((2.5, 1, 2), 0.7 * 2.5 / 3 + 0.3 * 5.5 / 9),
    ],
)
def test_the_best_rating_counts_most(ratings, expected):
    assert evidence(ratings) == pytest.approx(expected, abs=1e-15)


def test_the_weight_is_made_of_the_mean_and_does_not_care_who_was_first(kpi):
    """Ratings 3, 0, 1 and 1, 0, 1: mean 2, 0, 1, hence 0.7 x 2/3 + 0.3 x 3/9 = 17/30."""
    heard = {"audience": (Audience.WIDER,), "directness": Directness.ASKED, "measured_by": MeasuredBy.INDEPENDENT}
    one = relevance(kpi(relevance=Relevance(3, 0, 1, second=(1, 0, 1)), **heard))
    other = relevance(kpi(relevance=Relevance(1, 0, 1, second=(3, 0, 1)), **heard))
    assert one.value == other.value == pytest.approx((17 / 30) ** 0.4, abs=1e-15)


def test_one_rater_who_sees_something_is_enough_not_to_weigh_nothing(kpi):
    """0, 0, 0 and 0, 1, 0: mean 0, 1/2, 0, hence 0.7/6 + 0.3/18 = 4/30."""
    rated = kpi(relevance=Relevance(0, 0, 0, second=(0, 1, 0)), audience=(Audience.WIDER,), directness=Directness.ASKED)
    assert relevance(rated).factors["dimension"] == pytest.approx(4 / 30)
    assert relevance(rated).zero_because is None
