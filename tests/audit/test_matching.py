"""Which KPI a name speaks of: by whole words, without case, marks and plurals; and what is never guessed."""

from __future__ import annotations

import unicodedata

import pytest

from kpiframe.audit.folding import words


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Tỷ lệ thoát", ("ty", "le", "thoat")),
        ("Tỉ lệ thoát", ("ty", "le", "thoat")),  # the other spelling of the same word
        ("THỊ\u00a0PHẦN", ("thi", "phan")),  # a no-break space
        (unicodedata.normalize("NFD", "Đơn hàng"), ("don", "hang")),
        ("net_promoter_score", ("net", "promoter", "score")),
        ("Conversion Rates", ("conversion", "rate")),
        ("ROAS, NPS", ("roas", "nps")),  # no plurals
        ("Google+", ("google", "+")),
        ("CPM (1.000)", ("cpm", "1", "000")),
        ("", ()),
    ],
)
def test_words_are_compared_without_case_marks_and_plurals(written, compared):
    assert words(written) == compared


@pytest.mark.parametrize(
    ("name", "kpi"),
    [
        ("Bounce rate", "bounce_rate"),
        ("tỷ lệ thoát", "bounce_rate"),
        ("ty le thoat", "bounce_rate"),
        ("Tỷ lệ thoát (Bounce rate)", "bounce_rate"),  # both names say the same
        ("bounce rate (GA4)", "ga4_bounce_rate"),
        ("Chỉ số NPS", "net_promoter_score"),
        ("NPS hàng tháng", "net_promoter_score"),  # "a month" says nothing about the metric
        ("ROAS", "roas_platform"),
        ("tỷ lệ rời bỏ", "customer_churn_rate"),
        ("độ nhận biết không gợi ý", "brand_awareness_unaided"),
        ("lượt tiếp cận", "reach"),
        ("customer_retention_rate", "customer_retention_rate"),
        ("Email open rate", "email_open_rate"),  # the longest name wins over "open rate"
        ("Email click-through rate", "email_click_rate"),  # and over "click-through rate"
        ("Tỷ lệ chuyển đổi trên các kênh bán hàng", "channel_conversion_rate"),
        ("CPM (Chi phí trên mỗi 1.000 lượt hiển thị) (VND)", "cost_per_mille"),  # a header of Meta's export
        ("CTR (tỷ lệ click vào liên kết)", "click_through_rate"),
        ("Impr.", "impressions_views"),  # a header of Google Ads
    ],
)
def test_a_name_is_recognised(find, name, kpi):
    found = find(name)
    assert (found.kpi, found.could_be) == (kpi, ())


def test_a_platform_in_the_name_says_whose_number_it_is(find):
    found = find("TikTok video views")
    assert (found.kpi, found.platforms) == ("video_views", ("tiktok",))


@pytest.mark.parametrize(
    ("name", "kpis"),
    [
        ("Engagement rate", ("ga4_engagement_rate", "social_engagement_rate")),  # a tie
        (
            "Mức độ nhận biết thương hiệu",
            ("brand_awareness_top_of_mind", "brand_awareness_unaided", "brand_awareness_aided"),
        ),
        ("CPL / CAC", ("cost_per_lead", "customer_acquisition_cost")),  # two names
        ("Email bounce rate", ("bounce_rate",)),  # a mail that bounces is another thing
        ("CTR (tất cả)", ("click_through_rate",)),  # all clicks are not link clicks
        ("chi phí trên mỗi đơn", ("customer_acquisition_cost",)),  # an order is not a new customer
        ("Likes", ("social_engagements",)),  # a part of it
    ],
)
def test_what_the_words_do_not_decide_could_be_and_is_not_chosen(find, name, kpis):
    found = find(name)
    assert (found.kpi, found.could_be) == (None, kpis)


def test_a_misspelled_name_could_be_the_metric(find):
    found = find("Bouce rate")
    assert found.kpi is None
    assert found.could_be[0] == "bounce_rate"


@pytest.mark.parametrize(
    "name", ["Happiness", "Hootsuite", "Sprout Social", "Số tiền đã chi tiêu (VND)", "Google Analytics"]
)
def test_an_unknown_name_stays_unknown(find, name):
    found = find(name)
    assert (found.kpi, found.entries, found.could_be, found.perhaps) == (None, (), (), ())


def test_suggestions_are_no_matches(find):
    found = find("Doanh thu")  # revenue of what, counted by whom?
    assert "marketplace_net_revenue" in found.suggestions
    assert (found.sure, found.could_be) == (False, ())


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("Facebook Analytics", "facebook_analytics"),
        ("Báo cáo Facebook Insights hàng tháng", "facebook_page_insights_classic"),
        ("Google Analytics UA", "universal_analytics"),
        ("Universal Analytics sessions", "universal_analytics"),
        ("Twitter Analytics", "x_analytics"),
        ("tỷ lệ thoát", "ua_bounce_rate"),
        ("Facebook reach", "facebook_reach"),
        ("EMV", "ave"),
    ],
)
def test_the_registry_knows_the_name(find, name, entry):
    assert find(name).entries == (entry,)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("Plays", "instagram_plays"),  # whose plays?
        ("Organic reach", "facebook_organic_reach_2018"),
        ("Average position", "avg_position_ads"),
    ],
)
def test_a_platforms_own_metric_is_only_perhaps_meant_where_the_platform_is_not_named(find, name, entry):
    found = find(name)
    assert entry in found.perhaps
    assert found.entries == ()


@pytest.mark.parametrize("name", ["Wave 3", "Circle", "Voices of pots", "Playstation"])
def test_short_names_are_matched_as_whole_words_only(find, name):
    found = find(name)  # ave, cir, ots, plays
    assert (found.entries, found.perhaps) == ((), ())


def test_every_kpi_has_three_other_names_in_each_language_and_each_name_one_owner(shipped, lexicon):
    assert set(shipped.synonyms) == set(shipped.kpis)
    owners = {key: {p.target for p in phrases if not p.near} for key, phrases in lexicon.kpis.items()}
    assert {" ".join(key): sorted(kpis) for key, kpis in owners.items() if len(kpis) > 1} == {}


def test_every_other_name_leads_to_its_kpi(shipped, find):
    lost = [
        (kpi, name) for kpi, known in shipped.synonyms.items() for name in known.same if find(name).kpi != kpi
    ]  # fmt: skip
    assert lost == []


def test_a_near_name_never_leads_to_its_kpi_for_certain(shipped, lexicon, find):
    alone = [
        (kpi, name)
        for kpi, known in shipped.synonyms.items()
        for name in known.near
        if all(phrase.near for phrase in lexicon.kpis[words(name)])
    ]
    assert len(alone) > 30
    assert [pair for pair in alone if find(pair[1]).kpi is not None] == []
