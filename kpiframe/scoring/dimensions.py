"""Which KPIs measure utility, purpose and importance, and which of the three nobody measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpiframe.catalog.model import Kpi
from kpiframe.scoring.raters import DIMENSIONS, means

MEASURES_FROM: Final = 2
"""A KPI measures a dimension when the mean of its raters is at least this: behaviour hard to explain without it."""


def measured_by(kpis: Mapping[str, Kpi], shares: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    """Return, for each dimension, the KPIs that carry weight and measure it, in the order of *kpis*.

    *shares* are effective shares of weight by KPI. A dimension nobody measures has an empty tuple.
    """
    rated = {name: means(kpi.relevance) for name, kpi in kpis.items() if shares.get(name, 0.0) > 0}
    return {
        dimension: tuple(name for name, ratings in rated.items() if ratings[place] >= MEASURES_FROM)
        for place, dimension in enumerate(DIMENSIONS)
    }
