"""One aggregation per source: every input, every grain asked, from one scan of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kpiframe.catalog.bindings import Binding, Source
from kpiframe.data.aggregates import Signature, measure, signature
from kpiframe.data.cuts import Cut, Keys, flow_query, stock_query
from kpiframe.data.database import Database
from kpiframe.data.findings import belonging, engine_failure, overflow, unusable
from kpiframe.data.grains import period_start
from kpiframe.data.level0 import Block, slice_columns
from kpiframe.data.relations import Relation
from kpiframe.data.warehouse_blocks import fill
from kpiframe.observations import OTHERS
from kpiframe.periods import Period
from kpiframe.problems import DataError, FormulaError, Problem
from kpiframe.sqltext import quote_text
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every source alike."""

    periods: tuple[Period, ...]
    slice_by: tuple[str, ...]
    tops: Mapping[str, str] = field(default_factory=dict)
    """Slice -> quoted table of the values that keep a slice of their own; all others share one."""
    days: int | None = None
    """Count only the first so many days of each period, which then need not follow each other."""


def aggregate(
    relation: Relation, bindings: Sequence[Binding], question: Question, number: int, database: Database
) -> list[Block]:
    """Return the blocks of one source: one of flows, one of levels where there are any. DataError with every fault."""
    cuts, names, problems = _cuts(relation, bindings)
    if problems:
        raise DataError(problems)
    rows, keys = _rows(relation, question), _keys(relation, question)
    blocks: list[Block] = []
    flows = {column: cut for column, cut in cuts.items() if not cut.measure.stock}
    stocks = {column: cut for column, cut in cuts.items() if cut.measure.stock}
    since = snapshot_start(relation, question.periods)
    for kind, part in (("flows", flows), ("levels", stocks)):
        if not part:
            continue
        table = f"__{kind}_{number}"
        if relation.remote:
            slices = question.slice_by if keys.slices else ()
            count = fill(relation, part, question, slices=slices, table=table, names=names, database=database)
        else:
            count = _fill(relation, part, rows, keys, table=table, names=names, database=database)
        held = {n: (c, b.empty) for b in bindings for n, c in ((b.input, names[b.input]),) if c in part}
        loose = frozenset(n for n, (column, _) in held.items() if not part[column].measure.finite)
        blocks.append(Block(table, held, relation.timed, bool(keys.slices), count, since, loose))
    return blocks


def _fill(
    relation: Relation,
    part: Mapping[str, Cut],
    rows: str,
    keys: Keys,
    *,
    table: str,
    names: Mapping[str, str],
    database: Database,
) -> int:
    """Make the block *table* and return its number of rows."""
    try:
        return database.table(table, _query(relation, part, rows, keys))
    except DataError as error:
        alone = {c: _query(relation, {c: cut}, rows, keys) for c, cut in part.items()}
        raise DataError(_blame(relation.source, alone, names, database, error)) from error


def snapshot_start(relation: Relation, periods: tuple[Period, ...]) -> int:
    """Return the index of the first period a snapshot stands for: the one it was taken in.

    An undated one stands for the period asked for and for none before: it was never counted then.
    """
    as_of = relation.source.as_of
    if relation.timed:
        return 0
    if as_of is None:
        return len(periods) - 1
    return next((t for t, p in enumerate(periods) if p.end >= as_of), len(periods))


def _cuts(relation: Relation, bindings: Sequence[Binding]) -> tuple[dict[str, Cut], dict[str, str], list[Problem]]:
    """Return column -> measure and input -> column; equal aggregates share a column."""
    cuts: dict[str, Cut] = {}
    names: dict[str, str] = {}
    seen: dict[Signature, str] = {}
    problems: list[Problem] = []
    for binding in bindings:
        if binding.aggregate is None:
            continue
        try:
            found = measure(binding.aggregate, relation)
        except FormulaError as error:
            problems += [belonging(p, relation.source.name, binding.location) for p in error.problems]
            continue
        if found.stock and not relation.timed:
            why = Text(
                f"input {binding.input}: first and last need `time` on the source",
                f"đầu vào {binding.input}: first và last cần `time` ở nguồn",
            )
            problems.append(unusable(relation.source.name, why, binding.location))
        column = seen.setdefault(signature(binding.aggregate, binding.empty), f"a{len(seen)}")
        names[binding.input] = column
        cuts[column] = Cut(found, binding.empty)
    return cuts, names, problems


def _rows(relation: Relation, question: Question) -> str:
    """Return SQL of the rows of the spine with ``p`` and the slices as text."""
    calendar = question.periods[0].calendar
    start = period_start(relation.day, calendar) if relation.timed else "CAST(NULL AS DATE)"
    listed = [f"{start} AS p"]
    if _sliced(relation, question):
        cuts = [_slice(relation.columns[name].sql, question.tops.get(name)) for name in question.slice_by]
        listed += [f"{c} AS {name}" for c, name in zip(cuts, slice_columns(question.slice_by), strict=True)]
    between = ""
    if relation.timed:
        spans = [(question.periods[0].start, question.periods[-1].end)]
        if question.days is not None:
            rest = timedelta(days=question.days - 1)
            spans = [(p.start, min(p.start + rest, p.end)) for p in question.periods]
        within = (f"{relation.day} BETWEEN {_literal(first)} AND {_literal(last)}" for first, last in spans)
        between = f" WHERE {' OR '.join(within)}"
    return f"SELECT {', '.join(listed)}, * FROM {relation.view}{between}"


def _slice(column: str, top: str | None) -> str:
    """Return SQL of the slice a row lies in, as text; null is a group of its own, also where the rest is folded."""
    text = f"CAST({column} AS VARCHAR)"
    if top is None:
        return text
    return f"CASE WHEN {column} IS NULL OR {text} IN (SELECT v FROM {top}) THEN {text} ELSE {quote_text(OTHERS)} END"


def _keys(relation: Relation, question: Question) -> Keys:
    return Keys(("p",), slice_columns(question.slice_by) if _sliced(relation, question) else ())


def _sliced(relation: Relation, question: Question) -> bool:
    return bool(question.slice_by) and all(name in relation.columns for name in question.slice_by)


def _query(relation: Relation, part: Mapping[str, Cut], rows: str, keys: Keys) -> str:
    if any(cut.measure.stock for cut in part.values()):
        levels = stock_query(part, rows, relation.moment, keys)
        casts = ", ".join(f"CAST({column} AS DOUBLE) AS {column}" for column in part)
        return f"SELECT {', '.join(keys.columns)}, depth, {casts} FROM ({levels})"
    return flow_query(part, rows, keys)


def _blame(
    source: Source, queries: Mapping[str, str], names: Mapping[str, str], database: Database, error: DataError
) -> list[Problem]:
    """Name the inputs that cannot be summed, by trying the query of each column alone."""
    found = []
    for column, query in queries.items():
        try:
            database.select(f"SELECT COUNT(*) FROM ({query}) WHERE {column} > 0")
        except DataError:
            found += [overflow(source.name, n, source.location) for n, c in names.items() if c == column]
    detail = error.problems[0].message.en.removeprefix("the engine cannot do this: ")
    return found or [engine_failure(detail, source.name, source.location)]


def _literal(day: date) -> str:
    return f"DATE {quote_text(day.isoformat())}"
