"""``lint``, ``test`` and ``explain``."""

import json
from xml.etree import ElementTree as ET

import pytest
import yaml

from kpiframe.catalog.loader import shipped_catalog
from kpiframe.cli.rule_tests import examples


def test_a_sound_project_is_status_0_and_ends_with_a_summary(cli, brand):
    shown = cli("lint", "brand", "--lang", "en")
    assert shown.status == 0
    assert shown.out.splitlines()[-1].startswith("2 files, 6 KPIs, ")


def test_findings_show_the_path_from_here(cli, brand, edit, monkeypatch):
    edit("definitions/shop.yaml", "    direction: higher_is_better\n    thresholds: {warn: 20, target: 40}", "    direction: up\n    thresholds: {warn: 20, target: 40}")  # fmt: skip
    assert "brand/definitions/shop.yaml:" in cli("lint", "brand", "-f", "concise").out
    monkeypatch.chdir(brand)
    here = cli("lint", "-f", "concise").out
    assert "\ndefinitions/shop.yaml:" in "\n" + here
    assert "brand/definitions" not in here


@pytest.mark.parametrize(("level", "status"), [("error", 0), ("warning", 0), ("info", 1), ("never", 0)])
def test_the_level_that_fails_is_the_users_choice(cli, brand, level, status):
    """A fresh project has three remarks of level info and nothing worse."""
    assert cli("lint", "brand", "--fail-level", level).status == status


def test_machine_formats_go_to_files_beside_the_text(cli, brand, tmp_path):
    shown = cli("lint", "brand", "-f", "concise", "-f", "sarif:out.sarif", "-f", "junit:out.xml", "-f", "json:out.json")
    assert shown.status == 0
    assert "KPF141" in shown.out
    assert json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["version"] == 1
    assert ET.parse(tmp_path / "out.xml").getroot().tag == "testsuites"


@pytest.mark.parametrize("kind", ["json", "sarif"])
def test_a_machine_format_is_alone_on_standard_output(cli, brand, kind):
    shown = cli("lint", "brand", "-f", kind)
    assert json.loads(shown.out)
    assert shown.err == ""


def test_select_and_ignore_take_codes_beginnings_and_names(cli, brand):
    assert "KPF141" not in cli("lint", "brand", "--select", "KPF3").out
    assert "KPF141" not in cli("lint", "brand", "--ignore", "audience-existing-only").out
    unknown = cli("lint", "brand", "--select", "audience-existing-onl")
    assert unknown.status == 2
    assert "audience-existing-only" in unknown.err


def test_an_empty_folder_is_status_3_not_a_green_light(cli):
    assert cli("lint", ".").status == 3


def test_without_a_project_nothing_is_searched_for(cli, tmp_path):
    (tmp_path / "notes.yaml").write_text("not: ours\n", encoding="utf-8")
    shown = cli("lint")
    assert (shown.status, shown.out) == (2, "")
    assert "no kpiframe.yaml" in shown.err


def test_an_unreadable_file_is_status_2_and_the_others_are_still_checked(cli, brand, edit):
    (brand / "definitions" / "broken.yaml").write_text("kpis:\n\t- name: x\n", encoding="utf-8")
    edit(
        "definitions/shop.yaml",
        "  - name: awareness\n    label: Awareness",
        "  - name: awareness\n    lable: Awareness",
    )
    shown = cli("lint", "brand", "-f", "concise")
    assert shown.status == 2
    assert "brand/definitions/broken.yaml:2:1: error KPF501" in shown.out
    assert "lable" in shown.out


def test_one_file_of_a_project_is_checked_within_it_and_only_its_findings_shown(cli, brand, edit):
    edit("kpiframe.yaml", "currency: VND", "curency: VND")
    edit("definitions/shop.yaml", "unit: points", "unt: points")
    shown = cli("lint", "brand/definitions/shop.yaml", "-f", "concise")
    assert shown.status == 1
    assert "unt" in shown.out
    assert "curency" not in shown.out


def test_several_projects_in_one_go(cli, brand):
    assert cli("init", "other").status == 0
    assert "4 files, 12 KPIs" in cli("lint", "brand", "other").out


def test_loose_definitions_need_no_project(cli, tmp_path, repository):
    text = (repository / "templates/project/en/definitions/shop.yaml").read_text(encoding="utf-8")
    (tmp_path / "loose.yaml").write_text(text, encoding="utf-8")
    shown = cli("lint", "loose.yaml", "-f", "concise", "--select", "KPF5")
    assert shown.status == 0
    assert cli("test", "loose.yaml").out == "12 passed, 0 failed\n"


def test_test_names_the_example_that_fails_with_its_place(cli, edit):
    edit("definitions/shop.yaml", "expect: 40,", "expect: 41,")
    shown = cli("test", "brand")
    assert shown.status == 1
    assert shown.out.splitlines()[-1] == "11 passed, 1 failed"
    assert "definitions/shop.yaml:" in shown.out
    assert "expected 41, got 40" in shown.out


