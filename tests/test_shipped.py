"""Every KPI that ships: complete in two languages, with a worked example, and never a wrong number.

Expected values come from exact fractions: Python evaluates the formula's own text over ``Fraction`` inputs, without
any part of kpiframe.
"""

from __future__ import annotations

import ast
import math
import unicodedata
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import kpiframe
from kpiframe.catalog.loader import load_shipped, read_definitions
from kpiframe.catalog.model import Audience, Direction, Directness, Kpi, KpiKind, MeasuredBy
from kpiframe.formula.evaluate import evaluate
from kpiframe.lint.linter import lint
from kpiframe.problems import FormulaError
from kpiframe.testing import run_examples
from kpiframe.texts import Text

DEFINITIONS = Path(__file__).parent.parent / "definitions"

SECTIONS = {
    "A II": "self_attribution_ratio independence_share flattery_gap",
    "A III": "perception_gap pr_value_ave message_pull_through net_sentiment marketing_roi marketing_roi_incremental reach"
    " reach_target_audience relevance_gap_noncustomers wider_audience_share",
    "A IV": "research_age_days",
    "A V": "relevance_utility relevance_purpose relevance_importance brand_relevance_index",
    "B 2.1": "brand_awareness_top_of_mind brand_awareness_unaided brand_awareness_aided brand_unaware_rate"
    " brand_awareness_level direct_sessions direct_traffic_growth bounce_rate brand_search_volume brand_search_growth"
    " share_of_search organic_search_sessions page_visits social_engagements social_engagement_rate video_views"
    " social_mentions share_of_voice",
    "B 2.2": "purchase_frequency units_sold top_product_share usage_frequency campaign_uplift incremental_lift",
    "B 2.3": "conversion_rate awareness_to_usage_rate trial_retention_rate consideration_rate newly_aware_rate"
    " rejection_rate",
    "B 2.4": "net_promoter_score customer_satisfaction_score customer_satisfaction_index expectation_gap"
    " customer_effort_score customer_effort_score_v2",
    "B 2.5": "customer_churn_rate customer_retention_rate customer_value customer_lifetime_value average_order_value"
    " average_customer_lifespan lost_revenue_from_churn loyal_revenue_share",
    "B 3.1": "insight_coverage",
    "B 3.2": "consumption_rate",
    "B 3.3": "channel_conversion_rate lead_to_customer_rate pipeline_value organic_ctr average_search_position",
    "B 3.4": "budget_variance marketing_budget_ratio target_attainment forecast_error forecast_bias revenue_at_risk"
    " competitor_gap",
    "B 3.5": "market_size market_growth_rate market_share_value market_share_volume relative_market_share"
    " market_penetration",
    "B 3.6": "customer_acquisition_cost customer_retention_cost cost_prospect_to_loyal",
}
"""Section of an article -> the KPIs it names or implies."""


@cache
def shipped() -> Mapping[str, Kpi]:
    return load_shipped()[0].kpis


FLAGGED = {
    ("KPF001", "pr_value_ave"),  # discredited in 2010
    ("KPF003", "email_open_rate"),  # mail programs open by themselves
    ("KPF003", "followers"),  # a counter that only piles up
    ("KPF114", "platform_attributed_conversions"),  # the platform credits itself
    ("KPF114", "marketplace_attributed_gmv"),
    ("KPF114", "roas_platform"),
    ("KPF133", "revenue_at_risk"),  # the firm judges its own dangers
    ("KPF156", "marketing_roi"),  # presented as an effect, without a control
    ("KPF156", "roas_platform"),
    ("KPF156", "campaign_uplift"),
}
NAMES = sorted(shipped())
ODD_NUMBERS = (math.nan, math.inf, -math.inf, 10**400)
NO_NUMBERS = ("7", "", "N/A", True, False, [7], date(2026, 10, 31))
ARTICLE_B = {
    "bounce_rate": 5,
    "conversion_rate": 10,
    "net_promoter_score": 40,
    "customer_satisfaction_score": 60,
    "customer_effort_score": 2,
    "customer_churn_rate": 5,
    "customer_value": 1_500_000,
    "customer_lifetime_value": 7_500_000,
}
"""KPI -> the number the article works out for it."""


def exact(kpi: Kpi, inputs: Mapping[str, float | None]) -> Fraction:
    """The formula over fractions; ZeroDivisionError where it divides by nothing."""
    tree = ast.parse(kpi.formula.text.replace("\n", " ").strip(), mode="eval")
    names = {name: Fraction(str(value)) for name, value in inputs.items()}
    wrapped = compile(ast.fix_missing_locations(_literals(tree)), "formula", "eval")
    return Fraction(eval(wrapped, {"__builtins__": {}, "abs": abs, "F": Fraction}, names))


