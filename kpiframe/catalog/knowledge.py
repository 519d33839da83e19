"""Facts that ship with kpiframe or come from a project: rules, lifecycle entries, platforms, citations. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kpiframe.catalog.evidence import Attribution
from kpiframe.formula.syntax import Formula
from kpiframe.problems import NOWHERE, Location, Severity
from kpiframe.texts import NO_TEXT, Text


class Scope(StrEnum):
    """What one judgement of a rule looks at."""

    KPI = "kpi"
    SET = "set"
    RESULT = "result"
    SERIES = "series"
    DIFF = "diff"
    REPORT = "report"


class RuleStatus(StrEnum):
    """Life of a rule."""

    PREVIEW = "preview"
    STABLE = "stable"
    DEPRECATED = "deprecated"


class Confidence(StrEnum):
    """How sure the rule is that what it sees is so."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of ``when``: where it holds the flag has this severity."""

    severity: Severity
    formula: Formula
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do instead."""

    text: Text
    replace_with: tuple[str, ...] = ()
    effort: str = "medium"
    safe: bool = False


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One inline test: partial definitions and facts in, verdict out."""

    verdict: str
    """``ok``, ``flag``, ``todo`` or ``not_judged``."""
    given: Mapping[str, Any]
    """``kpi``, ``kpis``, ``series``, ``as_of`` and any fact given directly."""
    params: Mapping[str, float] = field(default_factory=dict)
    severity: Severity | None = None
    message_contains: Text | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition over facts and the flag it raises."""

    id: str
    name: str
    scope: Scope
    severity: Severity
    confidence: Confidence
    when: tuple[Condition, ...]
    message: Text
    why: Text
    fix: Fix
    aliases: tuple[str, ...] = ()
    status: RuleStatus = RuleStatus.STABLE
    params: Mapping[str, float] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    criticisms: tuple[str, ...] = ()
    family: str = ""
    since: str = ""
    tests: tuple[RuleTest, ...] = ()
    worst: Severity | None = None
    """The worst a line may be where no project set the severity; else, and when absent, the severity is."""
    judged_in: tuple[str, ...] = ("lint", "score")
    """Where it is judged; what concerns the team alone stays out of a client's report."""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class LifecycleEntry:
    """A metric or product that was retired, redefined or doubted."""

    id: str
    label: Text
    status: str
    message: Text
    severity: Severity
    verified: bool
    effective: date | None = None
    precision: str = "day"
    announced: date | None = None
    """When it was made known, where that was before it took effect."""
    until: date | None = None
    comparability: str = "none"
    effect_on_values: str = "none"
    replacement: tuple[str, ...] = ()
    """Names of KPIs."""
    instead: Text = NO_TEXT
    """What to use beside or in place of those, in plain words: what no KPI is defined for."""
    platform: str = ""
    kind: str = ""
    match: tuple[str, ...] = ()
    affects_kpis: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewDefinition:
    """What a platform calls a view, an open or a session."""

    surface: Text
    rule: Text
    min_seconds: float | None = None
    """Least time; 0 when a mere start counts, ``None`` when undisclosed."""
    min_pixels: float | None = None
    """Least visible part, in percent."""
    replays: bool | None = None
    """Whether the same person counts again; ``None`` when unknown."""
    verified: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """What an outside body says of a platform's counting."""

    body: str
    scope: Text
    status: Text
    as_of: str = ""
    """Month or day the status is known of."""
    in_force: bool = False
    """Whether an accreditation holds; never true of what could not be verified."""
    verified: bool = False
    sources: tuple[str, ...] = ()
    kpis: tuple[str, ...] = ()
    """KPIs it covers: accreditations are given metric by metric, so one that names none covers none."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A known fault, change or dispute of a platform's counting."""

    when: str
    """Day, month, quarter, year, or two of them with ``/`` between; empty when undated."""
    what: Text
    verified: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corroboration:
    """A platform's metric, and what could be set beside it."""

    metric: Text
    kpis: tuple[str, ...]
    why: Text


@dataclass(frozen=True, slots=True)
class Platform:
    """A seller of attention that counts what it sells."""

    id: str
    label: str
    sells_media: bool
    lifecycle_platforms: tuple[str, ...] = ()
    pairs: tuple[Corroboration, ...] = ()
    views: tuple[ViewDefinition, ...] = ()
    attribution: Attribution | None = None
    """What it claims by default; ``None`` when that is not known."""
    engaged_view_days: float | None = None
    """Days after a longer view or an interaction it claims by default, where it tells them apart."""
    attribution_note: Text = NO_TEXT
    attribution_verified: bool = False
    attribution_sources: tuple[str, ...] = ()
    audits: tuple[Audit, ...] = ()
    incidents: tuple[Incident, ...] = ()
    audience_unit: Text = NO_TEXT
    """Whom or what it counts: accounts, devices, addresses."""
    bias: Text = NO_TEXT
    """Which way its numbers lean, in a sentence or two."""
    as_of: date | None = None
    """Day these facts were last read."""

    @property
    def corroborate(self) -> Mapping[str, tuple[str, ...]]:
        """Platform metric -> independent KPIs to set beside it."""
        return {pair.metric.en: pair.kpis for pair in self.pairs}


@dataclass(frozen=True, slots=True)
class Citation:
    """A dated source."""

    id: str
    title: str
    date: str = ""
    kind: str = ""
    url: str = ""
    """Empty for a mirror, whose address is never printed."""
    read_on: str = ""
    """Day it was read; told where it has no date of its own."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What people call a KPI, and what they call something close to it that is not the same."""

    same: tuple[str, ...] = ()
    """English names first."""
    near: tuple[str, ...] = ()
