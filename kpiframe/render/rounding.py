"""Rounding for readers: once, on the shortest decimal text of a float, half away from zero. Scores are floored."""

from __future__ import annotations

import math
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

FULL_DIGITS = 12
"""Significant digits of "full precision": every digit a reader can have typed, none of the float noise behind them."""


def exact(value: float | Decimal) -> Decimal:
    """Return *value* as the decimal a reader would write for it."""
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def to_places(value: float | Decimal, places: int) -> Decimal:
    """Round to *places* digits after the decimal mark (negative: tens, hundreds …), half away from zero."""
    number = exact(value)
    if number.is_zero() or number.adjusted() + 1 < -places - 1:
        return Decimal(0).quantize(Decimal(1).scaleb(-places)) if places > 0 else Decimal(0)
    step = Decimal(1).scaleb(-places)
    return (number / step).to_integral_value(rounding=ROUND_HALF_UP) * step


def to_digits(value: float | Decimal, digits: int) -> Decimal:
    """Round to *digits* significant digits, half away from zero."""
    number = exact(value)
    return Decimal(0) if number.is_zero() else to_places(number, digits - 1 - number.adjusted())


def places_of(number: Decimal) -> int:
    """Return how many digits after the decimal mark *number* needs (0 for whole numbers)."""
    if number.is_zero():
        return 0
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def floored(score: float) -> int:
    """Return the integer a score prints as: never one that names a band the score has not reached."""
    return int(exact(score).to_integral_value(rounding=ROUND_FLOOR))


def finite(value: object) -> float | None:
    """Return *value* when it is a finite number, else ``None``."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None
