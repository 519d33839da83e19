"""A formula of plain arithmetic in fractions, at several points at once: to see what holds for all values.

Two such formulas that agree at as many points as here, chosen without regard to either, are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from kpiframe.formula.algebra import Constant
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import walk

Exact: TypeAlias = int | Fraction
Values: TypeAlias = tuple[Exact, ...] | None
"""One a point; ``None`` for what is no plain arithmetic, or has no value at one of the points."""

_BITS: Final = 4096
"""Fractions larger than this are given up: a tower of powers would fill the memory."""
_POWER: Final = 16


def exact_values(formula: Formula, points: Mapping[str, Values], size: int) -> Values:
    """Return the formula's value at each of *size* points; *points* gives those of every name.

    ``None`` where a name has none, a divisor is zero at one of them, or there is more than plain arithmetic: windows,
    conditions, roots, logarithms, rounding.
    """
    return walk(formula, _Exact(points, size))


def _both(function: Callable[[Exact, Exact], Exact]) -> Callable[[_Exact, Values, Values], Values]:
    def method(self: _Exact, x: Values, y: Values) -> Values:
        del self
        if x is None or y is None:
            return None
        found = tuple(function(a, b) for a, b in zip(x, y, strict=True))
        large = any(max(f.numerator.bit_length(), f.denominator.bit_length()) > _BITS for f in found)
        return None if large else found

    return method


class _Exact:
    """The algebra."""

    def __init__(self, points: Mapping[str, Values], size: int) -> None:
        self.points = points
        self.size = size

    def const(self, value: Constant) -> Values:
        if not isinstance(value, float):
            return None
        # 0.1 means a tenth: what is written, not the nearest binary number
        return (int(value) if value.is_integer() else Fraction(repr(value)),) * self.size

    def name(self, name: str) -> Values:
        return self.points.get(name)

    add = _both(lambda x, y: x + y)
    sub = _both(lambda x, y: x - y)
    mul = _both(lambda x, y: x * y)

    def div(self, x: Values, y: Values) -> Values:
        return None if y is None or not all(y) else _both(Fraction)(self, x, y)

    def safe_div(self, x: Values, y: Values, other: Values) -> Values:
        del other
        return self.div(x, y)

    def pow(self, x: Values, y: Values) -> Values:
        if x is None or y is None or any(p.denominator != 1 or not -_POWER <= p <= _POWER for p in y):
            return None
        if not all(x) and any(p < 0 for p in y):
            return None
        return _both(lambda a, b: Fraction(a) ** int(b))(self, x, y)

    def neg(self, x: Values) -> Values:
        return None if x is None else tuple(-a for a in x)

    def pos(self, x: Values) -> Values:
        return x

    def coalesce(self, xs: Sequence[Values]) -> Values:
        return xs[0]

    def _more(self, *parts: object, **said: object) -> Values:
        del parts, said
        return None

    not_ = and_ = or_ = cmp = isin = is_none = is_null = if_ = _more
    min = max = clip = abs = sqrt = ln = round = _more
    prev = rolling_sum = rolling_mean = ytd = _more
