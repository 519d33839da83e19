"""A second oracle: arithmetic against exact fractions, with the rounding of floats accounted for.

Every node carries its exact value and a bound of the float's error (half a unit in the last place a step).
Where a denominator cannot be told from zero within that bound, the formula is left out.
"""

from __future__ import annotations

import ast
import random
from fractions import Fraction

import pytest

from kpiframe.formula.evaluate import evaluate
from kpiframe.formula.syntax import parse

VALUES = {"aa": 7, "bb": -3, "cc": 0.25, "dd": 100, "ee": 0, "ff": 1.5, "gg": 1e6}
STEP = Fraction(1, 2**52)


class Undecided(Exception):
    """The oracle cannot say: a denominator too near to zero."""


class NoValue(Exception):
    """A denominator is exactly zero."""


def exact(node: ast.expr) -> tuple[Fraction, Fraction]:
    """Value and error bound of a node, from Python's own syntax tree."""
    if isinstance(node, ast.Constant):
        return Fraction(node.value), Fraction(0)
    if isinstance(node, ast.Name):
        return Fraction(VALUES[node.id]), Fraction(0)
    if isinstance(node, ast.UnaryOp):
        value, error = exact(node.operand)
        return (-value if isinstance(node.op, ast.USub) else value), error
    (x, dx), (y, dy) = exact(node.left), exact(node.right)
    if isinstance(node.op, ast.Add | ast.Sub):
        value, error = (x + y if isinstance(node.op, ast.Add) else x - y), dx + dy
    elif isinstance(node.op, ast.Mult):
        value, error = x * y, abs(x) * dy + abs(y) * dx + dx * dy
    elif y == 0 and dy == 0:
        raise NoValue
    elif abs(y) <= 2 * dy:
        raise Undecided
    else:
        value, error = x / y, (dx + abs(x / y) * dy) / (abs(y) - dy)
    return value, error + (abs(value) + error) * STEP


def random_formula(choose: random.Random, depth: int) -> str:
    if depth == 0:
        return choose.choice([*VALUES, "1", "2", "0.5", "10", "3"])
    if choose.random() < 0.12:
        return f"-{random_formula(choose, depth - 1)}"
    left, right = (random_formula(choose, choose.randint(0, depth - 1)) for _ in "lr")
    text = f"{left} {choose.choice('+-*/')} {right}"
    return f"({text})" if choose.random() < 0.6 else text


def check_many(seed: int, amount: int) -> int:
    """Compare *amount* formulas; return how many the oracle could decide."""
    choose, decided = random.Random(seed), 0
    for _ in range(amount):
        text = random_formula(choose, choose.randint(1, 5))
        value, reason, _ = evaluate(text, VALUES)
        try:
            expected, error = exact(ast.parse(text, mode="eval").body)
        except NoValue:
            assert (value, reason) == (None, "zero_denominator"), f"seed {seed}: {text}"
            decided += 1
            continue
        except Undecided:
            continue
        assert value is not None, f"seed {seed}: {text}"
        assert abs(Fraction(value) - expected) <= error, f"seed {seed}: {text} = {value}, exactly {expected}"
        decided += 1
    return decided


@pytest.mark.parametrize("seed", [71, 72])
def test_arithmetic_equals_fractions(seed):
    assert check_many(seed, 1_500) > 1_400


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_arithmetic_equals_fractions_on_a_hundred_thousand(seed):
    assert check_many(seed, 25_000) > 24_000


@pytest.mark.parametrize("seed", [81])
def test_scaling_all_inputs_of_a_ratio_changes_nothing(seed):
    choose = random.Random(seed)
    for _ in range(200):
        inputs = {name: choose.choice((1, 2, 7, 0.5, 1e6, 3)) for name in ("promoters", "detractors", "responses")}
        scaled = {name: value * 8 for name, value in inputs.items()}  # a power of two: exact in floats
        text = "(promoters - detractors) / responses * 100"
        assert evaluate(text, inputs) == evaluate(text, scaled)


@pytest.mark.parametrize("seed", [91])
def test_canonical_text_computes_the_same(seed):
    choose = random.Random(seed)
    for _ in range(300):
        text = random_formula(choose, 4)
        assert evaluate(parse(text).canonical(), VALUES) == evaluate(text, VALUES)
