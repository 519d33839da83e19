"""A file of one platform offered to the adapter of another, headers nobody knows, exports that are refused."""

from __future__ import annotations

import pytest

PAIRS = [
    ("google_ads_campaign", "tiktok_ads"),
    ("tiktok_ads", "google_ads_campaign"),
    ("meta_ads in English", "linkedin_campaign"),
    ("meta_ads in Vietnamese", "shopee_vn_orders"),
    ("shopee_vn_orders", "tiktok_shop_vn_orders"),
    ("tiktok_shop_vn_orders", "shopee_vn_orders"),
    ("linkedin_campaign", "meta_ads"),
    ("mailchimp_aggregated", "hubspot_contacts"),
    ("surveymonkey", "typeform"),
    ("qualtrics", "typeform"),
    ("typeform", "qualtrics"),
    ("search_console_countries", "search_console_chart"),
    ("ga4_traffic_acquisition", "search_console_devices"),
]


@pytest.mark.parametrize(("mine", "asked"), PAIRS)
def test_a_file_of_another_platform_is_refused_with_both_names(mine, asked, exports, cases):
    case = cases[mine] | {"adapter": asked, "source": {}, "bindings": {}}
    case.pop("section", None)
    gave = exports.give(case)
    assert gave.codes == ["KPF242"], [str(p) for p in gave.problems]
    said = gave.problems[-1].message
    for text in (said.en, said.vi):
        assert cases[mine]["adapter"] in text
        assert asked in text


def test_a_header_nobody_knows_gives_the_nearest_adapter_and_the_differences(exports, cases):
    case = dict(cases["tiktok_ads"])
    case["text"] = case["text"].replace("By Day", "Ngày chạy").replace("Campaign type", "Loại")
    gave = exports.give(case)
    assert set(gave.codes) == {"KPF543"}
    hint = gave.problems[0].help
    assert "nearest is tiktok_ads: it lacks 'By Day', and the file has Ngày chạy, Loại" in hint.en
    assert "seems to be Vietnamese" in hint.en
    assert "gần nhất là tiktok_ads" in hint.vi


def test_names_in_the_rows_say_nothing_of_the_language_of_the_header(exports, cases):
    case = dict(cases["tiktok_ads"])
    assert "Phở" in case["text"]
    case["text"] = case["text"].replace("By Day", "Weekday")
    hint = exports.give(case).problems[0].help
    assert "nearest is tiktok_ads" in hint.en
    assert "Vietnamese" not in hint.en


def test_a_header_that_shares_a_word_with_an_export_is_near_none(exports, cases):
    case = cases["tiktok_ads"] | {"text": "By Day,Doanh thu,Quán,Khách\n2025-07-01,5,a,3\n"}
    assert "no known export has a header like this" in exports.give(case).problems[0].help.en


@pytest.mark.parametrize(
    ("name", "why"),
    [("search_console_queries", "rare queries are withheld"), ("search_console_pages", "counts for every page")],
)
def test_tables_that_are_no_totals_are_refused_with_the_reason(exports, name, why):
    gave = exports.read(f"sources:\n  search: {{path: data/x.csv, adapter: {name}}}\n", "2025-07")
    assert gave.codes == ["KPF582"]
    assert why in gave.problems[0].message.en


def test_a_refused_file_under_another_adapter_tells_the_reason_too(exports, cases):
    text = "Top queries,Clicks,Impressions,CTR,Position\nphở,5,50,10%,3\n"
    gave = exports.give(cases["search_console_countries"] | {"text": text})
    assert gave.codes == ["KPF242"]
    assert "rare queries are withheld" in str(gave.problems[-1])


@pytest.mark.parametrize(
    ("written", "code", "says"),
    [
        ("adapter: google_ad_campaign", "KPF509", "google_ads_campaign"),
        ("adapter: ga4_report_snapshot", "KPF506", "sessions_by_channel"),
        ("adapter: ga4_report_snapshot, section: session_by_channel", "KPF509", "sessions_by_channel"),
        ("adapter: tiktok_ads, section: days", "KPF503", "one table"),
        ("section: days, columns: {day: date}", "KPF503", "adapter only"),
    ],
)
def test_adapters_and_sections_that_do_not_exist(exports, written, code, says):
    gave = exports.read(f"sources:\n  ads: {{path: data/x.csv, {written}}}\n", "2025-07")
    assert gave.codes == [code]
    assert says in str(gave.problems[0])


def test_columns_the_adapter_does_not_know_are_listed(exports, cases):
    """Budget and the like are in the real file and in no binding: noted, not read."""
    gave = exports.give(cases["google_ads_campaign"])
    (note,) = [p for p in gave.reports[0].notes if p.code == "KPF248"]
    assert "Budget, Budget name, Budget type, Status, Status reasons, Optimization score" in note.message.en
    assert note.severity == "info"
