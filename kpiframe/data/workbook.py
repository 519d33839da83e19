"""Workbooks: one sheet of an XLSX or ODS file, written out as text cells and read like any text file.

What the reader hands over is already a value: a number keeps the fifteen digits a spreadsheet program holds, a date
is written as the column declares, a cell formatted as percent is a share and is multiplied by 100. A cell that holds
an error is its text, such as #DIV/0!, and so a bad cell of a column of numbers.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kpiframe.catalog.bindings import Column, ColumnType, Source
from kpiframe.data.database import Database
from kpiframe.data.delimited import Table
from kpiframe.data.export_findings import doubtful_workbook
from kpiframe.data.findings import unreadable, unusable
from kpiframe.data.footers import without_last
from kpiframe.data.headers import Names, currencies_in, full, match, matched, names_of
from kpiframe.data.preamble import read_preamble
from kpiframe.data.recognising import other_file, strangers
from kpiframe.data.repeated import find, told
from kpiframe.data.workbook_bounds import letters, too_large
from kpiframe.data.workbook_doubts import two_kinds
from kpiframe.data.workbook_errors import errors_of, with_errors
from kpiframe.problems import Problem, did_you_mean
from kpiframe.texts import Text, same

_SEARCHED: Final = 200
"""Rows ``header: find`` looks at."""
_ZEROS: Final = 3
"""Rows from which a column of zeros is suspicious."""
_NUMBERS: Final = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.FLOAT, ColumnType.PERCENT)
_EXACT: Final = 2**53
"""Whole numbers up to here are exact in a sheet."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: its rows as the reader hands them over, from the first row of the file on."""

    name: str
    rows: list[list[Any]]
    hidden: bool


def open_workbook(
    source: Source, path: Path, shown: str, database: Database, clean: str
) -> tuple[Table | None, list[Problem]]:
    """Turn one sheet of *path* into a clean text table called *clean*. ``None`` with problems when that is impossible.

    The last cell of every clean row is the number of its row in the sheet.
    """
    sheet = _read(source, path, shown)
    if isinstance(sheet, Problem):
        return None, [sheet]
    header, first = _header(source, sheet.rows)
    if not header:
        why = Text("the sheet has no header row", "trang tính không có dòng tiêu đề")
        return None, [unreadable(source.name, shown, why, source.location)]
    places, problems = match(source.columns, header, source=source.name, path=shown)
    if problems:
        rows = [[_plain_text(cell) for cell in row] for row in sheet.rows[:_SEARCHED]]
        return None, other_file(source, shown, rows, problems)
    source = replace(source, columns=tuple(c for c in source.columns if c.name in places))
    if _has_blanks(sheet.rows[first:], places):
        sheet = replace(sheet, rows=with_errors(sheet.rows, errors_of(path, sheet.name)))
    target = database.scratch(clean)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows(_clean_rows(source, sheet.rows, places, first))
    plain = replace(source, delimiter=",", quote='"', encoding="utf-8")
    ordered = {c.name: index for index, c in enumerate(source.columns)}
    notes = (*_doubts(source, sheet, places, first),)
    notes += strangers(source, shown, header, places.values())
    if not source.key:
        found = (((shown, line), tuple(row)) for line, row in enumerate(sheet.rows[first:], first + 1) if any(row))
        notes += tuple(told(source, find(found)))
    above = [",".join(map(_plain_text, row)) for row in sheet.rows[: max(first - source.header_rows, 0)]]
    said = read_preamble(source.preamble, above)
    codes = currencies_in(source.columns, header, places)
    width = len(ordered) + 1
    cells = {name: f"{sheet.name}!{letters(place + 1)}" for name, place in places.items()}
    return Table(plain, path, shown, ordered, width, 0, target, 0, True, notes, said, codes, cells), []


def _doubts(source: Source, sheet: _Sheet, places: Mapping[str, int], first: int) -> Iterator[Problem]:
    """Yield what a person should look at: a hidden sheet, a column of nothing but zeros or of two kinds of cells."""
    if sheet.hidden:
        yield doubtful_workbook(
            source.name,
            Text(f"its sheet {sheet.name!r} is hidden", f"trang tính {sheet.name!r} đang bị ẩn"),
            Text("make sure that it is the one you mean", "hãy chắc chắn đó đúng là trang cần đọc"),
            source.location,
        )
    for column in (c for c in source.columns if not c.optional):
        place = places[column.name]
        cells = [row[place] for row in sheet.rows[first:] if place < len(row) and row[place] not in ("", None)]
        if len(cells) >= _ZEROS and all(cell == 0 and not isinstance(cell, bool) for cell in cells):
            yield doubtful_workbook(
                source.name,
                Text(f"column {column.header!r} holds nothing but zeros", f"cột {column.header!r} chỉ toàn số 0"),
                Text(
                    "formulas that were never calculated read as 0: open the file in a spreadsheet program and save it",
                    "công thức chưa từng được tính sẽ đọc thành 0: hãy mở tệp bằng chương trình bảng tính rồi lưu lại",
                ),
                column.location,
            )
    for column in source.columns:
        yield from two_kinds(source, column, list(_named(source, sheet, places[column.name], first)))


