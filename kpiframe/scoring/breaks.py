"""Where a series cannot be trusted: it changed its meaning (a break), or its data are known to be wrong (a window)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from kpiframe.catalog.graph import reached
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Kpi
from kpiframe.evaluation.results import KpiSeries, Result
from kpiframe.periods import Calendar, Grain, Period

FAULTY: Final = "faulty_window"
"""Reason of no value: the period lies in a window of data known to be wrong."""
_NONE: Final[Mapping[str, Kpi]] = MappingProxyType({})
_GRAINS: Final = {"month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the shown series where the meaning of the numbers changed."""

    period: str
    """Key of the first period that holds a part of the change."""
    entry: LifecycleEntry


def span_of(entry: LifecycleEntry) -> tuple[date, date] | None:
    """Return the first and last day *entry* may have taken effect; ``None`` for one without a date.

    A date known to the month, quarter or year stands for all of it.
    """
    day = entry.effective
    if day is None:
        return None
    grain = _GRAINS.get(entry.precision)
    if grain is None:
        return day, day
    period = Calendar(grain).period_of(day)
    return period.start, period.end


def breaks(entry: LifecycleEntry, start: date, end: date) -> bool:
    """Say whether numbers of *start* and of *end* mean different things: a break took effect after *start*, by *end*.

    *start* is the first day of the earlier period and *end* the last day of the later one. A break on *start* itself
    lies before both periods.
    """
    span = span_of(entry)
    return entry.comparability == "break" and span is not None and span[0] <= end and span[1] > start


def faulty(entry: LifecycleEntry, start: date, end: date) -> bool:
    """Say whether any day from *start* to *end* lies in the window in which the data of *entry* are wrong."""
    span = span_of(entry)
    if entry.status != "faulty_data" or span is None:
        return False
    return end >= span[0] and (entry.until is None or start <= entry.until)


def entries_of(
    kpi: Kpi, lifecycle: Mapping[str, LifecycleEntry], kpis: Mapping[str, Kpi] = _NONE, *, succeeded: bool = True
) -> tuple[LifecycleEntry, ...]:
    """Return the entries *kpi* is linked to, its own and (*succeeded*) those of what it succeeds.

    With *kpis* also those of the KPIs its formula names, however deep: what is computed from a number that changed its
    meaning has changed it too. Unknown ids are left out.
    """
    ids: dict[str, None] = {}
    for one in (kpi, *(kpis[name] for name in reached(kpi, kpis))):
        ids |= dict.fromkeys((*one.lifecycle, *(one.evidence.succeeds if succeeded else ())))
    return tuple(lifecycle[i] for i in ids if i in lifecycle)


def breaking(entries: Iterable[LifecycleEntry], earlier: Period, shown: Period) -> LifecycleEntry | None:
    """Return the latest break between two periods; what no source states takes no arrow away."""
    found = [e for e in entries if e.verified and breaks(e, earlier.start, shown.end)]
    return max(found, key=lambda e: (e.effective or date.min, e.id), default=None)


def faulting(entries: Iterable[LifecycleEntry], period: Period) -> LifecycleEntry | None:
    """Return the entry that makes the data of *period* wrong; what no source states hides no value."""
    return next((e for e in entries if e.verified and faulty(e, period.start, period.end)), None)


def not_comparable(entries: Sequence[LifecycleEntry], earlier: Period, shown: Period) -> LifecycleEntry | None:
    """Return the entry that forbids comparing *shown* with *earlier*: wrong data then, or a break since."""
    return faulting(entries, earlier) or breaking(entries, earlier, shown)


def sound(series: KpiSeries, periods: Sequence[Period], entries: Sequence[LifecycleEntry]) -> KpiSeries:
    """Return *series* without the values of periods whose data are known to be wrong.

    In the last period the reason is ``faulty_window`` and its detail the entry's id.
    """
    if not any(e.status == "faulty_data" for e in entries):
        return series
    wrong = [faulting(entries, period) for period in periods]
    if not any(wrong):
        return series
    values = tuple(None if entry else value for value, entry in zip(series.values, wrong, strict=True))
    result = Result(None, FAULTY, wrong[-1].id) if wrong[-1] else series.result
    return replace(series, values=values, result=result)


def marks(entries: Iterable[LifecycleEntry], periods: Sequence[Period]) -> tuple[Mark, ...]:
    """Return every change of meaning inside *periods*, oldest first: breaks, and changes that are told and compared."""
    found = []
    for entry in entries:
        span = span_of(entry)
        if not entry.verified or span is None or entry.comparability not in ("break", "partial"):
            continue
        place = next((p for p in periods[1:] if p.start <= span[1] and p.end >= span[0]), None)
        if place is not None:
            found.append(Mark(place.key, entry))
    return tuple(sorted(found, key=lambda mark: (mark.entry.effective or date.min, mark.entry.id)))
