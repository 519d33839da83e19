"""The headline: two levels of weights, missing data by policy, bounds, coverage and how far weights could move it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from kpiframe.catalog.layouts import Missing
from kpiframe.scoring.bands import BEST, COVERAGE_FLOOR, TARGET_FROM, Band, band_of, rounded
from kpiframe.scoring.imputing import scores_by_policy
from kpiframe.scoring.item import Item, as_shares
from kpiframe.scoring.judgement import Span, State
from kpiframe.scoring.robustness import weight_range

__all__ = ["GroupTotal", "Item", "Judged", "Totals", "total"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A weighted whole, a group or the scorecard: score and bounds 0-100, coverage 0-1."""

    score: float | None = None
    band: Band | None = None
    """Capped at watch while a critical KPI is off target."""
    capped_by: str | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    withheld: str | None = "nothing_to_score"
    """``nothing_to_score``, ``error``, ``policy`` or ``coverage``; ``None`` beside a score."""
    supposed: float | None = None
    """The score, also when it is withheld for coverage; other reasons leave nothing to suppose."""


@dataclass(frozen=True, slots=True)
class GroupTotal(Judged):
    """One group."""

    name: str = ""
    weight: float = 0.0
    """Share of the whole among the groups that are left; 0 for a group that drops out."""
    kpis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals(Judged):
    """The headline and everything printed with it."""

    weights_range: Span | None = None
    """Lowest and highest score with every weight free within 20 %."""
    groups: tuple[GroupTotal, ...] = ()
    effective: Mapping[str, float] = field(default_factory=dict)
    """KPI -> share of the whole; sums to 1 over the KPIs that count."""
    imputed: Mapping[str, float] = field(default_factory=dict)
    """KPI without a score -> the score the policy supposes."""
    moves: tuple[tuple[str, float], ...] = ()
    """(KPI, points the headline would gain by its reaching the target), largest first."""


def total(items: Iterable[Item], groups: Sequence[tuple[str, float]], missing: Missing) -> Totals:
    """Return groups and headline of *items*; *groups* are (name, weight) in printed order, weights 0 or above."""
    names = {name for name, _ in groups}
    items = tuple(i for i in items if i.group in names)
    base = [i for i in items if i.counts]
    inner = {name: as_shares({i.kpi: i.weight for i in base if i.group == name}) for name in names}
    outer = as_shares({name: weight for name, weight in groups if inner[name]})
    effective = {i.kpi: outer[i.group] * inner[i.group][i.kpi] for i in base}
    scores = scores_by_policy(base, outer, missing)
    whole = _judged([i for i in base if effective[i.kpi] > 0], effective, scores, missing, items)
    return Totals(
        **_fields(whole),
        weights_range=None if whole.score is None else _range(base, groups, scores, missing),
        groups=tuple(
            _group(name, outer.get(name, 0.0), items, inner[name], scores=scores, missing=missing) for name, _ in groups
        ),
        effective=MappingProxyType(effective),
        imputed=MappingProxyType({i.kpi: scores[i.kpi] for i in base if i.scored is None and i.kpi in scores}),
        moves=_moves(effective, scores),
    )


def _group(
    name: str,
    share: float,
    items: Sequence[Item],
    inner: Mapping[str, float],
    *,
    scores: Mapping[str, float],
    missing: Missing,
) -> GroupTotal:
    mine = [i for i in items if i.group == name]
    judged = _judged([i for i in mine if i.counts], inner, scores, missing, mine)
    return GroupTotal(**_fields(judged), name=name, weight=share, kpis=tuple(i.kpi for i in mine))


def _judged(
    base: Sequence[Item],
    shares: Mapping[str, float],
    scores: Mapping[str, float],
    missing: Missing,
    shown: Sequence[Item],
) -> Judged:
    """Return score, bounds and coverage of the items that count; critical ones among all *shown* cap the band."""
    if not base:
        return Judged()
    measured = [(shares[i.kpi], i.scored) for i in base if i.scored is not None]
    raw = math.fsum(share for share, _ in measured) if len(measured) < len(base) else 1.0
    coverage, floor = rounded(raw), math.fsum(share * score for share, score in measured)
    low, high = rounded(floor), rounded(min(BEST, floor + BEST * (1 - raw)))
    withheld = _withheld(base, missing, coverage)
    supposed = None
    if withheld in (None, "coverage") and all(i.kpi in scores for i in base):
        mean = math.fsum(shares[i.kpi] * scores[i.kpi] for i in base)
        supposed = min(max(rounded(mean), low), high)
    score = None if withheld else supposed
    band, capped_by = _band(score, shown)
    return Judged(score, band, capped_by, low, high, coverage, withheld, supposed)


def _withheld(base: Sequence[Item], missing: Missing, coverage: float) -> str | None:
    if any(i.state is State.ERROR for i in base):
        return "error"
    if missing is Missing.WITHHOLD and any(i.scored is None for i in base):
        return "policy"
    return "coverage" if coverage < COVERAGE_FLOOR else None


def _band(score: float | None, shown: Sequence[Item]) -> tuple[Band | None, str | None]:
    """Return the band and the critical KPI that capped it, the first by name."""
    if score is None:
        return None, None
    band = band_of(score)
    failed = [i.kpi for i in shown if i.critical and i.scored is not None and band_of(i.scored) is Band.OFF_TARGET]
    return (Band.WATCH, min(failed)) if failed and band is Band.ON_TARGET else (band, None)


def _range(
    base: Sequence[Item], groups: Sequence[tuple[str, float]], scores: Mapping[str, float], missing: Missing
) -> Span | None:
    """Return the exact range over weights; a policy that shares weight out leaves only the measured to vary."""
    left = [i for i in base if i.scored is not None] if missing is Missing.REDISTRIBUTE else base
    weighted = [(name, weight) for name, weight in groups if weight > 0]
    parts = [(weight, [(i.weight, scores[i.kpi]) for i in left if i.group == name]) for name, weight in weighted]
    found = weight_range([(weight, part) for weight, part in parts if part])
    return (rounded(found[0]), rounded(found[1])) if found else None


def _moves(effective: Mapping[str, float], scores: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return share * (90 - score) where it is above 0, largest first, then by name."""
    gains = ((kpi, share * (TARGET_FROM - scores[kpi])) for kpi, share in effective.items() if kpi in scores)
    return tuple(sorted(((kpi, gain) for kpi, gain in gains if gain > 0), key=lambda move: (-move[1], move[0])))


def _fields(judged: Judged) -> dict[str, Any]:
    return {part.name: getattr(judged, part.name) for part in fields(judged)}
