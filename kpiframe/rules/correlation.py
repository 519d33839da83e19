"""What two series say of each other: their changes, rank correlation, medians and runs. Seasons are, noise is not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

LATEST = 12
"""Changes that are correlated: a year of months; what lies further back speaks of another market."""
FEWEST = 8
"""Changes below which a correlation is chance."""


def changes(values: Sequence[float | None]) -> list[float | None]:
    """Return each period's value minus that of the period before, ``None`` where one is missing; one fewer."""
    return [None if a is None or b is None else b - a for a, b in pairwise(values)]


def seasonless(steps: Sequence[float | None], year: int) -> list[float | None]:
    """Return each change less that of the same period a year, *year* places, before: what recurs is gone.

    As long as *steps*; ``None`` where either is missing, and in the first year.
    """
    first = [None] * min(year, len(steps))
    return [*first, *(None if a is None or b is None else b - a for a, b in zip(steps, steps[year:], strict=False))]


def paired(
    xs: Sequence[float | None], ys: Sequence[float | None], *, lag: int = 0, latest: int = LATEST
) -> tuple[list[float], list[float]]:
    """Return the *latest* pairs (at most) of x and of y *lag* places later, where both are there.

    Both sequences end with the same period.
    """
    size = min(len(xs) - lag, len(ys) - lag)
    if size <= 0:
        return [], []
    earlier, later = xs[len(xs) - lag - size : len(xs) - lag], ys[len(ys) - size :]
    both = [(x, y) for x, y in zip(earlier, later, strict=True) if x is not None and y is not None][-latest:]
    return [x for x, _ in both], [y for _, y in both]


def ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value from 1 up; equal values share the mean of their ranks."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    found = [0.0] * len(values)
    done = 0
    for _, places in groupby(order, key=lambda i: values[i]):
        alike = list(places)
        for place in alike:
            found[place] = done + (len(alike) + 1) / 2
        done += len(alike)
    return found


def spearman(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return the rank correlation of two series, -1 to 1; ``None`` when either never varies or has fewer than two.

    ValueError when they are not equally long.
    """
    if len(xs) != len(ys):
        raise ValueError("both series must be equally long")
    if len(xs) < 2 or min(xs) == max(xs) or min(ys) == max(ys):
        return None
    import statistics  # only here: neither lint nor a score without long series needs it

    return max(-1.0, min(1.0, statistics.correlation(ranks(xs), ranks(ys))))


def unit_ranks(values: Sequence[float]) -> tuple[float, ...] | None:
    """Return ranks about 0, of length 1: the dot product of two such is :func:`spearman`. ``None`` without variety."""
    middle = (len(values) + 1) / 2
    about = [rank - middle for rank in ranks(values)]
    length = math.sqrt(math.fsum(a * a for a in about))
    return tuple(a / length for a in about) if length else None


def median(values: Sequence[float]) -> float:
    """Return the middle value, of an even number the mean of the middle two. ValueError when there is none."""
    if not values:
        raise ValueError("nothing has no median")
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def spread(values: Sequence[float]) -> float | None:
    """Return the standard deviation of a sample, ``None`` of fewer than two values."""
    if len(values) < 2:
        return None
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1))


def rising(steps: Sequence[float | None]) -> int | None:
    """Return how many of the last *steps* in a row are above 0; ``None`` without the last of them."""
    return None if not steps or steps[-1] is None else _leading(s is not None and s > 0 for s in reversed(steps))


def falling(steps: Sequence[float | None]) -> int | None:
    """Return how many of the last *steps* in a row are below 0; ``None`` without the last of them."""
    return None if not steps or steps[-1] is None else _leading(s is not None and s < 0 for s in reversed(steps))


def _leading(held: Iterable[bool]) -> int:
    """Return how many of *held* are true before the first that is not."""
    count = 0
    for one in held:
        if not one:
            break
        count += 1
    return count
