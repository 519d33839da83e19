"""Scores and bands: the one rounding, the two edges and what is shown. Nothing else compares a score with an edge."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Final

DIGITS: Final = 9
"""A score is rounded once, to this many digits, before anything reads it: float noise cannot cost a met target."""
WATCH_FROM: Final = 50.0
TARGET_FROM: Final = 90.0
BEST: Final = 100.0
COVERAGE_FLOOR: Final = 0.7
"""No headline is shown below this share of measured weight."""


class Band(StrEnum):
    """What a score means, worst first."""

    OFF_TARGET = "off_target"
    WATCH = "watch"
    ON_TARGET = "on_target"


def rounded(raw: float) -> float:
    """Return *raw* as scores, coverage and bounds are kept; never ``-0.0``."""
    return round(raw, DIGITS) + 0.0


def band_of(score: float) -> Band:
    """Return the band of a score that went through :func:`rounded`."""
    if score < WATCH_FROM:
        return Band.OFF_TARGET
    return Band.WATCH if score < TARGET_FROM else Band.ON_TARGET


def shown(score: float) -> int:
    """Return the integer that is printed: never rounded up, so it cannot name a band the score has not reached."""
    return math.floor(score)
