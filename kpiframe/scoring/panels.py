"""Two panels: what customers are heard on makes the score; what only the brand can see is kept apart.

Cost, budget, forecast, impressions, followers: such KPIs may matter a great deal to running the business, and say
nothing about the people it serves. Their relevance is 0, so they never reach the headline. They form the stewardship
panel, with a total of their own in which the agency's weights alone decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from kpiframe.catalog.layouts import Missing
from kpiframe.catalog.model import Kpi
from kpiframe.scoring.item import Item
from kpiframe.scoring.totals import Totals, total
from kpiframe.scoring.weights import relevance


class Panel(StrEnum):
    """Which total a KPI belongs to."""

    AUDIENCE = "audience"
    STEWARDSHIP = "stewardship"


def panel_of(kpi: Kpi) -> Panel:
    """Return the panel of *kpi*: stewardship when it hears nobody, or all of its ratings are 0.

    An agency weight of 0 moves nothing: such a KPI stays in its panel and weighs 0 there.
    """
    return Panel.AUDIENCE if relevance(kpi).value > 0 else Panel.STEWARDSHIP


def stewardship_total(
    items: Iterable[Item], kpis: Mapping[str, Kpi], groups: Sequence[tuple[str, float]], missing: Missing
) -> Totals:
    """Return the total of the stewardship KPIs among *items*, weighed by group and agency weight alone.

    States, bounds, coverage and the policy for missing values are those of :func:`kpiframe.scoring.totals.total`.
    """
    mine = (item for item in items if panel_of(kpis[item.kpi]) is Panel.STEWARDSHIP)
    return total([replace(item, weight=kpis[item.kpi].relevance.weight) for item in mine], groups, missing)
