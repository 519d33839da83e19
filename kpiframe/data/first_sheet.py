"""Sheets of a workbook nobody has declared: the first as rows of text for lists of names, all to propose one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kpiframe.data.workbook_bounds import too_large
from kpiframe.problems import DataError, Location, Problem
from kpiframe.texts import Text, same

_MISSING: Final = Text(
    "reading workbooks needs one more package: pip install 'kpiframe[xlsx]'; or save the sheet as CSV",
    "để đọc bảng tính cần thêm một gói: pip install 'kpiframe[xlsx]'; hoặc lưu trang tính thành CSV",
)


Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last (row, column), from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet as the reader hands them over, and which cells are merged."""

    rows: list[list[Any]]
    merged: tuple[Range, ...] = ()


def first_sheet(path: Path, shown: str) -> list[list[str]]:
    """Return the rows of the first sheet of *path*, every cell as text. DataError (KPF547) when it cannot be read."""
    sheet = next(iter(_sheets(path, shown, most=1).values()), Sheet([]))
    return [[str(cell) for cell in row] for row in sheet.rows]


def visible_sheets(path: Path, shown: str) -> dict[str, Sheet]:
    """Return every sheet that is not hidden, from row 1 on. DataError (KPF547) as above."""
    return _sheets(path, shown)


def _sheets(path: Path, shown: str, most: int | None = None) -> dict[str, Sheet]:
    """Return the first sheet, hidden or not and without blank rows above it, or every visible one as it stands."""
    try:
        import python_calamine as calamine
    except ModuleNotFoundError:
        raise _unreadable(shown, _MISSING) from None
    try:
        fault = too_large(path)
        if fault:
            raise _unreadable(shown, fault)
        with calamine.CalamineWorkbook.from_path(path) as book:
            if most:
                return {name: Sheet(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names[:most]}
            shown_to_all = calamine.SheetVisibleEnum.Visible
            names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == shown_to_all]
            return {name: _whole(book.get_sheet_by_name(name)) for name in names}
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _unreadable(shown, same(str(error) or type(error).__name__)) from None


def _whole(sheet: Any) -> Sheet:
    return Sheet(sheet.to_python(skip_empty_area=False), tuple(sheet.merged_cell_ranges or ()))


def _unreadable(shown: str, why: Text) -> DataError:
    text = Text(f"{shown} cannot be read: {why.en}", f"không đọc được {shown}: {why.vi}")
    return DataError(Problem("KPF547", text, Location(shown), name="unreadable-file"))
