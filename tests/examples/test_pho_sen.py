"""The card of October 2026 shows what it is meant to show: every state, every flag, every comment."""

from __future__ import annotations

import filecmp
import runpy
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kpiframe

FOLDER = Path(__file__).parents[2] / "examples" / "pho-sen"
TODAY = date(2026, 11, 5)
STATES = {
    "net_promoter_score": ("scored", "watch"),
    "repeat_purchase_rate": ("scored", "off_target"),
    "customer_churn_rate": ("scored", "off_target"),
    "monthly_revenue": ("scored", "on_target"),
    "average_order_value": ("scored", "on_target"),
    "brand_relevance_index": ("scored", "watch"),
    "share_of_search": ("scored", "on_target"),
    "consideration_rate": ("small_sample", None),
    "mental_penetration": ("missing", None),
    "rejection_rate": ("stale", None),
    "market_penetration": ("not_applicable", None),
    "social_engagement_rate": ("scored", "on_target"),
    "reach": ("scored", "on_target"),
    "pr_value_ave": ("scored", "on_target"),
    "social_mentions": ("unscored", None),
}
"""KPI -> (state, band) in October 2026."""


def rows(document: Mapping[str, Any]) -> dict[str, Any]:
    return {row["kpi"]: row for row in document["results"]}


def test_every_state_a_finished_month_can_have_is_on_the_card(pho_sen: Mapping[str, Any]) -> None:
    assert {name: (row["state"], row["band"]) for name, row in rows(pho_sen).items()} == STATES
    assert {state for state, _ in STATES.values()} == {
        "scored",
        "unscored",
        "not_applicable",
        "missing",
        "stale",
        "small_sample",
    }


def test_a_state_without_a_score_says_why_in_both_languages(pho_sen: Mapping[str, Any]) -> None:
    for row in pho_sen["results"]:
        if row["score"] is None:
            assert row["reason"]
            assert row["reason_text"]["en"]
            assert row["reason_text"]["vi"]
    found = rows(pho_sen)
    assert found["mental_penetration"]["value"] is None
    assert found["rejection_rate"]["as_of"] == "2026-06-20"
    assert found["consideration_rate"]["n"] == 37


def test_a_month_that_has_just_begun_is_too_early_for_amounts() -> None:
    document = kpiframe.load(FOLDER).score("2026-11", today=date(2026, 11, 6)).to_dict()
    assert not document["frame"]["complete"]
    early = {name for name, row in rows(document).items() if row["state"] == "too_early"}
    assert early == {"monthly_revenue", "pr_value_ave"}


def test_the_latest_finished_month_is_shown_when_none_is_asked_for() -> None:
    assert kpiframe.load(FOLDER).score(today=TODAY).to_dict()["frame"]["period"] == "2026-10"


def test_the_flattery_gap_is_clear_and_named(pho_sen: Mapping[str, Any]) -> None:
    score = pho_sen["score"]
    assert score["flattery_gap"] >= 5
    assert score["reported"] > score["relevance"] > score["independent"]
    worst = {c["kpi"] for c in sorted(score["contributions"], key=lambda c: -c["points"])[:3]}
    assert worst == {"social_engagement_rate", "reach", "pr_value_ave"}


FLAGS = {
    ("KPF001", "pr_value_ave"),  # refused by its own profession since 2010
    ("KPF002", "reach"),  # Meta has announced the end of page and post reach
    ("KPF002", "social_engagement_rate"),  # it divides by that reach
    ("KPF003", "net_promoter_score"),  # not the one number
    ("KPF110", "social_engagement_rate"),  # counted by its seller, with weight
    ("KPF111", "reach"),  # nothing independent beside it on the card
    ("KPF117", "social_engagement_rate"),  # moves without search
    ("KPF122", "reach"),
    ("KPF122", "social_engagement_rate"),  # and is a target
    ("KPF140", "pr_value_ave"),  # hears nobody
    ("KPF141", "average_order_value"),
    ("KPF141", "customer_churn_rate"),
    ("KPF141", "net_promoter_score"),
    ("KPF141", "repeat_purchase_rate"),
    ("KPF145", "consideration_rate"),  # 37 answers
    ("KPF145", "customer_churn_rate"),
    ("KPF145", "repeat_purchase_rate"),
    ("KPF146", "consideration_rate"),
    ("KPF152", None),  # the flattery gap
    ("KPF163", "repeat_purchase_rate"),  # rank correlation with the social team's rate
    ("KPF178", "rejection_rate"),  # one study in the year
}
"""(rule, KPI) raised on the balanced card of October 2026."""
OLD_KPIS = ("followers", "social_engagement_rate", "platform_attributed_conversions", "reach", "video_views")
OLD_FLAGS = {
    ("KPF002", "reach"),
    ("KPF002", "social_engagement_rate"),
    ("KPF003", "followers"),
    ("KPF004", "video_views"),  # impressions became views in November 2025
    *(("KPF110", kpi) for kpi in OLD_KPIS),  # a fifth of the weight each, as written
    *(("KPF111", kpi) for kpi in OLD_KPIS),
    ("KPF112", None),
    ("KPF113", None),  # Facebook alone
    ("KPF114", "platform_attributed_conversions"),
    ("KPF116", "platform_attributed_conversions"),  # the autumn campaign claims more of the same orders
    ("KPF117", "followers"),
    ("KPF117", "social_engagement_rate"),
    ("KPF120", "platform_attributed_conversions"),  # one day after a mere view
    *(("KPF122", kpi) for kpi in OLD_KPIS),
    ("KPF132", None),
    ("KPF141", "followers"),
    ("KPF142", None),
    ("KPF143", None),
    ("KPF150", None),
    ("KPF161", None),  # one team
    ("KPF171", None),
    ("KPF175", None),
    ("KPF176", None),
    ("KPF187", None),
}
"""(rule, KPI) raised on the social team's report of the same month, where everything is green."""


