"""``kpiframe catalog``: lists, searches and sheets of everything that ships, in both languages."""

from __future__ import annotations

import re

import pytest

from kpiframe.catalog.loader import shipped_catalog
from kpiframe.cli.override_yaml import override_yaml

ON = ("--today", "2026-11-21")
FREE = re.compile(r"https?://|^\s+[a-z_]+: ")
"""Addresses and YAML to paste are never wrapped."""


@pytest.fixture(scope="module")
def shipped():
    return shipped_catalog()


@pytest.mark.parametrize(
    ("words", "first", "count"),
    [
        (("--rules",), "KPF001  outdated-metric", None),
        (("--platforms",), "meta_facebook          Facebook (Meta)", 13),
        (("--sets",), "brand-health (", None),
    ],
)
def test_a_list_of_every_kind(cli, words, first, count):
    lines = cli("catalog", "list", *words, *ON).out.splitlines()
    assert lines[0].startswith(first)
    assert count is None or len(lines) == count


def test_the_registry_is_listed_by_status_with_its_dates(cli, shipped):
    english, vietnamese = (cli("catalog", "list", "--registry", *ON, "--lang", lang).out for lang in ("en", "vi"))
    assert english.startswith("retired: retired\n")
    assert "Facebook Analytics, 30 June 2021" in english
    assert "Facebook Analytics, 30/06/2021" in vietnamese
    assert [e for e in shipped.lifecycle if f"  {e} " not in english] == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["roas"], "roas_platform"),  # a name
        (["lượt", "tiếp", "cận"], "  reach"),  # a label
        (["luot tiep can"], "  reach"),  # without marks
        (["tỉ lệ thoát"], "bounce_rate"),  # the other spelling
        (["tỷ lệ mất khách"], "customer_churn_rate"),  # another name
        (["forget"], None),
        (["twitter analytics"], "x_analytics"),  # the registry
        (["platform-biased"], "KPF110"),  # a rule
        (["ROMI"], "marketing_roi"),
    ],
)
def test_search_looks_at_names_labels_other_names_registry_and_rules(cli, words, found):
    shown = cli("catalog", "search", *words, *ON)
    assert shown.status == (3 if found is None else 0)
    assert (found or "") in shown.out


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    "name", ["net_promoter_score", "reach", "email_open_rate", "KPF110", "brand-health", "tiktok", "x_analytics"]
)
def test_every_kind_of_sheet_fits_eighty_columns(cli, name, language):
    shown = cli("catalog", "show", name, *ON, "--lang", language)
    assert shown.status == 0
    assert [line for line in shown.out.splitlines() if len(line) > 80 and not FREE.search(line)] == []


def test_a_kpi_shows_its_weight_as_the_product_it_is(cli):
    # 0.6^0.40 x 0.6^0.25 x 0.9^0.20 = 0.8152 x 0.8801 x 0.9792 = 0.7025
    shown = " ".join(cli("catalog", "show", "net_promoter_score", *ON).out.split())
    assert "0.70 = 0.60^0.40 x 0.60^0.25 x 0.90^0.20 x 1.00^0.15" in shown
    assert "utility 1; purpose 1; importance 2" in shown


def test_a_kpi_without_weight_says_which_factor_is_nothing(cli):
    shown = " ".join(cli("catalog", "show", "reach", *ON).out.split())
    assert "weighs nothing because of: utility, purpose, importance" in shown


def test_a_kpi_shows_the_flags_it_would_get(cli):
    ave = section(cli("catalog", "show", "pr_value_ave", *ON).out, "Flags it gets on any scorecard")
    assert "KPF001 outdated-metric" in ave
    assert "17 June 2010" in " ".join(ave.split())
    nps = section(cli("catalog", "show", "net_promoter_score", *ON).out, "Flags if it were the whole scorecard")
    assert "KPF143 audience-no-wider" in nps  # it hears customers only
    assert "KPF141" in nps


def test_a_kpi_nothing_speaks_against_says_so(cli):
    shown = cli("catalog", "show", "brand_relevance_index", *ON).out
    assert section(shown, "Flags it gets on any scorecard").split() == ["none"]


def test_a_kpi_shows_what_happened_to_it_and_to_its_relatives(cli):
    linked = section(cli("catalog", "show", "pr_value_ave", *ON).out, "In the registry")
    assert "ave:" in linked
    assert "discredited since 17 June 2010" in linked
    others = section(cli("catalog", "show", "followers", *ON).out, "Also in the registry")
    assert "facebook_page_fans" in others
    assert "15 November 2025" in " ".join(others.split())


