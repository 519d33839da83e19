"""The error path: which cells are bad and which lines are no rows, by true line number. Slow and rarely run."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from kpiframe.catalog.bindings import Source
from kpiframe.data.database import Database
from kpiframe.data.delimited import Table, records
from kpiframe.data.findings import BadCell, bad_cells, broken_line
from kpiframe.data.headers import tidy
from kpiframe.data.json_rows import lines_of
from kpiframe.data.opening import Opened, Part
from kpiframe.data.typing_rows import Typing, typed_sql
from kpiframe.problems import Location, Problem
from kpiframe.sqltext import quote_name
from kpiframe.texts import Text, same

_SHOWN: Final = 5


def broken_lines(opened: Opened, typing: Typing, database: Database) -> list[Problem]:
    """Return an error for each of the first lines that are no rows of the table; empty when all are."""
    if not typing.rejects:
        return []
    found: list[Problem] = []
    for index, part in enumerate(opened.parts):
        rejects = typing.rejects if len(opened.parts) == 1 else f"{typing.rejects}_{index}"
        found += _broken_lines(opened.usage.source.name, part, rejects, database) if part.table else []
    return found[:_SHOWN]


def _broken_lines(source: str, part: Part, rejects: str, database: Database) -> list[Problem]:
    name, table = quote_name(rejects), part.table
    assert table is not None  # noqa: S101 - the caller looked
    rejected = database.select(
        f"SELECT line, error_type, error_message FROM {name} ORDER BY line, error_type LIMIT {_SHOWN}"
    )
    if not rejected:
        return []
    clean = table.numbered or table.source.format == "json"
    found = [] if clean else list(itertools.islice(_broken(table), _SHOWN))
    if not found:
        above = table.preamble if table.skip == 0 else 0
        found = [(int(line) + above, _engine_words(str(kind), str(text))) for line, kind, text in rejected]
    return [broken_line(source, Location(part.shown, line, 1), why) for line, why in found]


def bad_cells_of(opened: Opened, typing: Typing, database: Database, *, tolerated: bool) -> list[Problem]:
    """Return one problem per column that has bad cells, each with the first of them."""
    source = opened.usage.source
    found: list[Problem] = []
    for name, cell in typing.cells.items():
        if not cell.fallible:
            continue
        bad = _bad_rows(typing, name)
        count = int(database.select(f"SELECT COUNT(*) FROM ({bad})")[0][0])
        if not count:
            continue
        cells = database.select(f"SELECT __row, __cell FROM ({bad}) ORDER BY __row LIMIT {_SHOWN}")
        placed = _placed(opened, name, [(int(row), str(text)) for row, text in cells])
        at = next((c.location for c in source.columns if c.name == name), source.location)
        told = bad_cells(source.name, name, count=count, cells=placed, allowed=cell.allowed, at=at, tolerated=tolerated)
        header = next((place for place, _, text in placed if _is_header(source, name, text)), None)
        found.append(replace(told, help=_again(header.line)) if header else told)
    return found


def _is_header(source: Source, name: str, text: str) -> bool:
    """Whether a cell of column *name* is what the column is called in the file: a header that was pasted again."""
    column = source.column(name)
    return column is not None and tidy(text) in {tidy(known) for known in (column.header, *column.headers)}


def _again(line: int) -> Text:
    where = Text(f"line {line}", f"dòng {line}") if line else Text("a row", "một dòng")
    return Text(
        f"{where.en} repeats the header, as when one file is pasted below another: remove it, or leave it out with "
        "drop_rows",
        f"{where.vi} lặp lại tiêu đề, như khi dán tệp này dưới tệp khác: hãy xoá, hoặc loại bằng drop_rows",
    )


def _bad_rows(typing: Typing, name: str) -> str:
    """Return SQL of (row number in the file, cell text) of the bad cells of one column."""
    columns, cell = typing.relation.columns, typing.cells[name]
    rows = f"SELECT row_number() OVER () AS __row, * FROM ({typing.raw})"
    more = ("__row", f"CAST({cell.raw} AS VARCHAR) AS __cell", f"{cell.bad(columns[name].sql)} AS __isbad")
    inner = typed_sql(rows, columns, typing.cells, typing.drops, *more)
    return f"SELECT __row, __cell FROM ({inner}) WHERE __isbad AND NOT __drop"


def _placed(opened: Opened, column: str, cells: list[tuple[int, str]]) -> list[BadCell]:
    """Put each (row from 1, text) at its physical line where the format has lines, in a workbook at its cell."""
    wanted = {row for row, _ in cells}
    places = _lines(opened.parts, column, wanted) if opened.tables else {}
    placed: list[BadCell] = []
    for row, text in cells:
        shown, line, cell = places.get(row, (opened.shown, 0, ""))
        name = Text(f"line {line}", f"dòng {line}") if line else Text(f"row {row}", f"bản ghi {row}")
        placed.append((Location(shown, line, 1 if line else 0), same(f"{cell}{line}") if cell else name, text))
    return placed


def _lines(parts: Iterable[Part], column: str, wanted: set[int]) -> dict[int, tuple[str, int, str]]:
    """Return (file, physical line, sheet and letter) of each wanted row; rows are counted over all files."""
    numbered = (
        (part.shown, line, part.table.cells.get(column, ""))
        for part in parts
        if part.table
        for line in _numbers(part.table)
    )
    rows = enumerate(itertools.islice(numbered, max(wanted)), start=1)
    return {row: place for row, place in rows if row in wanted}


def _numbers(table: Table) -> Iterable[int]:
    if table.numbered:
        return _last_cells(table.read)
    if table.source.format != "json":
        return _row_lines(table)
    return list(lines_of(table.path)) or [0] * sum(1 for _ in _clean(table.read))


def _last_cells(clean: Path) -> Iterator[int]:
    return (int(cells[-1]) for cells in _clean(clean))


def _clean(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.reader(stream)


def _row_lines(table: Table) -> Iterator[int]:
    """Yield the line of every record the engine takes for a row: blank lines are none in a table of columns."""
    try:
        for line, cells in records(table):
            if _is_row(cells, table.width):
                yield line
    except csv.Error:
        return


def _is_row(cells: list[str], width: int) -> bool:
    if not cells:
        return width == 1
    return len(cells) == width or (len(cells) == width + 1 and not cells[-1])


def _broken(table: Table) -> Iterator[tuple[int, Text]]:
    line = table.preamble
    try:
        for line, cells in records(table):
            if cells and not _is_row(cells, table.width):
                yield line, _cell_count(len(cells), table.width)
    except csv.Error:
        yield (
            line + 1,
            Text(
                "a quote mark opens here or below and is not closed before the next delimiter",
                "dấu nháy mở ở dòng này hoặc bên dưới nhưng không đóng trước dấu phân cách",
            ),
        )
    except UnicodeError:
        return


def _cell_count(found: int, width: int) -> Text:
    if found < width:
        return Text(
            f"the line has {found} cells, the header {width}: a line break in a cell without quote marks cuts a row; "
            "lines below the table are left out with `footer` or `table_ends`",
            f"dòng có {found} ô, tiêu đề có {width}: xuống dòng trong ô không có dấu nháy sẽ cắt đôi một dòng; "
            "các dòng bên dưới bảng được loại bằng `footer` hoặc `table_ends`",
        )
    return Text(
        f"the line has {found} cells, the header {width}; quote cells that hold the delimiter",
        f"dòng có {found} ô, tiêu đề có {width}; hãy đặt trong dấu nháy các ô chứa dấu phân cách",
    )


def _engine_words(kind: str, message: str) -> Text:
    told = message.splitlines()[0][:120] if message else ""
    return Text(f"the line is no row ({kind.lower()}: {told})", f"dòng không hợp lệ ({kind.lower()}: {told})")
