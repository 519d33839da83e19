"""The parts of the scorecard document that speak of one KPI or one source. All frozen; see model.py for units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpiframe.texts import NO_TEXT, Text

Number = float | None
Span = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ToDateShown:
    """The first days of an unfinished period against as many of an earlier one."""

    until: date
    """Last of those days in the unfinished period."""
    value: float
    earlier: float
    difference: Number
    relative: Number
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """This value against an earlier one."""

    period: str
    value: Number
    difference: Number = None
    """In the KPI's unit (percent points for percent)."""
    relative: Number = None
    """Percent; only for amounts and counts from a positive base without crossing zero."""
    verdict: str | None = None
    """``better``, ``worse``, ``unchanged`` (inside dead band or margin), ``changed`` (neutral), ``partial`` (the period
    is not over), ``provisional`` (its data may still change), ``broken`` (not comparable)."""
    band: str | None = None
    """Band of the earlier value under today's anchors."""
    broken_by: str | None = None
    """Lifecycle entry that forbids the comparison."""
    broken_text: Text | None = None
    """Why nothing is compared."""
    to_date: ToDateShown | None = None
    """Where the period is not over and its numbers can be cut at a day: the same days of both."""


@dataclass(frozen=True, slots=True)
class BreakShown:
    """A change of what the numbers of a series mean."""

    period: str
    """First period of the series that holds a part of it."""
    entry: str
    comparability: str
    """``break``: nothing is compared across it; ``partial``: compared, with care."""
    effective: date | None
    precision: str
    label: Text
    message: Text


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series."""

    period: str
    value: Number


@dataclass(frozen=True, slots=True)
class TargetShown:
    """The target in force, and who set it."""

    value: float | tuple[float, float]
    warn: float | tuple[float, float]
    set_by: str = ""
    since: str = ""
    why: Text = NO_TEXT
    share: float = 1.0
    """Part of the period that is over, 0-1, when ``value``, ``warn`` and the anchors were multiplied by it: flows."""
    scale: str = "linear"
    """Scale between anchors: ``linear`` or ``log``."""
    reachable: Number = None
    """Highest score the natural limits of the value allow, when that is below 100."""


@dataclass(frozen=True, slots=True)
class InputShown:
    """One number a value was computed from."""

    name: str
    counts: Text
    unit: str
    value: Number
    source: str | None
    rows: int | None
    """Rows of the source in the period; ``None`` for numbers given by hand."""
    is_kpi: bool = False


@dataclass(frozen=True, slots=True)
class TraceShown:
    """How the value came about."""

    formula: str
    numbers: str
    inputs: tuple[InputShown, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RatingShown:
    """How one dimension of relevance was rated, 0-3."""

    dimension: str
    """``utility``, ``purpose`` or ``importance``."""
    first: int
    second: int | None
    """``None`` when one person has rated, or two agreed on one rating."""
    mean: float
    """What the score uses."""
    difference: int


@dataclass(frozen=True, slots=True)
class WeightShown:
    """Where an effective weight comes from."""

    agency: float
    relevance: float
    factors: Mapping[str, float]
    """``dimension``, ``directness``, ``independence``, ``freshness``: each 0-1."""
    zero_because: str | None = None
    """Name of the factor that made it 0."""
    ratings: tuple[RatingShown, ...] = ()
    rated_by: tuple[str, ...] = ()
    why: Text = NO_TEXT
    """The raters' reason."""


@dataclass(frozen=True, slots=True)
class ResultShown:
    """One row of the scorecard."""

    kpi: str
    label: Text
    description: Text
    group: str
    period: str
    slice: Mapping[str, str | None]
    value: Number
    unit: str
    kind: str
    direction: str
    state: str
    """scored, unscored, not_applicable, missing, stale, too_early, small_sample, error."""
    reason: str | None
    reason_text: Text | None
    score: Number
    imputed: Number
    """Score the policy uses where there is none of its own."""
    band: str | None
    weight: float
    """Effective share of the whole."""
    weight_parts: WeightShown
    target: TargetShown | None
    anchors: tuple[tuple[float, float], ...]
    """(value, score) pairs, ascending by value."""
    previous: Comparison
    year_ago: Comparison
    series: tuple[Point, ...]
    """At most 13 periods, oldest first, the shown one last."""
    n: Number
    min_n: Number
    margin: Span
    """95 % interval of the value where n is known."""
    band_certain: bool
    """False when the margin spans a band edge."""
    as_of: date | None
    trace: TraceShown | None
    flags: tuple[str, ...]
    """Rule ids, in the order of ``Scorecard.flags``."""
    independent: bool
    """Counts in the independent score."""
    measured_by: str
    platform: str | None
    audience: tuple[str, ...]
    signal: str
    directness: str
    critical: bool
    owner: str
    cadence: str | None
    decision: Text
    location: str
    run_rate: Number = None
    """Flows in a part period: where the whole period would end at this pace (value / share of days that are over)."""
    panel: str = "audience"
    """``audience``: part of the headline; ``stewardship``: shown beside it, with a total of its own."""
    revised_until: date | None = None
    """Last day on which the sources may still change this period's numbers; until then it is provisional."""
    breaks: tuple[BreakShown, ...] = ()
    """Changes of meaning inside the series, oldest first."""


@dataclass(frozen=True, slots=True)
class CitationShown:
    """A dated source behind a flag."""

    id: str
    title: str
    date: str
    url: str
    read_on: str = ""
    """Day it was read, told where it has no date of its own."""


@dataclass(frozen=True, slots=True)
class DefinitionShown:
    """One KPI of the definitions appendix; a numerate stranger could compute it."""

    kpi: str
    label: Text
    description: Text
    formula: str
    inputs: tuple[InputShown, ...]
    unit: str
    kind: str
    family: str
    grade: str
    pitfalls: tuple[Text, ...]
    citations: tuple[CitationShown, ...]
    owner: str
    cadence: str | None
    reviewed_on: date | None
    status: str
    fingerprint: str
    location: str


@dataclass(frozen=True, slots=True)
class SourceShown:
    """What is always told of a source."""

    name: str
    path: str
    measured_by: str
    rows: int
    dropped: int
    bad_cells: int
    duplicates: int | None
    """``None`` where no key is declared."""
    outside: int
    first: date | None
    last: date | None
    sha256: str
    dated: bool = True
    """Whether its rows have dates."""
    covers: tuple[date, ...] = ()
    """First and last day it is about, where the file or the project says so."""
    as_of: date | None = None
    """For rows without dates: the day they describe."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the file says of itself: ``account``, ``category``, ``currency``, ``timezone``."""
