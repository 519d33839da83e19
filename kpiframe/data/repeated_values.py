"""Rows that stand twice in data that arrive typed, and in several sources that are stacked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpiframe.catalog.bindings import Source
from kpiframe.data.database import Database
from kpiframe.data.opening import Opened
from kpiframe.data.relations import Relation
from kpiframe.data.repeated import Place, find, told
from kpiframe.observations import SourceReport
from kpiframe.problems import DataError, Problem
from kpiframe.sqltext import quote_name

_CELLS: Final = 5_000_000
"""Cells of a source that is searched; one with more is not."""
_NOWHERE: Final[Place] = ("", 0)


def repeated_values(opened: Opened, number: int, database: Database) -> list[Problem]:
    """Return KPF249 when rows of a columnar file or frame without a key repeat others, all their columns compared.

    *number* is that of the views they have been given. Answers to SQL text may repeat what they like.
    """
    if opened.usage.source.key or any(part.view for part in opened.parts):
        return []
    names = [f"__native_{number}_{part}" for part in range(max(1, len(opened.parts)))]
    tables = {opened.parts[i].sha256 if opened.parts else "": name for i, name in enumerate(names)}
    width = len(database.columns(names[0]))
    return _found(opened.usage.source, [quote_name(name) for name in tables.values()], width, database)


def repeated_members(
    source: Source, relation: Relation, reports: Mapping[str, SourceReport], database: Database
) -> list[Problem]:
    """Return KPF249 when rows of one member of a union look like a copy of another's; within one it is told there."""
    inside = any(note.code == "KPF249" for name in source.made_from for note in reports[name].notes)
    keyed = source.key or relation.remote or not source.union
    if inside or keyed or any(name not in reports for name in source.made_from):
        return []
    cells = [c.sql for name, c in relation.columns.items() if source.union and name != source.union.mark]
    if len(cells) < 2:
        return []
    problems = _found(source, [f"(SELECT {', '.join(cells)} FROM {relation.view})"], len(cells), database)
    return [problem for problem in problems if problem.severity == "warning"]


def _found(source: Source, tables: list[str], width: int, database: Database) -> list[Problem]:
    try:
        counts = [int(database.select(f"SELECT COUNT(*) FROM {table} AS r")[0][0]) for table in tables]
        if sum(counts) * width > _CELLS:
            return []
        rows = [row for table in tables for (row,) in database.select(f"SELECT hash(r) FROM {table} AS r")]
    except DataError:
        return []  # columns nobody reads may hold what cannot be compared
    return told(source, find((_NOWHERE, row) for row in rows))
