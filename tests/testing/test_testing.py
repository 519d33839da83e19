"""The runner of worked examples and rule tests: what it passes, what it fails, and how it says so."""

from dataclasses import replace

import pytest

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Condition, Confidence, Fix, LifecycleEntry, Rule, RuleTest, Scope
from kpiframe.catalog.model import Example
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import Location, Severity
from kpiframe.rules.partial import partial_kpi
from kpiframe.testing import run_examples, run_rule_tests
from kpiframe.texts import Text, same


def kpi(name, formula, *examples):
    return replace(partial_kpi({"name": name}), formula=parse(formula), examples=tuple(examples))


def rule(when, *tests, scope=Scope.KPI, **said):
    line = Condition(Severity.WARNING, parse(when, Role.WHEN))
    message = Text("{label} weighs {weight_share}", "{label} nặng {weight_share}")
    return Rule(
        "KPF950",
        "tested",
        scope,
        Severity.WARNING,
        Confidence.HIGH,
        (line,),
        message,
        same("why"),
        Fix(same("fix")),
        tests=tests,
        **said,
    )


class TestExamples:
    NPS = "(promoters - detractors) / responses * 100"

    @pytest.mark.parametrize(
        ("inputs", "expect", "reason", "ok"),
        [
            ({"promoters": 75.0, "detractors": 15.0, "responses": 150.0}, 40.0, None, True),
            ({"promoters": 75.0, "detractors": 15.0, "responses": 150.0}, 40.0000001, None, False),
            ({"promoters": 75.0, "detractors": 15.0, "responses": 0.0}, None, "zero_denominator", True),
            ({"promoters": 75.0, "detractors": 15.0, "responses": 0.0}, None, None, True),
            ({"promoters": 75.0, "detractors": 15.0, "responses": 0.0}, None, "null_input", False),
            ({"promoters": None, "detractors": 15.0, "responses": 9.0}, None, "null_input", True),
            ({"promoters": 75.0, "detractors": 15.0, "responses": 150.0}, None, "null_input", False),
            ({"detractors": 15.0, "responses": 150.0}, 40.0, None, False),
        ],
    )
    def test_a_value_or_the_reason_of_none(self, inputs, expect, reason, ok):
        (outcome,) = run_examples(
            [kpi("nps", self.NPS, Example(inputs, expect, reason, location=Location("nps.yaml", 7)))]
        )
        assert outcome.ok is ok
        assert outcome.name == "nps, example 1"
        assert outcome.location.line == 7

    def test_what_was_expected_and_what_came_is_said(self):
        (outcome,) = run_examples([kpi("a", "x / y", Example({"x": 1.0, "y": 0.0}, 3.0))])
        assert (outcome.expected, outcome.got) == ("3", "no value: zero_denominator")

    def test_kpis_a_formula_names_are_computed_from_the_same_inputs(self):
        rate = kpi("rate", "buyers / people * 100")
        goal = kpi("goal", "(rate + second) / 2", Example({"buyers": 5.0, "people": 50.0}, 15.0))
        second = kpi("second", "rate * 2")
        assert [o.ok for o in run_examples([goal, second, rate])] == [True]

    def test_a_loop_has_no_value_and_ends(self):
        a, b = kpi("a", "b + 1", Example({}, 1.0)), kpi("b", "a + 1")
        (outcome,) = run_examples([a, b])
        assert not outcome.ok
        assert outcome.got.startswith("no value")

    def test_an_input_may_bear_the_name_of_its_kpi(self):
        assert run_examples([kpi("visits", "visits", Example({"visits": 3.0}, 3.0))])[0].ok


