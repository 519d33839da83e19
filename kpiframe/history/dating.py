"""Since when a definition reads as it does: the newest commit in which each changed field was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kpiframe.history.comparing import Difference, compare
from kpiframe.history.objects import Commit, Objects
from kpiframe.history.snapshots import Snapshots
from kpiframe.project import Project

_COMMITS: Final = 5_000
"""Commits looked at in all, whatever they touch."""
MOST: Final = 200
"""Commits that touch the definitions, newest first; a field changed before them has no date."""


@dataclass(slots=True)
class Dates:
    """The day each field was changed last, as far as it is known."""

    wanted: frozenset[str]
    found: dict[str, date] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every wanted field has its day."""
        return len(self.found) == len(self.wanted)

    def take(self, difference: Difference, day: date) -> None:
        """Date every wanted field that is among the changes and has no day yet."""
        changed = paths_of(difference)
        for path in self.wanted - self.found.keys():
            if any(_meet(path, other) for other in changed):
                self.found[path] = day


def paths_of(difference: Difference) -> list[str]:
    """Return the path of everything that differs; a KPI or scorecard that came or went is one path."""
    kpis = [f"kpis.{kpi.name}" for kpi in (*difference.added, *difference.removed)]
    cards = [f"scorecards.{card.name}" for card in (*difference.new_scorecards, *difference.lost_scorecards)]
    return [*(change.path for change in difference.changes), *kpis, *cards]


def date_by_commits(
    dates: Dates, objects: Objects, snapshots: Snapshots, *, newer: str, older: str, now: Project | None = None
) -> None:
    """Walk first parents from commit *newer* back to *older* and date what changed on the way.

    A commit whose definitions cannot be read is passed over: what it changed is dated when it can be read again.
    *now* is the project at *newer*, where it was read already.
    """
    latest, since = now, None
    for commit in _touching(objects, snapshots, newer, older):
        project = latest if since is None and latest else snapshots.read(commit).project
        if project is None:
            continue
        if since is not None and latest is not None:
            dates.take(compare(project, latest), since.committed)
        latest, since = project, commit
        if dates.complete:
            return


def _touching(objects: Objects, snapshots: Snapshots, newer: str, older: str) -> Iterator[Commit]:
    """Yield the oldest commit of every run in which the definitions are the same, newest first."""
    chain = _until(objects.first_parents(newer, _COMMITS), older)
    held: tuple[Commit, object] | None = None
    count = 0
    for commit in chain:
        files = snapshots.files(commit)
        if held is not None and held[1] != files:
            yield held[0]
            count += 1
            if count > MOST:
                return
        held = (commit, files)
    if held is not None:
        yield held[0]


def _until(commits: Iterable[Commit], last: str) -> Iterator[Commit]:
    for commit in commits:
        yield commit
        if commit.name == last:
            return


def _meet(path: str, other: str) -> bool:
    return path == other or path.startswith(other + ".") or other.startswith(path + ".")
