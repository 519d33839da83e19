"""What a list of KPIs hears, and which questions of relevance nobody on it asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from kpiframe.audit.model import Coverage, Dimension
from kpiframe.catalog.model import Audience, Kpi
from kpiframe.rules.definition_facts import BY_PLATFORM
from kpiframe.scoring.weights import relevance
from kpiframe.texts import Text

_MEASURES: Final = 2
"""Rating from which a KPI is evidence for a dimension."""
_DIMENSIONS: Final = {
    "utility": Text("utility: is the brand of use?", "tính ứng dụng: thương hiệu có ích không?"),
    "purpose": Text("purpose: does it stand for something?", "mục đích: thương hiệu đại diện cho điều gì?"),
    "importance": Text("importance: would it be missed?", "tầm quan trọng: thiếu nó có sao không?"),
}


def coverage_of(kpis: Iterable[Kpi]) -> Coverage:
    """Return what *kpis* hear together."""
    listed = list(kpis)
    heard = [set(kpi.audience) - {Audience.NONE} for kpi in listed]
    return Coverage(
        len(listed),
        sum(not audience for audience in heard),
        sum(audience == {Audience.EXISTING} for audience in heard),
        sum(Audience.WIDER in audience for audience in heard),
        sum(kpi.measured_by in BY_PLATFORM for kpi in listed),
        tuple(kpi.label for kpi in listed if relevance(kpi).value <= 0),
        tuple(Dimension(name, label, _measured(name, listed)) for name, label in _DIMENSIONS.items()),
    )


def _measured(name: str, kpis: Collection[Kpi]) -> tuple[Text, ...]:
    """Return the labels of the KPIs that are evidence for one dimension: rated 2 or 3, and hearing somebody."""
    return tuple(k.label for k in kpis if getattr(k.relevance, name) >= _MEASURES and relevance(k).value > 0)
