"""Three scores and the flattery gap, by the worked example of the handbook's picture."""

import math
from dataclasses import replace

import pytest

from kpiframe.catalog.layouts import Missing
from kpiframe.scoring.gap import three_scores
from kpiframe.scoring.judgement import State
from kpiframe.scoring.totals import Item, total

ONE = [("all", 1)]


def item(kpi, weight, score, *, independent=True, last=None):
    state = State.MISSING if score is None else State.SCORED
    return Item(kpi, "all", weight, score, state, last, independent=independent)


CARD = [
    item("brand_relevance", 5, 82),
    item("nps", 3, 90),
    item("churn_rate", 3, 70),
    item("customer_lifetime_value", 3, 100),
    item("conversion_rate", 3, 45),
    item("facebook_reach", 1, 100, independent=False),
    item("ave", 1, 100, independent=False),
    item("awareness_survey", 2, None, last=66),
]


def test_example_3_three_scores_and_the_gap():
    gap = three_scores(CARD, ONE, Missing.CAUTIOUS)
    assert (round(gap.reported, 2), round(gap.relevance, 2), gap.independent) == (83.86, 77.38, 75)
    assert (round(gap.gap, 2), gap.reason) == (8.86, None)
    assert (round(100 * gap.coverage, 1), round(100 * gap.weight, 1)) == (89.5, 90.5)
    assert gap.missing == ("awareness_survey",)


def test_example_3_headline():
    totals = total(CARD, ONE, Missing.CAUTIOUS)
    assert (round(totals.low, 2), round(totals.high, 2), round(100 * totals.coverage, 1)) == (72.62, 82.14, 90.5)
    assert tuple(round(x, 1) for x in totals.weights_range) == (73.9, 80.5)


@pytest.mark.parametrize(
    ("missing", "headline"), [(Missing.REDISTRIBUTE, 80.26), (Missing.CARRY, 78.90), (Missing.ZERO, 72.62)]
)
def test_example_3_under_other_policies(missing, headline):
    assert round(three_scores(CARD, ONE, missing).relevance, 2) == headline


@pytest.mark.parametrize(
    ("kpi", "score", "a", "b", "points"),
    [
        ("brand_relevance", 82, 0.1429, 0.2632, -0.84),
        ("nps", 90, 0.1429, 0.1579, -0.23),
        ("churn_rate", 70, 0.1429, 0.1579, 0.08),
        ("customer_lifetime_value", 100, 0.1429, 0.1579, -0.38),
        ("conversion_rate", 45, 0.1429, 0.1579, 0.45),
        ("facebook_reach", 100, 0.1429, 0, 3.57),
        ("ave", 100, 0.1429, 0, 3.57),
        ("awareness_survey", 50, 0, 0.1053, 2.63),
    ],
)
def test_example_3_contributions(kpi, score, a, b, points):
    part = next(p for p in three_scores(CARD, ONE, Missing.CAUTIOUS).contributions if p.kpi == kpi)
    assert (part.score, round(part.a, 4), round(part.b, 4), round(part.points, 2)) == (score, a, b, points)
    assert part.imputed is (kpi == "awareness_survey")


def test_contributions_sum_to_the_gap_largest_first():
    gap = three_scores(CARD, ONE, Missing.CAUTIOUS)
    points = [p.points for p in gap.contributions]
    assert math.fsum(points) == pytest.approx(gap.gap, abs=1e-9)
    assert points == sorted(points, reverse=True)


def test_a_kpi_without_relevance_counts_as_reported_all_the_same():
    """Stewardship: 0 % of the headline, one full voice in A."""
    gap = three_scores([*CARD, item("reach", 0, 100, independent=False)], ONE, Missing.CAUTIOUS)
    assert gap.reported == pytest.approx((587 + 100) / 8)
    assert gap.independent == 75


def test_an_independent_kpi_without_weight_is_no_evidence():
    gap = three_scores([*CARD, item("cost", 0, 0)], ONE, Missing.CAUTIOUS)
    assert (gap.independent, gap.reported) == (75, pytest.approx(587 / 8))


def test_a_negative_gap_is_kept_as_it_is():
    items = [item("a", 1, 90), item("b", 1, 90), item("c", 1, 90), item("p", 1, 10, independent=False)]
    assert three_scores(items, ONE, Missing.CAUTIOUS).gap == -20


@pytest.mark.parametrize(
    ("items", "missing", "reason"),
    [
        (
            [item("a", 1, 90), item("b", 1, 90), item("p", 1, 99, independent=False)],
            Missing.CAUTIOUS,
            "too_few_independent",
        ),
        ([item("a", 1, 90), item("b", 1, 90), item("c", 0, 90)], Missing.CAUTIOUS, "too_few_independent"),
        ([item("p", 1, 99, independent=False)], Missing.CAUTIOUS, "no_independent"),
        ([], Missing.CAUTIOUS, "no_independent"),
        (
            [item("a", 1, 90), item("b", 1, 90), item("c", 1, 90), item("d", 4, None)],
            Missing.CAUTIOUS,
            "low_independent_coverage",
        ),
        ([item("a", 1, 90), item("b", 1, 90), item("c", 1, 90), item("d", 1, None)], Missing.WITHHOLD, "policy"),
    ],
)
def test_a_gap_that_cannot_be_known_says_why_and_is_never_zero(items, missing, reason):
    gap = three_scores(items, ONE, missing)
    assert (gap.gap, gap.independent, gap.reason, gap.contributions) == (None, None, reason, ())


def test_an_error_among_independent_kpis_leaves_the_gap_unknown():
    broken = replace(CARD[0], state=State.ERROR, score=None)
    gap = three_scores([broken, *CARD[1:]], ONE, Missing.CAUTIOUS)
    assert (gap.gap, gap.reason, gap.relevance) == (None, "error", None)
    assert gap.reported == pytest.approx((587 - 82) / 6)


def test_an_error_elsewhere_withholds_the_headline_but_not_the_gap():
    items = [*CARD[:5], replace(CARD[5], state=State.ERROR, score=None), *CARD[6:]]
    gap = three_scores(items, ONE, Missing.CAUTIOUS)
    assert (gap.relevance, gap.independent) == (None, 75)
    assert gap.gap == pytest.approx(487 / 6 - 75)


def test_the_independent_score_has_its_own_lower_coverage_floor():
    """60 % of the independent weight is measured: not enough for a headline, enough to know a gap."""
    items = [item("a", 2, 80), item("b", 2, 80), item("c", 2, 80), item("d", 4, None, last=30)]
    gap = three_scores(items, ONE, Missing.CAUTIOUS)
    assert (gap.relevance, gap.independent, gap.coverage, gap.gap) == (None, 60, 0.6, 20)
