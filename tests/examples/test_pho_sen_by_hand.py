"""October 2026 of pho-sen recomputed with fractions, from the inputs printed on the card and nothing else.

Formulas, thresholds, ratings and group weights are written down here a second time, as a client would check them by
hand. Only the relevance weights need roots, hence floats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest

F = Fraction
Inputs = Mapping[str, Fraction]

VALUES: dict[str, Callable[[Inputs], Fraction]] = {
    "net_promoter_score": lambda i: (i["promoters"] - i["detractors"]) / i["respondents"] * 100,
    "repeat_purchase_rate": lambda i: i["repeat_customers"] / i["customers"] * 100,
    "customer_churn_rate": lambda i: i["churned"] / i["customers_start"] * 100,
    "monthly_revenue": lambda i: i["net_revenue"],
    "average_order_value": lambda i: i["net_revenue"] / i["orders"],
    "brand_relevance_index": lambda i: F("0.4") * i["utility"] + F("0.3") * i["purpose"] + F("0.3") * i["importance"],
    "share_of_search": lambda i: i["brand_searches"] / i["category_brand_searches"] * 100,
    "consideration_rate": lambda i: i["considering"] / i["prospects_aware"] * 100,
    "rejection_rate": lambda i: i["rejecters"] / i["aware"] * 100,
    "social_engagement_rate": lambda i: i["engagements"] / i["reach"] * 100,
    "reach": lambda i: i["reach"],
    "pr_value_ave": lambda i: i["coverage_units"] * i["ad_rate"],
    "social_mentions": lambda i: i["mentions"],
}
TARGETS: dict[str, tuple[int | str, int | str]] = {
    "net_promoter_score": (20, 40),
    "repeat_purchase_rate": (80, 86),
    "customer_churn_rate": (10, 7),
    "monthly_revenue": (48_000_000, 58_000_000),
    "average_order_value": (150_000, 165_000),
    "brand_relevance_index": (24, 32),
    "share_of_search": (20, "22.5"),
    "social_engagement_rate": ("2.5", "3.2"),
    "reach": (90_000, 120_000),
    "pr_value_ave": (70_000_000, 100_000_000),
}
"""KPI -> (warn, target)."""
GROUPS = {"customer": 40, "business": 20, "market": 30, "platform": 12}
"""Press drops out: nothing in it carries weight."""
# KPI -> group, agency weight, ratings, audience, directness, independence, age of the data in days, half-life
Row = tuple[str, int, tuple[float, float, float], float, float, float, int, int]
WEIGHTS: dict[str, Row] = {
    # two raters: 1, 1, 2 and 1, 1, 1
    "net_promoter_score": ("customer", 3, (1, 1, 1.5), 0.6, 1.0, 0.9, 0, 60),
    "repeat_purchase_rate": ("customer", 2, (3, 0, 2), 0.6, 0.9, 0.9, 0, 60),
    "customer_churn_rate": ("customer", 3, (2, 0, 3), 0.6, 0.9, 0.9, 0, 60),
    "monthly_revenue": ("business", 2, (2, 0, 2), 0.8, 0.9, 0.9, 0, 60),
    "average_order_value": ("business", 1, (1, 0, 1), 0.6, 0.9, 0.9, 0, 60),
    "brand_relevance_index": ("market", 3, (3, 3, 3), 1.0, 1.0, 1.0, 0, 60),
    "share_of_search": ("market", 2, (1, 1, 2), 1.0, 0.9, 0.8, 0, 60),
    "consideration_rate": ("market", 1, (2, 1, 2), 1.0, 1.0, 1.0, 0, 60),
    "mental_penetration": ("market", 1, (2, 1, 2), 1.0, 1.0, 1.0, 0, 60),
    # from the end of the second quarter to the end of October: 123 days
    "rejection_rate": ("market", 1, (2, 1, 2), 1.0, 1.0, 1.0, 123, 180),
    "social_engagement_rate": ("platform", 1, (0, 1, 0), 0.8, 0.9, 0.3, 0, 60),
}
DEPENDENT = {"social_engagement_rate", "reach", "pr_value_ave"}
"""Counted by a platform or by nobody's audience: not in the independent score."""
UNSEEN = ("consideration_rate", "mental_penetration", "rejection_rate")
"""Without a score: the policy takes the lower of 50 and the last score, which was above 50 for all three."""


def inputs_of(row: Mapping[str, Any]) -> dict[str, Fraction]:
    return {i["name"]: F(i["value"]) for i in row["trace"]["inputs"]}


