"""Why a formula has no value, and what its trace must say: a second run that remembers the causes.

Called for cells without a value only. An answer is a value or a :class:`Cause`; causes travel upwards
as nulls do, so what arrives at the top is the first cause in evaluation order.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from kpiframe.formula import arithmetic
from kpiframe.formula.algebra import Constant
from kpiframe.formula.arithmetic import COMPARE
from kpiframe.formula.env import Env, usable
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import walk

NULL_INPUT: Final = "null_input"
NOT_FINITE: Final = "not_finite"
ZERO_DENOMINATOR: Final = "zero_denominator"
OUTSIDE_DOMAIN: Final = "outside_domain"
NO_HISTORY: Final = "no_history"
PARTIAL_WINDOW: Final = "partial_window"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why there is no value, and the name of the input or KPI it speaks of."""

    code: str
    name: str = ""


@dataclass(slots=True)
class _Run:
    """One evaluation: the numbers, the remarks gathered, and the answers of windows already known."""

    env: Env
    notes: list[str] = field(default_factory=list)
    known: dict[tuple[object, int], Any] = field(default_factory=dict)


Answer = Any
"""A float, bool or text, or a Cause."""
Traced = Callable[[_Run, int], Answer]


def reason_of(formula: Formula, env: Env, t: int) -> tuple[str, str]:
    """Return (reason code, name it speaks of or "") of a formula that has no value in period *t*.

    The first cause in evaluation order. Call it only where the value is None.
    """
    answer = _traced(formula)(_Run(env), t)
    if isinstance(answer, Cause):
        return answer.code, answer.name
    return NOT_FINITE, ""


def notes_of(formula: Formula, env: Env, t: int) -> tuple[str, ...]:
    """Return machine-readable remarks on the value in period *t*, e.g. ``("partial_window",)``."""
    run = _Run(env)
    _traced(formula)(run, t)
    return tuple(dict.fromkeys(run.notes))


@lru_cache(maxsize=1024)
def _traced(formula: Formula) -> Traced:
    return walk(formula, _Reasons())


def _strict(function: Callable[..., Any], code: str = "") -> Callable[..., Traced]:
    """Return the method of a function that has no value where an operand has none, or, with *code*, by itself."""

    def method(self: _Reasons, *xs: Traced) -> Traced:
        del self

        def run(at: _Run, t: int) -> Answer:
            values = []
            for x in xs:
                value = x(at, t)
                if isinstance(value, Cause):
                    return value
                values.append(value)
            result = function(*values)
            return Cause(code) if result is None else result

        return run

    return method


