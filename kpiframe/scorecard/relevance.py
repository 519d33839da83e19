"""What is told of relevance: both raters of a KPI, the two panels, the three dimensions, and what one rating moves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi, Relevance
from kpiframe.periods import Period
from kpiframe.scorecard.panels import DimensionShown, Panels, PanelShown, RatingMove
from kpiframe.scorecard.rows import RatingShown, Span
from kpiframe.scoring.bands import rounded
from kpiframe.scoring.dimensions import measured_by
from kpiframe.scoring.item import Item
from kpiframe.scoring.items import groups_of, items_of, relevance_in
from kpiframe.scoring.judgement import Judgement
from kpiframe.scoring.panels import Panel, panel_of, stewardship_total
from kpiframe.scoring.raters import DIMENSIONS, differences, first_of, means
from kpiframe.scoring.sensitivity import Sensitivity, rated_of, sensitivity
from kpiframe.scoring.totals import Totals


@dataclass(frozen=True, slots=True)
class RelevanceTold:
    """Everything a document says of its weights beside the weights."""

    panels: Panels
    dimensions: tuple[DimensionShown, ...]
    ratings_range: Span
    """Lowest and highest headline under any one rating one higher or lower; ``None`` without a headline."""
    ratings_move: RatingMove | None


def relevance_told(
    layout: Layout,
    kpis: Mapping[str, Kpi],
    judgements: Mapping[str, Judgement],
    period: Period,
    totals: Totals,
    *,
    items: Sequence[Item] | None = None,
) -> RelevanceTold:
    """Return what is told of the relevance of *layout* in *period*; *totals* is its headline, of *items* if known."""
    items = items_of(layout, kpis, judgements, period) if items is None else items
    doubt = _sensitivity(items, layout, kpis, judgements, period) if totals.score is not None else None
    return RelevanceTold(
        _panels(items, layout, kpis, totals),
        _dimensions(kpis, totals.effective),
        (doubt.low, doubt.high) if doubt else None,
        _move(doubt, kpis),
    )


def ratings_shown(relevance: Relevance) -> tuple[RatingShown, ...]:
    """Return what each rater said of utility, purpose and importance."""
    parts = zip(
        DIMENSIONS,
        first_of(relevance),
        relevance.second or (None,) * 3,
        means(relevance),
        differences(relevance),
        strict=True,
    )
    return tuple(RatingShown(name, one, two, mean, apart) for name, one, two, mean, apart in parts)


def _sensitivity(
    items: Sequence[Item],
    layout: Layout,
    kpis: Mapping[str, Kpi],
    judgements: Mapping[str, Judgement],
    period: Period,
) -> Sensitivity | None:
    rated = {i.kpi: rated_of(kpis[i.kpi], relevance_in(kpis[i.kpi], judgements.get(i.kpi), period)) for i in items}
    return sensitivity(items, rated, groups_of(layout), layout.missing)


def _move(doubt: Sensitivity | None, kpis: Mapping[str, Kpi]) -> RatingMove | None:
    most = doubt.largest if doubt else None
    if most is None:
        return None
    return RatingMove(most.kpi, kpis[most.kpi].label, most.dimension, most.change, most.score, most.points)


def _panels(items: Sequence[Item], layout: Layout, kpis: Mapping[str, Kpi], totals: Totals) -> Panels:
    places = {i.kpi: panel_of(kpis[i.kpi]) for i in items}
    names = {panel: tuple(name for name, place in places.items() if place is panel) for panel in Panel}
    mine = [i for i in items if places[i.kpi] is Panel.STEWARDSHIP]
    kept = stewardship_total(mine, kpis, groups_of(layout), layout.missing)
    return Panels(_panel(names[Panel.AUDIENCE], totals), _panel(names[Panel.STEWARDSHIP], kept))


def _panel(kpis: tuple[str, ...], total: Totals) -> PanelShown:
    return PanelShown(
        kpis=kpis,
        weights=tuple(total.effective.get(name, 0.0) for name in kpis),
        score=total.score,
        band=total.band.value if total.band else None,
        capped_by=total.capped_by,
        low=total.low,
        high=total.high,
        coverage=total.coverage,
        withheld=total.withheld,
    )


def _dimensions(kpis: Mapping[str, Kpi], effective: Mapping[str, float]) -> tuple[DimensionShown, ...]:
    return tuple(
        DimensionShown(name, measuring, rounded(math.fsum(effective[kpi] for kpi in measuring)))
        for name, measuring in measured_by(kpis, effective).items()
    )
