"""Scores and sampling errors of the periods before: each under the target that was in force then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.model import Kpi, Thresholds
from kpiframe.evaluation.results import KpiSeries
from kpiframe.observations import TOTAL
from kpiframe.periods import Period
from kpiframe.scoring.anchors import Curve, curve_of
from kpiframe.scoring.margins import Z, margin_of
from kpiframe.scoring.targets import aim_of

DEPTH: Final = 25
"""Periods looked back on: two years of months and the one they are held against."""


@dataclass(frozen=True, slots=True)
class History:
    """One value a period of the spine, ``None`` where there is none or it lies further back than two years."""

    scores: tuple[float | None, ...]
    """0-100; empty when no target was ever in force."""
    errors: tuple[float | None, ...]
    """Standard error in the KPI's unit; empty when the value comes from no sample."""


def history_of(kpi: Kpi, series: KpiSeries, periods: Sequence[Period]) -> History:
    """Return what the latest periods of *series* were worth, the last of *periods* among them."""
    first = max(0, len(periods) - DEPTH)
    curves: dict[Thresholds, Curve | None] = {}
    scores = [_score(kpi, series, periods, index, curves) for index in range(first, len(periods))]
    before = [None] * first
    known = any(score is not None for score in scores)
    sampled = kpi.interval is not None and bool(series.base)
    errors = [_error(kpi, series, index) for index in range(first, len(periods))] if sampled else []
    return History((*before, *scores) if known else (), (*before, *errors) if sampled else ())


def _score(
    kpi: Kpi, series: KpiSeries, periods: Sequence[Period], index: int, curves: dict[Thresholds, Curve | None]
) -> float | None:
    value = series.values[index]
    if value is None:
        return None
    until = index + 1
    aim = aim_of(kpi, periods[:until], series.values[:until], sliced=series.slice != TOTAL)
    if aim.thresholds is None:
        return None
    if aim.thresholds not in curves:
        curves[aim.thresholds] = _curve(kpi, aim.thresholds)
    curve = curves[aim.thresholds]
    return None if curve is None else curve.score(value)


def _curve(kpi: Kpi, thresholds: Thresholds) -> Curve | None:
    try:
        return curve_of(kpi.direction, thresholds)
    except ValueError:
        return None


def _error(kpi: Kpi, series: KpiSeries, index: int) -> float | None:
    parts = series.parts[index] if series.parts else None
    spread = series.spread[index] if series.spread else None
    margin = margin_of(kpi, series.values[index], series.base[index], parts, spread)
    return None if margin is None else (margin[1] - margin[0]) / 2 / Z
