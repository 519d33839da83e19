"""The registry: every entry and platform as the fact sheets have them, hearsay told as hearsay, links that hold.

The figures below were copied by hand from the fact sheets (state of knowledge 21 November 2026).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.loader import shipped_catalog
from kpiframe.periods import Calendar, spine
from kpiframe.problems import Severity
from kpiframe.rules.engine import judge_definitions, judge_results
from kpiframe.rules.seen import CardFacts, KpiSeen

STATUSES = {
    "retired": 31, "discredited": 2, "retiring": 1, "discouraged": 2, "proxy": 2, "contested": 1, "gated": 1,
    "restricted": 2, "degraded": 3, "faulty_data": 2, "renamed": 7, "redefined": 12, "nonstandard": 1, "policy": 2,
    "reversed": 1,
}  # fmt: skip
UNCONFIRMED = {
    "barcelona_4", "google_surveys", "gmb_query_split", "keyword_not_provided", "compete_com",
    "facebook_audience_insights", "twitter_audience_insights",
}  # fmt: skip
PLATFORMS = {
    # id: views, incidents, pairs, audits, (click, view, engaged view days), confirmed
    "meta_facebook": (4, 6, 5, 2, (7, 1, 1), True),
    "instagram": (2, 2, 3, 1, (7, 1, 1), True),
    "tiktok": (3, 1, 3, 1, (7, 1, 1), True),
    "youtube": (4, 3, 3, 1, (30, 1, None), True),
    "x": (2, 2, 2, 1, None, False),
    "linkedin": (1, 1, 2, 1, (30, 7, None), True),
    "google_ads": (0, 3, 3, 1, (30, 1, None), True),
    "ga4": (1, 3, 3, 0, (None, None, None), True),
    "shopee": (0, 1, 3, 0, (7, 1, None), True),
    "lazada": (0, 1, 2, 0, (14, None, None), True),
    "zalo": (1, 2, 3, 1, None, False),
    "email_esp": (1, 1, 2, 0, None, False),
    "google_search_console": (0, 0, 0, 0, None, False),  # not on the fact sheet: organic KPIs must name who counts
}
VIEWS = {
    # platform: (least seconds, least pixels in percent, replays counted, confirmed) in the order of the fact sheet
    "meta_facebook": [(0, None, True, True), (0, None, True, True), (3, None, None, True), (2, 50, None, True)],
    "instagram": [(0, None, True, True), (3, None, False, True)],
    "tiktok": [(0, None, True, True), (6, None, None, True), (2, None, None, False)],
    "youtube": [(0, None, True, True), (None, None, None, True), (30, None, False, True), (30, None, None, True)],
    "x": [(0, None, True, True), (2, 50, None, True)],
    "linkedin": [(2, 50, None, True)],
    "google_ads": [],
    "ga4": [(10, None, None, True)],
    "shopee": [],
    "lazada": [],
    "zalo": [(0, None, True, True)],
    "email_esp": [(0, None, None, True)],
    "google_search_console": [],
}
LINKS = {
    "pr_value_ave": ("ave",),
    "email_open_rate": ("email_open_rate",),
    "followers": ("vanity_followers",),
    "net_promoter_score": ("nps_one_number",),
    "customer_effort_score": ("ces_v1",),
    "organic_ctr": ("gsc_impressions_fault", "gsc_num100"),
    "average_search_position": ("gsc_impressions_fault", "gsc_num100"),
}
"""What holds on every platform; all other links are a project's to set."""
SUCCEEDS = {
    "interaction_to_next_paint": ("fid",),
    "ga4_bounce_rate": ("ua_bounce_rate",),
    "average_engagement_time": ("universal_analytics",),
}
DIACRITICS = set("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")


def test_seventy_entries_in_fifteen_statuses(shipped):
    assert len(shipped.lifecycle) == 70
    assert Counter(entry.status for entry in shipped.lifecycle.values()) == STATUSES


