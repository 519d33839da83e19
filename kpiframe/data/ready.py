"""What has been read so far, and under which terms: handed from one source to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpiframe.data.census import Dates
from kpiframe.data.relations import Relation
from kpiframe.data.warehouse_source import Remote
from kpiframe.observations import SourceReport
from kpiframe.periods import Calendar, Period
from kpiframe.problems import Problem


@dataclass(slots=True)
class Ready:
    """The sources that could be read, and all that is to be said of the others."""

    relations: dict[str, Relation] = field(default_factory=dict)
    reports: dict[str, SourceReport] = field(default_factory=dict)
    dates: dict[str, Dates] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remotes: Mapping[str, Remote] = field(default_factory=dict)
    """Tables of warehouses, by source."""
    newest: dict[str, date] = field(default_factory=dict)
    """Sources without time that are made from dated rows: the newest day among these."""
    shown: Period | None = None
    """The period to show, where sources made from others had to know it; else nobody has decided yet."""
    today: date | None = None
    """Likewise."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What every source is read under."""

    calendar: Calendar
    timezone: str
    period: Period | None = None
    """The period asked for."""
    today: date | None = None
    allow_sql: bool = False
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Holds the addresses of warehouses."""
