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
    past = _Past(kpi, series, periods, entries, {}, {})
    scores = [past.score(index) for index in range(first, len(periods))]
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
    found: dict[str, Thresholds | None]
    """What holds in every period, once it was asked for."""

    def score(self, index: int) -> float | None:
        """Return the score of one period under the target that was in force then."""
        value, until = self.series.values[index], index + 1
        if value is None:
            return None
        thresholds = self._always() if not self.kpi.targets else self._at(until)
        if thresholds is None:
            return None
        if thresholds not in self.curves:
            self.curves[thresholds] = _curve(self.kpi, thresholds)
        curve = self.curves[thresholds]
        return None if curve is None else curve.score(value)

    def _at(self, until: int) -> Thresholds | None:
        before, sliced = self.series.values[:until], self.series.slice != TOTAL
        return aim_of(self.kpi, self.periods[:until], before, sliced=sliced, entries=self.entries).thresholds

    def _always(self) -> Thresholds | None:
        """Return what holds in every period where no target is dated."""
        if "thresholds" not in self.found:
            self.found["thresholds"] = self._at(len(self.periods))
        return self.found["thresholds"]


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
