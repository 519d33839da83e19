"""Facts of scope set: what the KPIs of one scorecard say together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from kpiframe.catalog.model import Audience, Directness, Kpi, Signal
from kpiframe.rules.definition_facts import BY_PLATFORM, TRUSTED, Setting
from kpiframe.rules.wording import FactValue, listed
from kpiframe.texts import same

_UNWIDE: Final = frozenset({Audience.EXISTING, Audience.NONE})
_BUYING: Final = frozenset({"usage", "loyalty", "market"})
"""Families in which observed behaviour is the business outcome: penetration, retention, repeat purchase."""


def set_facts(setting: Setting) -> dict[str, FactValue]:
    """Return every fact of scope set; the shares are unknown where no KPI carries weight."""
    kpis = _kpis(setting)
    effective = setting.shares or {}
    return {
        "scorecard": setting.layout.name if setting.layout else None,
        "kpi_count": float(len(kpis)),
        "platform_share": _share(kpis, effective, by_platform),
        "platform_kpis": _labels(kpis, effective, by_platform),
        "existing_only_share": _share(kpis, effective, sees_existing_only),
        "existing_only_kpis": _labels(kpis, effective, sees_existing_only),
        "wider_share": _share(kpis, effective, lambda kpi: Audience.WIDER in kpi.audience),
        "asked_share": _share(kpis, effective, asks_people),
        "outcome_share": _share(kpis, effective, is_business_outcome),
        "activity_share": _share(kpis, setting.written, is_activity),
        "activity_kpis": _labels(kpis, setting.written, is_activity),
    }


def by_platform(kpi: Kpi) -> bool:
    """Tell whether a platform counts the KPI, or credits itself with it."""
    return kpi.measured_by in BY_PLATFORM


def sees_existing_only(kpi: Kpi) -> bool:
    """Tell whether the KPI sees nobody but existing customers."""
    return _UNWIDE.issuperset(kpi.audience)


def asks_people(kpi: Kpi) -> bool:
    """Tell whether people were asked what they think."""
    asked = kpi.signal is Signal.PERCEPTION and kpi.directness is Directness.ASKED
    return asked and set(kpi.audience) != {Audience.NONE}


def is_activity(kpi: Kpi) -> bool:
    """Tell whether the KPI counts what was done."""
    return kpi.signal is Signal.ACTIVITY


def is_business_outcome(kpi: Kpi) -> bool:
    """Tell whether the KPI is revenue, margin, share, penetration or retention, not counted by a seller."""
    bought = kpi.signal is Signal.BEHAVIOUR and kpi.family in _BUYING and kpi.directness is Directness.OBSERVED
    return kpi.measured_by in TRUSTED and (kpi.signal is Signal.OUTCOME or bought)


def _kpis(setting: Setting) -> list[Kpi]:
    names = setting.layout.kpis if setting.layout else ()
    return [setting.catalog.kpis[name] for name in dict.fromkeys(names) if name in setting.catalog.kpis]


def _share(kpis: list[Kpi], weights: Mapping[str, float], holds: Callable[[Kpi], bool]) -> float | None:
    whole = math.fsum(weights.get(kpi.name, 0.0) for kpi in kpis)
    part = math.fsum(weights.get(kpi.name, 0.0) for kpi in kpis if holds(kpi))
    return round(part / whole, 12) if whole > 0 else None


def _labels(kpis: list[Kpi], weights: Mapping[str, float], holds: Callable[[Kpi], bool]) -> FactValue:
    found = [kpi for kpi in kpis if holds(kpi) and weights.get(kpi.name, 0.0) > 0]
    found.sort(key=lambda kpi: (-weights[kpi.name], kpi.name))
    return listed([kpi.label or same(kpi.name) for kpi in found]) if found else None
