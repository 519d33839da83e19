"""What a definition says, read and checked: KPIs, scorecard layouts and everything they hold. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kpiframe.catalog.evidence import NO_EVIDENCE, Evidence
from kpiframe.formula.syntax import Formula
from kpiframe.problems import NOWHERE, Location
from kpiframe.texts import NO_TEXT, Text


class Direction(StrEnum):
    """Which way is good."""

    HIGHER = "higher_is_better"
    LOWER = "lower_is_better"
    RANGE = "in_range"
    NEUTRAL = "neutral"


class KpiKind(StrEnum):
    """Decides part periods and aggregation."""

    FLOW = "flow"
    STOCK = "stock"
    RATIO = "ratio"
    SURVEY = "survey"


class Audience(StrEnum):
    """Whom a KPI listens to."""

    EXISTING = "existing_customers"
    PROSPECTS = "prospects"
    WIDER = "wider_audience"
    NONE = "none"


class Directness(StrEnum):
    """How the audience is heard."""

    ASKED = "asked"
    OBSERVED = "observed"
    INFERRED = "inferred"
    NONE = "none"


class Signal(StrEnum):
    """What kind of evidence a KPI is."""

    OUTCOME = "outcome"
    PERCEPTION = "perception"
    BEHAVIOUR = "behaviour"
    ACTIVITY = "activity"


class MeasuredBy(StrEnum):
    """Who counts."""

    INDEPENDENT = "independent"
    OWN = "own"
    PLATFORM_PUBLIC = "platform_public"
    MEDIA_VENDOR = "media_vendor"
    PLATFORM = "platform"
    PLATFORM_ATTRIBUTED = "platform_attributed"
    INTERNAL = "internal_judgement"


class Timing(StrEnum):
    """When a KPI moves, seen from the outcome."""

    LEADING = "leading"
    COINCIDENT = "coincident"
    LAGGING = "lagging"


class Status(StrEnum):
    """Life of a definition."""

    DRAFT = "draft"
    ACTIVE = "active"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Input:
    """A named number a formula needs; ``counts`` is its definition."""

    name: str
    unit: str
    counts: Text = NO_TEXT
    additive: bool = True
    platform: str = ""
    """Platform that counts it, declared or that of the source it is bound to."""
    surface: str = ""
    """Place on the platform whose counting rule it follows, e.g. ``shorts``; empty when there is one rule."""


Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Declared anchors in the KPI's unit; ``in_range`` takes pairs (low, high) and one number for stretch."""

    warn: float | Pair
    target: float | Pair
    floor: float | Pair | None = None
    stretch: float | None = None
    scale: str = "linear"
    """``linear`` or ``log``."""


@dataclass(frozen=True, slots=True)
class Target:
    """A dated target; replaces ``thresholds.target`` (and ``warn`` when given) from its first day on."""

    since: str
    """Period key or ISO date from which it is in force."""
    value: float | Pair | None = None
    warn: float | Pair | None = None
    growth: float | None = None
    """Percent over ``over``."""
    over: str | None = None
    """``previous_period`` or ``same_period_last_year``."""
    until: str | None = None
    set_by: str = ""
    why: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Relevance:
    """Ratings 0-3 of utility, purpose, importance; ``weight`` is the agency's, ``why`` the reason of both."""

    utility: int
    purpose: int
    importance: int
    weight: float = 1.0
    rated_by: tuple[str, ...] = ()
    why: Text = NO_TEXT
    second: tuple[int, int, int] | None = None
    """Utility, purpose, importance as the second of ``rated_by`` rated them."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a KPI."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Why and when a definition ends."""

    message: Text = NO_TEXT
    deprecated_at: date | None = None
    sunset_at: date | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """An outside reference range; never a threshold."""

    label: Text
    low: float | None = None
    high: float | None = None
    source: str = ""
    """Id of a citation."""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: numbers in, value (or reason of no value) out."""

    inputs: Mapping[str, float | None]
    expect: float | None
    reason: str | None = None
    source: str = ""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one field of a definition got its value."""

    field: str
    """Dotted path, e.g. ``thresholds.target``."""
    location: Location
    layer: str
    """Name of the catalogue or project that set it."""
    reason: Text | None = None
    """Given with an override."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """A KPI: a formula over named inputs, how to judge its value, and what kind of evidence it is."""

    name: str
    label: Text
    formula: Formula
    inputs: tuple[Input, ...]
    unit: str
    kind: KpiKind
    direction: Direction
    description: Text = NO_TEXT
    family: str = ""
    thresholds: Thresholds | None = None
    targets: tuple[Target, ...] = ()
    relevance: Relevance = Relevance(1, 1, 1)
    audience: tuple[Audience, ...] = (Audience.NONE,)
    directness: Directness = Directness.NONE
    signal: Signal = Signal.ACTIVITY
    measured_by: MeasuredBy = MeasuredBy.OWN
    platform: str | None = None
    timing: Timing = Timing.COINCIDENT
    lifecycle: tuple[str, ...] = ()
    corroborated_by: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    pitfalls: tuple[Text, ...] = ()
    sources: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    grade: str = ""
    """``article`` (the one this tool follows), ``standard`` or ``proposed``; empty for a project's own."""
    owner: Owner | None = None
    cadence: str | None = None
    """Grain word: how often it is meant to be measured."""
    base: str | None = None
    """Input that holds the number of answers or cases, n."""
    min_n: float | None = None
    interval: str | None = None
    """``proportion`` (Wilson), ``net_share`` (first named input minus the second, over base) or ``mean``."""
    spread: str | None = None
    """For ``mean``: the input that holds the standard deviation of the answers, in the KPI's unit."""
    dead_band: float | None = None
    """A change smaller than this, in the KPI's unit, is "unchanged"."""
    critical: bool = False
    early_window: float = 0.2
    reviewed_on: date | None = None
    decision: Text = NO_TEXT
    status: Status = Status.ACTIVE
    deprecation: Deprecation | None = None
    examples: tuple[Example, ...] = ()
    tags: tuple[str, ...] = ()
    evidence: Evidence = NO_EVIDENCE
    meta: Mapping[str, Any] = field(default_factory=dict)
    location: Location = NOWHERE
    layer: str = ""
    origins: tuple[Origin, ...] = ()
    fingerprint: str = ""
    """Hash over the fields that change a value or a judgement."""

    def place(self, path: str) -> Location:
        """Return where field *path* was set, else where the KPI was."""
        found = [o for o in self.origins if o.field == path or o.field.startswith(path + ".")]
        return found[0].location if found else self.location
