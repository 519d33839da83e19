"""What a change of definitions does to a score: both versions over the same data, and every change alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from kpiframe.catalog.differences import Change
from kpiframe.history.hybrids import hybrid
from kpiframe.problems import KpiframeError
from kpiframe.project import Project
from kpiframe.scorecard.model import Scorecard

MOST_ALONE: Final = 60
"""Changes scored one by one; with more of them, only all together."""
Score = Callable[[Project, str | None], Scorecard]
"""Scores one project in the period with this key, the latest complete one for ``None``. KpiframeError, it cannot."""


@dataclass(frozen=True, slots=True)
class Impact:
    """Two scored versions and what each change between them is worth."""

    before: Scorecard
    after: Scorecard
    alone: Mapping[str, float | None] = field(default_factory=dict)
    """Path of a change -> points by it alone, for those that can stand alone."""

    @property
    def rise(self) -> float | None:
        """Points by all changes together; ``None`` when one of the two has no score."""
        return _rise(self.before, self.after)

    def rise_of(self, change: Change) -> tuple[float | None, bool]:
        """Return the points a change brings, and whether they are its own.

        Where changes raise the score only together, each of them is told the points of all.
        """
        own = self.alone.get(change.path)
        if change.path not in self.alone or (self._only_together and own is not None):
            return self.rise, False
        return own, True

    @property
    def _only_together(self) -> bool:
        single = [points for points in self.alone.values() if points is not None]
        return len(single) > 1 and max(single) <= 0 < (self.rise or 0.0)


def measure(older: Project, newer: Project, changes: Sequence[Change], score: Score, period: str | None) -> Impact:
    """Score both projects, and the older one with each of *changes* alone. KpiframeError from scoring the two."""
    after = score(newer, period)
    key = after.frame.period
    before = score(older, key)
    alone: dict[str, float | None] = {}
    if len(changes) == 1:
        alone[changes[0].path] = _rise(before, after)
    for change in changes if 1 < len(changes) <= MOST_ALONE else ():
        mixed = hybrid(older, newer, change)
        if mixed is None:
            continue
        try:
            alone[change.path] = _rise(before, score(mixed, key))
        except KpiframeError:  # a mixture nobody wrote may be none that can be scored
            continue
    return Impact(before, after, alone)


def on_data_in(folder: Path, root: Path, project: Project) -> Project:
    """Return *project* over the data in *folder*: every source lies there as it lay seen from the project's folder."""
    moved = {}
    for name, source in project.sources.items():
        way = os.path.relpath(source.folder, project.folder)
        moved[name] = replace(source, folder=os.path.normpath(folder / way))
    return replace(project, sources=moved, folder=folder, root=root, slice_by=())


def _rise(before: Scorecard, after: Scorecard) -> float | None:
    old, new = before.score.relevance, after.score.relevance
    return None if old is None or new is None else round(new - old, 9)
