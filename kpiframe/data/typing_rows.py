"""Opened source -> typed rows: casts, bad cells and dropped rows, all in one reading of a text file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from kpiframe.catalog.bindings import Column, Source
from kpiframe.data.cells import Cell, text_cell
from kpiframe.data.database import Database
from kpiframe.data.delimited import Table, rows_in, rows_sql
from kpiframe.data.doubtful_numbers import doubted, forms_sql
from kpiframe.data.findings import unreadable, unusable
from kpiframe.data.headers import match
from kpiframe.data.natives import native_cell
from kpiframe.data.no_answers import without_codes
from kpiframe.data.opening import Opened, Part
from kpiframe.data.relations import Relation, Typed, rows_of, typed
from kpiframe.data.totals import is_total
from kpiframe.problems import DataError, FormulaError, Problem, did_you_mean
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
    doubted: Sequence[Column] = ()
    """Columns of numbers whose decimals may be thousands; the rows then have their ``__forms``."""


def type_rows(opened: Opened, number: int, database: Database, timezone: str) -> tuple[Typing | None, list[Problem]]:
    """Make the typed rows of *opened* known to *database*. ``None`` with problems when they cannot be had."""
    try:
        if opened.tables:
            return _text_rows(opened, number, database, timezone)
        return _native_rows(opened, number, database, timezone)
    except FormulaError as error:
        return None, list(error.problems)
    except DataError as error:
        return None, [_unreadable(opened, error)]


def _unreadable(opened: Opened, error: DataError) -> Problem:
    source = opened.usage.source
    told = error.problems[0].message
    for part in (p for p in opened.parts if p.parquet):  # the engine tells where on the machine a file lies
        told = Text(*(text.replace(str(part.parquet), part.shown) for text in (told.en, told.vi)))
    return unreadable(source.name, opened.shown or source.name, told, source.location)


def _text_rows(opened: Opened, number: int, database: Database, timezone: str) -> tuple[Typing | None, list[Problem]]:
    tables = opened.tables
    columns = _used(opened, tables)
    source = tables[0].source
    places = [tables[0].places[c.name] for c in columns] if len(tables) == 1 else range(len(columns))
    raws = {c.name: quote_name(f"c{place}") for c, place in zip(columns, places, strict=True)}
    read = {c.name: text_cell(c, raws[c.name], source, timezone) for c in columns}
    cells = without_codes(source, read, typed=False)

    def made(raw: str, rejects: str = "") -> Typing:
        return _finish(opened, number, database, columns=columns, cells=cells, raw=raw, rejects=rejects)

    try:
        return made(_raw(tables, columns)), []
    except DataError as error:
        failed = error
    counts = [count for table in tables if (count := rows_in(table)) is not None]
    if len(counts) == len(tables):
        # Line breaks in cells lead the engine astray that begins in the middle of a file: it can begin at its first
        # line, and takes a quote mark then that is never closed for the end of the file, so the rows are counted.
        with suppress(DataError):
            typing = made(_raw(tables, columns, whole=True))
            ((found,),) = database.select(f"SELECT COUNT(*) FROM {typing.base}")
            return (typing, []) if found == sum(counts) else (None, [_unreadable(opened, failed)])
    # Some line is no row, most likely: only then the engine is asked to list which.
    rejects = f"__rejects_{number}"
    typing = made(_raw(tables, columns, rejects), rejects)
    told = any(database.select(f"SELECT 1 FROM {quote_name(name)} LIMIT 1") for name in _asides(tables, rejects))
    return (typing, []) if told else (None, [_unreadable(opened, failed)])


def _raw(tables: Sequence[Table], columns: Sequence[Column], rejects: str = "", *, whole: bool = False) -> str:
    """Return SQL of the rows of every table; of several, only the columns that count, each at the same place."""
    if len(tables) == 1:
        return rows_sql(tables[0], rejects, whole=whole)
    parts: list[str] = []
    for table, aside in zip(tables, _asides(tables, rejects), strict=True):
        picked = ", ".join(f"c{table.places[c.name]} AS c{place}" for place, c in enumerate(columns))
        rows = rows_sql(table, aside, whole=whole)
        parts.append(f"SELECT {picked or '1'}, {len(parts)} AS __part FROM ({rows})")
    return " UNION ALL ".join(parts)


def _asides(tables: Sequence[Table], rejects: str) -> list[str]:
    """Return where each table's lines that are no rows are listed."""
    return [f"{rejects}_{index}" if rejects and len(tables) > 1 else rejects for index in range(len(tables))]


