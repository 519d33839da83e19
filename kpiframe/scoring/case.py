"""The case of one KPI: its series, its calendar and its target, asked the questions a judge asks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Kpi, KpiKind
from kpiframe.evaluation.results import KpiSeries
from kpiframe.periods import Period
from kpiframe.scoring.anchors import Curve
from kpiframe.scoring.margins import margin_of
from kpiframe.scoring.targets import Aim
from kpiframe.scoring.trend import Reading

DEFAULT_MIN_N: Final = 30.0
"""For ratio and survey KPIs that name their base."""


@dataclass(frozen=True, slots=True)
class Part:
    """The first days of a period that is not over, and as many of the periods it is compared with."""

    until: date
    """Last of those days in the period shown."""
    values: Mapping[str, float | None]
    """Key of a period -> number of its first days."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is known about one KPI and period before its state is decided; index -1 is the shown period."""

    kpi: Kpi
    series: KpiSeries
    periods: tuple[Period, ...]
    today: date
    max_age_days: int | None
    aim: Aim
    whole: Curve | None
    """Anchors of a whole period."""
    fault: str | None
    """Reason why declared thresholds cannot judge."""
    entries: tuple[LifecycleEntry, ...] = ()
    """Lifecycle entries the KPI is linked to."""
    part: Part | None = None
    revised_until: date | None = None
    """Last day on which the sources may still change the period's numbers."""

    @property
    def period(self) -> Period:
        """The period to be judged."""
        return self.periods[-1]

    @property
    def complete(self) -> bool:
        """Whether it ended before today."""
        return self.period.end < self.today

    @property
    def provisional(self) -> bool:
        """Whether it is over and its data may still change."""
        return self.complete and self.revised_until is not None and self.today <= self.revised_until

    @property
    def share(self) -> float:
        """Days of the period that are over, as a share of its days; 1 once it is complete.

        Where a source says how late its data may be (``max_age``), a running period goes as far as its last day;
        where none does, an export that ends early and a shop that stopped selling look alike, and the calendar counts.
        """
        period, days = self.period, (self.period.end - self.period.start).days + 1
        until, reached = self.today, self.series.as_of
        if not self.complete and self.max_age_days is not None and reached is not None:
            until = min(until, reached + timedelta(days=1))
        return min(max((until - period.start).days / days, 0.0), 1.0)

    @property
    def paced(self) -> bool:
        """Whether anchors shrink with the part of the period: flows only."""
        return self.kpi.kind is KpiKind.FLOW and self.share < 1

    @property
    def min_n(self) -> float | None:
        """Least n for a score: declared, or 30 for ratio and survey KPIs that name their base."""
        sampled = self.kpi.base is not None and self.kpi.kind in (KpiKind.RATIO, KpiKind.SURVEY)
        return self.kpi.min_n if self.kpi.min_n is not None or not sampled else DEFAULT_MIN_N

    def n(self, index: int = -1) -> float | None:
        """Return the number of cases in the period at *index* of the spine, where a base is named."""
        return self.series.base[index] if self.series.base else None

    def value(self, index: int) -> float | None:
        """Return the value of a period when it is a number."""
        value = self.series.values[index]
        return value if value is not None and math.isfinite(value) else None

    def reading(self, index: int) -> Reading:
        """Return the value of a period with its margin of error."""
        parts = self.series.parts[index] if self.series.parts else None
        spread = self.series.spread[index] if self.series.spread else None
        margin = margin_of(self.kpi, self.value(index), self.n(index), parts, spread)
        return Reading(self.periods[index].key, self.value(index), margin)

    def enough(self, index: int) -> bool:
        """Whether a period has enough cases for a score; a base that is named and has no number shows none."""
        if not self.series.base or self.min_n is None:
            return True
        n = self.n(index)
        return n is not None and n >= self.min_n
