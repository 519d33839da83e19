"""The first rows of a file nobody has declared yet, as text, with the line each stands on. For proposals only."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kpiframe.catalog.codes import NAMES
from kpiframe.data.first_sheet import Range, visible_sheets
from kpiframe.data.recognised_bytes import not_a_table, unopened
from kpiframe.data.workbook_errors import errors_of, with_errors
from kpiframe.encodings import decoded, is_utf16
from kpiframe.problems import NOWHERE, DataError, Problem
from kpiframe.sqltext import quote_name, quote_text
from kpiframe.texts import Text

ROWS: Final = 2_000
_LINE: Final = 100_000
_BOOKS: Final = (".xlsx", ".ods")
_COLUMNAR: Final = (".parquet", ".pq")


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows as they stand in the file, preamble included."""

    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    """Line (of a workbook: row) each row begins on."""
    delimiter: str = ","
    encoding: str = "utf-8"
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    """Sheets of a workbook."""
    types: tuple[str, ...] = ()
    """Types of the engine, where a file has types of its own."""
    one_column: bool = False
    whole: bool = True
    """Whether every row of the file is here."""
    numbers: frozenset[tuple[int, int]] = frozenset()
    """(row from 1, column from 0) of the cells of a sheet that are numbers, written with a full stop."""
    merged: tuple[Range, ...] = ()
    """Merged cells of a sheet."""


def read_sample(path: Path) -> Sample:
    """Return the first rows of *path*. DataError (KPF547) when it is no table."""
    try:
        why = not_a_table(path)
    except OSError as error:
        raise no_table(path, unopened(error)) from error
    if why:
        raise no_table(path, why)
    suffix = path.suffix.lower()
    if suffix in _BOOKS:
        return _book(path)
    return _columnar(path) if suffix in _COLUMNAR else _delimited(path)


def no_table(path: Path, why: Text) -> DataError:
    """Return the error that *path* cannot be looked at."""
    text = Text(f"{path.name} cannot be read: {why.en}", f"không đọc được {path.name}: {why.vi}")
    return DataError(Problem("KPF547", text, NOWHERE, name=NAMES["KPF547"]))


def _delimited(path: Path) -> Sample:
    text, encoding, whole = _text(path)
    best: tuple[int, int, str, list[tuple[int, list[str]]]] = (0, 0, ",", [])
    for delimiter in (",", ";", "\t", "|"):
        try:
            records = list(itertools.islice(_records(text, delimiter), ROWS))
        except csv.Error:
            continue
        widths = Counter(len(r) for _, r in records if len(r) > 1)  # lines above a table often hold no mark at all
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        alone = sum(any(r) for _, r in records) == 1  # nothing but a header
        if (count > 1 or (count and alone)) and (count * width, width) > best[:2]:
            best = (count * width, width, delimiter, records)
    found = best[3] or [(n, [line] if line.strip() else []) for n, line in enumerate(text.splitlines(), start=1)]
    if not any(row for _, row in found) or max(len(row[0]) for _, row in found if row) > _LINE:
        raise no_table(path, Text("it is no table of delimited text", "không phải bảng văn bản có dấu phân cách"))
    return Sample(
        [row for _, row in found],
        [line for line, _ in found],
        best[2],
        encoding,
        one_column=not best[3],
        whole=whole and len(found) < ROWS,
    )


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _text(path: Path) -> tuple[str, str, bool]:
    most = ROWS * 2_000
    try:
        with path.open("rb") as stream:
            raw = stream.read(most)
    except OSError as error:
        raise no_table(path, unopened(error)) from error
    whole = len(raw) < most
    if not whole and not is_utf16(raw):
        raw = raw[: raw.rfind(b"\n") + 1] or raw  # no half letter at the end
    try:
        return *decoded(raw), whole
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "latin-1", whole


def _book(path: Path) -> Sample:
    sheets = visible_sheets(path, path.name)
    if not any(any(row) for sheet in sheets.values() for row in sheet.rows):
        raise no_table(path, Text("its sheets are empty", "các trang tính đều trống"))
    # the fullest sheet is the table; cover sheets and notes are small
    name = max(sheets, key=lambda n: sum(cell != "" for row in sheets[n].rows for cell in row))
    cells = with_errors(sheets[name].rows[:ROWS], errors_of(path, name))
    rows = [_trimmed([_shown(cell) for cell in row]) for row in cells]
    numbers = frozenset(
        (line, i) for line, row in enumerate(cells, 1) for i, cell in enumerate(row) if isinstance(cell, float)
    )
    whole = len(sheets[name].rows) < ROWS
    lines, merged = range(1, len(rows) + 1), sheets[name].merged
    return Sample(rows, lines, sheet=name, sheets=tuple(sheets), whole=whole, numbers=numbers, merged=merged)


def _trimmed(row: list[str]) -> list[str]:
    """Return *row* without the blank cells at its end: every row of a sheet is as wide as the widest."""
    while row and not row[-1]:
        row.pop()
    return row


def _shown(cell: Any) -> str:
    """Return what a person sees: a date as an ISO date, a number without needless digits."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return f"{cell:%Y-%m-%d}" if midnight else f"{cell:%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else str(cell)


def _columnar(path: Path) -> Sample:
    from kpiframe.data.database import Database  # the engine takes long to load, and no other file needs it here
    from kpiframe.data.files import plain

    if not path.is_file():
        raise no_table(path, Text("there is no such file", "không có tệp này"))
    with Database(threads=1) as database:
        file = plain(path.resolve(), database, "look.parquet")
        database.allow([file])
        try:
            database.view("look", f"SELECT * FROM read_parquet({quote_text(str(file))})")
            columns = database.columns("look")
            listed = ", ".join(f"CAST({quote_name(name)} AS VARCHAR)" for name, _ in columns)
            rows = database.select(f"SELECT {listed} FROM look LIMIT {ROWS}")
        except DataError as error:
            raise no_table(path, error.problems[0].message) from error
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    header = [name for name, _ in columns]
    return Sample([header, *cells], range(len(cells) + 1), types=tuple(kind for _, kind in columns))