def score(name: str, value: Fraction) -> Fraction:
    """One straight line through (warn, 50) and (target, 90), cut at 0 and 100."""
    warn, target = (F(str(limit)) for limit in TARGETS[name])
    return min(F(100), max(F(0), 50 + 40 * (value - warn) / (target - warn)))


def weight(name: str, given: Mapping[str, tuple[float, float, float]] | None = None) -> float:
    """Return agency weight times relevance; *given* are other ratings for some KPIs."""
    _, agency, ratings, audience, directness, independence, age, half_life = WEIGHTS[name]
    ratings = (given or {}).get(name, ratings)
    dimension = 0.7 * max(ratings) / 3 + 0.3 * sum(ratings) / 9
    fresh: float = 0.5 ** (age / half_life)
    relevance: float = dimension**0.40 * (audience * directness) ** 0.25 * independence**0.20 * fresh**0.15
    return agency * relevance


def two_levels(
    scores: Mapping[str, float],
    names: set[str],
    given: Mapping[str, tuple[float, float, float]] | None = None,
) -> tuple[float, dict[str, float]]:
    """Return the total and each KPI's effective weight: inside its group first, then over the groups."""
    names = {n for n in names if weight(n, given) > 0}
    groups = {g: w for g, w in GROUPS.items() if any(WEIGHTS[n][0] == g for n in names)}
    effective: dict[str, float] = {}
    for group, share in groups.items():
        members = [n for n in names if WEIGHTS[n][0] == group]
        whole = sum(weight(n, given) for n in members)
        effective |= {n: share / sum(groups.values()) * weight(n, given) / whole for n in members}
    return sum(e * scores[n] for n, e in effective.items()), effective


@pytest.fixture(scope="module")
def rows(pho_sen: Mapping[str, Any]) -> dict[str, Any]:
    return {row["kpi"]: row for row in pho_sen["results"]}


@pytest.fixture(scope="module")
def scores(rows: Mapping[str, Any]) -> dict[str, float]:
    """Score of every scored KPI, and 50 for those the policy fills in."""
    found = {name: float(score(name, VALUES[name](inputs_of(rows[name])))) for name in TARGETS}
    return found | dict.fromkeys(UNSEEN, 50.0)


@pytest.mark.parametrize("name", VALUES)
def test_each_value_follows_from_its_printed_inputs(rows: Mapping[str, Any], name: str) -> None:
    assert rows[name]["value"] == pytest.approx(float(VALUES[name](inputs_of(rows[name]))), rel=1e-12)


@pytest.mark.parametrize("name", TARGETS)
def test_each_score_follows_from_value_and_thresholds(rows: Mapping[str, Any], name: str) -> None:
    assert rows[name]["score"] == pytest.approx(float(score(name, VALUES[name](inputs_of(rows[name])))), abs=1e-8)


def test_the_last_scores_of_the_unseen_were_above_fifty(rows: Mapping[str, Any]) -> None:
    """September: 41.9 of (35, 45) and 37.4 of (33, 40); the study's 15.2 of (20, 12) stood unchanged in summer."""
    last = {name: F(rows[name]["series"][-2]["value"]) for name in UNSEEN}
    assert 50 + 40 * (last["consideration_rate"] - 35) / 10 > 50
    assert 50 + 40 * (last["mental_penetration"] - 33) / 7 > 50
    assert 50 + 40 * (20 - last["rejection_rate"]) / 8 > 50
    assert {rows[name]["imputed"] for name in UNSEEN} == {50}


def test_reported_is_the_plain_mean_of_what_has_a_score(
    pho_sen: Mapping[str, Any], scores: Mapping[str, float]
) -> None:
    shown = [scores[name] for name in TARGETS]
    assert len(shown) == 10
    assert pho_sen["score"]["reported"] == pytest.approx(sum(shown) / 10, abs=1e-6)


def test_relevance_weighs_in_two_levels(
    pho_sen: Mapping[str, Any], rows: Mapping[str, Any], scores: Mapping[str, float]
) -> None:
    total, effective = two_levels(scores, set(WEIGHTS))
    assert pho_sen["score"]["relevance"] == pytest.approx(total, abs=1e-6)
    for name, share in effective.items():
        assert rows[name]["weight"] == pytest.approx(share, abs=1e-9)
    unseen = sum(effective[name] for name in UNSEEN)
    assert pho_sen["score"]["coverage"] == pytest.approx(1 - unseen, abs=1e-8)
    assert pho_sen["score"]["low"] == pytest.approx(total - 50 * unseen, abs=1e-6)
    assert pho_sen["score"]["high"] == pytest.approx(total + 50 * unseen, abs=1e-6)


