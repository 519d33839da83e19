"""What a KPI says of how it was obtained: scale, sample, attribution, owners, control, ledger. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Sample(StrEnum):
    """Who was asked, or where answers were collected."""

    PANEL = "panel"
    INTERCEPT = "intercept"
    CUSTOMER_LIST = "customer_list"
    FOLLOWERS = "followers"
    SITE_VISITORS = "site_visitors"
    STORE = "store"
    STAFF = "staff"
    AGENCY = "agency"


class Control(StrEnum):
    """What an effect is held against."""

    NONE = "none"
    HOLDOUT = "holdout"
    GEO = "geo"
    MATCHED = "matched"
    RANDOMISED = "randomised"


class ResearchUse(StrEnum):
    """When the audience is asked."""

    PRE_LAUNCH = "pre_launch"
    POST_LAUNCH = "post_launch"
    CONTINUOUS = "continuous"


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers a survey question offers."""

    low: float
    high: float
    standard: str = ""
    """The field's standard it claims to follow: ``nps``, ``csat`` or ``ces``; empty when there is none."""
    boxes: tuple[float, ...] = ()
    """Answers that count, e.g. 4 and 5 for CSAT."""
    version: str = ""
    """For CES: ``1.0`` (how much effort) or ``2.0`` (agreement that it was easy)."""
    high_means: str = ""
    """``good`` or ``bad``; empty when it is not said."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """How long after which contact a platform claims a conversion; days, ``None`` when not claimed at all."""

    click_days: float | None = None
    view_days: float | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """A team that owns a KPI; with a weight or target of its own where it reads the KPI differently."""

    name: str
    weight: float | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The brand's own count that a claimed number is held against."""

    kpi: str
    organic: str = ""
    """KPI that counts, in the same ledger, what came directly or unpaid."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything above, for one KPI."""

    scale: Scale | None = None
    sample: Sample | None = None
    research_use: ResearchUse | None = None
    attribution: Attribution | None = None
    teams: tuple[Team, ...] = ()
    channel: str = ""
    claims_effect: bool = False
    """It is presented as the effect of an action, not as a change."""
    control: Control = Control.NONE
    ledger: Ledger | None = None
    perceived_as: str | None = None
    """KPI that asks people about what this one measures in operation."""
    lags: Mapping[str, int] = field(default_factory=dict)
    """Corroborating KPI -> periods it is expected to follow after, declared beforehand; 0 when absent."""
    succeeds: tuple[str, ...] = ()
    """Lifecycle entries of its predecessor: they break a series that reaches back, and say nothing against it."""


NO_EVIDENCE = Evidence()
