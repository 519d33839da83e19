"""Closures over given numbers: for ``eval``, ``test``, rules, and the reason of every missing value.

Each node becomes a function of (env, t). A formula must have passed the kinds check: the closures do
not look again. Infinity and NaN are carried inside; :func:`value_at` cleans the final value once.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any, Final

from kpiframe.formula import arithmetic
from kpiframe.formula.algebra import Constant
from kpiframe.formula.arithmetic import COMPARE, Value
from kpiframe.formula.env import Closure, Env, usable
from kpiframe.formula.reasons import notes_of, reason_of
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import walk

__all__ = ["Closure", "Env", "compile_closure", "notes_of", "reason_of", "truth_at", "value_at"]

Number = Any
"""A closure of a number; which operands are numbers is the kinds algebra's business."""


def compile_closure(formula: Formula) -> Closure:
    """Return a function (env, t) -> value that carries infinity and NaN; clean with :func:`value_at`."""
    return walk(formula, _Scalar())


def value_at(closure: Closure, env: Env, t: int) -> float | None:
    """Return the number in period *t*; None where there is none or where it is not finite."""
    value = arithmetic.finite(closure(env, t))
    return value if type(value) is float else None


def truth_at(closure: Closure, env: Env, t: int) -> bool | None:
    """Return whether a condition holds in period *t*; None where that is unknown."""
    value = closure(env, t)
    return value if isinstance(value, bool) else None


def _unary(function: Callable[[Number], Value]) -> Callable[[_Scalar, Closure], Closure]:
    def method(self: _Scalar, x: Closure) -> Closure:
        del self

        def run(env: Env, t: int) -> Value:
            value = x(env, t)
            return None if value is None else function(value)

        return run

    return method


def _binary(function: Callable[[Number, Number], Value]) -> Callable[[_Scalar, Closure, Closure], Closure]:
    def method(self: _Scalar, x: Closure, y: Closure) -> Closure:
        del self

        def run(env: Env, t: int) -> Value:
            left = x(env, t)
            if left is None:
                return None
            right = y(env, t)
            return None if right is None else function(left, right)

        return run

    return method


def _extreme(function: Callable[[Any], Value]) -> Callable[[_Scalar, Sequence[Closure]], Closure]:
    def method(self: _Scalar, xs: Sequence[Closure]) -> Closure:
        del self

        def run(env: Env, t: int) -> Value:
            values = [x(env, t) for x in xs]
            return None if None in values else function(values)

        return run

    return method


