"""Every KPI that ships says how it was obtained and why it was rated so; and all facts that ship fit together.

Lists are written out by hand from the sources, not read from the definitions.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.evidence import Control, Scale
from kpiframe.catalog.loader import load_shipped
from kpiframe.catalog.model import Kpi

WEIGHTS = Path(__file__).parent / "scoring" / "relevance_weights.csv"
REVIEWED = date(2026, 11, 21)
SCALES = {
    "net_promoter_score": Scale(0, 10, "nps", high_means="good"),
    "customer_satisfaction_score": Scale(1, 5, "csat", (4, 5), high_means="good"),
    "customer_satisfaction_index": Scale(1, 10, high_means="good"),
    "customer_effort_score": Scale(1, 7, "ces", version="1.0"),
    "customer_effort_score_v2": Scale(1, 7, "ces", version="2.0"),
    "relevance_utility": Scale(1, 7, "", (6, 7), high_means="good"),
    "relevance_purpose": Scale(1, 7, "", (6, 7), high_means="good"),
}
EFFECTS = {
    "campaign_uplift": Control.NONE,
    "marketing_roi": Control.NONE,
    "roas_platform": Control.NONE,
    "incremental_lift": Control.RANDOMISED,
    "marketing_roi_incremental": Control.HOLDOUT,
}
SUCCESSORS = {
    "interaction_to_next_paint": ("fid",),
    "ga4_bounce_rate": ("ua_bounce_rate",),
    "average_engagement_time": ("universal_analytics",),
}
MEANS = {
    "customer_effort_score": "rating_sd",
    "customer_effort_score_v2": "rating_sd",
    "usage_frequency": "uses_sd",
}
DISCONFIRMING = {
    "rejection_rate", "customer_churn_rate", "lost_revenue_from_churn", "cancellation_return_rate", "perception_gap",
    "expectation_gap", "competitor_gap", "forecast_bias", "brand_unaware_rate", "relevance_gap_noncustomers",
}  # fmt: skip
CRITICISMS = {f"A{number:02}" for number in range(1, 23)}
BLOCKS = {
    "outdated": (1, 99), "platform": (110, 129), "perception": (130, 139), "audience": (140, 149),
    "confirmation": (150, 159), "silo": (160, 169), "convenience": (170, 174), "relevance": (175, 181),
    "action": (182, 186), "fundamental": (187, 199), "fresh": (201, 219),
}  # fmt: skip
"""Family of an alias -> first and last number of its codes."""
KINDS = {"primary", "trade", "research", "secondary"}


@cache
def catalog() -> Catalog:
    return load_shipped()[0]


@cache
def kpis() -> Mapping[str, Kpi]:
    return catalog().kpis


NAMES = sorted(kpis())


@pytest.mark.parametrize("name", NAMES)
def test_ratings_have_a_reason_in_both_languages(name: str) -> None:
    why = kpis()[name].relevance.why
    assert why.en
    assert why.vi
    assert why.en != why.vi
    for wording in (why.en, why.vi):
        assert wording.endswith(".")
        assert 20 <= len(wording) <= 200
        assert unicodedata.is_normalized("NFC", wording)
        assert not re.search(r"\b(seed|ours?|TODO)\b", wording, re.IGNORECASE)


def test_no_reason_is_used_twice() -> None:
    for language in ("en", "vi"):
        reasons = [kpi.relevance.why.into(language) for kpi in kpis().values()]
        assert len(set(reasons)) == len(reasons) == 119


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_tells_when_it_was_reviewed(name: str) -> None:
    assert kpis()[name].reviewed_on == REVIEWED


def test_ratings_and_evidence_are_those_of_the_published_table() -> None:
    rows = {row["kpi"]: row for row in csv.DictReader(WEIGHTS.read_text(encoding="utf-8").splitlines())}
    assert set(rows) == set(kpis())
    for name, row in rows.items():
        kpi = kpis()[name]
        rated = (kpi.relevance.utility, kpi.relevance.purpose, kpi.relevance.importance)
        assert rated == (int(row["utility"]), int(row["purpose"]), int(row["importance"])), name
        assert {a.value for a in kpi.audience} == set(row["audience"].split()), name
        assert (kpi.directness.value, kpi.measured_by.value) == (row["directness"], row["measured_by"]), name


def test_scales_are_those_of_the_standards() -> None:
    assert {k.name: k.evidence.scale for k in kpis().values() if k.evidence.scale} == SCALES


def test_who_claims_an_effect_says_what_it_is_held_against() -> None:
    assert {k.name: k.evidence.control for k in kpis().values() if k.evidence.claims_effect} == EFFECTS


def test_successors_are_not_called_retired_but_their_series_break() -> None:
    assert {k.name: k.evidence.succeeds for k in kpis().values() if k.evidence.succeeds} == SUCCESSORS
    assert all(not set(k.evidence.succeeds) & set(k.lifecycle) for k in kpis().values())


def test_means_of_answers_can_have_a_margin() -> None:
    assert {k.name: k.spread for k in kpis().values() if k.interval == "mean"} == MEANS
    assert all(kpis()[name].base for name in MEANS)


def test_kpis_that_can_prove_the_brand_wrong_are_marked() -> None:
    assert {k.name for k in kpis().values() if "disconfirming" in k.tags} == DISCONFIRMING


def test_what_only_a_project_knows_is_not_shipped() -> None:
    """Sample, use of research, window, teams, channel and ledger are the client's."""
    for kpi in kpis().values():
        told = kpi.evidence
        assert (told.sample, told.research_use, told.attribution, told.teams) == (None, None, None, ()), kpi.name
        assert (told.channel, told.ledger, told.perceived_as) == ("", None, None), kpi.name