def test_independent_and_the_gap_with_everything_that_makes_it(
    pho_sen: Mapping[str, Any], scores: Mapping[str, float]
) -> None:
    independent, shares = two_levels(scores, set(WEIGHTS) - DEPENDENT)
    assert pho_sen["score"]["independent"] == pytest.approx(independent, abs=1e-6)
    gap = sum(scores[name] for name in TARGETS) / 10 - independent
    assert pho_sen["score"]["flattery_gap"] == pytest.approx(gap, abs=1e-6)
    points = {c["kpi"]: c["points"] for c in pho_sen["score"]["contributions"]}
    for name, found in points.items():
        a, b = (0.1 if name in TARGETS else 0.0), shares.get(name, 0.0)
        assert found == pytest.approx((a - b) * (scores[name] - independent), abs=1e-6)
    assert sum(points.values()) == pytest.approx(gap, abs=1e-6)


def test_one_rating_off_by_one_by_trying_every_one(pho_sen: Mapping[str, Any], scores: Mapping[str, float]) -> None:
    """Eleven KPIs, three ratings, one up and one down: the whole card again each time."""
    now, _ = two_levels(scores, set(WEIGHTS))
    found = {"": now}
    for name, row in WEIGHTS.items():
        for place, dimension in enumerate(("utility", "purpose", "importance")):
            for step in (1, -1):
                ratings = list(row[2])
                ratings[place] = min(3, max(0, ratings[place] + step))
                changed = {name: (ratings[0], ratings[1], ratings[2])}
                found[f"{name} {dimension} {step}"] = two_levels(scores, set(WEIGHTS), changed)[0]
    assert len(found) == 1 + 6 * 11
    low, high = pho_sen["score"]["ratings_range"]
    assert (low, high) == (pytest.approx(min(found.values()), abs=1e-6), pytest.approx(max(found.values()), abs=1e-6))
    most = max(found, key=lambda key: abs(found[key] - now))
    move = pho_sen["score"]["ratings_move"]
    assert f"{move['kpi']} {move['dimension']} {move['change']:.0f}" == most
    assert move["score"] == pytest.approx(found[most], abs=1e-6)


def test_reach_and_ave_have_a_total_of_their_own_from_agency_weights(
    pho_sen: Mapping[str, Any], rows: Mapping[str, Any]
) -> None:
    """Platform 12 and press 8, agency weight 1 each: (12 x reach + 8 x AVE) / 20; nothing of it is in the score."""
    kept, heard = pho_sen["panels"]["stewardship"], pho_sen["panels"]["audience"]
    reach, ave = (score(n, VALUES[n](inputs_of(rows[n]))) for n in ("reach", "pr_value_ave"))
    assert kept["kpis"] == ["reach", "pr_value_ave"]
    assert kept["weights"] == pytest.approx([0.6, 0.4])
    assert kept["score"] == pytest.approx(float((12 * reach + 8 * ave) / 20), abs=1e-9)
    assert not {"reach", "pr_value_ave"} & set(heard["kpis"])
    assert [rows[n]["weight"] for n in kept["kpis"]] == [0, 0]
    assert heard["score"] == pho_sen["score"]["relevance"]


def test_only_one_kpi_asks_about_purpose(pho_sen: Mapping[str, Any]) -> None:
    expected = [{n for n, row in WEIGHTS.items() if row[2][place] >= 2} for place in range(3)]
    assert [set(d["kpis"]) for d in pho_sen["dimensions"]] == expected
    assert expected[1] == {"brand_relevance_index"}


def test_two_people_rated_three_kpis_and_differ_once(rows: Mapping[str, Any]) -> None:
    apart = {}
    for name, row in rows.items():
        if row["weight_parts"]["ratings"][0]["second"] is not None:
            assert row["weight_parts"]["rated_by"] == ["Thu Hà", "Minh Quân"]
            assert row["weight_parts"]["why"]["vi"]
            apart[name] = [r["difference"] for r in row["weight_parts"]["ratings"]]
    assert apart == {
        "net_promoter_score": [0, 0, 1],
        "repeat_purchase_rate": [0, 0, 0],
        "customer_churn_rate": [0, 0, 0],
    }