def test_test_without_any_example_is_status_3(cli, tmp_path):
    (tmp_path / "kpiframe.yaml").write_text("kpiframe: 1\nname: empty\n", encoding="utf-8")
    assert cli("test").status == 3


def test_where_there_is_no_project_the_shipped_examples_run(cli):
    shown = cli("test")
    assert shown.status == 0, shown.out
    passed = int(shown.out.splitlines()[-1].split()[0])
    assert passed > 2 * 119  # at least a number and a no-value example for each KPI


def test_explain_tells_where_every_field_came_from_also_when_overridden(cli, brand, edit):
    edit("kpiframe.yaml", "locale: en", "locale: en\nextends: [catalog:kpis]\noverrides:\n  kpis:\n    net_promoter_score: {thresholds: {warn: 1, target: 2}, reason: first year}")  # fmt: skip
    shown = cli("explain", "net_promoter_score", "brand")
    assert shown.status == 0
    assert "formula: catalog:" in shown.out
    assert "thresholds.target: kpiframe.yaml:8:" in shown.out
    assert "first year" in shown.out


def test_explain_with_a_period_puts_the_numbers_into_the_formula(cli, brand):
    shown = cli("explain", "average_order", "brand", "--period", "2026-10")
    assert "= 743000 / 11" in shown.out
    assert "[orders: 12]" in shown.out


def test_explain_shows_both_raters_and_why_with_and_without_numbers(cli, brand, edit):
    edit("kpiframe.yaml", "locale: en", "locale: en\noverrides:\n  kpis:\n    average_order:\n      reason: rated twice\n      relevance: {utility: 3, purpose: 0, importance: 1, rated_by: [Linh, An], second: {utility: 2, purpose: 0, importance: 1}, why: asked in July}")  # fmt: skip
    for period in ((), ("--period", "2026-10")):
        shown = " ".join(cli("explain", "average_order", "brand", *period).out.split())
        assert "rated 0 to 3: utility 3 and 2 (mean 2.5, 1 apart); purpose 0 and 0; importance 1 and 1" in shown
        assert "Rated by Linh + An" in shown
        assert "asked in July" in shown


def test_explain_works_on_rules_without_any_project(cli):
    shown = cli("explain", "KPF152")
    assert shown.status == 0
    assert shown.out.startswith("KPF152 confirmation-flattery-gap")


@pytest.mark.parametrize("place", [(), ("brand",)])
def test_explain_shows_what_raises_a_rule_and_what_does_not_also_from_a_project(cli, brand, place):
    """A project reads the rules that ship without their tests; the sheet has one of each all the same."""
    shown = cli("explain", "KPF001", *place)
    assert shown.status == 0
    raised, _, rest = shown.out.partition("Raised, for instance, by:")[2].partition("Not raised, for instance, by:")
    assert "  kpi: {name: pr_value, lifecycle: [ave]}\n" in raised
    assert "  kpi: {name: nps}\n" in rest
    assert "Answers the criticisms:\n  A22" in shown.out
    assert "Also called:\n  outdated" in shown.out
    assert "Since version:\n  0.1.0" in shown.out
    assert "Ví dụ bị nêu:" in cli("explain", "KPF001", *place, "--lang", "vi").out


def test_explain_of_a_kpi_that_is_not_on_the_scorecard_says_so(cli, brand, edit):
    edit("kpiframe.yaml", "kpis: [recommendation, awareness]", "kpis: [recommendation]")
    shown = cli("explain", "awareness", "brand", "--period", "2026-10")
    assert shown.status == 2
    assert "KPI of this scorecard 'awareness' does not exist" in shown.err


def test_every_example_of_a_rule_is_yaml_that_reads_back_as_its_test():
    rules = shipped_catalog().rules.values()
    for rule in rules:
        shown = "\n".join(examples(rule, "en")).split("\n\n")
        assert len(shown) == 2, rule.id
        for verdict, block in zip(("flag", "ok"), shown, strict=True):
            lines = [line for line in block.splitlines() if line.startswith("  ")]
            told = json.dumps(yaml.safe_load("\n".join(lines)), default=str)
            given = [{**t.given, **({"params": dict(t.params)} if t.params else {})} for t in rule.tests]
            kinds = [json.dumps(g, default=str) for g, t in zip(given, rule.tests, strict=True) if t.verdict == verdict]
            assert told in kinds, rule.id


def test_explain_writes_money_and_decimals_as_its_language_does(cli):
    cli("init", "brand")
    shown = {}
    for language in ("en", "vi"):
        words = ("explain", "average_order", "brand", "--period", "2026-10", "--lang", language)
        shown[language] = cli(*words).out
    # 743,000 dong paid in 11 orders
    assert "67545.4545455 VND" in shown["en"]
    assert "67545,4545455 VND" in shown["vi"]
    assert "743000 VND" in shown["vi"]
    assert "money:" not in shown["vi"].partition("average_order:")[0]


def test_a_kpi_without_a_family_has_no_empty_heading(cli):
    cli("init", "brand")
    assert "Family:" not in cli("explain", "average_order", "brand").out
