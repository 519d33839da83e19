"""Every source of a question: opened, typed, counted, made from others, in the right order, every fault at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kpiframe.data.census import dates_of, grain_notes, repeated_keys, take
from kpiframe.data.cutting import shown_period
from kpiframe.data.database import Database
from kpiframe.data.doubtful_numbers import like_thousands_only
from kpiframe.data.exports import currency_problems, told, with_words
from kpiframe.data.faults import bad_cells_of, broken_lines
from kpiframe.data.findings import belonging, engine_failure, overflow
from kpiframe.data.making import known_rows, made_rows, newest_row
from kpiframe.data.opening import Opened, Part, open_all
from kpiframe.data.overlapping import overlaps
from kpiframe.data.queried import query_rows
from kpiframe.data.rates import differing_rates
from kpiframe.data.ready import Ready, Terms
from kpiframe.data.repeated import repeated
from kpiframe.data.repeated_values import repeated_members, repeated_values
from kpiframe.data.shape_findings import sql_not_allowed
from kpiframe.data.totals import check_totals
from kpiframe.data.typing_rows import type_rows
from kpiframe.data.usage import Usage
from kpiframe.data.warehouse_opening import open_warehouses
from kpiframe.data.warehouse_source import Remote, reach
from kpiframe.observations import SourceReport
from kpiframe.periods import Calendar
from kpiframe.problems import DataError, Problem, Severity


def prepare(used: Sequence[Usage], frames: Mapping[str, Any], root: Path, database: Database, terms: Terms) -> Ready:
    """Read every source of *used*, origins first. A source with a fault is left out and its fault is told."""
    ready = Ready()
    ready.remotes, fetched, problems = open_warehouses(used, frames, terms.variables, terms.timezone, database)
    opened, faults = open_all(used, {**frames, **fetched}, root, database)
    ready.problems += [*problems, *faults]
    numbered = list(enumerate(used))
    for number, usage in numbered:
        name = usage.source.name
        database.watch("sources", number, len(used))
        if name in ready.remotes and name not in opened:
            with _blaming(usage, ready):
                _reach(ready.remotes[name], number, database, ready)
                _date(ready, name, terms.calendar, database)
        if name in opened:
            with _blaming(usage, ready):
                _read(told(opened[name]), number, database, terms.timezone, ready)
                _date(ready, name, terms.calendar, database)
    made = [(number, usage) for number, usage in numbered if usage.source.made_from and usage.source.name not in opened]
    if made:
        _decide(ready, used, terms)
    for number, usage in made:
        if all(origin in ready.relations for origin in usage.source.made_from):
            with _blaming(usage, ready):
                _make(usage, number, database, terms, ready)
                _date(ready, usage.source.name, terms.calendar, database)
    return ready


@contextmanager
def _blaming(usage: Usage, ready: Ready) -> Iterator[None]:
    """Leave the source out when the engine fails over it, and tell why."""
    try:
        yield
    except DataError as error:
        ready.relations.pop(usage.source.name, None)
        ready.problems += [_blame(p, usage) for p in error.problems]


def _decide(ready: Ready, used: Sequence[Usage], terms: Terms) -> None:
    """Settle the period shown before rows are made that must not know of later ones."""
    as_of = [u.source.as_of for u in used if u.source.as_of and not u.source.time]
    shown, today = shown_period(list(ready.dates.values()), as_of, terms.calendar, terms.today)
    ready.shown = terms.period or shown
    ready.today = terms.today or today


def _read(opened: Opened, number: int, database: Database, timezone: str, ready: Ready) -> None:
    source = opened.usage.source
    typing, problems = type_rows(opened, number, database, timezone)
    ready.problems += [belonging(p, source.name, source.location) for p in problems]
    if typing is None:
        return
    broken = broken_lines(opened, typing, database) + currency_problems(opened, typing, database)
    census = take(typing, database)
    tolerated = census.bad_cells <= source.max_bad_cells
    doubts = typing.doubted if tolerated else ()
    totals = check_totals(source, typing.base, typing.relation.columns, database)
    notes = (
        *(n for t in opened.tables for n in t.notes),
        *_repeated(opened, number, database),
        *overlaps(typing.relation, opened.parts, database),
        *census.notes,
        *totals,
        *differing_rates(typing.relation, database),
        *like_thousands_only(source, census.forms, doubts, (typing.raw, typing.cells), database),
    )
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
    if census.bad_cells:
        broken += bad_cells_of(opened, typing, database, tolerated=tolerated)
    ready.problems += broken
    ready.problems += [n for n in notes if n.severity is Severity.WARNING]
    if not any(p.severity is Severity.ERROR for p in broken):
        ready.relations[source.name], ready.reports[source.name] = typing.relation, with_words(report, opened)


def _repeated(opened: Opened, number: int, database: Database) -> list[Problem]:
    if opened.tables:
        return repeated(opened.usage.source, {part.sha256: part.table for part in opened.parts if part.table})
    return repeated_values(opened, number, database)


def _reach(remote: Remote, number: int, database: Database, ready: Ready) -> None:
    relation, report, problems = reach(remote, number, database)
    ready.problems += problems
    if relation and report:
        ready.relations[relation.source.name], ready.reports[relation.source.name] = relation, report


def _make(usage: Usage, number: int, database: Database, terms: Terms, ready: Ready) -> None:
    source = usage.source
    newest = newest_row(source, ready)
    if newest:
        ready.newest[source.name] = newest
    if source.query:
        _ask(usage, number, database, terms, ready)
        return
    relation, found = made_rows(usage, number, database, ready)
    ready.problems += [belonging(p, source.name, source.location) for p in found]
    if relation:
        rows = int(database.select(f"SELECT COUNT(*) FROM {relation.view}")[0][0])
        ready.relations[source.name] = relation
        if source.union:
            found += repeated_members(source, relation, ready.reports, database)
            ready.problems += found
        notes = tuple(p for p in found if p.severity is not Severity.ERROR)
        ready.reports[source.name] = SourceReport(source.name, rows=rows, notes=notes)


def _ask(usage: Usage, number: int, database: Database, terms: Terms, ready: Ready) -> None:
    """Run SQL text, and read its answer as declared, like any other table."""
    source, query = usage.source, usage.source.query
    if query is None:
        return
    if not terms.allow_sql:
        ready.problems.append(sql_not_allowed(source))
        return
    origins = {name: known_rows(ready, name, source, f"{number}_{i}", database) for i, name in enumerate(query.origins)}
    table, problems = query_rows(source, query, origins, number, database)
    ready.problems += problems
    if table:
        told = hashlib.sha256(query.sql.encode()).hexdigest()
        answer = Opened(usage, "SQL", told, (Part("SQL", told, view=table),))
        _read(answer, number, database, terms.timezone, ready)


def _date(ready: Ready, name: str, calendar: Calendar, database: Database) -> None:
    """Complete the report with what needs typed rows: repeated keys and the days they span."""
    if name not in ready.relations:
        return
    relation, report = ready.relations[name], ready.reports[name]
    # A join holds the rows of its origin, each once: their keys are judged there.
    surplus, notes = (None, []) if relation.source.join else repeated_keys(relation, database)
    surplus = report.duplicates if relation.remote else surplus
    first: date | None = None
    last: date | None = None
    if relation.timed:
        dates = ready.dates[name] = dates_of(relation, calendar, database)
        days = [d for d in (*dates.first.values(), *dates.last.values()) if d]
        first, last = min(days, default=None), max(days, default=None)
        notes += [] if relation.source.made_from else grain_notes(relation, dates, calendar)
    ready.problems += notes
    ready.reports[name] = replace(report, duplicates=surplus, first=first, last=last, notes=(*report.notes, *notes))


def _blame(problem: Problem, usage: Usage) -> Problem:
    """Name the source of a failure of the engine; a number out of range is an overflow."""
    source = usage.source
    if problem.code != "KPF219":
        return belonging(problem, source.name, source.location)
    if "Out of Range" in problem.message.en or "Overflow" in problem.message.en:
        return overflow(source.name, source.name, source.location)
    return engine_failure(problem.message.en.removeprefix("the engine cannot do this: "), source.name, source.location)
