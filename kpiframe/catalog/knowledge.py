"""Facts that ship with kpiframe or come from a project: rules, lifecycle entries, platforms, citations. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kpiframe.formula.syntax import Formula
from kpiframe.problems import NOWHERE, Location, Severity
from kpiframe.texts import Text


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
    until: date | None = None
    comparability: str = "none"
    effect_on_values: str = "none"
    replacement: tuple[str, ...] = ()
    platform: str = ""
    kind: str = ""
    match: tuple[str, ...] = ()
    affects_kpis: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Platform:
    """A seller of attention that counts what it sells."""

    id: str
    label: str
    sells_media: bool
    lifecycle_platforms: tuple[str, ...] = ()
    corroborate: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Platform metric -> independent KPIs to set beside it."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A dated source."""

    id: str
    title: str
    date: str = ""
    kind: str = ""
    url: str = ""
    """Empty for a mirror, whose address is never printed."""
