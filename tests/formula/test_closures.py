"""Closures and reasons on series that are not quite what a formula hopes for."""

from __future__ import annotations

import pytest

from kpiframe.formula.algebras.scalar import Env, compile_closure, notes_of, reason_of, truth_at, value_at
from kpiframe.formula.syntax import Role, parse


def values(text: str, env: Env, periods: int) -> list[float | None]:
    closure = compile_closure(parse(text))
    return [value_at(closure, env, t) for t in range(periods)]


def test_a_series_that_is_missing_or_too_short_has_no_values():
    env = Env({"aa": [1.0]})
    assert values("aa", env, 2) == [1.0, None]
    assert values("bb", env, 1) == [None]
    assert reason_of(parse("aa + bb"), env, 0) == ("null_input", "bb")
    assert reason_of(parse("aa"), env, 1) == ("null_input", "aa")


def test_whole_numbers_are_floats_before_anything_is_computed():
    assert values("aa ** bb", Env({"aa": [10], "bb": [400]}), 1) == [None]
    assert values("aa * 1", Env({"aa": [10**400]}), 1) == [None]
    assert reason_of(parse("aa * 1"), Env({"aa": [10**400]}), 0) == ("not_finite", "aa")


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_not_finite_count_as_missing(bad):
    env = Env({"aa": [bad]})
    assert values("coalesce(aa, 5)", env, 1) == [5.0]
    assert reason_of(parse("aa + 1"), env, 0) == ("not_finite", "aa")


def test_without_years_all_periods_are_one_year():
    assert values("ytd(aa)", Env({"aa": [1.0, 2.0, 3.0]}), 3) == [1.0, 3.0, 6.0]
    assert values("ytd(aa)", Env({"aa": [1.0, 2.0, 3.0]}, (0, 1, 1)), 3) == [1.0, 2.0, 5.0]


def test_a_condition_is_true_false_or_unknown():
    closure = compile_closure(parse("kind == 'a' and size > 1", Role.WHEN))
    env = Env({"kind": ["a", "a", "b", None], "size": [2, None, None, 0]})
    assert [truth_at(closure, env, t) for t in range(4)] == [True, None, False, False]
    assert value_at(closure, env, 0) is None


def test_texts_numbers_and_conditions_of_rules():
    closure = compile_closure(parse("kind not in ['a', 'b'] or flag and size in [1, 2]", Role.WHEN))
    env = Env({"kind": ["a", "c", None], "flag": [True, False, True], "size": [2.0, 5.0, 1]})
    assert [truth_at(closure, env, t) for t in range(3)] == [True, True, True]


def test_an_env_may_grow_while_kpis_are_computed_one_after_the_other():
    env = Env({"aa": [1.0, 2.0]})
    env.series["double"] = values("aa * 2", env, 2)
    assert values("rolling_sum(double + 0, 2)", env, 2) == [None, 6.0]


def test_two_formulas_do_not_share_their_memory():
    env = Env({"aa": [1.0, 2.0, 3.0]})
    assert values("prev(aa + 1)", env, 3) == [None, 2.0, 3.0]
    assert values("prev(aa + 2)", env, 3) == [None, 3.0, 4.0]


def test_notes_say_where_a_window_was_not_full():
    env = Env({"aa": [1.0, None, 3.0]})
    assert notes_of(parse("rolling_sum(aa, 2)"), env, 2) == ("partial_window",)
    assert notes_of(parse("rolling_sum(aa, 2) + rolling_mean(aa, 3)"), env, 2) == ("partial_window",)
    assert notes_of(parse("ytd(aa)"), env, 2) == ("partial_window",)
    assert notes_of(parse("ytd(aa)"), env, 0) == ()
    assert notes_of(parse("aa + 1"), env, 2) == ()


def test_the_first_cause_is_the_earliest_in_evaluation_order():
    env = Env({"aa": [None, 1.0], "bb": [0.0, 0.0], "cc": [None, None]})
    assert reason_of(parse("aa / bb"), env, 0) == ("null_input", "aa")
    assert reason_of(parse("aa / bb + cc"), env, 1) == ("zero_denominator", "")
    assert reason_of(parse("cc + aa / bb"), env, 1) == ("null_input", "cc")
    assert reason_of(parse("aa if cc > 1 else cc"), env, 1) == ("null_input", "cc")
    assert reason_of(parse("min(aa, ln(bb), cc)"), env, 1) == ("outside_domain", "")


def test_a_value_that_is_there_has_no_cause_but_its_size():
    assert reason_of(parse("aa * 1e30 * 1e30"), Env({"aa": [1e300]}), 0) == ("not_finite", "")