def test_how_exactly_the_dates_are_known(shipped):
    dated = [entry for entry in shipped.lifecycle.values() if entry.effective]
    assert Counter(entry.precision for entry in dated) == {"day": 46, "month": 13, "year": 4, "quarter": 1}


def test_what_nobody_confirmed_is_told_as_hearsay(shipped):
    found = {entry.id: entry for entry in shipped.lifecycle.values() if not entry.verified}
    assert set(found) == UNCONFIRMED
    for entry in found.values():
        assert entry.sources == ()
        assert entry.severity is Severity.INFO
        assert "Reported only" in entry.message.en, entry.id
        assert "Chỉ là lời kể" in entry.message.vi, entry.id


def flags_of(catalog, world, kpi, entry, day):
    """Judge a KPI linked to *entry* by every rule that ships."""
    linked = kpi("page_views", lifecycle=[entry.id], measured_by="platform")
    found, layout = world([linked], list(catalog.rules.values()), [entry])
    found = replace(found, platforms=catalog.platforms)
    flags, _ = judge_definitions(found, [layout], today=day)
    return [flag for flag in flags if flag.rule.id in ("KPF001", "KPF002", "KPF003")]


def test_an_unconfirmed_entry_flags_as_a_note_whatever_it_says(shipped, world, kpi, today):
    """All seventy, as if nobody had confirmed any of them and all were severe."""
    raised = 0
    for entry in shipped.lifecycle.values():
        doubted = replace(entry, verified=False, severity=Severity.ERROR)
        for flag in flags_of(shipped, world, kpi, doubted, today):
            assert flag.severity is Severity.INFO, (entry.id, flag.rule.id)
            raised += 1
    # retired, discredited; retiring; discouraged, proxy, contested, gated, restricted, degraded: 31 + 2 + 1 + 11
    assert raised == 45


def test_a_confirmed_entry_flags_with_its_own_severity(shipped, world, kpi, today):
    found = {e.id: [f.severity for f in flags_of(shipped, world, kpi, e, today)] for e in shipped.lifecycle.values()}
    for entry in UNCONFIRMED:
        assert set(found[entry]) <= {Severity.INFO}, entry
    assert found["ave"] == [Severity.ERROR]
    assert found["facebook_page_insights_classic"] == [Severity.WARNING]
    assert found["amec_valid_metrics"] == [Severity.INFO]
    assert found["yt_shorts_views"] == []  # redefined: speaks up when a series crosses it


@pytest.mark.parametrize(
    ("entry", "rule", "months"),
    [
        ("facebook_page_impressions", "KPF004", ("2025-10", "2025-12")),
        ("gsc_impressions_fault", "KPF005", ("2025-10",)),
    ],
)
def test_a_doubted_break_or_window_is_a_note_in_a_series_too(shipped, world, kpi, today, entry, rule, months):
    periods = spine(Calendar().parse(months[0]), Calendar().parse(months[-1]))
    window = (periods[0].start, periods[-1].end)
    seen = KpiSeen("scored", tuple(float(i) for i, _ in enumerate(periods)), comparisons=(window,))
    for verified, severity in ((True, Severity.ERROR), (False, Severity.INFO)):
        known = replace(shipped.lifecycle[entry], verified=verified, severity=Severity.ERROR)
        catalog, layout = world([kpi("page_views", lifecycle=[entry])], [shipped.rules[rule]], [known])
        facts = CardFacts(seen={"page_views": seen}, periods=periods, today=today)
        flags, unknown = judge_results(catalog, layout, facts=facts, today=today)
        assert [flag.severity for flag in flags] == [severity]
        assert not unknown


def test_the_flag_of_hearsay_says_so_with_its_date(shipped, world, kpi, today):
    flag = flags_of(shipped, world, kpi, shipped.lifecycle["google_surveys"], today)[0]
    assert "1 November 2022 (reported, not confirmed)" in flag.message.en
    assert "01/11/2022 (theo lời kể, chưa được xác nhận)" in flag.message.vi


