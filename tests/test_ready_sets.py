"""The sets of KPIs that ship: balanced, reasoned, clean of errors, and ready to be scored by a project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import kpiframe
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.loader import load_shipped, read_definitions
from kpiframe.catalog.model import Direction, Kpi
from kpiframe.cli.set_sheet import set_list, set_sheet
from kpiframe.lint.linter import lint
from kpiframe.problems import Severity
from kpiframe.rules.definition_facts import setting_of
from kpiframe.rules.engine import judge_definitions
from kpiframe.rules.set_facts import by_platform, set_facts
from kpiframe.rules.weighing import effective_shares
from kpiframe.rules.wording import FactValue

DEFINITIONS = Path(__file__).parent.parent / "definitions"
DAY = date(2026, 11, 21)
READY = ("brand-health", "performance-marketing", "ecommerce-vn", "pr", "saas")
"""Sets to start from; ``seven-indicators`` is the article's own list, kept for its flags."""

GENERIC = {("KPF179", "")}
"""Nobody has made it their own yet: gone as soon as a brand sets its thresholds."""
DESERVED: dict[str, set[tuple[str, str]]] = {
    "brand-health": {
        ("KPF003", "net_promoter_score"),
        ("KPF141", "customer_churn_rate"),
        ("KPF141", "net_promoter_score"),
        ("KPF141", "repeat_purchase_rate"),
    },
    "performance-marketing": {
        ("KPF141", "cancellation_return_rate"),
        ("KPF141", "repeat_purchase_rate"),
    },
    "ecommerce-vn": {
        ("KPF141", "cancellation_return_rate"),
        ("KPF141", "repeat_purchase_rate"),
    },
    "pr": set(),
    "saas": {
        ("KPF141", "active_customer_rate"),
        ("KPF141", "customer_churn_rate"),
        ("KPF141", "customer_effort_score_v2"),
    },
    "seven-indicators": {
        ("KPF111", "social_engagement_rate"),
        ("KPF175", ""),
        ("KPF176", ""),
        ("KPF187", ""),
    },
}
"""Set -> the flags it deserves as it ships, (rule, KPI), worked out by reading; the empty name is the whole set."""
STEWARDSHIP = {
    "performance-marketing": {"customer_acquisition_cost", "marketing_efficiency_ratio", "self_attribution_ratio"},
    "ecommerce-vn": {"self_attribution_ratio", "customer_acquisition_cost"},
    "saas": {"customer_acquisition_cost", "cac_payback_months", "budget_variance"},
}
"""Set -> KPIs that hear nobody and are shown apart."""


@cache
def shipped() -> Catalog:
    catalog, problems = load_shipped()
    assert problems == []
    return catalog


def facts(name: str) -> dict[str, FactValue]:
    return set_facts(setting_of(shipped(), shipped().layouts[name], DAY))


def share(name: str, fact: str) -> float:
    value = facts(name)[fact]
    assert isinstance(value, float)
    return value


def test_the_sets_that_ship() -> None:
    assert set(shipped().layouts) == {*READY, "seven-indicators"}


@pytest.mark.parametrize("name", [*READY, "seven-indicators"])
def test_a_set_says_what_it_is_for_and_what_it_cannot_see(name: str) -> None:
    layout = shipped().layouts[name]
    assert layout.description.en != layout.description.vi
    assert layout.label.vi
    if name in READY:
        assert "cannot see" in layout.description.en
        assert "ông thấy được" in layout.description.vi or "hông cho biết" in layout.description.vi


@pytest.mark.parametrize("name", [*READY, "seven-indicators"])
def test_every_group_names_the_reason_of_each_of_its_kpis(name: str) -> None:
    for group in shipped().layouts[name].groups:
        for why in (group.why.en, group.why.vi):
            named = set(re.findall(r"[a-z0-9]+(?:_[a-z0-9]+)+", why))
            assert set(group.kpis) <= named, (group.name, set(group.kpis) - named)
            assert named <= set(shipped().kpis), (group.name, named - set(shipped().kpis))
        assert group.label.en != ""
        assert group.weight > 0


