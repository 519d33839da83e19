"""Anchors: a value becomes 0-100 on straight lines between declared values whose scores are the band edges.

Every direction is one curve. ``higher_is_better`` and ``lower_is_better`` run through floor (0), warn (50), target (90)
and stretch (100); ``in_range`` climbs to the ideal and falls again. A yes/no KPI is 1 or 0 under
``{floor: 0, warn: 0.5, target: 1}``: yes 90, no 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from kpiframe.catalog.model import Direction, Thresholds
from kpiframe.scoring.bands import BEST, TARGET_FROM, WATCH_FROM, rounded

FLOOR_STEP: Final = WATCH_FROM / (TARGET_FROM - WATCH_FROM)
"""Default floor, in steps of (target - warn) below warn: one slope throughout."""
STRETCH_STEP: Final = (BEST - TARGET_FROM) / (TARGET_FROM - WATCH_FROM)

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """Anchors (value, score), ascending by value, and the scale between them: ``linear`` or ``log``."""

    points: Points
    scale: str = "linear"

    def score(self, value: float) -> float:
        """Return the rounded score of a finite *value*, 0-100; on a log scale no value above 0 means the low end."""
        points = self.points
        if value <= points[0][0]:
            return points[0][1]
        if value >= points[-1][0]:
            return points[-1][1]
        (x0, y0), (x1, y1) = next(pair for pair in pairwise(points) if value < pair[1][0])
        if self.scale != "linear":
            x0, x1, value = (_to_scale(x, self.scale) for x in (x0, x1, value))
        return rounded(y0 + (y1 - y0) * (value - x0) / (x1 - x0))

    def times(self, share: float) -> Curve:
        """Return the curve for a part of the period: every anchor times *share*, above 0."""
        return Curve(tuple((x * share, y) for x, y in self.points), self.scale)

    def highest(self, low: float, high: float) -> float:
        """Return the best score a value between *low* and *high* can earn."""
        inside = [y for x, y in self.points if low <= x <= high]
        return max([*inside, self.score(low), self.score(high)])


def anchors_of(direction: Direction, thresholds: Thresholds) -> Points:
    """Return the (value, score) anchors, ascending by value. ValueError when they cannot judge; see curve_of."""
    return curve_of(direction, thresholds).points


@lru_cache(maxsize=2048)
def curve_of(direction: Direction, thresholds: Thresholds) -> Curve:
    """Return the curve of declared thresholds, floor and stretch derived where they are not given.

    ValueError for ``neutral``, a number where a pair belongs (or the reverse), anchors out of order for the direction,
    anchors that are not above 0 on a log scale, and anchors too large for arithmetic.
    """
    if direction is Direction.NEUTRAL:
        raise ValueError("a neutral KPI has no anchors")
    if thresholds.scale == "log" and any(x <= 0 for x in _declared(thresholds)):
        raise ValueError("anchors of a log scale must be above 0")
    try:
        points = _range_points(thresholds) if direction is Direction.RANGE else _line_points(direction, thresholds)
    except OverflowError as error:
        raise ValueError("anchors are too large") from error
    _check(points, thresholds.scale)
    return Curve(points, thresholds.scale)


def _line_points(direction: Direction, thresholds: Thresholds) -> Points:
    warn, target, floor = thresholds.warn, thresholds.target, thresholds.floor
    if isinstance(warn, tuple) or isinstance(target, tuple) or isinstance(floor, tuple):
        raise ValueError("only in_range takes pairs")  # noqa: TRY004 - one kind of error for the caller
    if floor is None:
        floor = _beyond(warn, target, -FLOOR_STEP, thresholds.scale, start=warn)
    stretch = thresholds.stretch
    if stretch is None:
        stretch = _beyond(warn, target, STRETCH_STEP, thresholds.scale, start=target)
    points = ((floor, 0.0), (warn, WATCH_FROM), (target, TARGET_FROM), (stretch, BEST))
    return points if direction is Direction.HIGHER else points[::-1]


def _range_points(thresholds: Thresholds) -> Points:
    warn, target, scale = thresholds.warn, thresholds.target, thresholds.scale
    if not isinstance(warn, tuple) or not isinstance(target, tuple):
        raise ValueError("in_range takes pairs")  # noqa: TRY004
    floor, ideal = thresholds.floor, thresholds.stretch
    if floor is None:
        floor = (
            _beyond(warn[0], target[0], -FLOOR_STEP, scale, start=warn[0]),
            _beyond(warn[1], target[1], -FLOOR_STEP, scale, start=warn[1]),
        )
    if not isinstance(floor, tuple):
        raise ValueError("in_range takes pairs")  # noqa: TRY004
    if ideal is None:
        ideal = _from_scale((_to_scale(target[0], scale) + _to_scale(target[1], scale)) / 2, scale)
    left = ((floor[0], 0.0), (warn[0], WATCH_FROM), (target[0], TARGET_FROM))
    right = ((target[1], TARGET_FROM), (warn[1], WATCH_FROM), (floor[1], 0.0))
    return (*left, (ideal, BEST), *right)


def _beyond(warn: float, target: float, steps: float, scale: str, *, start: float) -> float:
    """Return the value *steps* times (target - warn) away from *start*, measured on the scale."""
    step = _to_scale(target, scale) - _to_scale(warn, scale)
    return _from_scale(_to_scale(start, scale) + steps * step, scale)


def _declared(thresholds: Thresholds) -> list[float]:
    given = (thresholds.warn, thresholds.target, thresholds.floor, thresholds.stretch)
    return [x for part in given if part is not None for x in (part if isinstance(part, tuple) else (part,))]


def _to_scale(value: float, scale: str) -> float:
    return math.log(value) if scale == "log" else value


def _from_scale(value: float, scale: str) -> float:
    return math.exp(value) if scale == "log" else value


def _check(points: Points, scale: str) -> None:
    values = [x for x, _ in points]
    if not all(math.isfinite(x) for x in (*values, values[-1] - values[0])):
        raise ValueError("anchors are too large")
    if scale == "log" and values[0] <= 0:
        raise ValueError("anchors of a log scale must be above 0")
    on_scale = [_to_scale(x, scale) for x in values]
    if any(b <= a for a, b in pairwise(on_scale)):
        raise ValueError("anchors are out of order")