def test_shipped_links_are_those_that_hold_on_every_platform(shipped):
    assert {kpi.name: kpi.lifecycle for kpi in shipped.kpis.values() if kpi.lifecycle} == LINKS
    assert {kpi.name: kpi.evidence.succeeds for kpi in shipped.kpis.values() if kpi.evidence.succeeds} == SUCCEEDS


def test_no_kpi_is_linked_to_what_it_replaced(shipped):
    for kpi in shipped.kpis.values():
        assert not set(kpi.lifecycle) & set(kpi.evidence.succeeds), kpi.name
        for entry in (shipped.lifecycle[name] for name in kpi.lifecycle):
            healthy = entry.status in ("retired", "renamed") and kpi.name in entry.replacement
            assert not healthy, (kpi.name, entry.id)
            assert kpi.name in entry.affects_kpis, (kpi.name, entry.id)


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_platform_as_the_fact_sheet_has_it(shipped, name):
    views, incidents, pairs, audits, days, confirmed = PLATFORMS[name]
    found = shipped.platforms[name]
    assert (len(found.views), len(found.incidents), len(found.pairs), len(found.audits)) == (
        views, incidents, pairs, audits,
    )  # fmt: skip
    claimed = found.attribution
    assert (claimed and (claimed.click_days, claimed.view_days, found.engaged_view_days)) == days
    assert found.attribution_verified is confirmed
    assert bool(found.attribution_sources) is confirmed
    assert [(v.min_seconds, v.min_pixels, v.replays, v.verified) for v in found.views] == VIEWS[name]
    assert found.as_of == date(2026, 11, 21)


def test_nineteen_views_twenty_six_incidents_thirty_four_pairs(shipped):
    platforms = shipped.platforms.values()
    assert len(platforms) == 12 + 1  # those of the fact sheet, and Search Console
    assert sum(len(p.views) for p in platforms) == 19
    assert sum(len(p.incidents) for p in platforms) == 26
    assert sum(len(p.pairs) for p in platforms) == 34


def test_only_what_a_source_states_is_confirmed_and_every_source_is_known(shipped):
    for platform in shipped.platforms.values():
        for fact in (*platform.views, *platform.audits, *platform.incidents):
            assert fact.verified == bool(fact.sources), (platform.id, fact)
            assert set(fact.sources) <= set(shipped.citations), (platform.id, fact)
        assert set(platform.attribution_sources) <= set(shipped.citations)
        assert all(incident.verified for incident in platform.incidents)


def test_one_accreditation_is_in_force(shipped):
    """MRC for several measurement categories of Meta; brand safety of the feed ended in October 2025."""
    held = [(p.id, a.body, a.as_of) for p in shipped.platforms.values() for a in p.audits if a.in_force]
    assert held == [("meta_facebook", "MRC", "2025-10")]


def test_every_text_of_a_platform_is_in_both_languages(shipped):
    for platform in shipped.platforms.values():
        texts = [platform.audience_unit, platform.bias, *(t for v in platform.views for t in (v.surface, v.rule))]
        texts += [t for a in platform.audits for t in (a.scope, a.status)] + [i.what for i in platform.incidents]
        texts += [t for p in platform.pairs for t in (p.metric, p.why)]
        for text in texts:
            assert text.en, platform.id
            assert text.vi, platform.id
            if len(text.vi.split()) >= 6:
                assert DIACRITICS & set(text.vi.lower()), text.vi
                assert text.en != text.vi, text.en


def test_what_stands_beside_a_platform_is_counted_by_somebody_else(shipped):
    for platform in shipped.platforms.values():
        for pair in platform.pairs:
            assert pair.kpis, (platform.id, pair.metric)
            assert set(pair.kpis) <= set(shipped.kpis), (platform.id, pair.metric)


def test_the_day_it_was_read_is_part_of_the_catalogue(shipped):
    day = date(2026, 11, 21)
    assert shipped.as_of == shipped_catalog().as_of == {"lifecycle": day, "platforms": day}
