"""The scorecard document: what every page, file and terminal table renders, and nothing else.

Plain data after :meth:`Scorecard.to_dict`; its JSON Schema ships as ``schemas/scorecard.json``. Numbers keep full
precision, scores are 0-100, weights and coverage are shares 0-1, percent values 0-100. No value is ever invented:
``None`` stands beside a ``reason``. Periods are keys such as ``2026-10``, dates ISO texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Final

from kpiframe.scorecard.panels import NO_PANELS, DimensionShown, Panels, RatingMove
from kpiframe.scorecard.rows import CitationShown, DefinitionShown, Number, ResultShown, SourceShown, Span
from kpiframe.texts import NO_TEXT, Text

SCHEMA_VERSION = 1
Day = date
"""For classes with a field called date."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Who and when, and everything that changes a number."""

    project: str
    label: Text
    scorecard: str
    scorecard_label: Text
    agency: Text
    period: str
    period_start: date
    period_end: date
    grain: str
    complete: bool
    previous: str
    year_ago: str
    slice: Mapping[str, str | None]
    locale: str
    currency: str
    timezone: str
    as_of: date | None
    """Latest day the data speak of."""
    today: date
    invented: bool = False
    grain_label: Text = NO_TEXT
    """What the project calls a period of its own; empty for days, weeks, months, quarters and years."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one KPI adds to the flattery gap: ``points = (a - b) * (score - independent)``."""

    kpi: str
    label: Text
    score: float
    imputed: bool
    """The KPI has no score of its own; the missing-data policy supplied one."""
    a: float
    """Weight in the score as usually reported."""
    b: float
    """Weight in the independent score."""
    points: float


@dataclass(frozen=True, slots=True)
class Move:
    """How many points of the headline a KPI would bring by reaching its target."""

    kpi: str
    label: Text
    points: float


@dataclass(frozen=True, slots=True)
class Headline:
    """The three scores, the gap, and what must be printed with them."""

    reported: Number
    """A: every scored KPI alike, as usually reported."""
    relevance: Number
    """R: the headline."""
    independent: Number
    """I: independent, customer-centric evidence only."""
    flattery_gap: Number
    gap_reason: str | None
    """Machine-readable reason why the gap cannot be known."""
    band: str | None
    """``off_target``, ``watch``, ``on_target``; capped by a critical KPI."""
    capped_by: str | None
    low: Number
    high: Number
    coverage: Number
    weights_range: Span
    independent_coverage: Number
    independent_weight: Number
    """Share of the headline's weight that is independent evidence."""
    withheld: str | None
    """Reason code when there is no headline: ``coverage``, ``error``, ``policy``, ``nothing_to_score``."""
    missing_policy: str
    contributions: tuple[Contribution, ...] = ()
    moves: tuple[Move, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """Bands of scored KPIs and the other seven states -> number of KPIs."""
    ratings_range: Span = None
    """Lowest and highest headline when any one rating is one higher or lower."""
    ratings_move: RatingMove | None = None
    """The rating that moves it most."""


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One group of KPIs."""

    name: str
    label: Text
    weight: float
    """Share of the whole, after groups that drop out."""
    score: Number
    band: str | None
    capped_by: str | None
    low: Number
    high: Number
    coverage: Number
    withheld: str | None
    kpis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A flag accepted openly."""

    reason: str
    text: Text
    by: str
    until: date | None


@dataclass(frozen=True, slots=True)
class FlagShown:
    """A rule's finding on this scorecard: what, why, what instead."""

    id: str
    name: str
    severity: str
    confidence: str
    scope: str
    kpi: str | None
    message: Text
    why: Text
    citations: tuple[CitationShown, ...]
    fix: Text
    replace_with: tuple[str, ...]
    effort: str
    accepted: Acceptance | None
    location: str


@dataclass(frozen=True, slots=True)
class CommentShown:
    """The account manager's words."""

    kpi: str | None
    text: Text
    author: str
    date: Day
    next_action: Text
    due: Day | None


@dataclass(frozen=True, slots=True)
class EventShown:
    """A dated event that may explain a number."""

    date: Day
    until: Day | None
    label: Text
    kind: str
    kpis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The whole document."""

    frame: Frame
    score: Headline
    groups: tuple[GroupScore, ...]
    results: tuple[ResultShown, ...]
    flags: tuple[FlagShown, ...]
    comments: tuple[CommentShown, ...]
    events: tuple[EventShown, ...]
    definitions: tuple[DefinitionShown, ...]
    methodology: Mapping[str, Any]
    """policy, coverage_floor, band edges, relevance exponents, rules judged / not judged, hash."""
    provenance: Mapping[str, Any]
    """tool, version, definitions (fingerprint), rules (fingerprint)."""
    sources: tuple[SourceShown, ...]
    not_judged: tuple[Mapping[str, Any], ...] = ()
    """Rules that needed an unknown fact: rule, name, kpi, fact, and in words what was missing (``because``)."""
    schema_version: int = SCHEMA_VERSION
    panels: Panels = NO_PANELS
    dimensions: tuple[DimensionShown, ...] = ()
    """Utility, purpose and importance, in this order."""

    def to_dict(self) -> dict[str, Any]:
        """Return the document as JSON-ready data: texts as {en, vi}, dates as ISO texts, tuples as lists."""
        plain: dict[str, Any] = _plain(self)
        return plain

    def result(self, kpi: str) -> ResultShown | None:
        """Return the row of *kpi*."""
        return next((r for r in self.results if r.kpi == kpi), None)


_AS_IT_IS: Final = frozenset({str, int, float, bool, type(None)})


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is tuple or kind is list:
        return [v if type(v) in _AS_IT_IS else _plain(v) for v in value]
    if kind is Text:
        return value.to_dict()
    if is_dataclass(kind):
        pairs = ((name, getattr(value, name)) for name in _names(kind))
        return {name: part if type(part) in _AS_IT_IS else _plain(part) for name, part in pairs}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