def _native_rows(opened: Opened, number: int, database: Database, timezone: str) -> tuple[Typing | None, list[Problem]]:
    source = opened.usage.source
    wanted = [c for c in source.columns if c.name in opened.usage.columns]
    unordered = [_no_order(source, c) for c in wanted if c.fill_down]
    if unordered:
        return None, unordered
    names = [f"__native_{number}_{part}" for part in range(max(1, len(opened.parts)))]
    for part_of, name in zip(opened.parts, names, strict=False):
        fault = _no_table(opened, part_of, database)
        if fault:
            return None, [fault]
        database.view(name, part_of.rows_of(source.table or "") if part_of.attached else part_of.rows)
    if not opened.parts:
        database.register(names[0], opened.frame)
    problems: list[Problem] = []
    types: dict[str, str] = {}
    parts = []
    for part, name in enumerate(names):
        shown = opened.parts[part].shown if opened.parts else source.name
        found = database.columns(name)
        places, faults = match(wanted, [_headers(opened, found)], source=source.name, path=shown)
        problems += faults
        for column in (c for c in wanted if c.name in places):
            here = found[places[column.name]][1]
            if types.setdefault(column.name, here) != here:
                problems.append(_other_type(source, column, shown, types[column.name], here))
        listed = ", ".join(quote_name(f"f{i}") for i in range(len(found)))
        picked = [f"f{places[c.name]} AS c{place}" for place, c in enumerate(wanted) if c.name in places]
        numbered = f", {part} AS __part" if len(names) > 1 else ""
        parts.append(f"SELECT {', '.join(picked) or '1'}{numbered} FROM {quote_name(name)} AS r({listed})")
    cells: dict[str, Cell] = {}
    for place, column in enumerate(c for c in wanted if c.name in types):
        cell = native_cell(column, quote_name(f"c{place}"), types[column.name], source, timezone)
        if cell is None:
            problems.append(_no_cast(source, column, types[column.name]))
        else:
            cells[column.name] = cell
    if problems:
        return None, problems
    cells = without_codes(source, cells, typed=True)
    raw = " UNION ALL ".join(parts)
    there = [c for c in wanted if c.name in cells]
    return _finish(opened, number, database, columns=there, cells=cells, raw=raw), []


def _no_table(opened: Opened, part: Part, database: Database) -> Problem | None:
    """Return why the declared table of a database cannot be read, with the tables there are."""
    if not part.attached:
        return None
    source = opened.usage.source
    of = f"WHERE database_name = {quote_text(part.attached)}"
    listed = database.select(
        f"SELECT schema_name, table_name FROM duckdb_tables() {of} "
        f"UNION ALL SELECT schema_name, view_name FROM duckdb_views() {of} AND NOT internal ORDER BY 1, 2"
    )
    names = [str(table) if schema == "main" else f"{schema}.{table}" for schema, table in listed]
    if source.table in names:
        return None
    meant = did_you_mean(source.table or "", names)
    hint = f" (did you mean {meant[0]}?)" if meant else ""
    hint_vi = f" (có phải {meant[0]}?)" if meant else ""
    why = Text(
        f"it has no table {source.table or ''}; declare `table`: {', '.join(names)}{hint}",
        f"không có bảng {source.table or ''}; hãy khai báo `table`: {', '.join(names)}{hint_vi}",
    )
    return unreadable(source.name, part.shown, why, source.location)


