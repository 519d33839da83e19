"""Judging: one KPI's series becomes a state, a score and everything a reader needs to doubt it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from kpiframe.catalog.annotations import NotApplicable
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Kpi
from kpiframe.evaluation.results import KpiSeries
from kpiframe.observations import TOTAL
from kpiframe.periods import Period
from kpiframe.problems import Problem
from kpiframe.scoring.anchors import Curve, curve_of
from kpiframe.scoring.bands import BEST, Band, band_of
from kpiframe.scoring.breaks import faulting, marks, not_comparable, sound
from kpiframe.scoring.case import Case, Part
from kpiframe.scoring.judgement import Change, InForce, Judgement, Span, State, Verdict
from kpiframe.scoring.margins import WHOLE
from kpiframe.scoring.spine import Against, against_of
from kpiframe.scoring.targets import Aim, aim_of
from kpiframe.scoring.trend import Reading, change, to_date
from kpiframe.texts import NO_TEXT

NO_VALUE: Final = (State.ERROR, State.NOT_APPLICABLE, State.MISSING)


def judge(
    kpi: Kpi,
    series: KpiSeries,
    periods: tuple[Period, ...],
    *,
    today: date,
    max_age_days: int | None,
    not_applicable: NotApplicable | None,
    error: Problem | None = None,
    lifecycle: Sequence[LifecycleEntry] = (),
    part: Part | None = None,
    revised_until: date | None = None,
    against: Against | None = None,
) -> Judgement:
    """Judge the last of *periods*, the spine *series* runs over; *today* is the day age and pace are counted from.

    A period is complete when it ended before *today*. Until then the anchors of a flow are multiplied by the share of
    days that are over. *max_age_days* is the age, on the earlier of today and the period's last day, beyond which data
    are stale. *lifecycle* holds the entries the KPI is linked to: across a break nothing is compared, and a value
    from data known to be wrong is not shown. *part* holds the first days of an unfinished period and of those it is
    compared with; until *revised_until* a whole period is provisional, and its changes are not judged. *against* is
    what the last period is compared with, where that is known. Nothing is raised: every fault is a state with a reason.
    """
    entries, beside = tuple(lifecycle), against or against_of(periods)
    series = sound(series, periods, entries)
    aim = aim_of(kpi, periods, series.values, sliced=series.slice != TOTAL, entries=entries)
    whole, fault = _curve(kpi, aim)
    case = Case(kpi, series, periods, today, max_age_days, aim, whole, fault, entries, part, revised_until)
    state, reason, detail = _state(case, not_applicable, error)
    curve = whole.times(case.share) if whole and case.paced and case.share > 0 else whole
    now = Reading(case.period.key, None) if state in NO_VALUE else case.reading(-1)
    score = curve.score(now.value) if state is State.SCORED and curve and now.value is not None else None
    return Judgement(
        kpi=kpi.name,
        state=state,
        reason=reason,
        detail=detail,
        value=now.value,
        score=score,
        band=None if score is None else band_of(score),
        anchors=curve.points if curve else (),
        scorable=aim.thresholds is not None,
        target=_target(case, curve),
        previous=_compare(case, now, beside.previous, beside.previous_place),
        year_ago=_compare(case, now, beside.year_ago, beside.year_ago_place),
        last_score=_last_score(case),
        margin=now.margin,
        band_certain=_certain(curve, now.value, now.margin),
        n=case.n(),
        min_n=case.min_n,
        share=case.share,
        run_rate=_run_rate(case, now.value),
        as_of=series.as_of,
        max_age_days=max_age_days,
        declared=not_applicable.reason if not_applicable else NO_TEXT,
        error=error,
        wrong=tuple(p.key for p in periods if faulting(entries, p)) if entries else (),
        marks=marks(entries, periods) if entries else (),
        entries=entries,
        revised_until=revised_until if case.provisional else None,
    )


def _state(case: Case, not_applicable: NotApplicable | None, error: Problem | None) -> tuple[State, str | None, str]:
    """Return state, reason and what the reason speaks of: the first that holds."""
    result, kpi = case.series.result, case.kpi
    if error is not None:
        return State.ERROR, error.code, ""
    if not_applicable is not None:
        return State.NOT_APPLICABLE, "declared", ""
    if case.fault is not None:
        return State.ERROR, case.fault, ""
    if case.value(-1) is None:
        return State.MISSING, result.reason or "no_rows", result.detail
    if _age(case) > (math.inf if case.max_age_days is None else case.max_age_days):
        return State.STALE, "max_age", ""
    if case.paced and (case.share < kpi.early_window or case.share == 0):
        return State.TOO_EARLY, "early_window", ""
    if not case.enough(-1):
        return State.SMALL_SAMPLE, "min_n", kpi.base or ""
    if case.whole is None:
        return State.UNSCORED, case.aim.reason, case.aim.broken_by
    return State.SCORED, None, ""


def _age(case: Case) -> int:
    """Return the age of the data in days, seen from the earlier of today and the period's last day."""
    as_of = case.series.as_of
    return 0 if as_of is None else (min(case.today, case.period.end) - as_of).days


