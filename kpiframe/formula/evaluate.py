"""One formula on given numbers, from text to value: the whole language in one call, without an engine."""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Mapping
from decimal import Decimal

from kpiframe.formula.algebras.kinds import check
from kpiframe.formula.algebras.scalar import Env, compile_closure, reason_of, value_at
from kpiframe.formula.arithmetic import Value
from kpiframe.formula.kind import Kind
from kpiframe.formula.places import placeless
from kpiframe.formula.syntax import Formula, parse
from kpiframe.problems import FormulaError, Problem
from kpiframe.texts import Text

Given = float | int | bool | Decimal | None


def evaluate(text: str, inputs: Mapping[str, Given]) -> tuple[float | None, str | None, str]:
    """Return (value, reason, detail): a finite number, or None with the reason code and the name it speaks of.

    A number that is not finite or too large for a float counts as missing, with the reason ``not_finite``.
    True and False are conditions. FormulaError, and nothing else, for a text that is not in the language,
    names that are not given, and given things that are no numbers.
    """
    formula = parse(text)
    given = _given(inputs)
    problems = check(formula, {name: _kind(value) for name, value in given.items()})
    problems = problems or _not_numbers(formula, given)
    if problems:
        raise FormulaError(problems)
    env = Env({name: (_number(given[name]),) for name in formula.names}, (0,))
    value = value_at(compile_closure(formula), env, 0)
    return (value, None, "") if value is not None else (None, *reason_of(formula, env, 0))


def _given(inputs: Mapping[str, Given]) -> dict[str, object]:
    given: object = inputs
    if not isinstance(given, Mapping):
        message = Text("the inputs are a mapping from names to numbers", "đầu vào là ánh xạ từ tên sang số")
        raise FormulaError(placeless("KPF521", message))
    return {name: value for name, value in given.items() if isinstance(name, str)}


def _kind(value: object) -> Kind:
    if isinstance(value, bool):
        return Kind.CONDITION
    if isinstance(value, str):
        return Kind.TEXT
    return Kind.DATE if isinstance(value, dt.date) else Kind.NUMBER


def _not_numbers(formula: Formula, given: Mapping[str, object]) -> list[Problem]:
    """Return a problem for every name in use that is given something else than a number."""
    found = []
    for name in formula.names:
        value = given[name]
        if value is not None and not isinstance(value, bool | numbers.Real | Decimal):
            message = Text(f"`{name}` is not given as a number", f"`{name}` không được đưa vào dưới dạng số")
            found.append(placeless("KPF521", message, subject=name))
    return found


def _number(value: object) -> Value:
    """Return a given number as a float; what has no float becomes NaN, which counts as missing."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, numbers.Real | Decimal):
        try:
            return float(value)
        except (OverflowError, ValueError):
            return float("nan")
    return None
