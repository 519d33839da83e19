"""What would let a metric through clean: a new name over an old one, no weight, sums of unlike things."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

import kpiframe

TODAY = date(2026, 11, 20)
HEAD = "kpiframe: 1\nname: brand\nextends: [catalog:kpis]\nlocale: en\ncurrency: VND\n"


def scored(folder: Path, project: dict, kpis: list | None = None, period: str = "2026-10") -> dict:
    (folder / "kpiframe.yaml").write_text(HEAD + yaml.safe_dump(project, allow_unicode=True), encoding="utf-8")
    if kpis:
        (folder / "definitions").mkdir()
        (folder / "definitions" / "own.yaml").write_text(yaml.safe_dump({"kpis": kpis}), encoding="utf-8")
    return kpiframe.load(folder).score(period, today=TODAY).to_dict()


def card(*kpis: str) -> list:
    return [{"name": "card", "label": "Card", "groups": [{"name": "all", "weight": 1, "kpis": list(kpis)}]}]


def count(name: str, **said: object) -> dict:
    """A KPI that is one given number."""
    unit = "money" if said.get("unit") == "money" else "orders"
    return {
        "name": name,
        "label": name,
        "formula": f"{name}_given",
        "inputs": {f"{name}_given": {"unit": unit}},
        "unit": "count",
        "kind": "flow",
        "direction": "higher_is_better",
        "audience": ["prospects"],
        "directness": "observed",
        "signal": "outcome",
    } | said


def raised(document: dict) -> set:
    return {(flag["id"], flag["kpi"]) for flag in document["flags"]}


def test_a_refused_metric_under_a_new_name_is_still_refused(tmp_path):
    doubled = count("press_worth", formula="pr_value_ave * 2", unit="money")
    del doubled["inputs"]
    document = scored(
        tmp_path,
        {"bindings": {"coverage_units": {"value": 10}, "ad_rate": {"value": 5}}, "scorecards": card("press_worth")},
        [doubled],
    )
    assert ("KPF001", "press_worth") in raised(document)
    (message,) = [f["message"] for f in document["flags"] if f["id"] == "KPF001"]
    assert "(through PR value / AVE)" in message["en"]
    assert "(qua Giá trị PR (AVE))" in message["vi"]


def test_a_value_missing_because_its_part_is_known_to_be_wrong_says_so_in_a_flag(tmp_path):
    """Search Console over-reported impressions until the end of April 2026; a KPI over its click rate inherits that."""
    over = count("search_pull", formula="organic_ctr * 1", unit="percent", kind="ratio")
    del over["inputs"]
    document = scored(
        tmp_path,
        {
            "overrides": {"kpis": {"organic_ctr": {"platform": "google_ads", "reason": "named for the check"}}},
            "bindings": {
                "organic_clicks": {"values": {"2026-01": 10, "2026-02": 12}},
                "organic_impressions": {"values": {"2026-01": 100, "2026-02": 100}},
            },
            "scorecards": card("search_pull"),
        },
        [over],
        period="2026-02",
    )
    assert [(row["state"], row["reason"]) for row in document["results"]] == [("missing", "faulty_window")]
    assert ("KPF005", "search_pull") in raised(document)


def test_reach_and_followers_as_they_ship_do_not_pass_because_their_ratings_are_low(tmp_path):
    """Relevance 0 keeps them out of the score; they are still shown, with targets, as if they were evidence."""
    on_facebook = {"platform": "meta_facebook", "thresholds": {"warn": 100, "target": 200}, "reason": "agreed"}
    document = scored(
        tmp_path,
        {
            "overrides": {"kpis": {"reach": on_facebook, "followers": on_facebook}},
            "bindings": {"reach": {"value": 150}, "followers": {"value": 150}},
            "scorecards": card("reach", "followers"),
        },
    )
    for code in ("KPF110", "KPF111", "KPF122"):
        assert {(code, "reach"), (code, "followers")} <= raised(document), code


@pytest.mark.parametrize(
    ("claims", "known"),
    [
        ({"unit": "count", "kind": "flow"}, True),
        ({"unit": "money", "kind": "flow"}, False),  # 120 orders and 70,000 dong are not 70,120 of anything
        ({"unit": "count", "kind": "ratio"}, False),  # nor 120 orders and a return of 1.4
    ],
)
def test_claims_are_added_only_where_they_count_the_same_thing(tmp_path, claims, known):
    platform = {"measured_by": "platform_attributed", "platform": "meta_facebook", "ledger": "booked"}
    document = scored(
        tmp_path,
        {
            "bindings": {"one_given": {"value": 120}, "two_given": {"value": 70}, "booked_given": {"value": 100}},
            "scorecards": card("one", "two", "booked"),
        },
        [count("one", **platform), count("two", **platform, **claims), count("booked", measured_by="own")],
    )
    assert (("KPF115", None) in raised(document)) is known
    unjudged = {entry["rule"] for entry in document["not_judged"]}
    assert ("KPF115" in unjudged) is not known
