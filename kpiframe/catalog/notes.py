"""What people wrote beside the definitions: comments, events, accepted flags, KPIs that do not apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kpiframe.catalog import wording
from kpiframe.catalog.ancestry import Home
from kpiframe.catalog.annotations import Comment, Event, Ignore, NotApplicable
from kpiframe.catalog.inheritance import WHAT
from kpiframe.catalog.loader import Reading, files_of
from kpiframe.catalog.structure_annotations import comments_of, events_of, ignores_of, not_applicable_of
from kpiframe.paths import resolve
from kpiframe.periods import Calendar
from kpiframe.problems import Location, Problem

COMMENTS: Final = "comments"
EVENTS: Final = "events.yaml"


@dataclass(frozen=True, slots=True)
class Notes:
    """Everything people wrote beside the definitions of one project."""

    comments: tuple[Comment, ...]
    events: tuple[Event, ...]
    ignores: tuple[Ignore, ...]
    not_applicable: tuple[NotApplicable, ...]

    def mentions(self) -> Iterable[tuple[str, Location]]:
        """Yield every KPI that is mentioned, and where."""
        for comment in self.comments:
            yield comment.kpi, comment.location
        for event in self.events:
            yield from ((name, event.location) for name in event.kpis)
        for ignore in self.ignores:
            yield ignore.kpi, ignore.location
        for entry in self.not_applicable:
            yield entry.kpi, entry.location


def read_notes(reading: Reading, home: Home, calendar: Calendar, known: frozenset[str] | None) -> Notes:
    """Read the notes of *home*; a note on a KPI that is not among the *known* names is a problem (KPF509).

    *known* is ``None`` when not every definition could be read.
    """
    notes = Notes(
        _comments(reading, home, calendar),
        _events(reading, home),
        ignores_of(home.document, home.bad),
        not_applicable_of(home.document, home.bad),
    )
    names = sorted(known or ())
    for name, at in notes.mentions() if known is not None else ():
        if name and name not in names and not wording.enough(reading.problems):
            reading.problems.add(wording.unknown_reference(at, WHAT["kpis"], name, names))
    return notes


def _comments(reading: Reading, home: Home, calendar: Calendar) -> tuple[Comment, ...]:
    folder = home.folder / COMMENTS
    found: list[Comment] = []
    for path, shown in files_of(reading, folder, COMMENTS) if folder.is_dir() else ():
        document = reading.document(path, shown)
        if document is None:
            continue
        bad, everything = reading.check(document, "comments.json")
        period = Path(shown).stem
        if calendar.parse(period) is None:
            example = calendar.example + ".yaml"
            reading.problems.add(wording.bad_date(Location(shown), Path(shown).name, example))
        elif not everything:
            found.extend(comments_of(document, period, bad))
    return tuple(found)


def _events(reading: Reading, home: Home) -> tuple[Event, ...]:
    written = home.folder / EVENTS
    if not (written.exists() or written.is_symlink()):
        return ()
    path = resolve(EVENTS, home.folder, reading.root, Location(EVENTS))
    if isinstance(path, Problem):
        reading.problems.add(path)
        return ()
    document = reading.document(path, EVENTS)
    if document is None:
        return ()
    bad, everything = reading.check(document, "events.json")
    return () if everything else events_of(document, bad)
