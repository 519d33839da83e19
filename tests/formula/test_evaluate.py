"""One formula on given numbers: every odd thing given is a reason or our error."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from kpiframe.formula.evaluate import evaluate
from kpiframe.problems import FormulaError

NPS = "(promoters - detractors) / responses * 100"


def test_a_value_has_no_reason():
    assert evaluate(NPS, {"promoters": 75, "detractors": 15, "responses": 150}) == (40.0, None, "")


def test_a_missing_value_has_a_reason_and_the_name_it_speaks_of():
    assert evaluate(NPS, {"promoters": 0, "detractors": 0, "responses": 0}) == (None, "zero_denominator", "")
    assert evaluate(NPS, {"promoters": 1, "detractors": None, "responses": 2}) == (None, "null_input", "detractors")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (2, (4.0, None, "")),
        (2.0, (4.0, None, "")),
        (Decimal("2.0"), (4.0, None, "")),
        (Fraction(4, 2), (4.0, None, "")),
        (None, (None, "null_input", "aa")),
        (float("nan"), (None, "not_finite", "aa")),
        (float("inf"), (None, "not_finite", "aa")),
        (float("-inf"), (None, "not_finite", "aa")),
        (10**400, (None, "not_finite", "aa")),
        (-(10**400), (None, "not_finite", "aa")),
        (Decimal("NaN"), (None, "not_finite", "aa")),
        (Decimal("sNaN"), (None, "not_finite", "aa")),
        (Decimal("Infinity"), (None, "not_finite", "aa")),
        (Decimal("1e999"), (None, "not_finite", "aa")),
    ],
    ids=str,
)
def test_numbers_of_every_type_are_floats_or_missing(given, expected):
    assert evaluate("aa * 2", {"aa": given}) == expected


@pytest.mark.parametrize(
    "given",
    ["2", "", b"2", True, False, [2], (2,), {}, {2}, 2j, object(), dt.date(2026, 1, 1), dt.datetime(2026, 1, 1), len],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_number_is_refused_by_us(given):
    with pytest.raises(FormulaError) as caught:
        evaluate("aa * 2", {"aa": given})
    assert {problem.code for problem in caught.value.problems} == {"KPF521"}


def test_true_and_false_are_conditions():
    assert evaluate("1 if flag else 0", {"flag": True})[0] == 1.0
    assert evaluate("1 if flag else 0", {"flag": False})[0] == 0.0


def test_a_name_that_is_not_given_is_an_error_with_the_nearest():
    with pytest.raises(FormulaError) as caught:
        evaluate("revenu / orders", {"revenue": 1, "orders": 2})
    (problem,) = caught.value.problems
    assert (problem.code, problem.meant) == ("KPF520", ("revenue",))


def test_inputs_that_are_not_used_do_not_matter():
    assert evaluate("aa", {"aa": 1, "bb": "text", "cc": object(), 5: 1, None: 2}) == (1.0, None, "")


@pytest.mark.parametrize("inputs", [None, [], 5, "aa", [("aa", 1)]], ids=repr)
def test_inputs_that_are_no_mapping_are_refused_by_us(inputs):
    with pytest.raises(FormulaError):
        evaluate("1", inputs)


@pytest.mark.parametrize("text", [None, 5, 1.5, b"1", ["1"], True], ids=repr)
def test_a_formula_that_is_no_text_is_refused_by_us(text):
    with pytest.raises(FormulaError) as caught:
        evaluate(text, {})
    assert caught.value.problems[0].code == "KPF510"


def test_minus_zero_is_zero():
    value, _, _ = evaluate("aa * -1", {"aa": 0})
    assert str(value) == "0.0"


def test_one_period_has_no_history():
    assert evaluate("prev(aa)", {"aa": 1}) == (None, "no_history", "")
    assert evaluate("rolling_sum(aa, 2)", {"aa": 1}) == (None, "no_history", "")
    assert evaluate("ytd(aa) + rolling_mean(aa, 1)", {"aa": 1})[0] == 2.0


@pytest.mark.parametrize("zero", [0, 0.0, -0.0, Decimal(0), Decimal("-0.0"), Fraction(0)], ids=repr)
def test_every_zero_is_a_zero_denominator(zero):
    assert evaluate("1 / aa", {"aa": zero}) == (None, "zero_denominator", "")
