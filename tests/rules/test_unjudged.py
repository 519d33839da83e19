"""Why a rule was not judged, in words."""

import ast
from dataclasses import replace

import pytest

from kpiframe.catalog.knowledge import Scope
from kpiframe.catalog.vocabulary import FACTS, facts_of
from kpiframe.rules.unjudged import UNKNOWN, unjudged
from kpiframe.texts import Text


def test_too_few_periods_name_the_limit(shipped):
    rule = shipped.rules["KPF155"]
    assert unjudged(rule, "baseline_periods") == Text("fewer than 24 periods", "chưa đủ 24 kỳ")


def test_the_limit_is_the_one_in_force(shipped):
    rule = shipped.rules["KPF155"]
    shorter = replace(rule, params={**rule.params, "n_min": 12})
    assert unjudged(shorter, "baseline_periods").en == "fewer than 12 periods"


@pytest.mark.parametrize(
    ("code", "fact", "told"),
    [
        ("KPF155", "other_season", "no earlier period to compare with"),
        ("KPF145", "comparable", "not comparable: the meaning changed in between"),
        ("KPF151", "outcome_comparable", "not comparable: the meaning of the outcome changed in between"),
        ("KPF117", "seasonless_rho", "fewer than 8 changes that both have, or one never changes"),
        ("KPF117", "changes", "fewer than 8 changes that both have"),
        ("KPF115", "days_since_end", "less than 7 days since the end of the period"),
        ("KPF201", "data_age", "its data carry no day"),
        ("KPF113", "top_platform_share", "several KPIs do not say which platform counts them"),
    ],
)
def test_what_was_missing(shipped, code, fact, told):
    assert unjudged(shipped.rules[code], fact).en.startswith(told)


def test_other_facts_are_told_by_their_meaning(shipped):
    meaning = facts_of(Scope.SET)["asked_share"].meaning
    told = unjudged(shipped.rules["KPF132"], "asked_share")
    assert told == Text(f"not known: {meaning.en}", f"chưa biết: {meaning.vi}")


def test_words_are_of_facts_that_exist():
    assert set(UNKNOWN) <= {fact.name for fact in FACTS}


def test_every_fact_a_shipped_rule_wants_enough_of_has_words_of_its_own(shipped):
    asked = 0
    for rule in shipped.rules.values():
        for condition in rule.when:
            for node in ast.walk(condition.formula.tree):
                if not isinstance(node, ast.IfExp):
                    continue
                names = {n.id for n in ast.walk(node.test) if isinstance(n, ast.Name)} - set(rule.params)
                for fact in names:
                    asked += 1
                    assert not unjudged(rule, fact).en.startswith("not known"), (rule.id, fact)
    assert asked >= 8
