"""What a list of KPIs hears, and which questions of relevance nobody on it asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kpiframe.audit.model import Coverage, Dimension
from kpiframe.catalog.model import Audience, Kpi
from kpiframe.rules.definition_facts import BY_PLATFORM
from kpiframe.scoring.dimensions import measured_by
from kpiframe.scoring.weights import relevance
from kpiframe.texts import Text

_DIMENSIONS: Final = {
    "utility": Text("utility: is the brand of use?", "tính ứng dụng: thương hiệu có ích không?"),
    "purpose": Text("purpose: does it stand for something?", "mục đích: thương hiệu đại diện cho điều gì?"),
    "importance": Text("importance: would it be missed?", "tầm quan trọng: thiếu nó có sao không?"),
}


def coverage_of(kpis: Iterable[Kpi]) -> Coverage:
    """Return what *kpis* hear together."""
    listed = list(kpis)
    weights = {kpi.name: relevance(kpi).value for kpi in listed}
    measured = measured_by({kpi.name: kpi for kpi in listed}, weights)
    labels = {kpi.name: kpi.label for kpi in listed}
    heard = [set(kpi.audience) - {Audience.NONE} for kpi in listed]
    return Coverage(
        len(listed),
        sum(not audience for audience in heard),
        sum(audience == {Audience.EXISTING} for audience in heard),
        sum(Audience.WIDER in audience for audience in heard),
        sum(kpi.measured_by in BY_PLATFORM for kpi in listed),
        tuple(kpi.label for kpi in listed if weights[kpi.name] <= 0),
        tuple(Dimension(n, label, tuple(labels[k] for k in measured[n])) for n, label in _DIMENSIONS.items()),
    )