def _curve(kpi: Kpi, aim: Aim) -> tuple[Curve | None, str | None]:
    if aim.thresholds is None:
        return None, None
    try:
        return curve_of(kpi.direction, aim.thresholds), None
    except ValueError:
        return None, "target_unusable"


def _target(case: Case, curve: Curve | None) -> InForce | None:
    """Return the target as it judges: its numbers are those of the anchors."""
    aim, share = case.aim, case.share if case.paced and case.share > 0 else 1.0
    if aim.thresholds is None or curve is None:
        return None
    return InForce(
        value=_times(aim.thresholds.target, share),
        warn=_times(aim.thresholds.warn, share),
        set_by=aim.set_by,
        since=aim.since,
        why=aim.why,
        share=share,
        scale=curve.scale,
        reachable=_reachable(case.kpi, curve),
    )


def _times(number: float | Span, share: float) -> float | Span:
    return (number[0] * share, number[1] * share) if isinstance(number, tuple) else number * share


def _reachable(kpi: Kpi, curve: Curve) -> float | None:
    """Return the best score a share, or a difference of shares, can earn, when that is below 100."""
    whole = WHOLE.get(kpi.unit, 1.0)
    limits = {"proportion": (0.0, whole), "net_share": (-whole, whole)}.get(kpi.interval or "")
    if limits is None:
        return None
    best = curve.highest(*limits)
    return best if best < BEST else None


def _run_rate(case: Case, value: float | None) -> float | None:
    if value is None or not case.paced or case.share == 0:
        return None
    whole = value / case.share
    return whole if math.isfinite(whole) else None


def _compare(case: Case, now: Reading, earlier: Period, place: int | None) -> Change:
    if place is None:
        return change(case.kpi, case.whole, now, Reading(earlier.key, None))
    before = case.reading(place)
    wrong = faulting(case.entries, earlier)
    broken = not_comparable(case.entries, earlier, case.period) if before.value is not None or wrong else None
    by = broken.id if broken and now.value is not None else ""
    found = change(
        case.kpi, case.whole, now, before, partial=not case.complete, provisional=case.provisional, broken_by=by
    )
    if case.part is None or found.verdict is not Verdict.PARTIAL:
        return found
    here, there = case.part.values.get(now.period), case.part.values.get(earlier.key)
    return replace(found, to_date=to_date(case.kpi, case.whole, case.part.until, here, there))


def _last_score(case: Case) -> float | None:
    """Return the score of the latest earlier value with enough cases, under the anchors of a whole period."""
    if case.whole is None:
        return None
    for index in range(len(case.periods) - 2, -1, -1):
        value = case.value(index)
        if value is not None and case.enough(index):
            return case.whole.score(value)
    return None


def _certain(curve: Curve | None, value: float | None, margin: Span | None) -> bool:
    """Say whether every value inside the margin lies in one band."""
    if curve is None or value is None or margin is None:
        return True
    low, high = margin
    scores = [curve.score(x) for x in (low, value, high)]
    scores += [y for x, y in curve.points if low < x < high]
    bands: set[Band] = {band_of(s) for s in scores}
    return len(bands) == 1