class TestRuleTests:
    HEAVY = "weight_share > limit"

    def outcome(self, test, when=HEAVY, catalog=None, **said):
        params = said.pop("params", {"limit": 0.1})
        (found,) = run_rule_tests([rule(when, test, params=params, **said)], catalog or Catalog())
        return found

    @pytest.mark.parametrize(
        ("verdict", "share", "ok", "got"),
        [
            ("flag", 0.2, True, "flag warning"),
            ("flag", 0.1, False, "ok"),
            ("ok", 0.1, True, "ok"),
            ("ok", 0.2, False, "flag warning"),
            ("not_judged", None, True, "not_judged"),
            ("ok", None, False, "not_judged"),
            ("flag", None, False, "not_judged"),
        ],
    )
    def test_verdicts(self, verdict, share, ok, got):
        outcome = self.outcome(RuleTest(verdict, {"kpi": {"name": "a"}, "weight_share": share}))
        assert (outcome.ok, outcome.got) == (ok, got)

    def test_a_missed_todo_does_not_fail_and_a_caught_one_says_so(self):
        missed = self.outcome(RuleTest("todo", {"weight_share": 0.0}))
        caught = self.outcome(RuleTest("todo", {"weight_share": 0.2}))
        assert missed.ok
        assert caught.ok
        assert "make it a flag" in caught.note.en
        assert "known miss" in missed.note.en

    def test_parameters_of_the_test_replace_those_of_the_rule(self):
        assert self.outcome(RuleTest("flag", {"weight_share": 0.06}, params={"limit": 0.05})).ok

    def test_severity_and_words_of_the_message(self):
        given = {"kpi": {"name": "reach"}, "weight_share": 0.2}
        assert self.outcome(
            RuleTest("flag", given, severity=Severity.WARNING, message_contains=Text("reach weighs 20%", "nặng"))
        ).ok
        assert not self.outcome(RuleTest("flag", given, severity=Severity.ERROR)).ok
        assert not self.outcome(RuleTest("flag", given, message_contains=Text("reach weighs 20%", "rất nặng"))).ok
        assert self.outcome(RuleTest("flag", given, message_contains=same("nặng"))).ok  # said in one language

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"weight_shar": 0.2}, "weight_share"),
            ({"kpi": {"nmae": "x"}}, "name"),
            ({"kpi": {"name": "x", "signal": "signals"}}, "signals"),
            ({"kpi": "b", "kpis": [{"name": "a"}]}, "b"),
            ({"platform_share": 0.2}, "no fact of scope kpi"),
            ({"kpi": {"name": "x"}, "as_of": "yesterday"}, "yesterday"),
        ],
    )
    def test_a_test_that_cannot_be_understood_fails_with_the_reason(self, given, told):
        outcome = self.outcome(RuleTest("ok", given))
        assert not outcome.ok
        assert told in outcome.got

    def test_partial_definitions_run_through_the_real_fact_builder(self):
        test = RuleTest(
            "flag",
            {
                "kpi": "a",
                "kpis": [
                    {"name": "a", "measured_by": "platform", "weight_share": 0.2},
                    {"name": "b", "weight_share": 0.8},
                ],
            },
        )
        assert self.outcome(test, 'measured_by == "platform" and weight_share > limit and counterparts == 0').ok

    def test_the_day_is_given_never_read(self):
        entry = LifecycleEntry(
            "gone",
            same("Gone"),
            "retired",
            same("x"),
            Severity.ERROR,
            True,
            effective=__import__("datetime").date(2026, 1, 1),
        )
        catalog = Catalog(lifecycle={"gone": entry})
        for day, verdict in (("2025-12-31", "ok"), ("2026-01-01", "flag")):
            test = RuleTest(verdict, {"kpi": {"name": "a", "lifecycle": ["gone"]}, "as_of": day})
            assert self.outcome(test, "entry_in_force", catalog=catalog, params={}).ok

    def test_an_entry_without_a_source_flags_as_information(self):
        entry = LifecycleEntry("rumour", same("Rumour"), "retired", same("x"), Severity.ERROR, False)
        test = RuleTest("flag", {"kpi": {"name": "a", "lifecycle": ["rumour"]}}, severity=Severity.INFO)
        assert self.outcome(
            test, 'entry_status == "retired"', catalog=Catalog(lifecycle={"rumour": entry}), params={}
        ).ok
