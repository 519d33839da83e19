"""One table of facts: what it lists is what the builders fill, and nothing else may be named."""

from datetime import date

import pytest

from kpiframe.catalog.knowledge import Fix, Scope
from kpiframe.catalog.vocabulary import FACTS, check_rule, facts_of
from kpiframe.formula.algebras.kinds import Kind
from kpiframe.rules.definition_facts import entry_facts, field_of, kpi_facts, setting_of
from kpiframe.rules.result_facts import CardFacts, result_facts
from kpiframe.rules.set_facts import set_facts
from kpiframe.texts import Text, same


@pytest.fixture
def built(shipped, kpi, world):
    catalog, layout = world([kpi("a", lifecycle=["ave"])])
    setting = setting_of(catalog, layout, date(2026, 11, 21))
    of_kpi = kpi_facts(catalog.kpis["a"], setting) | entry_facts(shipped.lifecycle["ave"], setting)
    return {Scope.KPI: of_kpi, Scope.SET: set_facts(setting), Scope.RESULT: result_facts(CardFacts(), setting)}


@pytest.mark.parametrize("scope", [Scope.KPI, Scope.SET, Scope.RESULT])
def test_the_table_is_what_the_builders_produce(built, scope):
    assert set(built[scope]) == set(facts_of(scope))


@pytest.mark.parametrize("scope", [Scope.KPI, Scope.SET, Scope.RESULT])
def test_every_value_is_of_the_kind_the_table_says(built, scope):
    types = {Kind.NUMBER: float, Kind.CONDITION: bool, Kind.TEXT: (str, Text)}
    for name, value in built[scope].items():
        assert value is None or type(value) in (types[facts_of(scope)[name].kind], str, Text), name
        if facts_of(scope)[name].kind is not Kind.TEXT and value is not None:
            assert type(value) is types[facts_of(scope)[name].kind], name


def test_names_are_unique_and_every_meaning_is_told_in_both_languages():
    assert len({f.name for f in FACTS}) == len(FACTS)
    for fact in FACTS:
        assert fact.meaning.en, fact.name
        assert fact.meaning.vi not in ("", fact.meaning.en), fact.name
        assert fact.shown in {"number", "share", "score", "gap"}


def test_every_field_a_flag_points_at_belongs_to_a_fact():
    pointed = [f.name for f in FACTS if field_of(f.name)]
    assert {"measured_by", "platform", "hears_wider", "entry_status"} <= set(pointed)


@pytest.mark.parametrize("scope", [Scope.SERIES, Scope.DIFF, Scope.REPORT])
def test_scopes_nothing_is_judged_in_yet_have_no_facts(scope):
    assert facts_of(scope) == {}


def test_a_sound_rule_has_no_problem(rule):
    assert check_rule(rule("weight_share > limit", params={"limit": 0.1}, message=Text("{label}", "KPI {label}"))) == []


def test_an_unknown_fact_is_an_error_with_the_nearest_names(rule):
    (problem,) = check_rule(rule("weight_shar > 0.1"))
    assert (problem.code, problem.name, problem.subject) == ("KPF560", "unknown-fact", "KPF950")
    assert problem.meant[0] == "weight_share"
    assert "weight_shar" in problem.message.vi


def test_facts_of_another_scope_are_unknown(rule):
    (problem,) = check_rule(rule("platform_share > 0.1"))
    assert problem.code == "KPF560"
    assert check_rule(rule("platform_share > 0.1", scope="set", message="x")) == []


def test_a_parameter_may_not_shadow_a_fact(rule):
    (problem,) = check_rule(rule("weight_share > 0.1", params={"weight_share": 0.1}))
    assert problem.code == "KPF561"


def test_kinds_are_not_mixed(rule):
    (problem,) = check_rule(rule("measured_by > 0.1"))
    assert problem.code == "KPF521"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (Text("{lable}", "{lable}"), ["KPF562"]),
        (Text("{label}", "{platform}"), ["KPF563"]),
        (Text("{limit}", "{limit}"), []),
        (Text("{} {0} {label!r} {label.en}", "x"), []),  # not placeholders: they stay as they are
    ],
)
def test_placeholders_are_facts_and_alike_in_both_languages(rule, text, codes):
    found = check_rule(rule("weight_share > limit", params={"limit": 1.0}, message=text))
    assert [p.code for p in found] == codes


def test_placeholders_of_the_remedy_are_checked_too(rule):
    from dataclasses import replace

    wrong = replace(rule("not has_owner"), fix=Fix(same("{nothing}")))
    assert [p.code for p in check_rule(wrong)] == ["KPF562"]


def test_a_parameter_nothing_uses_is_an_error_with_the_nearest(rule):
    (problem,) = check_rule(rule("weight_share > limit", params={"limit": 0.1, "limt": 0.2}))
    assert (problem.code, problem.meant, problem.allowed) == ("KPF564", ("limit",), ("limit",))
