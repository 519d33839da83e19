"""Two raters of utility, purpose and importance: what they say together, and where they differ.

A rating is a judgement of 0 to 3, and the ratings move a total far more than anything else in the weights. So two
people rate; the score takes the mean of both, and what they do not agree on is shown.
"""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.model import Relevance

DIMENSIONS: Final = ("utility", "purpose", "importance")
HIGHEST: Final = 3
"""Ratings run from 0 to this."""
FAR_APART: Final = 2
"""Two ratings this far apart are talked over, not averaged in silence."""
Ratings = tuple[float, float, float]
"""Utility, purpose, importance."""


def first_of(relevance: Relevance) -> tuple[int, int, int]:
    """Return the first rater's ratings."""
    return relevance.utility, relevance.purpose, relevance.importance


def means(relevance: Relevance) -> Ratings:
    """Return the mean of both raters for each dimension, in steps of one half; without a second, the first's own."""
    (a, b, c), (d, e, f) = first_of(relevance), relevance.second or first_of(relevance)
    return (a + d) / 2, (b + e) / 2, (c + f) / 2


def differences(relevance: Relevance) -> tuple[int, int, int]:
    """Return by how much the raters differ on each dimension, 0 to 3; zeros when only one has rated."""
    first = first_of(relevance)
    utility, purpose, importance = (abs(a - b) for a, b in zip(first, relevance.second or first, strict=True))
    return utility, purpose, importance


def evidence(ratings: Ratings) -> float:
    """Return the evidence for the three dimensions, 0 to 1: a KPI may specialise, so the best counts most.

    0.7 times the best rating plus 0.3 times their mean, as shares of 3; written in whole numbers so that 3, 3, 3 is 1.
    """
    return (7 * max(ratings) + sum(ratings)) / 30
