"""Change against an earlier period: how much, in what words, and when to say nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpiframe.catalog.model import Direction, Kpi
from kpiframe.scoring.anchors import Curve
from kpiframe.scoring.bands import DIGITS, band_of
from kpiframe.scoring.judgement import Change, Span, ToDate, Verdict
from kpiframe.scoring.margins import within_noise
from kpiframe.units import UnitKind, unit_named

AMOUNTS: Final = (UnitKind.MONEY, UnitKind.COUNT)
"""Kinds whose change is told in percent; others change in their own unit, for percent of a percentage misleads."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One period's value with its margin of error."""

    period: str
    value: float | None
    margin: Span | None = None


def change(
    kpi: Kpi,
    curve: Curve | None,
    now: Reading,
    earlier: Reading,
    *,
    partial: bool = False,
    provisional: bool = False,
    broken_by: str = "",
) -> Change:
    """Compare *now* with *earlier*; *curve* holds the anchors of a whole period, *partial* says *now* is unfinished.

    An unfinished period gets the verdict ``partial`` and no figures: part of a month against a whole one is an
    artefact, however it is divided; :func:`to_date` compares the same days of both. Numbers that mean different
    things, by the lifecycle entry *broken_by*, get ``broken`` and no figures; where *provisional*, the data of *now*
    may still change, so that figures are told and not judged.
    """
    if broken_by:
        return Change(earlier.period, earlier.value, verdict=Verdict.BROKEN, broken_by=broken_by)
    if earlier.value is None:
        return Change(earlier.period, None)
    band = band_of(curve.score(earlier.value)) if curve else None
    if now.value is None:
        return Change(earlier.period, earlier.value, band=band)
    if partial:
        return Change(earlier.period, earlier.value, verdict=Verdict.PARTIAL, band=band)
    return Change(
        earlier.period,
        earlier.value,
        difference=_finite(now.value - earlier.value),
        relative=relative_change(kpi.unit, now.value, earlier.value),
        verdict=Verdict.PROVISIONAL if provisional else verdict(kpi, curve, now, earlier),
        band=band,
    )


def to_date(kpi: Kpi, curve: Curve | None, until: date, now: float | None, earlier: float | None) -> ToDate | None:
    """Compare the first days of two periods, up to *until* in the later; ``None`` when either has no number.

    Of a sample there is no verdict: how sure the number of a few days is, nobody has said.
    """
    if now is None or earlier is None:
        return None
    said = None if kpi.base else verdict(kpi, curve, Reading("", now), Reading("", earlier))
    return ToDate(until, now, earlier, _finite(now - earlier), relative_change(kpi.unit, now, earlier), said)


def relative_change(unit: str, value: float, earlier: float) -> float | None:
    """Return the change in percent of *earlier*; only for amounts and counts, from above zero and not across it."""
    named = unit_named(unit)
    if named is None or named.kind not in AMOUNTS or earlier <= 0 or value < 0:
        return None
    return _finite((value / earlier - 1) * 100)


def verdict(kpi: Kpi, curve: Curve | None, now: Reading, earlier: Reading) -> Verdict | None:
    """Return what the change means in the KPI's direction, ``unchanged`` inside its dead band or noise."""
    if now.value is None or earlier.value is None:
        return None
    moved = round(now.value - earlier.value, DIGITS)
    quiet = kpi.dead_band is not None and abs(moved) < kpi.dead_band
    if moved == 0 or quiet or within_noise(now.value, now.margin, earlier.value, earlier.margin):
        return Verdict.UNCHANGED
    gain = _gain(kpi.direction, curve, now.value, earlier.value)
    if gain == 0:
        return Verdict.CHANGED
    return Verdict.BETTER if gain > 0 else Verdict.WORSE


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _gain(direction: Direction, curve: Curve | None, value: float, earlier: float) -> float:
    """Return a number above 0 for better, below 0 for worse, 0 when no direction says."""
    if direction is Direction.HIGHER:
        return value - earlier
    if direction is Direction.LOWER:
        return earlier - value
    if direction is Direction.NEUTRAL or curve is None:
        return 0.0
    gained = curve.score(value) - curve.score(earlier)
    return gained or _outside(curve, earlier) - _outside(curve, value)


def _outside(curve: Curve, value: float) -> float:
    """Return how far *value* lies beyond the ends of a range's curve, where every score is 0."""
    low, high = curve.points[0][0], curve.points[-1][0]
    return max(low - value, value - high, 0.0)
