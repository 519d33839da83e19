"""Opened source -> typed rows: casts, bad cells and dropped rows, all in one reading of a text file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpiframe.catalog.bindings import Column, Source
from kpiframe.data.cells import Cell, text_cell
from kpiframe.data.database import Database
from kpiframe.data.delimited import rows_sql
from kpiframe.data.findings import unreadable, unusable
from kpiframe.data.headers import match
from kpiframe.data.natives import native_cell
from kpiframe.data.no_answers import without_codes
from kpiframe.data.opening import Opened
from kpiframe.data.relations import Relation, Typed, rows_of, typed
from kpiframe.data.totals import is_total
from kpiframe.problems import DataError, FormulaError, Problem
from kpiframe.sqltext import quote_name, quote_text
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class Typing:
    """Typed rows of one source and how its cells were read; what the census and the error path need."""

    relation: Relation
    base: str
    """Quoted name of all rows, with ``__bad`` (bad cells of the row) and ``__drop``."""
    kept: bool
    """Whether the rows are held in a table; a columnar source is read anew by every query."""
    cells: Mapping[str, Cell]
    raw: str
    """SQL of the untyped rows in file order."""
    rejects: str = ""
    """Name of the table of broken lines; empty where every line is a row."""
    first_text: str = ""
    """Column in which a total row would say so."""
    drops: str = "FALSE"
    """SQL condition of the rows that are dropped, over typed columns."""


def type_rows(opened: Opened, number: int, database: Database, timezone: str) -> tuple[Typing | None, list[Problem]]:
    """Make the typed rows of *opened* known to *database*. ``None`` with problems when they cannot be had."""
    source = opened.usage.source
    try:
        if opened.table:
            return _text_rows(opened, number, database, timezone)
        return _native_rows(opened, number, database, timezone)
    except FormulaError as error:
        return None, list(error.problems)
    except DataError as error:
        where = opened.shown or source.name
        why = Text(error.problems[0].message.en, error.problems[0].message.vi)
        return None, [unreadable(source.name, where, why, source.location)]


def _text_rows(opened: Opened, number: int, database: Database, timezone: str) -> tuple[Typing | None, list[Problem]]:
    table = opened.table
    assert table is not None  # noqa: S101 - the caller looked
    columns = _used(opened, table.places)
    raws = {c.name: quote_name(f"c{table.places[c.name]}") for c in columns}
    read = {c.name: text_cell(c, raws[c.name], table.source, timezone) for c in columns}
    cells = without_codes(table.source, read, typed=False)
    try:
        return _finish(opened, number, database, columns=columns, cells=cells, raw=rows_sql(table)), []
    except DataError:
        # Some line is no row, most likely: only then the engine is asked to list which.
        rejects = f"__rejects_{number}"
        raw = rows_sql(table, rejects)
        return _finish(opened, number, database, columns=columns, cells=cells, raw=raw, rejects=rejects), []


def _native_rows(opened: Opened, number: int, database: Database, timezone: str) -> tuple[Typing | None, list[Problem]]:
    source = opened.usage.source
    name = f"__native_{number}"
    if opened.parquet:
        database.view(name, f"SELECT * FROM read_parquet({quote_text(str(opened.parquet))})")
    else:
        database.register(name, opened.frame)
    found = database.columns(name)
    shown = opened.shown or source.name
    wanted = [c for c in source.columns if c.name in opened.usage.columns]
    places, problems = match(wanted, [_headers(opened, found)], source=source.name, path=shown)
    cells: dict[str, Cell] = {}
    for column in wanted:
        if column.name not in places:
            continue
        sql_type = found[places[column.name]][1]
        cell = native_cell(column, quote_name(f"c{places[column.name]}"), sql_type, source, timezone)
        if cell is None:
            problems.append(_no_cast(source, column, sql_type))
        else:
            cells[column.name] = cell
    if problems:
        return None, problems
    listed = ", ".join(quote_name(f"c{i}") for i in range(len(found)))
    raw = f"SELECT * FROM {quote_name(name)} AS r({listed})"
    cells = without_codes(source, cells, typed=True)
    return _finish(opened, number, database, columns=wanted, cells=cells, raw=raw), []


def _finish(
    opened: Opened,
    number: int,
    database: Database,
    *,
    columns: Sequence[Column],
    cells: Mapping[str, Cell],
    raw: str,
    rejects: str = "",
) -> Typing:
    source = opened.usage.source
    known = {c.name: typed(c.name, i, c.type, c.scale) for i, c in enumerate(columns)}
    drops = " OR ".join(f"COALESCE({rows_of(f, known.values()).text}, FALSE)" for f in source.drop_rows) or "FALSE"
    totals = is_total(source, known)
    drops = drops if totals == "FALSE" else f"{drops} OR {totals}"
    base, view = f"__base_{number}", f"__rows_{number}"
    make = database.table if opened.table else database.view
    make(base, typed_sql(raw, known, cells, drops))
    if drops == "FALSE":
        view = base
    else:
        database.view(view, f"SELECT * FROM {quote_name(base)} WHERE NOT __drop")
    relation = Relation(source, quote_name(view), known, timed=source.time is not None)
    texts = [c.name for c in columns if known[c.name].kind.sql == "VARCHAR"]
    return Typing(
        relation, quote_name(base), opened.table is not None, cells, raw, rejects, texts[0] if texts else "", drops
    )


def typed_sql(raw: str, known: Mapping[str, Typed], cells: Mapping[str, Cell], drops: str, *more: str) -> str:
    """Return SQL of the typed rows of *raw*: the columns, the number of bad cells, whether the row is dropped.

    *more* columns may name raw cells and typed columns alike.
    """
    values = [f"{cells[name].value} AS {column.sql}" for name, column in known.items()]
    fallible = [name for name in known if cells[name].fallible]
    bad = " + ".join(f"CASE WHEN {cells[n].bad(known[n].sql)} THEN 1 ELSE 0 END" for n in fallible) or "0"
    outer = [column.sql for column in known.values()]
    inner = ", ".join(["*", *values])
    listed = ", ".join([*outer, f"CAST({bad} AS USMALLINT) AS __bad", f"({drops}) AS __drop", *more])
    return f"SELECT {listed} FROM (SELECT {inner} FROM ({raw}))"


def _used(opened: Opened, places: Mapping[str, int]) -> list[Column]:
    """Return the used columns and the first text column of the file: total rows say "Total" there."""
    source = opened.usage.source
    texts = sorted((c for c in source.columns if c.type.value == "text"), key=lambda c: places[c.name])
    watched = {texts[0].name} if texts else set()
    chosen = [c for c in source.columns if c.name in opened.usage.columns or c.name in watched]
    return sorted(chosen, key=lambda c: places[c.name])


def _headers(opened: Opened, found: Sequence[tuple[str, str]]) -> list[str]:
    """Names as the frame has them; the engine renames those that differ by case only."""
    for attribute in ("column_names", "columns"):
        names = getattr(opened.frame, attribute, None)
        if names is not None and len(names) == len(found) and all(isinstance(n, str) for n in names):
            return list(names)
    return [name for name, _ in found]


def _no_cast(source: Source, column: Column, sql_type: str) -> Problem:
    why = Text(
        f"column {column.name} is {sql_type} in the data and declared {column.type.value}; declare the type it has",
        f"cột {column.name} trong dữ liệu là {sql_type} nhưng khai báo {column.type.value}; hãy khai báo đúng kiểu",
    )
    return unusable(source.name, why, column.location)