@pytest.mark.parametrize("name", READY)
class TestBalance:
    """What a ready set owes: shares of effective weight, and who is heard."""

    def test_at_most_twelve_kpis_carry_weight(self, name: str) -> None:
        assert 8 <= share(name, "weighted_count") <= 12

    def test_the_wider_audience_is_heard_and_people_are_asked(self, name: str) -> None:
        assert share(name, "wider_share") >= 0.5
        assert share(name, "asked_share") >= 0.2
        assert share(name, "existing_only_share") <= 0.5

    def test_utility_purpose_and_importance_are_all_measured(self, name: str) -> None:
        assert share(name, "relevance_share") >= 0.1
        assert share(name, "missing_dimensions") == 0

    def test_there_is_a_business_outcome_and_something_that_could_embarrass(self, name: str) -> None:
        assert share(name, "outcome_share") > 0.05
        assert share(name, "disconfirming_share") >= 0.1

    def test_it_does_not_only_look_back(self, name: str) -> None:
        assert share(name, "lagging_share") <= 0.5

    def test_no_platform_counts_for_itself(self, name: str) -> None:
        """Only the project knows which platform it is; whoever adds one finds its witness on the set."""
        layout, kpis = shipped().layouts[name], shipped().kpis
        assert [n for n in layout.kpis if by_platform(kpis[n])] == []
        witnesses = {n for n in layout.kpis if n in kpis["social_engagement_rate"].corroborated_by}
        assert witnesses

    def test_what_hears_nobody_stands_in_a_group_of_its_own(self, name: str) -> None:
        layout = shipped().layouts[name]
        shares = effective_shares(layout, shipped().kpis)
        silent = {kpi for kpi, weight in shares.items() if weight == 0}
        assert silent == STEWARDSHIP.get(name, set())
        assert {g.name for g in layout.groups if silent & set(g.kpis)} <= {"stewardship"}
        assert all(set(g.kpis) <= silent for g in layout.groups if g.name == "stewardship")


@pytest.mark.parametrize("name", DESERVED)
def test_the_flags_a_set_deserves_are_exactly_these(name: str) -> None:
    """Hygiene (owner, cadence, decision) is left out: it fires on whatever nobody has taken over yet."""
    flags, _ = judge_definitions(shipped(), [shipped().layouts[name]], today=DAY)
    told = {(flag.rule.id, flag.kpi or "") for flag in flags if tuple(flag.rule.judged_in) != ("lint",)}
    assert told == DESERVED[name] | GENERIC


@pytest.mark.parametrize("name", READY)
def test_no_set_to_start_from_deserves_an_error(name: str) -> None:
    flags, _ = judge_definitions(shipped(), [shipped().layouts[name]], today=DAY)
    assert [f for f in flags if f.severity is Severity.ERROR] == []


def test_nothing_is_wrong_with_how_the_sets_are_written() -> None:
    catalog, problems, documents = read_definitions([DEFINITIONS], DEFINITIONS.parent)
    found = lint(catalog, documents, problems, today=DAY).items
    told = {(p.code, p.severity) for p in (f.problem for f in found) if "scorecards/" in p.location.file}
    formal = {(code, severity) for code, severity in told if code[:4] in ("KPF3", "KPF5")}
    assert formal == {("KPF322", Severity.INFO), ("KPF323", Severity.INFO)}  # owners and decisions are the client's


