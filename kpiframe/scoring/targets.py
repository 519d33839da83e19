"""The target in force: the thresholds as declared, or as a dated target replaced them, on the last day of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Direction, Kpi, KpiKind, Target, Thresholds
from kpiframe.periods import Calendar, Period
from kpiframe.scoring.breaks import not_comparable
from kpiframe.texts import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Aim:
    """Thresholds in force and who set them; no thresholds, and the reason why."""

    thresholds: Thresholds | None
    reason: str | None = None
    """``neutral``, ``no_target``, ``no_target_base``, ``broken_base`` or ``target_of_total``."""
    set_by: str = ""
    since: str = ""
    why: Text = NO_TEXT
    broken_by: str = ""
    """Lifecycle entry because of which the base of a growth target cannot be compared with."""


def aim_of(
    kpi: Kpi,
    periods: Sequence[Period],
    values: Sequence[float | None],
    *,
    sliced: bool = False,
    entries: Sequence[LifecycleEntry] = (),
) -> Aim:
    """Return what judges *kpi* in the last of *periods*; *values* are its own, one a period, for growth targets.

    A target for an amount is the whole's: one channel's revenue cannot be held against it, so a slice has none. Nor
    is there growth over a number that meant something else, by one of the lifecycle *entries*.
    """
    if kpi.direction is Direction.NEUTRAL:
        return Aim(None, "neutral")
    if sliced and kpi.kind in (KpiKind.FLOW, KpiKind.STOCK):
        return Aim(None, "target_of_total")
    target = _in_force(kpi.targets, periods[-1])
    if target is None:
        return Aim(kpi.thresholds, None if kpi.thresholds else "no_target")
    named = Aim(None, "no_target", target.set_by, target.since, target.why)
    broken = None if target.growth is None else not_comparable(entries, _base_period(target, periods[-1]), periods[-1])
    if broken is not None:
        return replace(named, reason="broken_base", broken_by=broken.id)
    value = target.value if target.growth is None else _grown(target, periods, values)
    if value is None and target.growth is not None:
        return replace(named, reason="no_target_base")
    warn = target.warn if target.warn is not None else (kpi.thresholds.warn if kpi.thresholds else None)
    if value is None or warn is None:
        return named
    base = kpi.thresholds or Thresholds(warn, value)
    return replace(named, thresholds=replace(base, warn=warn, target=value), reason=None)


def earlier_index(periods: Sequence[Period], earlier: Period) -> int | None:
    """Return the place of *earlier* on the spine, ``None`` when the spine begins later."""
    return next((i for i, p in enumerate(periods) if p.start == earlier.start), None)


def first_day(key: str, calendar: Calendar) -> date | None:
    """Return the first day a period key or date speaks of, ``None`` for a key of no calendar."""
    span = calendar.span(key)
    return span[0] if span else None


def _in_force(targets: Sequence[Target], period: Period) -> Target | None:
    """Return the target with the latest first day among those that hold on the last day of *period*."""
    day, found, begins = period.end, None, date.min
    for target in targets:
        first = period.calendar.span(target.since)
        last = period.calendar.span(target.until) if target.until else None
        if first is None or first[0] > day or (last is not None and last[1] < day):
            continue
        if found is None or first[0] >= begins:
            found, begins = target, first[0]
    return found


def _grown(target: Target, periods: Sequence[Period], values: Sequence[float | None]) -> float | None:
    """Return the earlier value plus growth; a percentage of nothing, or of less than nothing, is no target."""
    place = earlier_index(periods, _base_period(target, periods[-1]))
    base = None if place is None else values[place]
    if base is None or base <= 0 or target.growth is None:
        return None
    return base * (1 + target.growth / 100)


def _base_period(target: Target, shown: Period) -> Period:
    return shown.year_ago() if target.over == "same_period_last_year" else shown.previous()
