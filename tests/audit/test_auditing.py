"""What is said about a list: the rules that ship, the registry with its dates, and what the list does not see."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kpiframe.audit.as_json import as_json
from kpiframe.audit.as_markdown import as_markdown
from kpiframe.audit.as_text import as_text
from kpiframe.audit.page import page_of
from kpiframe.problems import Severity


def remarks(audit, name):
    return [r for metric in audit.metrics if name in metric.names for r in metric.remarks]


@pytest.mark.parametrize(
    ("name", "severity", "rule", "en", "vi"),
    [
        ("Facebook Analytics", Severity.ERROR, "KPF001", "30 June 2021", "30/06/2021"),
        ("Facebook Insights", Severity.WARNING, "KPF001", "1 November 2023", "01/11/2023"),
        ("Twitter Analytics", Severity.ERROR, "KPF003", "June 2024", "tháng 6/2024"),
        ("Bounce rate (tỷ lệ thoát)", Severity.WARNING, "", "1 July 2023", "01/07/2023"),
    ],
)
def test_the_retired_tools_and_metrics_of_article_b_are_told_with_their_dates(
    audited, article, name, severity, rule, en, vi
):
    names = article.read_text(encoding="utf-8").splitlines()
    assert name in names
    worst = remarks(audited(*names), name)[0]
    assert (worst.severity, worst.code) == (severity, rule)
    assert en in worst.message.en
    assert vi in worst.message.vi
    assert worst.sources


def test_before_its_end_a_tool_is_not_called_retired(audited):
    then = remarks(audited("Facebook Analytics", today=date(2021, 6, 29)), "Facebook Analytics")
    assert [r.code for r in then] == ["KPF002"]  # it will be, within 90 days
    assert then[0].message.en.startswith("Retired from 30 June 2021 on.")
    now = remarks(audited("Facebook Analytics", today=date(2021, 6, 30)), "Facebook Analytics")
    assert [(r.code, r.severity) for r in now] == [("KPF001", Severity.ERROR)]


def test_the_worst_comes_first_and_else_the_list_keeps_its_order(audited):
    found = audited("Thị phần", "NPS", "Facebook Insights", "Tần suất mua hàng", "AVE")
    assert [metric.names[0] for metric in found.metrics] == [
        "AVE",
        "Facebook Insights",
        "NPS",
        "Tần suất mua hàng",
        "Thị phần",
    ]


def test_what_is_said_twice_is_one_metric(audited):
    found = audited("NPS", "Chỉ số NPS", "Net Promoter Score")
    assert [metric.names for metric in found.metrics] == [("NPS", "Chỉ số NPS", "Net Promoter Score")]
    assert found.names == 3


def test_the_same_metric_of_two_platforms_is_two_metrics(audited):
    found = audited("Facebook reach", "TikTok reach")
    assert [(m.shipped, m.platform) for m in found.metrics] == [("reach", "Facebook (Meta)"), ("reach", "TikTok")]


def test_a_platform_that_is_named_is_judged(audited):
    # one of two metrics that weigh the same, so far more than a tenth of the weight
    named = remarks(audited("Facebook engagement rate by reach", "NPS"), "Facebook engagement rate by reach")
    assert "KPF110" in {r.code for r in named}
    assert any("Facebook (Meta)" in r.message.en for r in named)


def test_a_platforms_number_needs_a_counterpart_on_the_list(audited):
    assert "KPF111" in {r.code for r in remarks(audited("Tỷ lệ tương tác bài viết"), "Tỷ lệ tương tác bài viết")}


def test_rules_about_what_a_list_cannot_tell_are_not_raised(audited):
    found = audited("NPS", "Thị phần", "Tỷ lệ giữ chân")
    codes = {r.code for m in found.metrics for r in m.remarks} | {r.code for r in found.of_set}
    # teams, owners, decisions, equal weights and a set that "could belong to anybody" are our invention here
    assert codes.isdisjoint({"KPF160", "KPF161", "KPF165", "KPF170", "KPF179", "KPF182"})


def test_too_many_metrics_are_told_since_that_can_be_counted(audited, shipped):
    with_weight = [n for n, k in shipped.kpis.items() if k.family in ("satisfaction", "loyalty", "conversion")]
    assert "KPF165" in {r.code for r in audited(*with_weight).of_set}


def test_what_the_list_does_not_see(audited):
    found = audited("Facebook reach", "Impressions", "CTR", "Followers")
    codes = {r.code: r.severity for r in found.of_set}
    assert codes["KPF171"] is Severity.ERROR  # counts what was done, all of it
    coverage = found.coverage
    assert coverage is not None
    assert (coverage.metrics, coverage.by_platform) == (4, 4)
    assert [d.name for d in coverage.dimensions if not d.kpis] == ["utility", "purpose", "importance"]


def test_a_balanced_list_misses_nothing(audited):
    found = audited("Brand relevance", "Brand rejection", "Market share", "Churn rate", "Unaided awareness")
    assert {r.code for r in found.of_set} & {"KPF175", "KPF176", "KPF132", "KPF143", "KPF187"} == set()
    assert found.coverage is not None
    assert all(d.kpis for d in found.coverage.dimensions)


def test_an_entry_without_a_source_never_exceeds_a_note(audited, shipped):
    unverified = [e for e in shipped.lifecycle.values() if not e.verified and e.match]
    assert unverified
    for entry in unverified:
        found = audited(entry.match[0])
        said = [r for m in found.metrics for r in m.remarks] + [r for d in found.doubts for r in d.remarks]
        assert {r.severity for r in said if r.entry == entry.id} == {Severity.INFO}, entry.id


def test_doubts_and_unknown_names_raise_nothing(audited):
    found = audited("Engagement rate", "Plays", "Happiness")
    assert (found.metrics, found.of_set, found.coverage) == ((), (), None)
    assert [d.match.name for d in found.doubts] == ["Engagement rate", "Plays"]
    assert [r.entry for r in found.doubts[1].remarks] == ["instagram_plays"]
    assert [m.name for m in found.unknown] == ["Happiness"]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_text_fits_eighty_columns(audited, article, language):
    found = audited(*article.read_text(encoding="utf-8").splitlines())
    lines = as_text(page_of(found, language, "article_b.txt")).splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if "{" in line]


def test_names_of_the_list_form_no_markup_and_no_commands(audited):
    found = audited("<b>NPS</b> [x](http://a) \x1b[31m", "NPS")
    page = page_of(found, "en", "list")
    assert "<b>" not in as_markdown(page).replace("\\<b\\>", "")
    assert "\x1b" not in as_text(page)


def test_the_json_document_holds_both_languages(audited):
    told = json.loads(as_json(audited("Facebook Analytics", "Engagement rate", "Happiness")))
    assert told["version"] == 1
    assert told["as_of"] == "2026-11-21"
    tool = told["metrics"][0]
    assert (tool["kpi"], tool["remarks"][0]["entry"], tool["remarks"][0]["rule"]) == (
        None,
        "facebook_analytics",
        "KPF001",
    )
    assert set(tool["remarks"][0]["message"]) == {"en", "vi"}
    assert told["could_be"][0]["kpis"] == ["ga4_engagement_rate", "social_engagement_rate"]
    assert told["unknown"] == [{"name": "Happiness", "suggestions": [], "platforms": []}]
    assert told["set"] == {"remarks": [], "coverage": None}


@pytest.mark.parametrize(
    ("name", "entry", "rule"),
    [
        ("fb reach", "facebook_reach", "KPF002"),  # Meta's notice of 18 February 2026
        ("Facebook fans", "facebook_page_fans", "KPF001"),  # gone on 15 November 2025
        ("Instagram video views", "instagram_plays", "KPF001"),
    ],
)
def test_a_platform_and_a_kpi_bring_what_the_registry_says_of_the_two(audited, name, entry, rule):
    assert (rule, entry) in {(r.code, r.entry) for r in remarks(audited(name), name)}


def test_another_platforms_entry_is_not_brought(audited):
    assert "facebook_reach" not in {r.entry for r in remarks(audited("TikTok reach"), "TikTok reach")}


def test_a_list_has_no_targets_and_is_no_scorecard(audited):
    found = audited("Facebook engagement rate by reach", "Facebook ROAS", "NPS")
    told = [r for metric in found.metrics for r in metric.remarks] + list(found.of_set)
    assert told
    assert not {"KPF120", "KPF122"} & {r.code for r in told}
    assert not [r.message for r in told if "this scorecard" in r.message.en or "bảng điểm này" in r.message.vi]


def test_what_carries_no_weight_is_not_called_fine(audited):
    page = page_of(audited("Marketing budget variance", "Retention rate"), "en", "list")
    named = {s.title: [block.title for block in s.blocks] for s in page.sections}
    assert named["Carries no weight"] == ["Marketing budget variance"]
    assert "Marketing budget variance" not in named.get("Nothing against these", [])


def test_search_console_is_a_platform_that_sells_nothing(audited):
    for name in ("Search Console organic CTR", "GSC organic CTR", "organic CTR"):
        (metric,) = audited(name).metrics
        assert metric.shipped == "organic_ctr", name
        assert "gsc_impressions_fault" in {r.entry for r in metric.remarks}
        assert not [r for r in metric.remarks if "sold" in r.message.en]


@pytest.mark.parametrize(
    ("name", "kpi"),
    [
        ("giá trị PR quy đổi (AVE)", "pr_value_ave"),
        ("NPS (thang 1-10)", "net_promoter_score"),
        ("Nhận biết thương hiệu (không gợi ý)", "brand_awareness_unaided"),
    ],
)
def test_what_stands_in_brackets_belongs_to_the_name(audited, name, kpi):
    assert [m.shipped for m in audited(name).metrics] == [kpi]


def test_purchases_could_be_those_a_platform_credits_to_itself(audited):
    (doubt,) = audited("Purchases").doubts
    assert "platform_attributed_conversions" in doubt.match.could_be
