"""The inputs of a source in a warehouse: one GROUP BY for the total and one for the slices, finished in the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kpiframe.catalog.bindings import Agg, Aggregate
from kpiframe.data.cuts import Cut
from kpiframe.data.database import Database
from kpiframe.data.findings import overflow
from kpiframe.data.level0 import slice_columns
from kpiframe.data.relations import Relation
from kpiframe.data.warehouse_findings import refused
from kpiframe.data.warehouse_source import Remote
from kpiframe.problems import DataError, Problem
from kpiframe.sqltext import number

if TYPE_CHECKING:
    from kpiframe.data.blocks import Question


def fill(
    relation: Relation,
    part: Mapping[str, Cut],
    question: Question,
    *,
    slices: Sequence[str],
    table: str,
    names: Mapping[str, str],
    database: Database,
) -> int:
    """Make the block *table* of the aggregates *part* (by quoted column) and return its number of rows. DataError.

    *slices* are the columns to cut by, *names* say which input is which column.
    """
    from kpiframe.data.warehouse import WarehouseError

    remote = relation.remote
    try:
        parts = [_grain(remote, part, question, (), name=f"{table}_total", database=database)]
        if slices:
            parts.append(_grain(remote, part, question, slices, name=f"{table}_slices", database=database))
    except WarehouseError as error:
        raise DataError(refused(relation.source, remote.shown, error.why)) from None
    _check(relation, part, parts, names, database)
    return database.table(table, " UNION ALL ".join(_finished(relation, part, asked, slices) for asked in parts))


Grain = tuple[str, tuple[str, ...]]
"""Quoted table of the answer, and the slices it is cut by."""


def _grain(
    remote: Remote,
    part: Mapping[str, Cut],
    question: Question,
    slices: Sequence[str],
    *,
    name: str,
    database: Database,
) -> Grain:
    rows = remote.rows
    assert rows is not None  # noqa: S101 - made before any question
    tops = {s: [str(v) for (v,) in database.select(f"SELECT v FROM {t} ORDER BY v")] for s, t in question.tops.items()}
    spans = rows.spanned(question.periods, slices, tops, question.days)
    keys = [*(["p"] if rows.source.time else []), *(f"s{i}" for i in range(len(slices)))]
    asked = {column: cut.measure.aggregate for column, cut in part.items()}
    level = any(cut.measure.stock for cut in part.values())
    expression = rows.levels(spans, keys, asked) if level else rows.flows(spans, keys, asked)
    shares = {column: _share(a) for column, a in asked.items() if a.agg in (Agg.MEDIAN, Agg.PERCENTILE)}
    return remote.ask(expression, name, database, shares), tuple(slices)


def _share(aggregate: Aggregate) -> float:
    return aggregate.p or 0.0 if aggregate.agg is Agg.PERCENTILE else 0.5


def _check(
    relation: Relation, part: Mapping[str, Cut], parts: Sequence[Grain], names: Mapping[str, str], database: Database
) -> None:
    """Raise for a total that is missing though there were numbers: the warehouse could not hold it."""
    problems: list[Problem] = []
    source = relation.source
    for column, cut in part.items():
        if cut.measure.aggregate.agg is Agg.COUNT:
            continue
        lost = sum(
            int(database.select(f"SELECT COUNT(*) FROM {table} WHERE {column}_n > 0 AND {column} IS NULL")[0][0])
            for table, _ in parts
        )
        problems += [overflow(source.name, n, source.location) for n, c in names.items() if lost and c == column]
    if problems:
        raise DataError(problems)


def _finished(relation: Relation, part: Mapping[str, Cut], asked: Grain, slices: Sequence[str]) -> str:
    """Return SQL of the rows of one grain as the spine wants them; the types are those of the engine's own sums."""
    table, cut_by = asked
    p = "CAST(p AS DATE)" if relation.timed else "CAST(NULL AS DATE)"
    listed = [f"{p} AS p", f"{1 if cut_by else 0} AS depth"]
    for i, name in enumerate(slice_columns(slices)):
        listed.append(f"CAST({f's{i}' if cut_by else 'NULL'} AS VARCHAR) AS {name}")
    listed += [f"{_value(column, cut)} AS {column}" for column, cut in part.items()]
    return f"SELECT {', '.join(listed)} FROM {table} WHERE n > 0"


def _value(column: str, cut: Cut) -> str:
    agg = cut.measure.aggregate.agg
    count = f"COALESCE({column}_n, 0)"
    match agg:
        case Agg.COUNT:
            value = f"CAST({count} AS DOUBLE)"
        case Agg.COUNT_DISTINCT:
            value = f"CAST(COALESCE({column}, 0) AS DOUBLE)"
        case Agg.AVERAGE:
            value = f"CASE WHEN {count} > 0 THEN CAST({column} AS DOUBLE) / {count} END"
        case Agg.MEDIAN | Agg.PERCENTILE:
            value = f"{column}_q"
        case _:
            value = f"CASE WHEN {count} > 0 THEN CAST({column} AS DOUBLE) END"
    if cut.empty is None:
        return value
    return f"CASE WHEN COALESCE({column}_r, 0) = 0 THEN {number(cut.empty)} ELSE {value} END"
