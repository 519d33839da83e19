"""A client's project: its catalogue, its data and its words, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kpiframe.catalog.annotations import Comment, Event, Ignore, NotApplicable
from kpiframe.catalog.bindings import Binding, Source
from kpiframe.catalog.knowledge import Citation, LifecycleEntry, Platform, Rule
from kpiframe.catalog.model import Kpi, Layout
from kpiframe.problems import NOWHERE, Location
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class Calendar:
    """The project's periods."""

    grain: str = "month"
    first_month_of_year: int = 1
    first_day_of_week: str = "monday"


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every definition in force after inheritance, by name."""

    kpis: Mapping[str, Kpi] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """By id."""
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    lifecycle: Mapping[str, LifecycleEntry] = field(default_factory=dict)
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    citations: Mapping[str, Citation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """Everything ``kpiframe.yaml`` and the files beside it say."""

    name: str
    label: Text
    folder: Path
    root: Path
    """Nothing outside this folder is ever read."""
    catalog: Catalog
    locale: str = "en"
    currency: str = ""
    timezone: str = "UTC"
    calendar: Calendar = Calendar()
    sources: Mapping[str, Source] = field(default_factory=dict)
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    """By input."""
    slice_by: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    events: tuple[Event, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    agency: Text = Text("", "")
    invented: bool = False
    """The data are made up; every page says so."""
    location: Location = NOWHERE
