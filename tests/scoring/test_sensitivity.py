"""How far one rating moves the total: a worked example by hand, the edges, and brute force over all 6K changes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiframe.catalog.layouts import Missing
from kpiframe.catalog.model import Audience, Directness, MeasuredBy, Relevance
from kpiframe.scoring.item import Item
from kpiframe.scoring.judgement import State
from kpiframe.scoring.sensitivity import Rated, rated_of, sensitivity
from kpiframe.scoring.totals import total
from kpiframe.scoring.weights import relevance

ONE = [("all", 1.0)]


def weight_of(ratings, rest):
    """The weight written down a second time: rest x (0.7 best + 0.3 mean, as shares of 3) ^ 0.40."""
    return rest * (0.7 * max(ratings) / 3 + 0.3 * sum(ratings) / 9) ** 0.4


def card(*rows, group="all"):
    """Rows (ratings, rest, score or state, last score) as items of one group and what they are rated."""
    items, rated = [], {}
    for place, (ratings, rest, seen, *last) in enumerate(rows):
        name = f"{group}{place}"
        score, state = (None, seen) if isinstance(seen, State) else (float(seen), State.SCORED)
        items.append(Item(name, group, weight_of(ratings, rest), score, state, *last))
        rated[name] = Rated(tuple(float(r) for r in ratings), rest)
    return items, rated


def moved(items, rated, groups, missing):
    """Brute force: every rating of every KPI one up and one down, the whole total each time."""
    found = []
    for place, item in enumerate(items):
        for dimension in range(3):
            for step in (1, -1):
                ratings = list(rated[item.kpi].ratings)
                ratings[dimension] = min(3.0, max(0.0, ratings[dimension] + step))
                weight = weight_of(ratings, rated[item.kpi].rest)
                others = [i for i in items if i is not item]
                changed = Item(item.kpi, item.group, weight, item.score, item.state, item.last)
                others.insert(place, changed)
                found.append(total(others, groups, missing).supposed)
    return [score for score in found if score is not None]


def test_two_kpis_by_hand():
    """Scores 90 and 40, both rated 2, 2, 2: the factor is 2/3 for each, the total 65.

    The first one's utility at 3: 0.7 x 1 + 0.3 x 7/9 = 14/15; at 1: 0.7 x 2/3 + 0.3 x 5/9 = 19/30, since the other two
    still hold 2. So up moves a lot and down little: up the total is (90 p + 40) / (p + 1) with p = (14/15 : 2/3)^0.4 =
    1.4^0.4 = 1.14407; 1.14407 x 90 = 102.9663, (102.9663 + 40) / 2.14407 = 66.680. The second one's mirror is 63.320.
    """
    items, rated = card(((2, 2, 2), 1.0, 90), ((2, 2, 2), 1.0, 40))
    found = sensitivity(items, rated, ONE, Missing.CAUTIOUS)
    assert (round(found.low, 3), round(found.high, 3)) == (63.32, 66.68)
    assert (found.largest.kpi, found.largest.dimension, found.largest.change) == ("all0", "utility", 1)
    assert found.largest.score == found.high
    assert round(found.largest.points, 3) == 1.68


def test_a_kpi_alone_in_its_group_moves_nothing_until_it_leaves():
    """Groups 60 and 40 hold one KPI each. Rated 1, 0, 0 the second can lose its last point: then 80 alone is left."""
    first, rated = card(((3, 3, 3), 1.0, 80), group="customer")
    second, more = card(((1, 0, 0), 1.0, 30), group="market")
    found = sensitivity([*first, *second], rated | more, [("customer", 60.0), ("market", 40.0)], Missing.CAUTIOUS)
    assert (found.low, found.high) == (60, 80)
    assert (found.largest.kpi, found.largest.change, found.largest.points) == ("market0", -1, 20)


def test_a_kpi_rated_nothing_may_come_in():
    """Rated 0, 0, 0 it weighs nothing; a single 1 gives the factor 0.7/3 + 0.3/9 = 4/15 against 1."""
    items, rated = card(((3, 3, 3), 1.0, 80), ((0, 0, 0), 1.0, 20))
    found = sensitivity(items, rated, ONE, Missing.CAUTIOUS)
    share = (4 / 15) ** 0.4
    assert found.low == pytest.approx((80 + 20 * share) / (1 + share), abs=1e-8)
    assert found.high == 80


def test_the_mean_of_two_raters_stops_at_three():
    """2.5 one higher is 3 and not 3.5: the factor 3/3 x 0.7 + 3/9 x 0.3 = 0.8 is the highest it can get."""
    items, rated = card(((2.5, 0, 0), 1.0, 90), ((3, 3, 3), 1.0, 40))
    found = sensitivity(items, rated, ONE, Missing.CAUTIOUS)
    assert found.high == pytest.approx((90 * 0.8**0.4 + 40) / (0.8**0.4 + 1), abs=1e-8)
    assert found.low == pytest.approx((90 * 0.4**0.4 + 40) / (0.4**0.4 + 1), abs=1e-8)  # 1.5: 0.35 + 0.05
    assert (found.largest.dimension, found.largest.change) == ("utility", -1)


def test_who_hears_nobody_is_moved_by_no_rating():
    items, rated = card(((2, 2, 2), 1.0, 70), ((3, 3, 3), 0.0, 10))
    found = sensitivity(items, rated, ONE, Missing.CAUTIOUS)
    assert (found.low, found.high, found.largest) == (70, 70, None)


def test_without_a_total_there_is_no_range():
    items, rated = card(((2, 2, 2), 1.0, 70), ((2, 2, 2), 1.0, State.ERROR))
    assert sensitivity(items, rated, ONE, Missing.CAUTIOUS) is None
    assert sensitivity(items, rated, ONE, Missing.REDISTRIBUTE) is None
    items, rated = card(((2, 2, 2), 1.0, 70), ((2, 2, 2), 1.0, State.MISSING))
    assert sensitivity(items, rated, ONE, Missing.WITHHOLD) is None
    assert sensitivity([], {}, ONE, Missing.CAUTIOUS) is None
    items, rated = card(((0, 0, 0), 1.0, 70))
    assert sensitivity(items, rated, ONE, Missing.CAUTIOUS) is None


def test_what_is_not_applicable_or_has_no_target_moves_nothing():
    items, rated = card(((2, 2, 2), 1.0, 70), ((2, 2, 2), 1.0, State.NOT_APPLICABLE), ((1, 2, 3), 1.0, State.UNSCORED))
    found = sensitivity(items, rated, ONE, Missing.CAUTIOUS)
    assert (found.low, found.high) == (70, 70)


def test_ratings_of_a_kpi_give_back_its_weight(kpi):
    """Two raters, an agency weight and all four factors: rest x mean ratings is what the headline uses."""
    rated = kpi(
        relevance=Relevance(3, 1, 0, weight=2.5, second=(2, 1, 1)),
        audience=(Audience.PROSPECTS,),
        directness=Directness.OBSERVED,
        measured_by=MeasuredBy.OWN,
    )
    found = rated_of(rated, relevance(rated, 0.7))
    assert found.ratings == (2.5, 1, 0.5)
    assert found.weight(found.ratings) == pytest.approx(2.5 * relevance(rated, 0.7).value, rel=1e-14)


ROW = st.tuples(
    st.tuples(*[st.sampled_from([0, 0.5, 1, 1.5, 2, 2.5, 3])] * 3),
    st.sampled_from([0.0, 0.2, 0.7, 1.0, 3.0]),
    st.sampled_from([0, 33.3, 50, 77.7, 90, 100, State.MISSING, State.STALE, State.NOT_APPLICABLE, State.ERROR]),
    st.sampled_from([None, 12.0, 81.0]),
)


@given(
    st.lists(st.lists(ROW, max_size=4), min_size=1, max_size=3),
    st.lists(st.sampled_from([0.0, 10.0, 45.0]), min_size=3, max_size=3),
    st.sampled_from(Missing),
)
def test_equal_to_brute_force_over_every_change(rows, weights, missing):
    items, rated, groups = [], {}, []
    for name, weight, members in zip("abc", weights, rows, strict=False):
        more, ratings = card(*members, group=name)
        items, rated = items + more, rated | ratings
        groups.append((name, weight))
    now = total(items, groups, missing).supposed
    found = sensitivity(items, rated, groups, missing)
    assert (found is None) == (now is None)
    if found is not None:
        every = [now, *moved(items, rated, groups, missing)]
        assert found.low == pytest.approx(min(every), abs=1e-7)
        assert found.high == pytest.approx(max(every), abs=1e-7)
        largest = max(abs(score - now) for score in every)
        assert abs(found.largest.points if found.largest else 0.0) == pytest.approx(largest, abs=1e-7)


def test_two_hundred_kpis_cost_little():
    """1,200 changes; brute force takes seconds. Generous for a busy machine: the best of five below 20 ms."""
    rows = [((i % 4, i % 3, 2), 0.5 + i % 7, (37 * i) % 101) for i in range(200)]
    items, rated = card(*rows)
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        assert sensitivity(items, rated, ONE, Missing.CAUTIOUS).largest is not None
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.02
