"""Columns of a workbook whose cells are of two kinds: a spreadsheet program took some for something else, perhaps."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from kpiframe.catalog.bindings import Column, ColumnType, Source
from kpiframe.data.export_findings import doubtful_workbook
from kpiframe.problems import Problem
from kpiframe.texts import Text

Cells: TypeAlias = Sequence[tuple[str, Any]]
"""What each cell that holds something is called, as in ``Data!B3``, and its value."""
_SHOWN: Final = 3
_DAYS: Final = (ColumnType.DATE, ColumnType.TIMESTAMP)
_NUMBERS: Final = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.FLOAT)
_GROUP: Final = 1_000


def two_kinds(source: Source, column: Column, cells: Cells) -> Iterator[Problem]:
    """Yield a warning where *cells* of *column* are dates and texts, shares and percentages, numbers and texts."""
    if column.type in _DAYS:
        yield from _days(source, column, cells)
    elif column.type is ColumnType.PERCENT:
        yield from _shares(source, column, cells)
    elif column.type in _NUMBERS and source.thousands:
        yield from _thousands(source, column, cells)


def _days(source: Source, column: Column, cells: Cells) -> Iterator[Problem]:
    """Yield dates beside texts: 03/10/2026 becomes 10 March in an American program, 13/10/2026 stays a text."""
    dates, texts = _those(cells, _is_day), _those(cells, lambda value: _is_text(value, column))
    if dates and texts:
        what = Text(
            f"column {column.header!r} holds {len(dates)} date(s) ({_told(dates)}) and {len(texts)} text(s) "
            f"({_told(texts)})",
            f"cột {column.header!r} có {len(dates)} ô kiểu ngày ({_told(dates)}) và {len(texts)} ô văn bản "
            f"({_told(texts)})",
        )
        hint = Text(
            "a spreadsheet program may have swapped day and month where the day is 12 or less, and left the others "
            "as texts: compare the dates with where they come from, and make all cells dates",
            "chương trình bảng tính có thể đã đảo ngày và tháng ở các ngày từ 1 đến 12 và để những ngày còn lại ở dạng "
            "văn bản: hãy so với nơi lấy số liệu, rồi chuyển mọi ô thành kiểu ngày",
        )
        yield doubtful_workbook(source.name, what, hint, column.location)


def _shares(source: Source, column: Column, cells: Cells) -> Iterator[Problem]:
    """Yield numbers above 1: 12 % is stored as 0.12, but 12 where the cell is not formatted as percent."""
    above = _those(cells, lambda value: _is_number(value) and abs(value) > 1)
    if above:
        what = Text(
            f"column {column.header!r} holds {len(above)} number(s) above 1 ({_told(above)}), read as more than 100 %",
            f"cột {column.header!r} có {len(above)} số lớn hơn 1 ({_told(above)}), được đọc là hơn 100%",
        )
        hint = Text(
            "12 typed without a percent format means 1200 %: give all cells the percent format, as in 12%; where the "
            "column is right, declare it decimal: its cells are shares then",
            "12 gõ vào ô không có định dạng phần trăm nghĩa là 1200%: hãy để mọi ô ở định dạng phần trăm, như 12%; nếu "
            "cột đúng, hãy khai báo decimal: khi đó mỗi ô là một tỷ lệ",
        )
        yield doubtful_workbook(source.name, what, hint, column.location)


def _thousands(source: Source, column: Column, cells: Cells) -> Iterator[Problem]:
    """Yield numbers beside texts: typed alike, 1.234.567 stays a text, and 1.234 becomes a number."""
    mark = re.escape(source.thousands)
    grouped = re.compile(rf"\D*[1-9]\d{{0,2}}({mark}\d{{3}})+\D.*|\D*[1-9]\d{{0,2}}({mark}\d{{3}})+", re.DOTALL)
    texts = _those(cells, lambda value: isinstance(value, str) and grouped.fullmatch(value) is not None)
    numbers = _those(cells, lambda value: _is_number(value) and value % 1 != 0)
    if texts and numbers and all(_may_be_thousands(value) for _, value in numbers):
        what = Text(
            f"column {column.header!r} holds {len(texts)} text(s) with {source.thousands!r} between thousands "
            f"({_told(texts)}) and {len(numbers)} number(s) with decimals ({_told(numbers)})",
            f"cột {column.header!r} có {len(texts)} ô văn bản dùng {source.thousands!r} giữa hàng nghìn "
            f"({_told(texts)}) và {len(numbers)} ô số có phần thập phân ({_told(numbers)})",
        )
        hint = Text(
            f"a spreadsheet program may have taken 1{source.thousands}234 for a number a thousand times too small: "
            "compare them with where they come from, and make all cells numbers",
            f"chương trình bảng tính có thể đã hiểu 1{source.thousands}234 là số nhỏ hơn một nghìn lần: hãy so với nơi "
            "lấy số liệu, rồi chuyển mọi ô thành kiểu số",
        )
        yield doubtful_workbook(source.name, what, hint, column.location)


def _may_be_thousands(value: float) -> bool:
    exponent = Decimal(repr(value)).as_tuple().exponent
    return 1 <= abs(value) < _GROUP and isinstance(exponent, int) and exponent >= -3


def _is_day(value: Any) -> bool:
    return isinstance(value, dt.date)


def _is_text(value: Any, column: Column) -> bool:
    return isinstance(value, str) and value not in column.missing and re.search("[0-9]", value) is not None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _those(cells: Cells, fits: Callable[[Any], bool]) -> Cells:
    return [(name, value) for name, value in cells if fits(value)]


def _told(cells: Cells) -> str:
    """Name the first of *cells*."""
    shown = ", ".join(f"{name} {_shown(value)}" for name, value in cells[:_SHOWN])
    return shown + (", …" if len(cells) > _SHOWN else "")


def _shown(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else repr(value) if isinstance(value, str) else str(value)
