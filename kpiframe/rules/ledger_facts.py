"""Facts of ledgers: what is credited against the brand's own books, and how much of it twice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from kpiframe.catalog.model import Kpi, KpiKind, MeasuredBy
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.seen import CardFacts
from kpiframe.rules.wording import FactValue, listed
from kpiframe.texts import Text, same

_NOISE: Final = 1e-9
"""A share of the ledger smaller than this is the rounding of sums, not an order."""


def ledgers_of(setting: Setting) -> Sequence[str]:
    """Return the KPIs that some KPI of the scorecard names as its ledger."""
    named = dict.fromkeys(kpi.evidence.ledger.kpi for kpi in _credited(setting) if kpi.evidence.ledger)
    return [name for name in named if name in setting.catalog.kpis]


def ledger_facts(name: str, card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of the ledger KPI called *name*."""
    credited = [kpi for kpi in _credited(setting) if kpi.evidence.ledger and kpi.evidence.ledger.kpi == name]
    platforms = [kpi for kpi in credited if kpi.measured_by is MeasuredBy.PLATFORM_ATTRIBUTED]
    channels = [kpi for kpi in credited if kpi.evidence.channel or kpi.evidence.teams]
    ledger = setting.catalog.kpis.get(name)
    booked = _value(name, card)
    claims, split = (_sum(kpis, card) if _alike([*kpis, ledger]) else None for kpis in (platforms, channels))
    return {
        "ledger": name,
        "ledger_label": (ledger.label if ledger else None) or same(name),
        "ledger_value": booked,
        "platform_claims": claims,
        "self_attribution_ratio": _ratio(claims, booked),
        "channel_claims": split,
        "claimed_twice": None if split is None or booked is None else _excess(split, booked),
        "claimants": _labels(platforms),
        "channel_claimants": _labels(channels),
        "organic_share": _ratio(_organic(credited, card), booked),
    }


def _credited(setting: Setting) -> list[Kpi]:
    """Return the KPIs of the scorecard that are held against a ledger."""
    kpis = setting.catalog.kpis
    names = dict.fromkeys(setting.layout.kpis if setting.layout else ())
    return [kpis[name] for name in names if name in kpis and kpis[name].evidence.ledger]


def _labels(kpis: Sequence[Kpi]) -> Text | None:
    return listed([kpi.label or same(kpi.name) for kpi in kpis]) if kpis else None


def _organic(credited: Sequence[Kpi], card: CardFacts) -> float | None:
    declared = (kpi.evidence.ledger.organic for kpi in credited if kpi.evidence.ledger)
    return next((_value(name, card) for name in declared if name), None)


def _value(name: str, card: CardFacts) -> float | None:
    seen = card.seen.get(name)
    return seen.value if seen else None


def _alike(kpis: Sequence[Kpi | None]) -> bool:
    """Tell whether values of *kpis* may be added up and held against one another: one unit, and no ratios."""
    return len({kpi.unit for kpi in kpis if kpi}) <= 1 and all(k.kind is not KpiKind.RATIO for k in kpis if k)


def _sum(kpis: Sequence[Kpi], card: CardFacts) -> float | None:
    """Return the values added up; unknown when one of them is, for then the sum would be too small."""
    values = [_value(kpi.name, card) for kpi in kpis]
    known = [value for value in values if value is not None]
    return math.fsum(known) if len(known) == len(values) else None


def _ratio(part: float | None, whole: float | None) -> float | None:
    return None if part is None or whole is None or whole <= 0 else round(part / whole, 12)


def _excess(claims: float, booked: float) -> float:
    excess = claims - booked
    return excess if excess > _NOISE * abs(booked) else 0.0