def _other_type(source: Source, column: Column, shown: str, first: str, here: str) -> Problem:
    why = Text(
        f"column {column.name} is {here} in {shown} and {first} in the files before; all must have one shape",
        f"cột {column.name} là {here} trong {shown} nhưng là {first} trong các tệp trước; mọi tệp phải cùng dạng",
    )
    return unusable(source.name, why, column.location)


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
    make = database.hold if opened.tables else database.view
    more = ("__part",) if len(opened.parts) > 1 else ()
    doubts = doubted(source, columns) if opened.tables else []
    forms = [forms_sql(source, doubts, cells, known)] if doubts else []
    make(base, typed_sql(raw, known, cells, drops, *more, *forms))
    if drops == "FALSE":
        view = base
    else:
        database.view(view, f"SELECT * FROM {quote_name(base)} WHERE NOT __drop")
    timed = source.time is not None
    relation = Relation(source, quote_name(view), known, timed=timed, before=quote_name(base))
    texts = [c.name for c in columns if known[c.name].kind.sql == "VARCHAR"]
    first = texts[0] if texts else ""
    return Typing(relation, quote_name(base), bool(opened.tables), cells, raw, rejects, first, drops, tuple(doubts))


def typed_sql(raw: str, known: Mapping[str, Typed], cells: Mapping[str, Cell], drops: str, *more: str) -> str:
    """Return SQL of the typed rows of *raw*: the columns, the number of bad cells, whether the row is dropped.

    *more* columns may name raw cells and typed columns alike.
    """
    values = [f"{cells[name].value} AS {column.sql}" for name, column in known.items()]
    fallible = [name for name in known if cells[name].fallible]
    bad = " + ".join(f"CASE WHEN {cells[n].bad(known[n].sql)} THEN 1 ELSE 0 END" for n in fallible) or "0"
    if fallible:  # most rows have no empty cell: one look spares them the counting
        bad = f"CASE WHEN {' OR '.join(f'{known[n].sql} IS NULL' for n in fallible)} THEN {bad} ELSE 0 END"
    outer = [column.sql for column in known.values()]
    inner = ", ".join(["*", *values])
    listed = ", ".join([*outer, f"CAST({bad} AS USMALLINT) AS __bad", f"({drops}) AS __drop", *more])
    return f"SELECT {listed} FROM (SELECT {inner} FROM ({raw}))"


def _used(opened: Opened, tables: Sequence[Table]) -> list[Column]:
    """Return the used columns and the first text column of the file: total rows say "Total" there."""
    places = tables[0].places
    there = [c for c in opened.usage.source.columns if all(c.name in table.places for table in tables)]
    texts = sorted((c for c in there if c.type.value == "text"), key=lambda c: places[c.name])
    watched = {texts[0].name} if texts else set()
    chosen = [c for c in there if c.name in opened.usage.columns or c.name in watched]
    return sorted(chosen, key=lambda c: places[c.name])


def _headers(opened: Opened, found: Sequence[tuple[str, str]]) -> list[str]:
    """Names as the frame has them; the engine renames those that differ by case only."""
    for attribute in ("column_names", "columns"):
        names = getattr(opened.frame, attribute, None)
        if names is not None and len(names) == len(found) and all(isinstance(n, str) for n in names):
            return list(names)
    return [name for name, _ in found]


def _no_order(source: Source, column: Column) -> Problem:
    why = Text(
        f"column {column.name} cannot be filled down: rows have an order in CSV files, JSON and workbooks only; "
        "fill it before",
        f"không thể điền xuống cột {column.name}: chỉ tệp CSV, JSON và sổ tính có thứ tự dòng; hãy điền sẵn trước đó",
    )
    return unusable(source.name, why, column.location)


def _no_cast(source: Source, column: Column, sql_type: str) -> Problem:
    why = Text(
        f"column {column.name} is {sql_type} in the data and declared {column.type.value}; declare the type it has",
        f"cột {column.name} trong dữ liệu là {sql_type} nhưng khai báo {column.type.value}; hãy khai báo đúng kiểu",
    )
    return unusable(source.name, why, column.location)
