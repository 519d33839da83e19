"""Facts of scope set: what the KPIs of one scorecard say together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from kpiframe.catalog.model import Audience, Direction, Directness, Kpi, Signal, Timing
from kpiframe.catalog.shipped import SHIPPED
from kpiframe.rules.definition_facts import BY_PLATFORM, TRUSTED, Setting
from kpiframe.rules.set_owners import asking_facts, owner_facts
from kpiframe.rules.wording import FactValue, listed
from kpiframe.scoring.dimensions import measured_by
from kpiframe.texts import Text, same

_UNWIDE: Final = frozenset({Audience.EXISTING, Audience.NONE})
_BUYING: Final = frozenset({"usage", "loyalty", "market"})
"""Families in which observed behaviour is the business outcome: penetration, retention, repeat purchase."""
_EARNING: Final = _BUYING | {"sales_pipeline", "sales", "revenue"}
"""Families whose outcomes are the business's own; costs, forecasts and gaps to others are not earned."""
_DISCONFIRMING: Final = "disconfirming"
_RELEVANCE: Final = "relevance"
_FEW: Final = 3
"""Fewer shares than this say nothing about equal weights."""
_ALIKE: Final = 1e-9
"""Shares closer than this are one share."""
_JUDGING: Final = ("formula", "relevance", "thresholds", "targets")
"""Fields by which a brand makes a shipped KPI its own."""
_DIMENSIONS: Final = {
    "utility": Text("utility", "tính ứng dụng"),
    "purpose": Text("purpose", "mục đích"),
    "importance": Text("importance", "tầm quan trọng"),
}
_UNNAMED: Final = Text("One platform that is not named", "Một nền tảng chưa nêu tên")


def set_facts(setting: Setting) -> dict[str, FactValue]:
    """Return every fact of scope set; the shares are unknown where no KPI carries weight."""
    kpis = _kpis(setting)
    effective = setting.shares or {}
    weighted = [kpi for kpi in kpis if effective.get(kpi.name, 0.0) > 0]
    return {
        "scorecard": setting.layout.name if setting.layout else None,
        "kpi_count": float(len(kpis)),
        "weighted_count": None if setting.shares is None else float(len(weighted)),
        "equal_weights": _alike([effective[kpi.name] for kpi in weighted]),
        "platform_share": _share(kpis, effective, by_platform),
        "platform_kpis": _labels(kpis, effective, by_platform),
        **_top_platform(weighted, setting),
        "existing_only_share": _share(kpis, effective, sees_existing_only),
        "existing_only_kpis": _labels(kpis, effective, sees_existing_only),
        "wider_share": _share(kpis, effective, lambda kpi: Audience.WIDER in kpi.audience),
        "asked_share": _share(kpis, effective, asks_people),
        "outcome_share": _share(kpis, effective, is_business_outcome),
        "activity_share": _share(kpis, setting.written, is_activity),
        "activity_kpis": _labels(kpis, setting.written, is_activity),
        "disconfirming_share": _share(kpis, effective, lambda kpi: _DISCONFIRMING in kpi.tags),
        "lagging_share": _share(kpis, effective, lambda kpi: kpi.timing is Timing.LAGGING),
        "relevance_share": _share(kpis, effective, lambda kpi: kpi.family == _RELEVANCE),
        **_dimensions(weighted),
        "generic_share": round(sum(map(stands_as_shipped, weighted)) / len(weighted), 12) if weighted else None,
        **owner_facts(weighted, filter(is_business_outcome, weighted)),
        **asking_facts([kpi for kpi in kpis if asks_people(kpi)]),
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
    earned = kpi.signal is Signal.OUTCOME and (kpi.family in _EARNING or not kpi.family)
    context = kpi.direction is Direction.NEUTRAL
    return kpi.measured_by in TRUSTED and not context and (earned or bought)


def stands_as_shipped(kpi: Kpi) -> bool:
    """Tell whether formula, ratings, weight, thresholds and targets are still those that ship with kpiframe."""
    own = (o.field.partition(".")[0] for o in kpi.origins if o.layer != SHIPPED)
    return kpi.layer == SHIPPED and not set(_JUDGING).intersection(own)


def _dimensions(weighted: list[Kpi]) -> dict[str, FactValue]:
    if not weighted:
        return {"missing_dimensions": None, "dimensions": None}
    measured = measured_by({kpi.name: kpi for kpi in weighted}, dict.fromkeys((kpi.name for kpi in weighted), 1.0))
    absent = [name for name, kpis in measured.items() if not kpis]
    labels = listed([_DIMENSIONS[name] for name in absent]) if absent else None
    return {"missing_dimensions": float(len(absent)), "dimensions": labels}


def _top_platform(weighted: list[Kpi], setting: Setting) -> dict[str, FactValue]:
    """Return the platform with the largest share; unknown where KPIs whose platform is not named could change it."""
    shares = setting.shares or {}
    counted = [kpi for kpi in weighted if by_platform(kpi)]
    held: dict[str, list[float]] = {}
    for kpi in counted:
        held.setdefault(platform_of(kpi) or "", []).append(shares[kpi.name])
    unnamed = held.pop("", [])
    if not weighted or len(unnamed) + bool(held) * bool(unnamed) > 1:
        return {"top_platform_share": None, "top_platform": None}
    sums = {name: math.fsum(parts) for name, parts in held.items()}
    top = min(sums, key=lambda name: (-sums[name], name), default="")
    whole = math.fsum(shares[kpi.name] for kpi in weighted)
    known = setting.catalog.platforms.get(top)
    label = known.label if known else top or (_UNNAMED if unnamed else None)
    share = round((sums[top] if top else math.fsum(unnamed)) / whole, 12)
    return {"top_platform_share": share, "top_platform": label}


def platform_of(kpi: Kpi) -> str | None:
    """Return the platform that counts the KPI: the one it names, else the one all its inputs come from."""
    inside = {item.platform for item in kpi.inputs}
    return kpi.platform or (inside.pop() or None if len(inside) == 1 else None)


def _alike(shares: list[float]) -> bool | None:
    return None if len(shares) < _FEW else max(shares) - min(shares) <= _ALIKE


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
