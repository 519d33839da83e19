"""One table of facts: what it lists is what the builders fill, and nothing else may be named."""

from datetime import date

import pytest

from kpiframe.catalog.facts import Subject
from kpiframe.catalog.knowledge import Fix, Scope
from kpiframe.catalog.vocabulary import FACTS, check_rule, facts_of, subject_of
from kpiframe.formula.algebras.kinds import Kind
from kpiframe.periods import Calendar, Grain
from kpiframe.rules.definition_facts import field_of, setting_of
from kpiframe.rules.known import Known
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.texts import Text, same

BY_SUBJECT = {subject: {f.name for f in FACTS if f.of is subject and f.scope is not Scope.DIFF} for subject in Subject}


@pytest.fixture
def known(shipped, kpi, world):
    """Two KPIs with everything that can be known: a lifecycle entry, numbers, a ledger."""
    catalog, layout = world([kpi("a", lifecycle=["ave"]), kpi("b")])
    setting = setting_of(catalog, layout, date(2026, 11, 21))
    month = Calendar(Grain.MONTH).parse("2026-10")
    card = CardFacts(
        seen={n: KpiSeen("scored", (1.0,), (50.0,)) for n in "ab"}, periods=(month,), today=date(2026, 11, 2)
    )
    return Known(setting, card)


@pytest.fixture
def built(known, shipped):
    whole, one = set(known.card), set(known.kpi("a"))
    return {
        Subject.CARD: known.card,
        Subject.KPI: {n: v for n, v in known.kpi("a").items() if n not in whole},
        Subject.ENTRY: {n: v for n, v in known.entry("a", shipped.lifecycle["ave"]).items() if n not in one},
        Subject.PAIR: {n: v for n, v in known.pair("a", "b").items() if n not in one},
        Subject.LEDGER: {n: v for n, v in known.ledger("b").items() if n not in whole},
    }


@pytest.mark.parametrize("subject", [s for s in Subject if s is not Subject.CHANGE])
def test_the_table_is_what_the_builders_produce(built, subject):
    assert set(built[subject]) == BY_SUBJECT[subject]


@pytest.mark.parametrize("subject", [s for s in Subject if s is not Subject.CHANGE])
def test_every_value_is_of_the_kind_the_table_says(built, subject):
    kinds = {fact.name: fact.kind for fact in FACTS}
    types = {Kind.NUMBER: (float,), Kind.CONDITION: (bool,), Kind.TEXT: (str, Text)}
    for name, value in built[subject].items():
        assert value is None or type(value) in types[kinds[name]], name


def test_names_are_unique_and_every_meaning_is_told_in_both_languages():
    assert len({f.name for f in FACTS}) == len(FACTS)
    for fact in FACTS:
        assert fact.meaning.en, fact.name
        assert fact.meaning.vi not in ("", fact.meaning.en), fact.name
        assert fact.shown in {"number", "share", "score", "gap", "whole"}


def test_every_field_a_flag_points_at_belongs_to_a_fact():
    pointed = [f.name for f in FACTS if field_of(f.name)]
    assert {"measured_by", "platform", "hears_wider", "entry_status"} <= set(pointed)


def test_scopes_nothing_is_judged_in_yet_have_no_facts():
    assert facts_of(Scope.REPORT) == {}


@pytest.mark.parametrize(
    ("scope", "when", "subject"),
    [
        ("set", "platform_share > 0.1", Subject.CARD),
        ("kpi", "weight_share > 0.1", Subject.KPI),
        ("kpi", "entry_status == 'retired' and weight_share > 0", Subject.ENTRY),
        ("series", "rho < 0.2 and measured_by == 'platform'", Subject.PAIR),
        ("result", "self_attribution_ratio > 1", Subject.LEDGER),
        ("diff", "after_the_end and measured_by == 'own'", Subject.CHANGE),
    ],
)
def test_a_rule_is_judged_over_the_finest_thing_it_names(rule, scope, when, subject):
    assert subject_of(rule(when, scope=scope, message="x")) is subject


def test_facts_of_two_things_that_are_never_judged_together_are_an_error(rule):
    problems = check_rule(rule("rho < 0.2 and self_attribution_ratio > 1", scope="series", message="x"))
    assert {p.code for p in problems} == {"KPF560"}


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
