"""Paths as the user would type them: findings of a project elsewhere get the way there in front."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from kpiframe.problems import Location, Problem


def way_to(folder: Path) -> str:
    """Return the path from the working directory to *folder*, ``""`` for the working directory itself."""
    here, there = Path.cwd(), folder.resolve()
    if there == here:
        return ""
    if there.is_relative_to(here):
        return there.relative_to(here).as_posix()
    return there.as_posix()


def from_here(place: Location, way: str) -> Location:
    """Return *place* with the way to its project in front; what ships with kpiframe is shown as it is."""
    if not way or not place.file or place.file.startswith(("catalog:", "/")):
        return place
    return replace(place, file=Path(os.path.normpath(f"{way}/{place.file}")).as_posix())


def problem_from_here(problem: Problem, way: str) -> Problem:
    """Do the same for every place a problem names."""
    if not way:
        return problem
    related = tuple((from_here(place, way), text) for place, text in problem.related)
    return replace(problem, location=from_here(problem.location, way), related=related)
