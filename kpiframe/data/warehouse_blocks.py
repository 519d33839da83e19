"""The inputs of a source in a warehouse: one GROUP BY for the slices and one for the total, finished in the engine.

What adds up to the total exactly is not asked for twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
from kpiframe.sqltext import number, quote_name

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
    parts: list[Grain] = []
    summed = _summed(relation, part) if slices else {}
    rest = {column: cut for column, cut in part.items() if column not in summed}
    try:
        if slices:
            parts.append(_grain(remote, part, question, slices, name=f"{table}_slices", database=database))
        if rest or not slices:
            parts.append(_grain(remote, rest, question, (), name=f"{table}_total", database=database))
    except WarehouseError as error:
        raise DataError(refused(relation.source, remote.shown, error.why)) from None
    _check(relation, part, parts, names, database)
    if summed:
        parts[1:] = [_added_up(relation, summed, parts, table=f"{table}_sums", database=database)]
    return database.table(table, " UNION ALL ".join(_finished(relation, part, asked, slices) for asked in parts))


@dataclass(frozen=True, slots=True)
class Grain:
    """An answer."""

    table: str
    """Its quoted name."""
    slices: tuple[str, ...]
    """What it is cut by."""
    columns: tuple[str, ...]
    """Which counts there are beside the values."""


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
    passing = [column for column, cut in part.items() if cut.empty is not None]
    expression = (rows.levels if level else rows.flows)(spans, keys, asked, passing)
    shares = {column: _share(a) for column, a in asked.items() if a.agg in (Agg.MEDIAN, Agg.PERCENTILE)}
    columns = (*expression.columns, *(f"{column}_q" for column in shares))
    return Grain(remote.ask(expression, name, database, shares), tuple(slices), columns)


def _summed(relation: Relation, part: Mapping[str, Cut]) -> dict[str, Cut]:
    """Return the aggregates of which the slices add up to the total: never levels, each slice has its own last day."""
    rows = relation.remote.rows
    return {
        column: cut for column, cut in part.items() if not cut.measure.stock and rows.additive(cut.measure.aggregate)
    }


def _added_up(
    relation: Relation, summed: Mapping[str, Cut], parts: Sequence[Grain], *, table: str, database: Database
) -> Grain:
    """Return the total: *summed* from the slices, beside what was asked for."""
    slices, *asked = parts
    found = {"n": "SUM(n)"}
    for column, cut in summed.items():
        total = {Agg.MIN: "MIN", Agg.MAX: "MAX"}.get(cut.measure.aggregate.agg, "SUM")
        found |= {column: f"{total}({column})"} if column in slices.columns else {}
        found |= {c: f"SUM({c})" for c in (f"{column}_n", f"{column}_r") if c in slices.columns}
    listed = ", ".join([*(["p"] if relation.timed else []), *(f"{sql} AS {name}" for name, sql in found.items())])
    by = " GROUP BY p" if relation.timed else ""
    sql = f"SELECT {listed} FROM {slices.table}{by}"
    columns = tuple(found)
    for other in asked:
        more = [c for c in other.columns if c not in ("p", "n")]
        columns += tuple(more)
        on = "USING (p)" if relation.timed else "ON TRUE"
        beside = ", ".join(f"b.{c}" for c in more)
        sql = f"SELECT a.*, {beside} FROM ({sql}) AS a LEFT JOIN {other.table} AS b {on}"
    database.table(table, sql)
    return Grain(quote_name(table), (), columns)


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
            int(database.select(f"SELECT COUNT(*) FROM {g.table} WHERE {column}_n > 0 AND {column} IS NULL")[0][0])
            for g in parts
            if f"{column}_n" in g.columns
        )
        problems += [overflow(source.name, n, source.location) for n, c in names.items() if lost and c == column]
    if problems:
        raise DataError(problems)


def _finished(relation: Relation, part: Mapping[str, Cut], asked: Grain, slices: Sequence[str]) -> str:
    """Return SQL of the rows of one grain as the spine wants them; the types are those of the engine's own sums."""
    cut_by = asked.slices
    p = "CAST(p AS DATE)" if relation.timed else "CAST(NULL AS DATE)"
    listed = [f"{p} AS p", f"{1 if cut_by else 0} AS depth"]
    for i, name in enumerate(slice_columns(slices)):
        listed.append(f"CAST({f's{i}' if cut_by else 'NULL'} AS VARCHAR) AS {name}")
    listed += [f"{_value(column, cut, asked.columns)} AS {column}" for column, cut in part.items()]
    return f"SELECT {', '.join(listed)} FROM {asked.table} WHERE n > 0"


def _value(column: str, cut: Cut, held: Collection[str]) -> str:
    aggregate, count = cut.measure.aggregate, f"COALESCE({column}_n, 0)"
    passed = f"COALESCE({column}_r, 0)" if f"{column}_r" in held else "n"
    match aggregate.agg:
        case Agg.COUNT:
            value = f"CAST({count if aggregate.expr else passed} AS DOUBLE)"
        case Agg.COUNT_DISTINCT:
            value = f"CAST(COALESCE({column}, 0) AS DOUBLE)"
        case Agg.AVERAGE:
            value = f"CASE WHEN {count} > 0 THEN CAST({column} AS DOUBLE) / {count} END"
        case Agg.MEDIAN | Agg.PERCENTILE:
            value = f"{column}_q"
        case _:
            value = f"CAST({column} AS DOUBLE)"
    if cut.empty is None:
        return value
    return f"CASE WHEN {passed} = 0 THEN {number(cut.empty)} ELSE {value} END"
