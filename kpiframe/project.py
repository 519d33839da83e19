"""A client's project: its catalogue, its data and its words, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kpiframe.catalog.annotations import Comment, Event, Ignore, NotApplicable
from kpiframe.catalog.bindings import Binding, Source
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.slices import Top
from kpiframe.catalog.warehouses import Outlet
from kpiframe.periods import Calendar
from kpiframe.problems import NOWHERE, Location
from kpiframe.texts import NO_TEXT, Text


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
    calendar: Calendar = Calendar()  # noqa: RUF009 - frozen
    sources: Mapping[str, Source] = field(default_factory=dict)
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    """By input."""
    warehouses: Mapping[str, Outlet] = field(default_factory=dict)
    """By name: where a command may have results written."""
    slice_by: tuple[str, ...] = ()
    tops: tuple[Top, ...] = ()
    """Of the slices: which keep only their largest values."""
    comments: tuple[Comment, ...] = ()
    events: tuple[Event, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    agency: Text = NO_TEXT
    invented: bool = False
    """The data are made up; every page says so."""
    location: Location = NOWHERE
