"""Sources, bindings and a question -> one row per period and slice with every input, and what there is to tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kpiframe.catalog.bindings import Binding, Source
from kpiframe.catalog.slices import Top
from kpiframe.data.blocks import Question, aggregate, snapshot_start
from kpiframe.data.calendar_spine import day_after, latest_period, newest_day, per_period, spine_to
from kpiframe.data.checking import row_problems
from kpiframe.data.constants import Constants, Given, collect
from kpiframe.data.database import Database
from kpiframe.data.findings import missing_slice, no_date, overflow
from kpiframe.data.level0 import Block, Level0, build
from kpiframe.data.like_slices import like_slices, unshared_slices
from kpiframe.data.ready import Ready, Terms
from kpiframe.data.relations import Relation
from kpiframe.data.sources import prepare
from kpiframe.data.to_date import Part, part_of, summed_up
from kpiframe.data.tops import rank
from kpiframe.data.usage import needed
from kpiframe.data.uses import NO_USES, Uses
from kpiframe.data.warehouse_findings import cost
from kpiframe.observations import TOTAL, Observations, Slice, SourceReport
from kpiframe.periods import Calendar, Period
from kpiframe.problems import NOWHERE, DataError, Problem, Severity
from kpiframe.sqltext import quote_name

_SOME_DAY = date(1900, 1, 1)
"""Stands in where no day is known; the error beside it keeps it from being shown."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Every input on one spine, and the sources they came from. With an error among *problems* nothing else counts."""

    level0: Level0
    period: Period
    """The asked one, or the latest complete one with data."""
    periods: tuple[Period, ...]
    """The spine: from the first period with data to ``period``."""
    today: date
    slice_by: tuple[str, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    rows: Mapping[str, tuple[int, ...]] | None = None
    as_of: Mapping[str, tuple[date | None, ...]] | None = None
    input_sources: Mapping[str, str] | None = None
    problems: tuple[Problem, ...] = ()
    part: Part | None = None
    """Of a period that is not over: its days so far and as many of earlier periods."""


def gather(
    db: Database,
    *,
    sources: Mapping[str, Source],
    bindings: Mapping[str, Binding],
    inputs: Sequence[str],
    calendar: Calendar,
    timezone: str,
    slice_by: tuple[str, ...],
    period: Period | None,
    today: date | None,
    root: Path,
    frames: Mapping[str, Any] | None = None,
    given: Given | None = None,
    tops: Sequence[Top] = (),
    allow_sql: bool = False,
    variables: Mapping[str, str] | None = None,
    uses: Uses = NO_USES,
) -> Gathered:
    """Read the sources that feed *inputs* and aggregate each once, for the total and for every slice.

    Without *period* the latest one is taken that ended before *today* and has rows; without *today* the day after
    the newest row. *frames* (source name -> pandas, Polars or Arrow) stand for files, *given* (input -> number, or
    period key -> number) for bindings. Of a slice in *tops* all but the largest values are one. SQL text runs only with
    *allow_sql*; *variables* hold the addresses of warehouses. Never raises for data that cannot be used: ``problems``
    holds every error.
    """
    given = given or {}
    wanted = [bindings[name] for name in inputs if name in bindings and name not in given]
    tops = [top for top in tops if top.column in slice_by and top.by not in given]
    ranking = [bindings[name] for name in dict.fromkeys(t.by for t in tops) if name in bindings and name not in inputs]
    bound = [b for b in (*wanted, *ranking) if b.source is not None]
    constants, problems = collect(wanted, given, inputs, calendar)
    used, faults = needed(sources, bound, slice_by)
    terms = Terms(calendar, timezone, period, today, allow_sql, variables or {})
    ready = prepare(used, frames or {}, root, db, terms) if not faults else Ready()
    problems += [*faults, *ready.problems]
    feeding = {name: relation for name, relation in ready.relations.items() if any(b.source == name for b in bound)}
    today = today or ready.today or _today(ready, feeding, period)
    if today is None:
        problems.append(no_date())
        today = _SOME_DAY
    shown = period or ready.shown or _latest(ready, feeding, constants, calendar, today)
    starts = _starts(ready, feeding, constants)
    periods = spine_to(shown, [*starts, *constants.reaching(shown, uses.back)])
    counted = _first(periods, starts)
    problems += row_problems(
        used, ready, feeding, bound, uses=uses, shown=shown, today=today, frames=frames or {}, database=db
    )
    problems += _unsliced(feeding, bound, constants, slice_by)
    question = Question(periods, slice_by)
    blocks: list[Block] = []
    level0 = Level0("SELECT 1 WHERE FALSE", (), tuple(inputs))
    part: Part | None = None
    if tops and not _errors(problems):
        kept, faults = rank(tops, feeding, bindings, shown, db)
        question = replace(question, tops=kept)
        problems += faults
    if not _errors(problems):
        blocks, faults = _aggregate(feeding, bound, question, db)
        problems += faults
    if not _errors(problems):
        try:
            level0 = build(
                blocks, constants, inputs=inputs, periods=periods, slice_by=slice_by, counted=counted, database=db
            )
            problems += like_slices(blocks, slice_by, db)
            problems += unshared_slices(blocks, slice_by, _sources(bound), uses.together, db)
            problems += _not_finite(level0, sorted(n for b in blocks for n in b.loose), bindings, db)
            part = part_of(
                replace(question, periods=periods[counted:]),
                feeding,
                ready.dates,
                bound,
                constants,
                today=today,
                inputs=inputs,
                summed_up=summed_up(sources),
                database=db,
            )
        except DataError as error:
            problems += error.problems
    problems += [cost(r.usage.source, r.shown, r.cost) for r in ready.remotes.values()]
    return Gathered(
        level0,
        shown,
        periods,
        today,
        slice_by,
        tuple(_report(ready, name, shown) for name in sorted(ready.reports)),
        {name: _rows(ready, relation, periods) for name, relation in feeding.items()},
        {name: _as_of(ready, relation, periods) for name, relation in feeding.items()},
        _sources(bound),
        tuple(sorted(dict.fromkeys(problems), key=Problem.sort_key)),
        part,
    )


def to_observations(
    gathered: Gathered, rows: Sequence[tuple[Any, ...]], names: Sequence[str], computed: Iterable[str]
) -> Observations:
    """Return the rows of the final query as observations.

    A row holds the partition columns, the order column, then one number for each of *names*.
    """
    width = len(gathered.level0.partition)
    cells: dict[Slice, list[tuple[Any, ...]]] = {}
    blank = (None,) * len(names)
    for row in rows:
        depth, *values = row[:width]
        key = tuple(zip(gathered.slice_by, values, strict=True)) if depth else TOTAL
        line = cells.setdefault(key, [blank] * len(gathered.periods))
        line[row[width]] = row[width + 1 :]
    values_by_slice = {
        key: dict(zip(names, zip(*line, strict=True), strict=True)) if names else {} for key, line in cells.items()
    }
    return Observations(
        gathered.periods,
        values_by_slice,
        gathered.rows or {},
        gathered.as_of or {},
        gathered.reports,
        gathered.input_sources or {},
        frozenset(computed),
    )


def _today(ready: Ready, feeding: Mapping[str, Relation], period: Period | None) -> date | None:
    dates = [ready.dates[n] for n in feeding if n in ready.dates]
    newest = newest_day(dates, [r.source.as_of for r in feeding.values() if not r.timed])
    if newest is None and period is not None:
        newest = period.end
    return day_after(newest) if newest else None


def _latest(
    ready: Ready, feeding: Mapping[str, Relation], constants: Constants, calendar: Calendar, today: date
) -> Period:
    starts = _starts(ready, feeding, constants)
    as_of = [r.source.as_of for r in feeding.values() if not r.timed and r.source.as_of]
    if today == _SOME_DAY:
        return Period(today, calendar)
    return latest_period(starts, as_of, calendar, today, timed=bool(starts))


def _starts(ready: Ready, feeding: Mapping[str, Relation], constants: Constants) -> list[date]:
    """Return the periods with rows; numbers written by hand count only where no source has dates."""
    found = [start for name in feeding if name in ready.dates for start in ready.dates[name].starts]
    return found or ([] if any(r.timed for r in feeding.values()) else constants.starts())


def _first(periods: Sequence[Period], starts: Sequence[date]) -> int:
    """Return the index of the first period with rows: before it nothing was counted, and no row is no zero."""
    first = min(starts, default=periods[-1].start)
    return next((t for t, p in enumerate(periods) if p.start >= first), len(periods) - 1)


def _sources(bound: Sequence[Binding]) -> dict[str, str]:
    return {b.input: b.source for b in bound if b.source}


def _unsliced(
    feeding: Mapping[str, Relation], bound: Sequence[Binding], constants: Constants, slice_by: Sequence[str]
) -> list[Problem]:
    """Warn of every source, and of numbers by hand, that slices cannot see."""
    if not slice_by:
        return []
    found: list[Problem] = []
    for name, relation in feeding.items():
        lacking = [s for s in slice_by if s not in relation.columns]
        lost = [b.input for b in bound if b.source == name]
        if lacking:
            found.append(missing_slice(f"source {name}", lacking, lost, relation.source.location))
    if constants.names:
        found.append(missing_slice("a number given by hand", slice_by, constants.names, NOWHERE))
    return found


def _aggregate(
    feeding: Mapping[str, Relation], bound: Sequence[Binding], question: Question, db: Database
) -> tuple[list[Block], list[Problem]]:
    blocks: list[Block] = []
    problems: list[Problem] = []
    for number, (name, relation) in enumerate(feeding.items()):
        db.watch("aggregates", number, len(feeding))
        try:
            blocks += aggregate(relation, [b for b in bound if b.source == name], question, number, db)
        except DataError as error:
            problems += error.problems
    return blocks, problems


def _not_finite(level0: Level0, loose: Sequence[str], bindings: Mapping[str, Binding], db: Database) -> list[Problem]:
    """Return an overflow for every *loose* input that is not finite somewhere: doubles can leave their range."""
    if not loose:
        return []
    counts = ", ".join(f"COUNT(*) FILTER (WHERE NOT isfinite({quote_name(n)}))" for n in loose)
    row = db.select(f"SELECT {counts} FROM ({level0.sql})")[0]
    broken = [name for name, count in zip(loose, row, strict=True) if count]
    return [overflow(bindings[name].source or "", name, bindings[name].location) for name in broken]


def _report(ready: Ready, name: str, shown: Period) -> SourceReport:
    report, dates = ready.reports[name], ready.dates.get(name)
    if name in ready.remotes:
        report = replace(report, path=ready.remotes[name].shown, moved=ready.remotes[name].cost)
    if dates is None:
        relation = ready.relations[name]
        as_of = relation.source.as_of or ready.newest.get(name)
        return replace(report, dated=relation.timed, as_of=as_of, covers=report.covers or relation.source.covers)
    later = sum(n for start, n in dates.rows.items() if start is not None and start > shown.start)
    return replace(report, outside=dates.undated + later)


def _rows(ready: Ready, relation: Relation, periods: tuple[Period, ...]) -> tuple[int, ...]:
    name = relation.source.name
    if relation.timed:
        return per_period(periods, ready.dates[name].rows)
    report, since = ready.reports[name], snapshot_start(relation, periods)
    count = report.rows - report.dropped
    return tuple(count if t >= since else 0 for t in range(len(periods)))


def _as_of(ready: Ready, relation: Relation, periods: tuple[Period, ...]) -> tuple[date | None, ...]:
    if relation.timed:
        dates = ready.dates[relation.source.name]
        last = {**dates.last, **{start: day for start, day in dates.ends.items() if day}}
        return tuple(last.get(p.start) for p in periods)
    since = snapshot_start(relation, periods)
    day = relation.source.as_of or ready.newest.get(relation.source.name)
    return tuple(day if t >= since else None for t in range(len(periods)))


def _errors(problems: Iterable[Problem]) -> bool:
    return any(p.severity is Severity.ERROR for p in problems)
