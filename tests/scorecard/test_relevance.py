"""What the document tells of relevance: raters, panels, dimensions, and how far one rating moves the headline."""

from dataclasses import replace

import pytest

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.layouts import Group
from kpiframe.catalog.model import Relevance
from kpiframe.scorecard.methodology import methodology_hash
from kpiframe.texts import same

TWO = Relevance(3, 1, 2, 2, ("linh", "an"), same("asked in July"), (2, 1, 0))


def rated(sample, layout, **ratings):
    """The sample with other ratings for some KPIs."""
    of = sample()
    kpis = {n: replace(k, relevance=ratings.get(n, k.relevance)) for n, k in of.catalog.kpis.items()}
    return replace(of, catalog=Catalog(kpis=kpis, rules=of.catalog.rules, citations=of.catalog.citations))


def test_both_raters_their_difference_and_why(assembled, sample, layout):
    parts = assembled(rated(sample, layout, good=TWO)).result("good").weight_parts
    told = [(r.dimension, r.first, r.second, r.mean, r.difference) for r in parts.ratings]
    assert told == [("utility", 3, 2, 2.5, 1), ("purpose", 1, 1, 1, 0), ("importance", 2, 0, 1, 2)]
    assert (parts.rated_by, parts.why) == (("linh", "an"), same("asked in July"))
    assert parts.factors["dimension"] == pytest.approx(0.7 * 2.5 / 3 + 0.3 * 4.5 / 9)


def test_one_rater_has_no_second(assembled):
    parts = assembled().result("good").weight_parts
    assert [(r.first, r.second, r.mean, r.difference) for r in parts.ratings] == [(3, None, 3, 0)] * 3


def test_the_panels_hold_every_kpi_once_and_rows_say_which(assembled):
    card = assembled()
    heard, kept = card.panels.audience, card.panels.stewardship
    assert kept.kpis == ("reach",)
    assert sorted([*heard.kpis, *kept.kpis]) == sorted(r.kpi for r in card.results)
    assert {r.kpi for r in card.results if r.panel == "stewardship"} == {"reach"}
    assert sum(heard.weights) == pytest.approx(1)
    assert kept.weights == (1.0,)


def test_the_audience_panel_is_the_headline_and_reach_stands_beside_it(assembled):
    """Reach is 60 against (30, 45): far beyond the stretch mark, hence 100, all of it measured."""
    card = assembled()
    heard, kept = card.panels.audience, card.panels.stewardship
    assert (heard.score, heard.low, heard.coverage) == (card.score.relevance, card.score.low, card.score.coverage)
    assert (kept.score, kept.band, kept.coverage, kept.withheld) == (100, "on_target", 1, None)


def test_without_stewardship_the_panel_is_empty_and_says_nothing(assembled, layout):
    rest = Group("rest", same("Rest"), 40, ("small",))
    kept = assembled(layout=replace(layout, groups=(layout.groups[0], rest))).panels.stewardship
    assert (kept.kpis, kept.score, kept.withheld) == ((), None, "nothing_to_score")


def test_a_dimension_nobody_measures_is_empty(assembled, sample, layout):
    """Everybody is rated 3 on everything in the sample; rated 3, 1, 1 nobody measures purpose and importance."""
    ratings = {name: Relevance(3, 1, 1) for name in layout.kpis}
    found = {d.dimension: d for d in assembled(rated(sample, layout, **ratings)).dimensions}
    assert list(found) == ["utility", "purpose", "importance"]
    assert found["utility"].kpis == ("good", "fair", "poor", "absent", "old", "small", "early")
    assert found["utility"].weight == pytest.approx(1)
    assert (found["purpose"].kpis, found["purpose"].weight) == ((), 0)


def test_the_range_of_ratings_stands_with_a_headline_only(assembled, with_error, layout):
    pair = replace(layout, groups=(Group("all", same("All"), 1, ("good", "poor")),))
    score = assembled(layout=pair).score
    low, high = score.ratings_range
    assert low <= score.relevance <= high
    withheld = assembled(layout=with_error).score
    assert (withheld.relevance, withheld.ratings_range, withheld.ratings_move) == (None, None, None)


def test_the_rating_that_moves_most_is_named(assembled, sample, layout):
    """Good, 46 of (30, 45), scores 92 2/3; poor, 20 of (30, 50), scores 30. Poor's only rating may go: good is left."""
    pair = replace(layout, groups=(Group("all", same("All"), 1, ("good", "poor")),))
    of = rated(sample, pair, poor=Relevance(0, 0, 1))
    score = assembled(of, pair).score
    moved = score.ratings_move
    assert (moved.kpi, moved.dimension, moved.change) == ("poor", "importance", -1)
    assert moved.score == score.ratings_range[1] == pytest.approx(50 + 40 * 16 / 15)
    assert moved.points == pytest.approx(moved.score - score.relevance)


def test_a_second_rater_changes_the_methodology(sample, layout):
    plain = rated(sample, layout, good=Relevance(3, 3, 3))
    seconded = rated(sample, layout, good=Relevance(3, 3, 3, second=(3, 3, 3)))
    assert methodology_hash(plain, layout) != methodology_hash(seconded, layout)