class _Scalar:
    """The algebra of closures."""

    def __init__(self) -> None:
        self.plain: set[Closure] = set()
        """Closures of names and constants: reading them again costs less than remembering them."""

    def const(self, value: Constant) -> Closure:
        def run(env: Env, t: int) -> Value:
            del env, t
            return value

        self.plain.add(run)
        return run

    def name(self, name: str) -> Closure:
        def run(env: Env, t: int) -> Value:
            try:
                value = env.series[name][t]
            except (KeyError, IndexError):
                return None
            if type(value) is float:
                return value if isfinite(value) else None
            return usable(value)

        self.plain.add(run)
        return run

    add = _binary(operator.add)
    sub = _binary(operator.sub)
    mul = _binary(operator.mul)
    div = _binary(arithmetic.divide)
    pow = _binary(arithmetic.power)
    neg = _unary(operator.neg)
    not_ = _unary(operator.not_)
    abs = _unary(operator.abs)
    sqrt = _unary(arithmetic.square_root)
    ln = _unary(arithmetic.logarithm)
    min = _extreme(arithmetic.smallest)
    max = _extreme(arithmetic.largest)

    def pos(self, x: Closure) -> Closure:
        return x

    def and_(self, xs: Sequence[Closure]) -> Closure:
        def run(env: Env, t: int) -> Value:
            result: bool | None = True
            for x in xs:
                value = x(env, t)
                if value is False:
                    return False
                if value is None:
                    result = None
            return result

        return run

    def or_(self, xs: Sequence[Closure]) -> Closure:
        def run(env: Env, t: int) -> Value:
            result: bool | None = False
            for x in xs:
                value = x(env, t)
                if value is True:
                    return True
                if value is None:
                    result = None
            return result

        return run

    def cmp(self, signs: Sequence[str], xs: Sequence[Closure]) -> Closure:
        compare = [COMPARE[sign] for sign in signs]
        if len(compare) == 1:
            return _binary(compare[0])(self, *xs)

        def run(env: Env, t: int) -> Value:
            result: bool | None = True
            for function, (left, right) in zip(compare, pairwise([x(env, t) for x in xs]), strict=True):
                if left is None or right is None:
                    result = None
                elif not function(left, right):
                    return False
            return result

        return run

    def isin(self, x: Closure, values: Sequence[float | str], *, negated: bool) -> Closure:
        members: Final = frozenset(values)

        def run(env: Env, t: int) -> Value:
            value = x(env, t)
            return None if value is None else (value in members) is not negated

        return run

    def is_none(self, x: Closure, *, negated: bool) -> Closure:
        def run(env: Env, t: int) -> Value:
            return (x(env, t) is None) is not negated

        return run

    def is_null(self, x: Closure) -> Closure:
        return self.is_none(x, negated=False)

    def if_(self, test: Closure, then: Closure, other: Closure) -> Closure:
        def run(env: Env, t: int) -> Value:
            return then(env, t) if test(env, t) is True else other(env, t)

        return run

    def coalesce(self, xs: Sequence[Closure]) -> Closure:
        def run(env: Env, t: int) -> Value:
            for x in xs:
                value = x(env, t)
                if value is not None:
                    return value
            return None

        return run

    def clip(self, x: Closure, low: float, high: float) -> Closure:
        return _unary(lambda value: arithmetic.clipped(value, low, high))(self, x)

    def round(self, x: Closure, places: int) -> Closure:
        return _unary(lambda value: arithmetic.round_half_away(value, places))(self, x)

    def safe_div(self, x: Closure, y: Closure, other: Closure) -> Closure:
        def run(env: Env, t: int) -> Value:
            above: Number = x(env, t)
            below: Number = y(env, t)
            if above is None or below is None:
                return None
            return arithmetic.divide(above, below) if below else other(env, t)

        return run

    # ---- windows
    def prev(self, x: Closure, steps: int) -> Closure:
        operand = self._remembered(x)

        def run(env: Env, t: int) -> Value:
            return operand(env, t - steps) if t >= steps else None

        return run

    def rolling_sum(self, x: Closure, span: int) -> Closure:
        operand = self._remembered(x)

        def run(env: Env, t: int) -> Value:
            values = _present(operand, env, t - span + 1, t)
            return arithmetic.total(values) if values else None

        return run

    def rolling_mean(self, x: Closure, span: int) -> Closure:
        operand = self._remembered(x)

        def run(env: Env, t: int) -> Value:
            values = _present(operand, env, t - span + 1, t)
            return arithmetic.total(values) / len(values) if values else None

        return run

    def ytd(self, x: Closure) -> Closure:
        operand = self._remembered(x)

        def run(env: Env, t: int) -> Value:
            values = _present(operand, env, env.first_of_year(t), t)
            return arithmetic.total(values) if values else None

        return run

    def _remembered(self, x: Closure) -> Closure:
        """Return x remembering its values within one env: windows in windows would multiply their work."""
        if x in self.plain:
            return x
        key = object()

        def run(env: Env, t: int) -> Value:
            known = env.memo.setdefault(key, {})
            if t not in known:
                known[t] = x(env, t)
            return known[t]

        return run


def _present(x: Closure, env: Env, first: int, last: int) -> list[Number]:
    """Return the values from *first* to *last* that are there; none when the spine begins later."""
    if first < 0:
        return []
    values = (x(env, i) for i in range(first, last + 1))
    return [value for value in values if value is not None]
