"""What judging a KPI answers: eight states, and everything a page says about one value. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.problems import Problem
from kpiframe.scoring.anchors import Points
from kpiframe.scoring.bands import Band
from kpiframe.scoring.breaks import Mark
from kpiframe.texts import NO_TEXT, Text

Span = tuple[float, float]


class State(StrEnum):
    """Why a KPI has a score, or has none. Each is shown with its own word; none is ever a pass."""

    SCORED = "scored"
    UNSCORED = "unscored"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    STALE = "stale"
    TOO_EARLY = "too_early"
    SMALL_SAMPLE = "small_sample"
    ERROR = "error"


class Verdict(StrEnum):
    """What a change means."""

    BETTER = "better"
    WORSE = "worse"
    UNCHANGED = "unchanged"
    """Inside the dead band or the margin of error."""
    CHANGED = "changed"
    """Moved, and no direction says whether that is good."""
    PARTIAL = "partial"
    """The shown period is not over: nothing to compare yet."""
    PROVISIONAL = "provisional"
    """The data of the shown period may still change: figures, and no judgement of them."""
    BROKEN = "broken"
    """The two numbers mean different things, or the earlier one is known to be wrong: nothing is compared."""


@dataclass(frozen=True, slots=True)
class ToDate:
    """The first days of an unfinished period against as many of an earlier one."""

    until: date
    """Last of those days in the unfinished period."""
    value: float
    """Of those days in the unfinished period."""
    earlier: float
    difference: float | None = None
    """In the KPI's unit."""
    relative: float | None = None
    """Percent of the earlier value; amounts and counts only."""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """This value against that of an earlier period."""

    period: str
    value: float | None
    difference: float | None = None
    """In the KPI's unit."""
    relative: float | None = None
    """Percent of the earlier value; amounts and counts only."""
    verdict: Verdict | None = None
    band: Band | None = None
    """Of the earlier value, under today's anchors for a whole period."""
    broken_by: str = ""
    """Lifecycle entry that forbids the comparison; the earlier value is left out when it is known to be wrong."""
    to_date: ToDate | None = None
    """For an unfinished period: the same days of both. ``None`` where the numbers cannot be cut at a day."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The target that judges the period, times :attr:`share` for a part period."""

    value: float | Span
    warn: float | Span
    set_by: str = ""
    since: str = ""
    why: Text = NO_TEXT
    share: float = 1.0
    """What the declared numbers were multiplied by: the part of the period that is gone, for flows."""
    scale: str = "linear"
    reachable: float | None = None
    """Highest score the natural limits of the value allow, when that is below 100."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One KPI in one period and slice."""

    kpi: str
    state: State
    reason: str | None
    """Machine-readable; ``None`` when scored."""
    detail: str
    """The input or KPI the reason speaks of, where there is one."""
    value: float | None
    score: float | None
    """0-100, rounded once; ``None`` unless scored."""
    band: Band | None
    anchors: Points
    """(value, score), ascending by value, as used; empty when nothing can be scored."""
    scorable: bool
    """Whether a target judges it: only then is it part of the weight base, and only then can its absence cost."""
    target: InForce | None
    previous: Change
    year_ago: Change
    last_score: float | None
    """Score of the latest earlier value that could be scored, under today's anchors."""
    margin: Span | None
    """95 % interval of the value."""
    band_certain: bool
    """False when the margin spans a band edge."""
    n: float | None
    min_n: float | None
    share: float
    """Part of the period that is gone, 0-1."""
    run_rate: float | None
    """Flows in a part period: where the whole period would end at this pace."""
    as_of: date | None
    max_age_days: int | None = None
    declared: Text = NO_TEXT
    """Why it does not apply, in the project's words."""
    error: Problem | None = None
    wrong: tuple[str, ...] = ()
    """Keys of the periods whose data are known to be wrong; their values are not shown."""
    marks: tuple[Mark, ...] = ()
    """Changes of meaning inside the series, oldest first."""
    entries: tuple[LifecycleEntry, ...] = ()
    """The lifecycle entries the KPI is linked to."""
    revised_until: date | None = None
    """Last day on which its sources may still change the period's numbers; ``None`` once they are final."""
