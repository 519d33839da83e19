"""From judgements to items of a total: the one place where weights, states and last scores meet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.periods import Period
from kpiframe.scoring.item import Item
from kpiframe.scoring.judgement import Judgement
from kpiframe.scoring.weights import RelevanceWeight, freshness, is_independent, relevance


def relevance_in(kpi: Kpi, judgement: Judgement | None, period: Period) -> RelevanceWeight:
    """Return the relevance of *kpi* in *period*, freshness counted from its data; without a cadence, the grain's."""
    if judgement is None:
        return relevance(kpi)
    return relevance(
        kpi, freshness(judgement.as_of, _seen_from(judgement, period), kpi.cadence or period.calendar.grain)
    )


def _seen_from(judgement: Judgement, period: Period) -> date:
    """Return the day age is counted from: the period's last, or today while it runs; data cannot come from ahead."""
    if judgement.share == 1:
        return period.end
    days = (period.end - period.start).days + 1
    return min(period.end, period.start + timedelta(days=round(judgement.share * days)))


def items_of(
    layout: Layout, kpis: Mapping[str, Kpi], judgements: Mapping[str, Judgement], period: Period
) -> tuple[Item, ...]:
    """Return one item per judged KPI of *layout*, in printed order; a KPI listed twice counts where it stands first."""
    found: dict[str, Item] = {}
    for group in layout.groups:
        for name in group.kpis:
            kpi, judgement = kpis.get(name), judgements.get(name)
            if kpi is None or judgement is None or name in found:
                continue
            found[name] = Item(
                kpi=name,
                group=group.name,
                weight=kpi.relevance.weight * relevance_in(kpi, judgement, period).value,
                score=judgement.score,
                state=judgement.state,
                last=judgement.last_score,
                critical=kpi.critical,
                independent=is_independent(kpi),
                in_base=judgement.scorable,
            )
    return tuple(found.values())


def groups_of(layout: Layout) -> tuple[tuple[str, float], ...]:
    """Return (name, weight) of each group in printed order."""
    return tuple((group.name, group.weight) for group in layout.groups)
