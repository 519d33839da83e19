"""Only our errors leave the language: token soup and damaged formulas, with fixed seeds."""

from __future__ import annotations

import math
import random
import string

import pytest

from kpiframe.formula.evaluate import evaluate
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import FormulaError

INPUTS = {"aa": 7, "bb": -2.5, "cc": None, "flag": True, "zz": 0}
TOKENS = [
    *("aa", "bb", "cc", "flag", "zz", "0", "1", "2.5", "1e30", "100", "None", "True", "False"),
    *("+", "-", "*", "/", "**", "%", "//", "<", "<=", "==", "!=", ">", "=", "(", ")", "[", "]", ",", ".", ":", ";"),
    *("and", "or", "not", "if", "else", "in", "is", "lambda", "for", "'x'", '"', "'", "\\", "#", "\n", " ", "{", "}"),
    *("min(", "max(", "coalesce(", "clip(", "round(", "abs(", "ln(", "sqrt(", "is_null(", "safe_div("),
    *("prev(", "rolling_sum(", "rolling_mean(", "ytd(", "__class__", "é", "\u202e", "\0", "5j", "0x1", "1_0"),
]
WHOLE = (
    "(aa - bb) / zz * 100",
    "coalesce(cc, round(aa / 3, 2)) if aa > bb and flag else min(aa, bb, 3)",
    "safe_div(aa, zz, 1) + clip(bb, 0, 10) ** 2 - ytd(aa)",
    "1 if aa in [1, 7, -2.5] or cc is None else rolling_sum(prev(aa, 1), 3)",
    "-aa ** 2 + (ln(aa) - sqrt(bb)) * 1e-3",
)


def judged(text: str) -> bool:
    """Evaluate; anything but a result or our error is a failure. Return whether it was accepted."""
    try:
        value, reason, _ = evaluate(text, INPUTS)
    except FormulaError as error:
        if not error.problems or len(str(error)) > 2_000:
            pytest.fail(f"an error without problems, or too long: {text!r}")
        return False
    assert (value is None) is (reason is not None), text
    assert value is None or math.isfinite(value), text
    return True


def soup(choose: random.Random) -> str:
    return choose.choice(("", " ")).join(choose.choices(TOKENS, k=choose.randint(1, 14)))


def damaged(choose: random.Random) -> str:
    text = list(choose.choice(WHOLE))
    for _ in range(choose.randint(1, 3)):
        place = choose.randrange(len(text))
        text[place : place + choose.choice((0, 1, 1, 4))] = choose.choice((*string.printable, *TOKENS))
    return "".join(text)


@pytest.mark.parametrize("make", [soup, damaged])
def test_nothing_but_our_errors_leaves(make):
    choose = random.Random(20_261_121)
    accepted = sum(judged(make(choose)) for _ in range(6_000))
    assert accepted > 20  # the soup is not all refused at its first character


@pytest.mark.slow
@pytest.mark.parametrize("make", [soup, damaged])
@pytest.mark.parametrize("seed", range(2))
def test_nothing_but_our_errors_leaves_in_the_long_run(make, seed):
    choose = random.Random(seed)
    assert sum(judged(make(choose)) for _ in range(100_000)) > 200


@pytest.mark.parametrize("role", list(Role))
def test_every_role_refuses_soup_in_our_words(role):
    choose, refused = random.Random(7), 0
    for _ in range(1_500):
        try:
            formula = parse(soup(choose), role)
        except FormulaError:
            refused += 1
        else:
            assert parse(formula.canonical(), role).canonical() == formula.canonical()
    assert refused > 1_000