def _literals(tree: ast.Expression) -> ast.Expression:
    class Write(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            return ast.Call(ast.Name("F", ast.Load()), [ast.Constant(str(node.value))], [])

    written = Write().visit(tree)
    assert isinstance(written, ast.Expression)
    return written


def worked(kpi: Kpi) -> dict[str, float | None]:
    """The inputs of the first worked example that has a value."""
    return dict(next(e.inputs for e in kpi.examples if e.expect is not None))


def test_there_are_119_kpis_and_nothing_is_wrong_with_them() -> None:
    catalog, problems = load_shipped()
    assert problems == []
    assert len(catalog.kpis) == 119
    assert len({kpi.family for kpi in catalog.kpis.values()}) == 13


def test_kpis_lint_clean_but_for_what_the_articles_got_wrong() -> None:
    """AVE, platform ROAS and the like ship as they stand: the flags on them are the lesson."""
    parts = [DEFINITIONS / part for part in ("kpis", "rules", "lifecycle", "platforms.yaml", "sources.yaml")]
    catalog, problems, documents = read_definitions(parts, DEFINITIONS.parent)
    findings = lint(catalog, documents, problems, today=date(2026, 11, 21))
    loud = {(f.problem.code, f.problem.subject) for f in findings.items if f.problem.severity.value != "info"}
    assert loud == FLAGGED
    assert not {f.problem.code for f in findings.items} & {"KPF320", "KPF321", "KPF522", "KPF530", "KPF531"}


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_there_in_both_languages(name: str) -> None:
    kpi = shipped()[name]
    texts = [kpi.label, kpi.description, *(i.counts for i in kpi.inputs), *kpi.pitfalls]
    assert kpi.pitfalls, "at least one thing that can go wrong"
    for text in texts:
        assert text.en
        assert text.vi
        assert unicodedata.is_normalized("NFC", text.en + text.vi)
        for word in ("seed", "ours", "TODO"):
            assert word not in f" {text.en} {text.vi} ".split()


@pytest.mark.parametrize("name", NAMES)
def test_sentences_differ_between_the_languages(name: str) -> None:
    """A description or pitfall that reads alike in both was not translated."""
    kpi = shipped()[name]
    sentences: list[Text] = [kpi.description, *kpi.pitfalls]
    assert all(text.en != text.vi for text in sentences)


def test_every_example_holds() -> None:
    failed = [o for o in run_examples(shipped().values()) if not o.ok]
    assert failed == []


@pytest.mark.parametrize("name", NAMES)
def test_every_kpi_has_a_worked_example_and_one_without_a_value(name: str) -> None:
    examples = shipped()[name].examples
    valued = [e for e in examples if e.expect is not None]
    assert valued
    assert all(e.source for e in valued)
    assert any(e.expect is None and e.reason in ("zero_denominator", "null_input") for e in examples)


@pytest.mark.parametrize("name", NAMES)
def test_worked_examples_equal_exact_arithmetic(name: str) -> None:
    kpi = shipped()[name]
    for example in kpi.examples:
        if example.expect is not None:
            assert math.isclose(exact(kpi, example.inputs), example.expect, rel_tol=1e-15, abs_tol=1e-15)


@pytest.mark.parametrize(("name", "expected"), ARTICLE_B.items())
def test_the_numbers_of_the_article_come_out(name: str, expected: float) -> None:
    kpi = shipped()[name]
    example = next(e for e in kpi.examples if e.source.startswith("article B"))
    assert example.expect == expected
    assert evaluate(kpi.formula.text, example.inputs)[0] == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_a_zero_in_any_input_gives_the_right_number_or_a_reason(name: str) -> None:
    kpi = shipped()[name]
    for field in kpi.formula.names:
        inputs = worked(kpi) | {field: 0}
        value, reason, _ = evaluate(kpi.formula.text, inputs)
        try:
            expected = exact(kpi, inputs)
        except ZeroDivisionError:
            assert (value, reason) == (None, "zero_denominator")
        else:
            assert value is not None
            assert math.isclose(value, expected, rel_tol=1e-12, abs_tol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_number_in_any_input_gives_no_value_and_is_named(name: str) -> None:
    kpi = shipped()[name]
    for field in kpi.formula.names:
        assert evaluate(kpi.formula.text, worked(kpi) | {field: None}) == (None, "null_input", field)


@pytest.mark.parametrize("name", NAMES)
def test_a_number_that_is_not_finite_gives_no_value(name: str) -> None:
    kpi = shipped()[name]
    for field in kpi.formula.names:
        for odd in ODD_NUMBERS:
            value, reason, _ = evaluate(kpi.formula.text, worked(kpi) | {field: odd})
            assert (value, reason) == (None, "not_finite"), (field, odd)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_number_is_an_error_in_two_languages(name: str) -> None:
    kpi = shipped()[name]
    for field in kpi.formula.names:
        for odd in NO_NUMBERS:
            inputs: Mapping[str, Any] = {**worked(kpi), field: odd}
            with pytest.raises(FormulaError) as error:
                evaluate(kpi.formula.text, inputs)
            problem = error.value.problems[0]
            assert problem.code.startswith("KPF5"), (field, odd)
            assert problem.message.en
            assert problem.message.vi


@pytest.mark.parametrize("name", NAMES)
def test_an_input_that_is_not_given_is_an_error_that_names_it(name: str) -> None:
    kpi = shipped()[name]
    for field in kpi.formula.names:
        inputs = {key: value for key, value in worked(kpi).items() if key != field}
        with pytest.raises(FormulaError) as error:
            kpiframe.evaluate(kpi.formula.text, inputs)
        assert error.value.problems[0].code == "KPF520"
        assert field in error.value.problems[0].message.en


@pytest.mark.parametrize("section", SECTIONS)
def test_every_metric_of_the_articles_ships(section: str) -> None:
    assert set(SECTIONS[section].split()) <= set(shipped())


def test_no_thresholds_are_shipped() -> None:
    """What is good enough is a client's decision."""
    assert [k.name for k in shipped().values() if k.thresholds or k.targets or k.owner] == []


def test_context_is_never_scored() -> None:
    neutral = {k.name for k in shipped().values() if k.direction is Direction.NEUTRAL}
    assert neutral == {"social_mentions", "market_size", "market_growth_rate"}
    assert sum(k.direction is Direction.RANGE for k in shipped().values()) == 9


def test_kinds_follow_from_how_a_number_is_made() -> None:
    kpis = shipped().values()
    assert all(k.kind is KpiKind.SURVEY for k in kpis if k.directness is Directness.ASKED)
    assert sum(k.kind is KpiKind.SURVEY for k in kpis) == sum(k.directness is Directness.ASKED for k in kpis)
    stock = {k.name for k in kpis if k.kind is KpiKind.STOCK}
    assert stock == {"followers", "pipeline_value", "revenue_at_risk", "research_age_days"}
    assert shipped()["reach"].kind is KpiKind.RATIO


def test_platforms_grade_their_own_work_in_17_kpis_and_the_project_names_the_platform() -> None:
    measured = [k for k in shipped().values() if k.measured_by in (MeasuredBy.PLATFORM, MeasuredBy.PLATFORM_ATTRIBUTED)]
    assert len(measured) == 17
    assert all(k.platform is None for k in measured)


def test_counterparts_are_counted_by_somebody_else() -> None:
    partial = {MeasuredBy.PLATFORM, MeasuredBy.PLATFORM_ATTRIBUTED, MeasuredBy.MEDIA_VENDOR, MeasuredBy.INTERNAL}
    pairs = [(k.name, other) for k in shipped().values() for other in k.corroborated_by]
    assert len(pairs) >= 20
    assert [p for p in pairs if shipped()[p[1]].measured_by in partial] == []


def test_lifecycle_links_stand_only_where_they_hold_on_every_platform() -> None:
    assert {k.name: k.lifecycle for k in shipped().values() if k.lifecycle} == {
        "pr_value_ave": ("ave",),
        "email_open_rate": ("email_open_rate",),
        "followers": ("vanity_followers",),
        "net_promoter_score": ("nps_one_number",),
        "customer_effort_score": ("ces_v1",),
        "organic_ctr": ("gsc_impressions_fault", "gsc_num100"),
        "average_search_position": ("gsc_impressions_fault", "gsc_num100"),
    }


def test_every_citation_exists() -> None:
    catalog = load_shipped()[0]
    cited = {source for kpi in catalog.kpis.values() for source in kpi.sources}
    assert cited
    assert cited <= set(catalog.citations)


def test_an_activity_with_nobody_listening_says_so() -> None:
    deaf = [k.name for k in shipped().values() if k.audience == (Audience.NONE,)]
    assert "pr_value_ave" in deaf
    assert all(shipped()[name].directness is Directness.NONE for name in deaf)
