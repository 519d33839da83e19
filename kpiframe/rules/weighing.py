"""Shares of weight on a scorecard from its definitions alone: as written, and with relevance multiplied in."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.scoring.weights import relevance


def effective_shares(layout: Layout, kpis: Mapping[str, Kpi]) -> dict[str, float]:
    """Return each KPI's share of the headline (group x agency weight x relevance): adding up to 1, or all 0.

    A group without any weighted KPI drops out, as it does in the score.
    """
    return _shares(layout, kpis, lambda kpi: kpi.relevance.weight * relevance(kpi).value)


def written_shares(layout: Layout, kpis: Mapping[str, Kpi]) -> dict[str, float]:
    """Return each KPI's share of the weight as the agency wrote it, before relevance: adding up to 1, or all 0."""
    return _shares(layout, kpis, lambda kpi: kpi.relevance.weight)


def _shares(layout: Layout, kpis: Mapping[str, Kpi], weight: Callable[[Kpi], float]) -> dict[str, float]:
    weights = {name: weight(kpis[name]) for name in layout.kpis if name in kpis}
    inside = {g.name: math.fsum(weights.get(name, 0.0) for name in g.kpis) for g in layout.groups}
    whole = math.fsum(g.weight for g in layout.groups if inside[g.name] > 0)
    shares = dict.fromkeys(weights, 0.0)
    for group in layout.groups:
        if inside[group.name] <= 0 or whole <= 0:
            continue
        for name in group.kpis:
            if name in weights:
                shares[name] += group.weight / whole * (weights[name] / inside[group.name])
    return shares