def test_both_scorecards_raise_exactly_the_flags_they_deserve(pho_sen: Mapping[str, Any]) -> None:
    project = kpiframe.load(FOLDER)
    old = project.score("2026-10", scorecard="social-team", today=TODAY).to_dict()
    assert {(flag["id"], flag["kpi"]) for flag in pho_sen["flags"]} == FLAGS
    assert {(flag["id"], flag["kpi"]) for flag in old["flags"]} == OLD_FLAGS


def test_the_old_report_was_all_green(pho_sen: Mapping[str, Any]) -> None:
    old = kpiframe.load(FOLDER).score("2026-10", scorecard="social-team", today=TODAY)
    assert {row["band"] for row in old.to_dict()["results"]} == {"on_target"}
    assert old.score == 100
    assert old.flattery_gap is None, "with nothing independent in it the gap cannot be known"


def test_an_accepted_flag_stays_in_sight_with_reason_and_end(pho_sen: Mapping[str, Any]) -> None:
    (accepted,) = [flag for flag in pho_sen["flags"] if flag["accepted"]]
    assert (accepted["id"], accepted["kpi"]) == ("KPF001", "pr_value_ave")
    assert accepted["accepted"]["reason"] == "contract-requires"
    assert accepted["accepted"]["until"] == "2026-12-31"


def test_an_accepted_flag_comes_back_when_its_time_is_over() -> None:
    later = kpiframe.load(FOLDER).score("2026-10", today=date(2027, 1, 1))
    assert [flag.accepted for flag in later.flags if flag.id == "KPF001"] == [None]


def test_every_kpi_off_target_has_a_comment_with_a_next_step(pho_sen: Mapping[str, Any]) -> None:
    off = {row["kpi"] for row in pho_sen["results"] if row["band"] == "off_target"}
    answered = {c["kpi"]: c for c in pho_sen["comments"]}
    assert off
    assert off <= set(answered)
    for name in off:
        assert answered[name]["next_action"]["vi"]
        assert answered[name]["due"]


def test_every_text_of_the_page_is_there_in_both_languages(pho_sen: Mapping[str, Any]) -> None:
    def texts(node: Any) -> list[Mapping[str, str]]:
        if isinstance(node, list):
            return [text for item in node for text in texts(item)]
        if not isinstance(node, Mapping):
            return []
        own = [node] if set(node) == {"en", "vi"} else []
        return own + [text for item in node.values() for text in texts(item)]

    found = texts(pho_sen)
    assert len(found) > 200
    assert [text for text in found if bool(text["en"]) != bool(text["vi"])] == []


def test_the_event_of_the_price_rise_stands_beside_what_it_moved(pho_sen: Mapping[str, Any]) -> None:
    (rise,) = [event for event in pho_sen["events"] if event["kind"] == "price"]
    assert rise["date"] == "2026-07-01"
    assert set(rise["kpis"]) >= {"customer_churn_rate", "monthly_revenue"}


def test_the_committed_data_are_what_the_script_writes(tmp_path: Path) -> None:
    runpy.run_path(str(FOLDER / "make_data.py"))["main"](tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(path.name for path in (FOLDER / "data").iterdir())
    assert filecmp.cmpfiles(tmp_path, FOLDER / "data", names, shallow=False)[0] == names


@pytest.mark.parametrize("word", ["Hoàn tất", "Đã huỷ", "Hoàn tiền"])
def test_orders_carry_vietnamese_words(word: str) -> None:
    assert word in (FOLDER / "data" / "don-hang.csv").read_text(encoding="utf-8")
