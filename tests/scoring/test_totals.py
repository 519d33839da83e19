"""The headline by the worked example of two levels and a missing survey, and the rules around it."""

import math

import pytest

from kpiframe.catalog.layouts import Missing
from kpiframe.scoring.bands import Band
from kpiframe.scoring.judgement import State
from kpiframe.scoring.totals import Item, total

GROUPS = [("customer", 60), ("market", 25), ("platform", 15)]
CARD = [
    Item("nps", "customer", 3, 76.666666667, State.SCORED),
    Item("churn_rate", "customer", 3, 70, State.SCORED),
    Item("brand_relevance_index", "customer", 5, 82, State.SCORED),
    Item("share_of_search", "market", 3, 91, State.SCORED),
    Item("market_penetration", "market", 2, None, State.MISSING, last=66.4),
    Item("social_engagement_rate", "platform", 1, 100, State.SCORED),
]


def card(*items, group="all"):
    """Items of one group, written (weight, score) or (weight, state, last)."""
    found = []
    for place, (weight, *rest) in enumerate(items):
        scored = not isinstance(rest[0], State)
        score, state = (rest[0], State.SCORED) if scored else (None, rest[0])
        found.append(Item(f"k{place}", group, weight, score, state, rest[1] if len(rest) > 1 else None))
    return found


def score_of(*items, missing=Missing.CAUTIOUS):
    return total(card(*items), [("all", 1)], missing)


def test_example_2_effective_weights():
    effective = total(CARD, GROUPS, Missing.CAUTIOUS).effective
    assert {kpi: round(100 * share, 2) for kpi, share in effective.items()} == {
        "nps": 16.36,
        "churn_rate": 16.36,
        "brand_relevance_index": 27.27,
        "share_of_search": 15,
        "market_penetration": 10,
        "social_engagement_rate": 15,
    }
    assert math.fsum(effective.values()) == pytest.approx(1, abs=1e-12)


def test_example_2_groups():
    customer, market, platform = total(CARD, GROUPS, Missing.CAUTIOUS).groups
    assert (round(customer.score, 2), customer.band, customer.coverage) == (77.27, Band.WATCH, 1)
    assert (platform.score, platform.band) == (100, Band.ON_TARGET)
    assert (market.score, market.band, market.withheld, market.coverage) == (None, None, "coverage", 0.6)
    assert (market.low, market.high) == (54.6, 94.6)
    assert [g.weight for g in (customer, market, platform)] == [0.6, 0.25, 0.15]
    assert market.kpis == ("share_of_search", "market_penetration")


def test_example_2_headline_bounds_coverage_and_range():
    totals = total(CARD, GROUPS, Missing.CAUTIOUS)
    assert (round(totals.score, 2), totals.band, totals.withheld) == (80.01, Band.WATCH, None)
    assert (round(totals.low, 2), round(totals.high, 2), totals.coverage) == (75.01, 85.01, 0.9)
    assert tuple(round(x, 2) for x in totals.weights_range) == (77.33, 82.78)
    assert dict(totals.imputed) == {"market_penetration": 50}


def test_example_2_what_would_move_the_score_most():
    moves = total(CARD, GROUPS, Missing.CAUTIOUS).moves
    assert [kpi for kpi, _ in moves] == ["market_penetration", "churn_rate", "brand_relevance_index", "nps"]
    assert [round(points, 1) for _, points in moves] == [4.0, 3.3, 2.2, 2.2]


def test_a_kpi_at_its_target_or_above_moves_nothing():
    assert score_of((1, 90), (1, 95), (1, 89)).moves == (("k2", pytest.approx(1 / 3)),)


@pytest.mark.parametrize(
    ("missing", "score", "withheld"),
    [
        (Missing.CAUTIOUS, 80.01, None),
        (Missing.CARRY, 81.65, None),
        (Missing.ZERO, 75.01, None),
        (Missing.REDISTRIBUTE, 84.11, None),
        (Missing.WITHHOLD, None, "policy"),
    ],
)
def test_example_2_under_every_policy(missing, score, withheld):
    totals = total(CARD, GROUPS, missing)
    assert (totals.score and round(totals.score, 2), totals.withheld) == (score, withheld)
    assert (round(totals.low, 2), round(totals.high, 2)) == (75.01, 85.01)


