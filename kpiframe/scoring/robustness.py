"""How far the headline moves when weights are doubted: exact, without drawing random numbers.

The extremes of a weighted mean whose weights are free within limits lie where every score below some rank has one
limit and every score above it the other. The total rises with each group's mean, so groups first, then the whole, is
exact too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

FREEDOM: Final = 0.2
"""Each weight may be this share higher or lower than it is."""

Weighted = Sequence[tuple[float, float]]
"""(weight, score) pairs, weights above 0."""


def weight_range(groups: Sequence[tuple[float, Weighted]]) -> tuple[float, float] | None:
    """Return lowest and highest total over (group weight, its weighted scores); ``None`` when there is nothing."""
    if not groups:
        return None
    lowest = [(weight, extreme(part, highest=False)) for weight, part in groups]
    highest = [(weight, extreme(part, highest=True)) for weight, part in groups]
    return extreme(lowest, highest=False), extreme(highest, highest=True)


def extreme(part: Weighted, *, highest: bool) -> float:
    """Return the extreme of the weighted mean of a non-empty *part* with every weight free within 20 %.

    The best rank is found on running sums; the mean at that rank is then summed exactly.
    """
    ordered = sorted(((score, weight) for weight, score in part), reverse=not highest)
    below = [(0.0, 0.0), *accumulate(((w, w * s) for s, w in ordered), lambda a, b: (a[0] + b[0], a[1] + b[1]))]
    weights, products = below[-1]
    means = [
        ((1 + FREEDOM) * products - 2 * FREEDOM * product) / ((1 + FREEDOM) * weights - 2 * FREEDOM * weight)
        for weight, product in below
    ]
    return _mean(ordered, means.index(max(means) if highest else min(means)))


def _mean(ordered: Sequence[tuple[float, float]], rank: int) -> float:
    """Return the mean of (score, weight) pairs with low weights before *rank* and high ones from it on."""
    weights = [w * (1 - FREEDOM if i < rank else 1 + FREEDOM) for i, (_, w) in enumerate(ordered)]
    scores = [score for score, _ in ordered]
    return math.fsum(w * s for w, s in zip(weights, scores, strict=True)) / math.fsum(weights)