def test_a_band_names_its_source_and_is_no_target(cli):
    shown = section(cli("catalog", "show", "net_promoter_score", *ON).out, "Outside reference, never a target")
    assert "80 – 100: world class [Is 40 a good NPS score?" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("kpi", "said"),
    [
        ("customer_satisfaction_score", "answers from 1 to 5; 4, 5 count; as CSAT asks; high is good"),
        ("campaign_uplift", "presented as an effect; held against: nothing"),
        ("incremental_lift", "presented as an effect; held against: randomised"),
        ("social_engagement_rate", "corroborated by: share_of_search"),
    ],
)
def test_a_kpi_shows_how_its_number_is_obtained(cli, kpi, said):
    assert said in " ".join(cli("catalog", "show", kpi, *ON).out.split())


def test_an_open_question_of_platform_is_told(cli):
    assert "(a project says which)" in cli("catalog", "show", "video_views", *ON).out


def test_a_platform_shows_how_it_counts_and_what_to_hold_against_it(cli):
    shown = " ".join(cli("catalog", "show", "tiktok", *ON).out.split())
    for said in ("days after a click: 7", "the moment the video starts", "self_attribution_ratio", "2-second view"):
        assert said in shown


def test_a_registry_entry_shows_date_effect_and_how_to_link_it(cli):
    english, vietnamese = (
        " ".join(cli("catalog", "show", "ua_bounce_rate", *ON, "--lang", lang).out.split()) for lang in ("en", "vi")
    )
    assert "redefined since 1 July 2023 (warning)" in english
    assert "values fell because of the change" in english
    assert "đã đổi định nghĩa từ 01/07/2023 (cảnh báo)" in vietnamese
    assert "lifecycle: [ua_bounce_rate]" in english


def test_a_kpi_and_a_registry_entry_of_one_name_are_both_shown(cli):
    shown = cli("catalog", "show", "email_open_rate", *ON).out
    assert shown.count("email_open_rate: ") >= 2
    assert "Found by an audit as:" in shown


def test_an_unverified_entry_says_so(cli, shipped):
    entry = next(e for e in shipped.lifecycle.values() if not e.verified)
    assert "not verified" in cli("catalog", "show", entry.id, *ON).out


def test_a_ready_set_is_shown_with_its_reasons(cli, shipped):
    shown = " ".join(cli("catalog", "show", "saas", *ON).out.split())
    assert "extends: [catalog:saas]" in shown
    assert [g.name for g in shipped.layouts["saas"].groups if " ".join(g.why.en.split())[:60] not in shown] == []


def test_the_questionnaire_is_a_command_of_the_catalogue(cli):
    assert "questionnaire" in cli("catalog", "--help").out


def test_something_unknown_names_the_nearest_of_every_kind(cli):
    assert "did you mean x_analytics?" in cli("catalog", "show", "x_analytic").err
    assert "did you mean ecommerce-vn?" in cli("catalog", "show", "ecommerce-v").err


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_yaml_to_paste_makes_every_kpi_usable_in_a_project(cli, tmp_path, shipped, language):
    blocks = [override_yaml(kpi, shipped, language) for kpi in shipped.kpis.values()]
    bodies = [block.removeprefix("overrides:\n  kpis:\n") for block in blocks]
    assert all(block.startswith("overrides:\n  kpis:\n    ") for block in blocks)
    names = ", ".join(shipped.kpis)
    (tmp_path / "kpiframe.yaml").write_text(
        "kpiframe: 1\nname: every-kpi\nlabel: Every KPI\nextends: [catalog:kpis]\ncurrency: VND\n"
        "calendar: {grain: month}\nscorecards:\n  - name: all\n    label: All\n    groups:\n"
        f"      - {{name: all, label: All, weight: 1, kpis: [{names}]}}\n"
        "overrides:\n  kpis:\n" + "\n".join(bodies) + "\n",
        encoding="utf-8",
    )
    found = cli("lint", ".", "--format", "concise", *ON).out.splitlines()
    wrong = [line for line in found if re.search(r" KPF5\d\d|error KPF3\d\d", line)]
    assert wrong == []


def test_one_block_pasted_alone_into_a_fresh_project_lints(cli, tmp_path, shipped):
    block = override_yaml(shipped.kpis["net_promoter_score"], shipped, "en")
    assert "thresholds: {warn: 32, target: 40}" in block  # the worked example is 40; a fifth less is the alarm line
    (tmp_path / "kpiframe.yaml").write_text(
        "kpiframe: 1\nname: one\nlabel: One\nextends: [catalog:kpis]\ncalendar: {grain: month}\nscorecards:\n"
        "  - name: all\n    label: All\n    groups: [{name: all, label: All, weight: 1, kpis: [net_promoter_score]}]\n"
        f"{block}\n",
        encoding="utf-8",
    )
    shown = cli("lint", ".", "--format", "concise", *ON).out
    assert not re.search(r" KPF5\d\d|error KPF3\d\d| KPF311", shown)  # readable, and scored


def section(sheet: str, title: str) -> str:
    """Return what stands under the heading that begins with *title*."""
    parts = re.split(r"\n\n(?=\S)", sheet)
    return next(part.split("\n", 1)[1] for part in parts if part.startswith(title))
