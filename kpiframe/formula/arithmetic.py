"""Arithmetic of values that are there: floats that may be infinite or NaN, as DuckDB computes them.

Overflow is carried as infinity; NaN stands above everything and equals itself. ``None`` as an answer
means that the operation has no value there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

Value = float | bool | str | None


def divide(x: float, y: float) -> float | None:
    """Return x / y; None where y is zero, of either sign."""
    return x / y if y else None


def power(x: float, y: float) -> float | None:
    """Return x ** y; None for zero to a negative power and for a negative base with a fractional exponent."""
    if (x == 0 and y < 0) or (x < 0 and math.isfinite(y) and not y.is_integer()):
        return None
    try:
        result = x**y
    except OverflowError:
        return -math.inf if x < 0 and y % 2 else math.inf
    return float(result)


def square_root(x: float) -> float | None:
    """Return the square root; None below zero."""
    return None if x < 0 else math.sqrt(x)


def logarithm(x: float) -> float | None:
    """Return the natural logarithm; None at zero and below."""
    return None if x <= 0 else math.log(x)


def round_half_away(x: float, places: int) -> float:
    """Return x rounded to decimal places, halves away from zero; x itself where the scaling overflows."""
    scale = 10.0**places
    scaled = abs(x) * scale
    if not math.isfinite(scaled):
        return x
    whole = math.floor(scaled)
    return math.copysign(float(whole + 1 if scaled - whole >= 0.5 else whole), x) / scale


def total(values: Iterable[float]) -> float:
    """Return the sum from first to last, infinities carried: the order of the calendar is the order of the sum."""
    result = 0.0
    for value in values:
        result += value
    return result


def order(x: float) -> tuple[bool, float]:
    """Return a sorting key that puts NaN above everything and equal to itself."""
    return (True, 0.0) if x != x else (False, x)  # noqa: PLR0124 - only NaN differs from itself


def smallest(values: Iterable[float]) -> float:
    """Return the smallest in that order."""
    return min(values, key=order)


def largest(values: Iterable[float]) -> float:
    """Return the largest in that order."""
    return max(values, key=order)


def clipped(x: float, low: float, high: float) -> float:
    """Return x held between the bounds; NaN is above the upper one."""
    if x < low:
        return low
    return x if x <= high else high  # noqa: FURB136 - min() would depend on the order with NaN


def finite(value: Value) -> Value:
    """Return the value, or None where it is a number that is not finite; minus zero becomes zero."""
    if type(value) is not float:
        return value
    return value + 0.0 if math.isfinite(value) else None


def _totally(compare: Callable[[object, object], bool]) -> Callable[[Value, Value], bool]:
    """Return the comparison in the order that knows NaN; texts compare by code points."""

    def ordered(x: Value, y: Value) -> bool:
        if isinstance(x, float) and isinstance(y, float) and (x != x or y != y):  # noqa: PLR0124
            return compare(order(x), order(y))
        return compare(x, y)

    return ordered


COMPARE: Final[Mapping[str, Callable[[Value, Value], bool]]] = MappingProxyType(
    {
        "<": _totally(lambda x, y: x < y),  # type: ignore[operator]
        "<=": _totally(lambda x, y: x <= y),  # type: ignore[operator]
        ">": _totally(lambda x, y: x > y),  # type: ignore[operator]
        ">=": _totally(lambda x, y: x >= y),  # type: ignore[operator]
        "==": _totally(lambda x, y: x == y),
        "!=": _totally(lambda x, y: x != y),
    }
)
"""A comparison sign -> the comparison of two values of one kind."""