def test_groups_come_first_so_the_number_of_metrics_is_no_hidden_weight():
    """Ten platform metrics at 95 and two customer metrics at 40: 74 in one heap, 62 as customer 60, platform 40."""
    platform = [Item(f"p{i}", "platform", 1, 95, State.SCORED) for i in range(10)]
    customer = [Item(f"c{i}", "customer", 3, 40, State.SCORED) for i in range(2)]
    nested = total([*platform, *customer], [("customer", 60), ("platform", 40)], Missing.CAUTIOUS)
    assert nested.score == 62
    heap = score_of(*[(1, 95)] * 10, *[(3, 40)] * 2)
    assert heap.score == 74.375


@pytest.mark.parametrize(("last", "supposed"), [(20, 20), (50, 50), (66.4, 50), (None, 50)])
def test_cautious_never_supposes_more_than_50(last, supposed):
    totals = score_of((3, 80), (1, State.MISSING, last))
    assert totals.imputed["k1"] == supposed
    assert totals.score == (3 * 80 + supposed) / 4


@pytest.mark.parametrize("state", [State.MISSING, State.STALE, State.TOO_EARLY, State.SMALL_SAMPLE])
def test_four_states_stay_in_the_weight_base(state):
    totals = score_of((3, 80), (1, state, 30))
    assert (totals.coverage, totals.score, totals.low, totals.high) == (0.75, 67.5, 60, 85)


@pytest.mark.parametrize("state", [State.NOT_APPLICABLE, State.UNSCORED])
def test_two_states_leave_it(state):
    totals = score_of((3, 80), (1, state, 30))
    assert (totals.coverage, totals.score, totals.low, totals.high) == (1, 80, 80, 80)
    assert dict(totals.effective) == {"k0": 1}


def test_a_kpi_without_a_target_is_outside_the_base_also_when_it_is_missing():
    items = [*card((3, 80)), Item("mentions", "all", 5, None, State.MISSING, in_base=False)]
    assert total(items, [("all", 1)], Missing.CAUTIOUS).score == 80


def test_an_empty_group_drops_out_and_its_weight_is_shared():
    items = [Item("a", "one", 1, 80, State.SCORED), Item("b", "two", 1, None, State.NOT_APPLICABLE)]
    totals = total(items, [("one", 40), ("two", 60)], Missing.CAUTIOUS)
    one, two = totals.groups
    assert (totals.score, one.weight, two.weight, two.score, two.withheld) == (80, 1, 0, None, "nothing_to_score")


@pytest.mark.parametrize("items", [[], [(0, 80)], [(1, State.NOT_APPLICABLE)], [(1, State.UNSCORED)]])
def test_nothing_to_score_is_none_never_zero(items):
    totals = score_of(*items)
    assert (totals.score, totals.band, totals.low, totals.high, totals.coverage) == (None, None, None, None, None)
    assert (totals.withheld, totals.weights_range, totals.moves) == ("nothing_to_score", None, ())


def test_groups_of_no_weight_leave_nothing_to_score():
    totals = total(card((1, 80)), [("all", 0)], Missing.CAUTIOUS)
    assert (totals.score, totals.withheld, totals.groups[0].score) == (None, "nothing_to_score", 80)


@pytest.mark.parametrize("missing", list(Missing))
def test_no_headline_below_70_percent_coverage_whatever_the_policy(missing):
    totals = score_of((69, 80), (31, State.MISSING, 80), missing=missing)
    assert (totals.score, totals.band, totals.weights_range) == (None, None, None)
    assert (totals.coverage, totals.low, totals.high) == (0.69, 55.2, 86.2)
    assert totals.withheld == ("policy" if missing is Missing.WITHHOLD else "coverage")


def test_70_percent_is_enough_in_spite_of_float_noise():
    """0.1 x 7 is 0.7000000000000001, 1 - 0.3 is 0.7: neither may decide."""
    totals = score_of(*[(0.1, 80)] * 7, (0.3, State.MISSING, 80))
    assert (totals.coverage, totals.score) == (0.7, 71)


