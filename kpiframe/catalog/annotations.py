"""What people add to definitions: comments, events, accepted flags, KPIs that do not apply. All frozen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kpiframe.problems import NOWHERE, Location
from kpiframe.texts import NO_TEXT, Text

IGNORE_REASONS = (
    "contract-requires",
    "legacy-comparison",
    "industry-benchmark",
    "not-applicable",
    "being-replaced",
)


@dataclass(frozen=True, slots=True)
class Comment:
    """The account manager's words on a period (``kpi`` empty) or on one KPI in it."""

    period: str
    kpi: str
    text: Text
    author: str
    date: dt.date
    next_action: Text = NO_TEXT
    due: dt.date | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and may explain a number."""

    date: dt.date
    until: dt.date | None
    label: Text
    kind: str
    kpis: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Ignore:
    """A flag accepted openly, for a reason and for a time."""

    rule: str
    kpi: str
    reason: str
    text: Text
    by: str
    since: dt.date | None
    until: dt.date | None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A KPI of the scorecard that does not apply to this client, and why."""

    kpi: str
    reason: Text
    by: str = ""
    since: dt.date | None = None
    location: Location = NOWHERE
