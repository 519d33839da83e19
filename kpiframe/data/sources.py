"""Every source of a question: opened, typed, counted, derived, in the right order, with every fault at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from kpiframe.catalog.bindings import Derive
from kpiframe.data.census import Dates, dates_of, repeated_keys, take
from kpiframe.data.database import Database
from kpiframe.data.derived import derive_rows
from kpiframe.data.faults import bad_cells_of, broken_lines
from kpiframe.data.findings import belonging, engine_failure, overflow
from kpiframe.data.opening import Opened, open_all
from kpiframe.data.relations import Relation
from kpiframe.data.totals import check_totals
from kpiframe.data.typing_rows import type_rows
from kpiframe.data.usage import Usage
from kpiframe.observations import SourceReport
from kpiframe.periods import Calendar
from kpiframe.problems import DataError, Problem, Severity


@dataclass(slots=True)
class Ready:
    """The sources that could be read, and all that is to be said of the others."""

    relations: dict[str, Relation] = field(default_factory=dict)
    reports: dict[str, SourceReport] = field(default_factory=dict)
    dates: dict[str, Dates] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def prepare(
    used: Sequence[Usage],
    frames: Mapping[str, Any],
    root: Path,
    database: Database,
    *,
    calendar: Calendar,
    timezone: str,
) -> Ready:
    """Read every source of *used*, origins first. A source with a fault is left out and its fault is told."""
    ready = Ready()
    opened, problems = open_all(used, frames, root, database)
    ready.problems += problems
    for number, usage in enumerate(used):
        name = usage.source.name
        try:
            if name in opened:
                _read(opened[name], number, database, timezone, ready)
            elif usage.source.derive and usage.source.derive.origin in ready.relations:
                _derive(usage, usage.source.derive, number, database, ready)
            if name in ready.relations:
                _date(ready, name, calendar, database)
        except DataError as error:
            ready.relations.pop(name, None)
            ready.problems += [_blame(p, usage) for p in error.problems]
    return ready


def _read(opened: Opened, number: int, database: Database, timezone: str, ready: Ready) -> None:
    source = opened.usage.source
    typing, problems = type_rows(opened, number, database, timezone)
    ready.problems += [belonging(p, source.name, source.location) for p in problems]
    if typing is None:
        return
    broken = broken_lines(opened, typing, database)
    census = take(typing, database)
    totals = check_totals(source, typing.base, typing.relation.columns, database)
    notes = (*(n for t in opened.tables for n in t.notes), *census.notes, *totals)
    report = SourceReport(
        source.name,
        opened.shown,
        rows=census.rows,
        dropped=census.dropped,
        bad_cells=census.bad_cells,
        sha256=opened.sha256,
        nulls={n: c for n, c in census.nulls.items() if n in opened.usage.columns},
        notes=notes,
    )
    tolerated = census.bad_cells <= source.max_bad_cells
    if census.bad_cells:
        broken += bad_cells_of(opened, typing, database, tolerated=tolerated)
    ready.problems += broken
    ready.problems += [n for n in notes if n.severity is Severity.WARNING]
    if not any(p.severity is Severity.ERROR for p in broken):
        ready.relations[source.name], ready.reports[source.name] = typing.relation, report


def _derive(usage: Usage, derive: Derive, number: int, database: Database, ready: Ready) -> None:
    source = usage.source
    origin = ready.relations[derive.origin]
    relation, problems = derive_rows(source, derive, origin, used=usage.columns, number=number, database=database)
    ready.problems += [belonging(p, source.name, source.location) for p in problems]
    if relation:
        rows = int(database.select(f"SELECT COUNT(*) FROM {relation.view}")[0][0])
        ready.relations[source.name] = relation
        ready.reports[source.name] = SourceReport(source.name, rows=rows)


def _date(ready: Ready, name: str, calendar: Calendar, database: Database) -> None:
    """Complete the report with what needs typed rows: repeated keys and the days they span."""
    relation, report = ready.relations[name], ready.reports[name]
    surplus, notes = repeated_keys(relation, database)
    first: date | None = None
    last: date | None = None
    if relation.timed:
        dates = ready.dates[name] = dates_of(relation, calendar, database)
        days = [d for d in (*dates.first.values(), *dates.last.values()) if d]
        first, last = min(days, default=None), max(days, default=None)
    ready.problems += notes
    ready.reports[name] = replace(report, duplicates=surplus, first=first, last=last, notes=(*report.notes, *notes))


def _blame(problem: Problem, usage: Usage) -> Problem:
    """Name the source of a failure of the engine; a number out of range is an overflow."""
    source = usage.source
    if "Out of Range" in problem.message.en or "Overflow" in problem.message.en:
        return overflow(source.name, source.name, source.location)
    return engine_failure(problem.message.en.removeprefix("the engine cannot do this: "), source.name, source.location)