@pytest.mark.parametrize("missing", list(Missing))
def test_an_error_withholds_its_group_and_the_total(missing):
    items = [
        Item("a", "one", 1, 80, State.SCORED),
        Item("b", "two", 9, 70, State.SCORED),
        Item("c", "two", 1, None, State.ERROR, last=70),
    ]
    totals = total(items, [("one", 50), ("two", 50)], missing)
    one, two = totals.groups
    assert (totals.score, totals.withheld, two.score, two.withheld) == (None, "error", None, "error")
    assert (one.score, one.withheld) == (80, None)
    assert (totals.low, totals.high, totals.imputed) == (71.5, 76.5, {})


def test_an_error_without_weight_withholds_nothing():
    assert score_of((1, 80), (0, State.ERROR)).score == 80


def test_redistribute_shares_weight_inside_the_group():
    """Group one: 90 for its missing 30 too; group two stands at 40."""
    items = [
        Item("a", "one", 1, 90, State.SCORED),
        Item("b", "one", 1, None, State.MISSING, last=30),
        Item("c", "two", 1, 40, State.SCORED),
    ]
    totals = total(items, [("one", 50), ("two", 50)], Missing.REDISTRIBUTE)
    assert (totals.score, totals.coverage, totals.imputed["b"]) == (65, 0.75, 90)


def test_redistribute_drops_a_group_with_nothing_measured():
    items = [
        Item("a", "one", 1, 90, State.SCORED),
        Item("b", "two", 1, None, State.MISSING),
        Item("c", "three", 1, 60, State.SCORED),
    ]
    totals = total(items, [("one", 50), ("two", 25), ("three", 25)], Missing.REDISTRIBUTE)
    assert totals.score == 80
    assert totals.groups[1].withheld == "coverage"


def test_redistribute_inside_a_group_of_no_weight():
    items = [
        Item("a", "one", 4, 90, State.SCORED),
        Item("b", "one", 1, None, State.MISSING),
        Item("c", "two", 1, None, State.MISSING),
    ]
    totals = total(items, [("one", 0), ("two", 1)], Missing.REDISTRIBUTE)
    assert (totals.groups[0].score, totals.score, totals.withheld) == (90, None, "coverage")
    assert dict(totals.imputed) == {"b": 90}


@pytest.mark.parametrize(
    ("scores", "critical", "band", "capped_by"),
    [
        ((49, 100), True, Band.WATCH, "a"),
        ((49, 100), False, Band.ON_TARGET, None),
        ((50, 100), True, Band.ON_TARGET, None),
        ((20, 80), True, Band.WATCH, None),  # watch without it
        ((0, 40), True, Band.OFF_TARGET, None),  # a cap never lifts
    ],
)
def test_a_critical_kpi_off_target_caps_the_band_and_not_the_score(scores, critical, band, capped_by):
    items = [
        Item("a", "all", 1, scores[0], State.SCORED, critical=critical),
        Item("b", "all", 9, scores[1], State.SCORED),
    ]
    totals = total(items, [("all", 1)], Missing.CAUTIOUS)
    assert totals.score == pytest.approx(0.1 * scores[0] + 0.9 * scores[1])
    assert (totals.band, totals.capped_by) == (band, capped_by)
    assert (totals.groups[0].band, totals.groups[0].capped_by) == (band, capped_by)


def test_a_critical_kpi_caps_also_without_weight():
    items = [Item("a", "all", 0, 10, State.SCORED, critical=True), Item("b", "all", 1, 95, State.SCORED)]
    totals = total(items, [("all", 1)], Missing.CAUTIOUS)
    assert (totals.score, totals.band, totals.capped_by) == (95, Band.WATCH, "a")


def test_a_headline_withheld_for_coverage_keeps_what_it_would_have_been():
    totals = score_of((1, 80), (1, State.MISSING, 30))
    assert (totals.score, totals.supposed) == (None, 55)


def test_items_of_unknown_groups_are_left_out():
    items = [*card((1, 80)), Item("x", "nowhere", 1, 10, State.SCORED)]
    assert total(items, [("all", 1)], Missing.CAUTIOUS).score == 80
