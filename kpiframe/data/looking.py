"""One source as it is read: its first rows, and what each of its columns holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from kpiframe.catalog.bindings import Agg, Aggregate, Binding, Source
from kpiframe.data.database import Database
from kpiframe.data.ready import Terms
from kpiframe.data.relations import Relation, Typed
from kpiframe.data.sources import prepare
from kpiframe.data.usage import Usage, declared, needed
from kpiframe.formula.kind import Kind
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import Problem
from kpiframe.sqltext import quote_text

_ROWS: Final = 5


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """What a column holds in the rows looked at."""

    name: str
    filled: int
    blank: int
    lowest: str | None
    """Of numbers and dates, as is ``highest``."""
    highest: str | None
    different: int | None
    """Of texts and conditions: how many there are."""
    total: str | None
    """Exact sum of numbers; ``None`` where there is none, or the column must not be summed."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A source as it is read."""

    rows: int = 0
    """Rows that count in the period, or all where they have no dates."""
    read: int = 0
    dropped: int = 0
    columns: tuple[ColumnSeen, ...] = ()
    first: tuple[tuple[str | None, ...], ...] = ()
    """The first of the rows looked at, as text, in the order of ``columns``."""
    remote: bool = False
    """Whether the rows stay in a warehouse, so that nothing was looked at."""
    problems: tuple[Problem, ...] = ()


def look(
    name: str,
    sources: Mapping[str, Source],
    terms: Terms,
    *,
    root: Path,
    database: Database,
    frames: Mapping[str, Any] | None = None,
) -> Looked:
    """Read source *name* of *sources*, every declared column of it, and count its rows in the period of *terms*."""
    used, problems = _used(name, sources)
    if problems:
        return Looked(problems=tuple(problems))
    ready = prepare(used, frames or {}, root, database, terms)
    relation, report = ready.relations.get(name), ready.reports.get(name)
    if relation is None or report is None or relation.remote:
        return Looked(remote=relation is not None, problems=tuple(ready.problems))
    where = "TRUE"
    if relation.timed and terms.period:
        first, last = (quote_text(day.isoformat()) for day in (terms.period.start, terms.period.end))
        where = f"{relation.day} BETWEEN DATE {first} AND DATE {last}"
    columns = [relation.columns[c] for c in declared(sources[name]) if c in relation.columns]
    rows, seen = _counted(relation, columns, where, database)
    listed = ", ".join(f"CAST({c.sql} AS VARCHAR)" for c in columns) or "1"
    found = database.select(f"SELECT {listed} FROM {relation.view} WHERE {where} LIMIT {_ROWS}")
    numbers = [column.kind.kind is Kind.NUMBER for column in columns]
    texts = tuple(
        tuple(_text(cell, number=n) for cell, n in zip(row, numbers, strict=True)) for row in found if columns
    )
    return Looked(rows, report.rows, report.dropped, seen, texts, problems=tuple(ready.problems))


def _text(cell: Any, *, number: bool) -> str | None:
    """Return a cell as text, a number without the zeros its type adds."""
    if cell is None:
        return None
    text = str(cell)
    return text.rstrip("0").rstrip(".") if number and "." in text and "e" not in text.lower() else text


def _used(name: str, sources: Mapping[str, Source]) -> tuple[list[Usage], list[Problem]]:
    """Return what is to be read for every declared column; those a file may lack are read where it has them."""
    source = sources[name]
    optional = () if source.made_from else tuple(c.name for c in source.columns if c.optional)
    asked = [
        Binding(column, name, Aggregate(Agg.COUNT_DISTINCT, parse(column, Role.EXPR)))
        for column in declared(source)
        if column not in optional
    ]
    used, problems = needed(sources, asked or [Binding("rows", name, Aggregate(Agg.COUNT))], ())
    return [_with(usage, optional) if usage.source.name == name else usage for usage in used], problems


def _with(usage: Usage, optional: Sequence[str]) -> Usage:
    more = tuple(c for c in optional if c not in usage.columns)
    return replace(usage, columns=(*usage.columns, *more), helpers=(*usage.helpers, *more))


def _counted(
    relation: Relation, columns: Sequence[Typed], where: str, database: Database
) -> tuple[int, tuple[ColumnSeen, ...]]:
    additive = {c.name for c in relation.source.columns if c.additive} if relation.source.columns else None
    asked = []
    for column in columns:
        number = column.kind.kind is Kind.NUMBER and (additive is None or column.name in additive)
        total = f"CAST(SUM({column.sql}) AS VARCHAR)" if number else "NULL"
        ordered = column.kind.kind in (Kind.NUMBER, Kind.DATE)
        ends = [f"CAST({end}({column.sql}) AS VARCHAR)" if ordered else "NULL" for end in ("MIN", "MAX")]
        asked += [f"COUNT({column.sql})", *ends, "NULL" if ordered else f"COUNT(DISTINCT {column.sql})", total]
    row = database.select(f"SELECT {', '.join(['COUNT(*)', *asked])} FROM {relation.view} WHERE {where}")[0]
    rows = int(row[0])
    seen = []
    for place, column in enumerate(columns):
        filled, low, high, different, total = row[1 + 5 * place : 6 + 5 * place]
        number = column.kind.kind is Kind.NUMBER
        said = [_text(cell, number=number) for cell in (low, high, total)]
        seen.append(ColumnSeen(column.name, int(filled), rows - int(filled), said[0], said[1], different, said[2]))
    return rows, tuple(seen)