@pytest.mark.parametrize("name", NAMES)
def test_names_fit_together(name: str) -> None:
    kpi = kpis()[name]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert {item.name for item in kpi.inputs} - {kpi.spread} == set(kpi.formula.names)
    assert set(kpi.alternatives) <= set(kpis()) - {name}
    assert set(kpi.corroborated_by) <= set(kpis()) - {name}


def test_codes_lie_in_the_block_of_their_alias_and_names_follow_it() -> None:
    for rule in catalog().rules.values():
        family = rule.aliases[0].split(".")[0]
        low, high = BLOCKS[family]
        assert low <= int(rule.id[3:]) <= high, rule.id
        assert rule.name in (re.sub(r"[._]", "-", rule.aliases[0]), "outdated-metric", "platform-biased"), rule.id


def test_every_criticism_has_a_rule() -> None:
    told = {criticism for rule in catalog().rules.values() for criticism in rule.criticisms}
    assert told == CRITICISMS


def test_dates_of_lifecycle_entries_fit_together() -> None:
    for entry in catalog().lifecycle.values():
        if entry.until:
            assert entry.effective, entry.id
            assert entry.effective <= entry.until, entry.id
        if entry.status == "faulty_data":
            assert entry.until, entry.id
        if not entry.verified:
            assert entry.severity.value == "info", entry.id
        assert not entry.verified or entry.sources, entry.id


def test_every_source_has_a_title_a_kind_and_a_day() -> None:
    for source in catalog().citations.values():
        assert source.title, source.id
        assert source.kind in KINDS, source.id
        assert source.date or source.read_on, f"{source.id}: neither a date of its own nor the day it was read"


def test_every_entry_without_a_kpi_to_replace_it_says_in_words_what_to_use_or_has_nothing() -> None:
    """33 entries of the registry are replaced by something that no KPI is defined for; six were made known earlier."""
    entries = catalog().lifecycle
    said = {entry.id: entry.instead for entry in entries.values() if entry.instead.en}
    assert len(said) == 33
    assert sum(not entries[name].replacement for name in said) == 23
    assert all(text.en != text.vi for text in said.values())
    assert said["gsc_impressions_fault"].en == "organic clicks"
    assert said["nielsen_panel_only"].vi == "số liệu Big Data + Panel của Nielsen"
    told = {e.id: str(e.announced) for e in entries.values() if e.announced}
    assert told == {
        "rules_based_attribution": "2023-04-06",
        "facebook_page_fans": "2025-08-15",
        "facebook_page_impressions": "2025-08-15",
        "facebook_reach": "2026-02-18",
        "instagram_impressions": "2025-01-21",
        "meta_click_through_2026": "2026-03-05",
    }


def test_an_end_that_is_only_known_roughly_leaves_a_month_as_a_margin() -> None:
    """Google mended Search Console's impressions during April 2026 and gave no day."""
    assert str(catalog().lifecycle["gsc_impressions_fault"].until) == "2026-05-31"
