"""The first sheet of a workbook as rows of text: for lists of names, never for figures."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kpiframe.data.workbook_bounds import too_large
from kpiframe.problems import DataError, Location, Problem
from kpiframe.texts import Text, same

_MISSING: Final = Text(
    "reading workbooks needs one more package: pip install 'kpiframe[xlsx]'; or save the sheet as CSV",
    "để đọc bảng tính cần thêm một gói: pip install 'kpiframe[xlsx]'; hoặc lưu trang tính thành CSV",
)


def first_sheet(path: Path, shown: str) -> list[list[str]]:
    """Return the rows of the first sheet of *path*, every cell as text. DataError (KPF547) when it cannot be read."""
    try:
        import python_calamine as calamine
    except ModuleNotFoundError:
        raise _unreadable(shown, _MISSING) from None
    try:
        fault = too_large(path)
        if fault:
            raise _unreadable(shown, fault)
        with calamine.CalamineWorkbook.from_path(path) as book:
            rows = book.get_sheet_by_index(0).to_python() if book.sheet_names else []
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _unreadable(shown, same(str(error) or type(error).__name__)) from None
    return [[str(cell) for cell in row] for row in rows]


def _unreadable(shown: str, why: Text) -> DataError:
    text = Text(f"{shown} cannot be read: {why.en}", f"không đọc được {shown}: {why.vi}")
    return DataError(Problem("KPF547", text, Location(shown), name="source-unreadable"))