class _Reasons:
    """The algebra of values with causes."""

    def const(self, value: Constant) -> Traced:
        answer = Cause(NULL_INPUT) if value is None else value
        return lambda at, t: answer  # noqa: ARG005

    def name(self, name: str) -> Traced:
        def run(at: _Run, t: int) -> Answer:
            raw = at.env.raw(name, t)
            value = usable(raw)
            if value is not None:
                return value
            return Cause(NULL_INPUT if raw is None or not isinstance(raw, int | float) else NOT_FINITE, name)

        return run

    add = _strict(operator.add)
    sub = _strict(operator.sub)
    mul = _strict(operator.mul)
    div = _strict(arithmetic.divide, ZERO_DENOMINATOR)
    pow = _strict(arithmetic.power, OUTSIDE_DOMAIN)
    neg = _strict(operator.neg)
    not_ = _strict(operator.not_)
    abs = _strict(operator.abs)
    sqrt = _strict(arithmetic.square_root, OUTSIDE_DOMAIN)
    ln = _strict(arithmetic.logarithm, OUTSIDE_DOMAIN)

    def pos(self, x: Traced) -> Traced:
        return x

    def min(self, xs: Sequence[Traced]) -> Traced:
        return _strict(lambda *values: arithmetic.smallest(values))(self, *xs)

    def max(self, xs: Sequence[Traced]) -> Traced:
        return _strict(lambda *values: arithmetic.largest(values))(self, *xs)

    def clip(self, x: Traced, low: float, high: float) -> Traced:
        return _strict(lambda value: arithmetic.clipped(value, low, high))(self, x)

    def round(self, x: Traced, places: int) -> Traced:
        return _strict(lambda value: arithmetic.round_half_away(value, places))(self, x)

    def and_(self, xs: Sequence[Traced]) -> Traced:
        return _joined(xs, decisive=False)

    def or_(self, xs: Sequence[Traced]) -> Traced:
        return _joined(xs, decisive=True)

    def cmp(self, signs: Sequence[str], xs: Sequence[Traced]) -> Traced:
        return _chain(signs, xs)

    def isin(self, x: Traced, values: Sequence[float | str], *, negated: bool) -> Traced:
        members = frozenset(values)
        return _strict(lambda value: (value in members) is not negated)(self, x)

    def is_none(self, x: Traced, *, negated: bool) -> Traced:
        return lambda at, t: isinstance(x(at, t), Cause) is not negated

    def is_null(self, x: Traced) -> Traced:
        return self.is_none(x, negated=False)

    def if_(self, test: Traced, then: Traced, other: Traced) -> Traced:
        return lambda at, t: then(at, t) if test(at, t) is True else other(at, t)

    def coalesce(self, xs: Sequence[Traced]) -> Traced:
        def run(at: _Run, t: int) -> Answer:
            first: Cause | None = None
            for x in xs:
                value = x(at, t)
                if not isinstance(value, Cause):
                    return value
                first = first or value
            return first

        return run

    def safe_div(self, x: Traced, y: Traced, other: Traced) -> Traced:
        def run(at: _Run, t: int) -> Answer:
            above, below = x(at, t), y(at, t)
            for value in (above, below):
                if isinstance(value, Cause):
                    return value
            return arithmetic.divide(above, below) if below else other(at, t)

        return run

    # ---- windows
    def prev(self, x: Traced, steps: int) -> Traced:
        operand = _known(x)
        return lambda at, t: operand(at, t - steps) if t >= steps else Cause(NO_HISTORY)

    def rolling_sum(self, x: Traced, span: int) -> Traced:
        return _window(x, lambda at, t: t - span + 1, arithmetic.total)  # noqa: ARG005

    def rolling_mean(self, x: Traced, span: int) -> Traced:
        return _window(x, lambda at, t: t - span + 1, _mean)  # noqa: ARG005

    def ytd(self, x: Traced) -> Traced:
        return _window(x, lambda at, t: at.env.first_of_year(t), arithmetic.total)


def _mean(values: list[float]) -> float:
    return arithmetic.total(values) / len(values)


def _window(x: Traced, first: Callable[[_Run, int], int], reduce: Callable[[list[float]], float]) -> Traced:
    operand = _known(x)

    def run(at: _Run, t: int) -> Answer:
        begin = first(at, t)
        if begin < 0:
            return Cause(NO_HISTORY)
        answers = [operand(at, i) for i in range(begin, t + 1)]
        values = [answer for answer in answers if not isinstance(answer, Cause)]
        if values and len(values) < len(answers):
            at.notes.append(PARTIAL_WINDOW)
        return reduce(values) if values else answers[0]

    return run


def _known(x: Traced) -> Traced:
    """Return x computing each period once in a run: windows in windows would multiply their work."""
    key = object()

    def run(at: _Run, t: int) -> Answer:
        if (key, t) not in at.known:
            at.known[key, t] = x(at, t)
        return at.known[key, t]

    return run


def _joined(xs: Sequence[Traced], *, decisive: bool) -> Traced:
    """Return the three-valued ``and`` (decided by False) or ``or`` (decided by True)."""

    def run(at: _Run, t: int) -> Answer:
        unknown: Cause | None = None
        for x in xs:
            value = x(at, t)
            if value is decisive:
                return decisive
            if isinstance(value, Cause):
                unknown = unknown or value
        return unknown or (not decisive)

    return run


def _chain(signs: Sequence[str], xs: Sequence[Traced]) -> Traced:
    """Return a chain of comparisons that computes each operand once."""

    def run(at: _Run, t: int) -> Answer:
        unknown: Cause | None = None
        for sign, (left, right) in zip(signs, pairwise([x(at, t) for x in xs]), strict=True):
            missing = next((side for side in (left, right) if isinstance(side, Cause)), None)
            if missing is None and not COMPARE[sign](left, right):
                return False
            unknown = unknown or missing
        return unknown or True

    return run
