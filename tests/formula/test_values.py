"""Good formulas have the value a person works out by hand; doubtful ones are right or refused, never different."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from kpiframe.formula.evaluate import evaluate
from kpiframe.formula.syntax import parse
from kpiframe.problems import FormulaError

GOOD_INPUTS = {"a": 7, "b": 2, "c": 100, "d": -3, "e": 0.25, "z": 0, "n": None}
SILENT_INPUTS = {"a": 7, "b": 2, "c": 100, "none": None}


def close(value: float | None, expected: str) -> bool:
    """Within 1e-12 of the fraction, relative; zero exactly."""
    return value is not None and math.isclose(value, Fraction(expected), rel_tol=1e-12, abs_tol=0)


def test_good_formulas_have_the_value_of_their_fraction(corpus):
    cases = corpus("good")
    found = {case["text"]: evaluate(case["text"], case.get("inputs", GOOD_INPUTS)) for case in cases}
    assert [case["text"] for case in cases if not close(found[case["text"]][0], case["value"])] == []
    assert len(found) >= 100


def test_good_formulas_mean_the_same_in_canonical_text(corpus):
    for case in corpus("good"):
        inputs = case.get("inputs", GOOD_INPUTS)
        assert evaluate(parse(case["text"]).canonical(), inputs) == evaluate(case["text"], inputs)


def test_no_number_changes_silently(corpus):
    cases, wrong = corpus("silent_changes"), []
    for case in cases:
        try:
            value, reason, _ = evaluate(case["text"], SILENT_INPUTS)
        except FormulaError as error:
            if {problem.code for problem in error.problems} != {case.get("refused")}:
                wrong.append((case["text"], str(error)))
            continue
        right = close(value, case["value"]) if "value" in case else value is None and reason == case.get("missing")
        if not right:
            wrong.append((case["text"], value, reason))
    assert wrong == []
    assert len(cases) >= 60


def test_every_name_of_the_language_is_exercised_by_a_good_formula(corpus):
    from kpiframe.formula.functions import FUNCTIONS

    texts = " ".join(case["text"] for case in corpus("good"))
    assert [name for name in FUNCTIONS if f"{name}(" not in texts] == []


@pytest.mark.parametrize(
    "text", ["(" * 12 + "a" + ")" * 12, "+".join(["a"] * 33), "-" * 32 + "a", "not " * 32 + "a > 1"]
)
def test_the_guaranteed_minimum_is_always_accepted(text):
    """Twelve nested brackets and 32 repeated operators."""
    assert parse(text).names == ("a",)
