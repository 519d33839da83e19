"""Sampling noise: the 95 % interval of a share or of a difference of shares, and whether a change is inside it."""

from __future__ import annotations

import math
from typing import Final

from kpiframe.catalog.model import Kpi

Z: Final = 1.96
"""Normal quantile of a 95 % interval."""
WHOLE: Final = {"percent": 100.0, "points": 100.0}
"""What a share of 1 is called in these units; 1 elsewhere."""
LEAST_ANSWERS: Final = 2
"""Fewest answers that have a standard deviation."""

Span = tuple[float, float]


def wilson(share: float, n: float) -> Span:
    """Return the Wilson interval of a *share* (0-1) seen in *n* > 0 cases."""
    centre = share + Z * Z / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


def net_share(first: float, second: float, n: float) -> float:
    """Return half the width of the interval of *first* - *second*, two shares (0-1) of the same *n* > 0 cases."""
    return Z * math.sqrt(max(0.0, first + second - (first - second) ** 2) / n)


def margin_of(
    kpi: Kpi,
    value: float | None,
    n: float | None,
    parts: tuple[float | None, float | None] | None,
    spread: float | None = None,
) -> Span | None:
    """Return the 95 % interval of *value* in the KPI's unit; ``None`` where its definition or the data allow none.

    *parts* are the two counts of a net share, e.g. promoters and detractors; *spread* is the standard deviation of
    the single answers behind a mean.
    """
    if value is None or n is None or n <= 0:
        return None
    whole = WHOLE.get(kpi.unit, 1.0)
    if kpi.interval == "proportion" and 0 <= value <= whole:
        low, high = wilson(value / whole, n)
        return low * whole, high * whole
    if kpi.interval == "net_share" and parts is not None:
        first, second = parts
        if first is None or second is None or min(first, second) < 0 or first + second > n:
            return None
        half = net_share(first / n, second / n, n) * whole
        return max(-whole, value - half), min(whole, value + half)
    if kpi.interval == "mean" and spread is not None:
        arm = mean_error(spread, n)
        return None if arm is None else (value - arm, value + arm)
    return None


def mean_error(spread: float, n: float) -> float | None:
    """Return half the width of the interval of a mean of *n* answers with the standard deviation *spread*.

    One answer alone says nothing of how far answers lie apart, whatever stands in its place.
    """
    if n < LEAST_ANSWERS or spread < 0 or not math.isfinite(spread):
        return None
    return Z * spread / math.sqrt(n)


def within_noise(value: float, margin: Span | None, earlier: float, earlier_margin: Span | None) -> bool:
    """Say whether a change could be sampling noise: the interval of the difference holds 0.

    The interval is built from the two single ones by adding the squares of their arms (Newcombe's method for the
    difference of proportions); a value without a margin counts as exact.
    """
    if margin is None and earlier_margin is None:
        return False
    low, high = margin or (value, value)
    earlier_low, earlier_high = earlier_margin or (earlier, earlier)
    difference = value - earlier
    down = math.hypot(value - low, earlier_high - earlier)
    up = math.hypot(high - value, earlier - earlier_low)
    return difference - down <= 0 <= difference + up
