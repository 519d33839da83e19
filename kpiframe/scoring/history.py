"""Scores and sampling errors of the periods before: each under the target that was in force then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.knowledge import LifecycleEntry
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


def history_of(
    kpi: Kpi, series: KpiSeries, periods: Sequence[Period], entries: Sequence[LifecycleEntry] = ()
) -> History:
    """Return what the latest periods of *series* were worth, the last of *periods* among them.

    *entries* are the lifecycle entries the KPI is linked to: no growth target holds across a break.
    """
    first = max(0, len(periods) - DEPTH)
    past = _Past(kpi, series, periods, entries, {})
    scores = past.scores(first)
    before = [None] * first
    known = any(score is not None for score in scores)
    sampled = kpi.interval is not None and bool(series.base)
    errors = [_error(kpi, series, index) for index in range(first, len(periods))] if sampled else []
    return History((*before, *scores) if known else (), (*before, *errors) if sampled else ())


@dataclass(frozen=True, slots=True)
class _Past:
    """A series, asked period by period what it was worth then."""

    kpi: Kpi
    series: KpiSeries
    periods: Sequence[Period]
    entries: Sequence[LifecycleEntry]
    curves: dict[Thresholds, Curve | None]
    """Curve of every target met so far."""

    def scores(self, first: int) -> list[float | None]:
        """Return the score of every period from *first* on."""
        if self.kpi.targets:
            return [self.score(index) for index in range(first, len(self.periods))]
        curve = self._curve_at(len(self.periods))  # what has no date holds in every period
        values = self.series.values[first : len(self.periods)]
        return [None if curve is None or value is None else curve.score(value) for value in values]

    def score(self, index: int) -> float | None:
        """Return the score of one period under the target that was in force then."""
        value = self.series.values[index]
        curve = None if value is None else self._curve_at(index + 1)
        return None if curve is None or value is None else curve.score(value)

    def _curve_at(self, until: int) -> Curve | None:
        before, sliced = self.series.values[:until], self.series.slice != TOTAL
        thresholds = aim_of(self.kpi, self.periods[:until], before, sliced=sliced, entries=self.entries).thresholds
        if thresholds is None:
            return None
        if thresholds not in self.curves:
            self.curves[thresholds] = _curve(self.kpi, thresholds)
        return self.curves[thresholds]


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