class TestSheets:
    """What a terminal of 80 columns shows of a set."""

    @pytest.mark.parametrize("name", [*READY, "seven-indicators"])
    @pytest.mark.parametrize("language", ["en", "vi"])
    def test_a_sheet_tells_groups_shares_reasons_flags_and_how_to_extend(self, name: str, language: str) -> None:
        layout = shipped().layouts[name]
        sheet = set_sheet(layout, shipped(), language, today=DAY)
        flat = " ".join(sheet.split())
        assert all(len(line) <= 80 for line in sheet.splitlines())
        assert layout.description.into(language) in flat
        for group in layout.groups:
            assert f"{group.label.into(language)} ({group.weight:g})" in sheet
            assert group.why.into(language) in flat
        for code, kpi in DESERVED[name] | GENERIC:
            assert code in sheet
            assert kpi in sheet
        assert f"  extends: [catalog:{name}]" in sheet

    def test_shares_are_those_of_the_score(self) -> None:
        # relevance 30 of 100 to three KPIs of equal relevance: a tenth each; cost is shown without a share
        sheet = set_sheet(shipped().layouts["saas"], shipped(), "en", today=DAY)
        assert "  10.0  relevance_purpose: Brand relevance: purpose" in sheet
        assert "     —  cac_payback_months: CAC payback (months)" in sheet
        assert "  10,0  relevance_purpose" in set_sheet(shipped().layouts["saas"], shipped(), "vi", today=DAY)

    def test_what_is_not_judged_is_said(self) -> None:
        sheet = set_sheet(shipped().layouts["pr"], shipped(), "en", today=DAY)
        told = " ".join(sheet.partition("Not to be told before that is filled in:")[2].split())
        assert "KPF160 silo-no-shared-outcome" in told
        assert "KPF161 silo-single-team" in told

    @pytest.mark.parametrize(("language", "words"), [("en", "pr (11 KPIs): Public"), ("vi", "pr (11 KPI): Quan hệ")])
    def test_the_list_has_a_line_for_each(self, language: str, words: str) -> None:
        shown = set_list(shipped().layouts.values(), language)
        assert words in shown
        assert all(f"{name} (" in shown for name in DESERVED)


class TestInAProject:
    """A project that extends a set, sets thresholds and binds numbers has a score."""

    @pytest.fixture(params=READY)
    def project(self, request: pytest.FixtureRequest, tmp_path: Path) -> kpiframe.Project:
        name = request.param
        kpis = [shipped().kpis[n] for n in shipped().layouts[name].kpis]
        data = {
            "kpiframe": 1,
            "name": "a-brand",
            "currency": "VND",
            "extends": [f"catalog:{name}"],
            "overrides": {"kpis": {k.name: {**limits(k), "reason": "agreed with the client"} for k in kpis}},
            "bindings": {f"{k.name}.{i}": {"value": v} for k in kpis for i, v in example(k).items()},
        }
        (tmp_path / "kpiframe.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        return kpiframe.load(tmp_path, root=tmp_path)

    def test_it_scores(self, project: kpiframe.Project) -> None:
        assert [p for p in project.problems if p.severity is Severity.ERROR] == []
        card = project.score("2026-10", today=date(2026, 11, 2))
        layout = next(iter(project.definition.catalog.layouts.values()))
        assert set(card.results) == set(layout.kpis)
        assert {row.state for row in card.results.values()} == {"scored"}
        assert card.score is not None
        assert 0 < card.score < 100

    def test_its_own_thresholds_make_it_the_brands_own(self, project: kpiframe.Project) -> None:
        card = project.score("2026-10", today=date(2026, 11, 2))
        assert "KPF179" not in {flag.id for flag in card.flags}

    def test_no_page_begins_with_an_error(self, project: kpiframe.Project) -> None:
        card = project.score("2026-10", today=date(2026, 11, 2))
        assert [(flag.id, flag.kpi) for flag in card.flags if flag.severity == "error"] == []


def example(kpi: Kpi) -> Mapping[str, float]:
    """The inputs of the first worked example that has a value."""
    found = next(e for e in kpi.examples if e.expect is not None)
    return {name: value for name, value in found.inputs.items() if value is not None}


def limits(kpi: Kpi) -> dict[str, Any]:
    """Thresholds in the midst of which the worked example lies."""
    value = next(e.expect for e in kpi.examples if e.expect is not None)
    assert value is not None
    step = abs(value) / 4 or 1.0
    if kpi.direction is Direction.RANGE:
        return {
            "thresholds": {"target": [value + step / 2, value + 2 * step], "warn": [value - step, value + 4 * step]}
        }
    sign = -1 if kpi.direction is Direction.LOWER else 1
    return {"thresholds": {"target": value + sign * step, "warn": value - sign * step}}