def _named(source: Source, sheet: _Sheet, place: int, first: int) -> Iterator[tuple[str, Any]]:
    """Yield what each cell of a column that holds something is called, and its value."""
    for line, row in without_last(enumerate(sheet.rows[first:], first + 1), source.footer):
        if place < len(row) and row[place] not in ("", None):
            yield f"{sheet.name}!{letters(place + 1)}{line}", row[place]


def _has_blanks(rows: Sequence[Sequence[Any]], places: Mapping[str, int]) -> bool:
    """Whether a declared column has a blank cell, which may be an error the reader does not hand over."""
    filled = (row for row in rows if any(cell not in ("", None) for cell in row))
    return any(place >= len(row) or row[place] in ("", None) for row in filled for place in places.values())


def _read(source: Source, path: Path, shown: str) -> _Sheet | Problem:
    try:
        import python_calamine as calamine
    except ModuleNotFoundError:
        why = Text(
            "reading workbooks needs one more package: pip install 'kpiframe[xlsx]'",
            "để đọc bảng tính cần thêm một gói: pip install 'kpiframe[xlsx]'",
        )
        return unusable(source.name, why, source.location)
    fault = too_large(path)
    if fault:
        return unreadable(source.name, shown, fault, source.location)
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            names = list(book.sheet_names)
            name = source.sheet or (names[0] if names else "")
            if name not in names:
                return _no_sheet(source, shown, name, names)
            visible = calamine.SheetVisibleEnum.Visible
            hidden = any(m.name == name and m.visible != visible for m in book.sheets_metadata)
            # every row from the first of the sheet on: numbers of rows are those a person sees
            return _Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), hidden)
    except (calamine.CalamineError, OSError, ValueError) as error:
        return unreadable(source.name, shown, same(str(error) or type(error).__name__), source.location)


def _no_sheet(source: Source, shown: str, name: str, names: Sequence[str]) -> Problem:
    listed = ", ".join(names)
    meant = did_you_mean(name, names)
    why = Text(
        f"it has no sheet {name!r}; there are: {listed}" + (f" (did you mean {meant[0]!r}?)" if meant else ""),
        f"không có trang tính {name!r}; hiện có: {listed}" + (f" (có phải {meant[0]!r}?)" if meant else ""),
    )
    return unreadable(source.name, shown, why, source.location)


def _header(source: Source, rows: Sequence[Sequence[Any]]) -> tuple[Names, int]:
    """Return what the columns are called and the place of the first row below the header."""
    starts = range(min(_SEARCHED, len(rows))) if source.header is None else [source.header - 1]
    best: tuple[int, int, Names] = (-1, 0, [])
    for start in starts:
        above = [[_plain_text(cell) for cell in row] for row in rows[start : start + source.header_rows]]
        names = names_of(above) if above and any(above[0]) else []
        hits = matched(source.columns, names) if names else -1
        if hits > best[0]:
            best = (hits, start + source.header_rows, names)
        if hits == full(source.columns):
            break
    return best[2], best[1]


def _clean_rows(
    source: Source, rows: Sequence[Sequence[Any]], places: Mapping[str, int], first: int
) -> Iterator[list[str]]:
    above: dict[str, str] = {}
    for number, row in without_last(enumerate(rows[first:], start=first + 1), source.footer):
        if not any(cell not in ("", None) for cell in row):
            continue
        cells = []
        for column in source.columns:
            place = places[column.name]
            text = cell_text(row[place] if place < len(row) else "", column, source)
            if column.fill_down:
                text = above[column.name] = text or above.get(column.name, "")
            cells.append(text)
        yield [*cells, str(number)]


def cell_text(value: Any, column: Column, source: Source) -> str:
    """Return what a person would have typed into a text file for *value*, as *column* and *source* declare it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return (column.true if value else column.false)[0] if column.type is ColumnType.BOOLEAN else str(value).lower()
    if isinstance(value, (int, float)):
        return _number_text(float(value), column, source)
    if isinstance(value, dt.date):
        return _moment_text(value, column)
    return "" if value is None else str(value)


def _number_text(value: float, column: Column, source: Source) -> str:
    share = column.type is ColumnType.PERCENT
    value = value * 100 if share else value
    text = str(int(value)) if value.is_integer() and abs(value) <= _EXACT else f"{value:.15g}"
    if "e" in text and column.type is not ColumnType.FLOAT:
        text = f"{Decimal(text):f}"
    return text.replace(".", source.decimal) + ("%" if share else "")


def _moment_text(value: dt.date, column: Column) -> str:
    midnight = not isinstance(value, dt.datetime) or not any(
        (value.hour, value.minute, value.second, value.microsecond)
    )
    if column.format:
        return value.strftime(column.format)
    if column.type is ColumnType.DATE and midnight:
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, dt.datetime) else f"{value:%Y-%m-%d} 00:00:00"


def _plain_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
