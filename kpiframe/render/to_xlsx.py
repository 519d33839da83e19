"""The workbook: numbers as numbers, days as days, scores as live formulas; text never becomes a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from kpiframe.problems import Problem, UsageError
from kpiframe.render.sheets import Cell, Sheet, Value, sheets
from kpiframe.texts import Text, same

_LONGEST: Final = 32_767
"""Characters a cell can hold."""
_MOST_ROWS: Final = 1_048_576
_RUN: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def to_xlsx(documents: Mapping[str, Any] | Sequence[Mapping[str, Any]], language: str) -> bytes:
    """Return one document (``Scorecard.to_dict()``), or the total with its slices, as an Excel workbook.

    The same documents give the same bytes. Raises UsageError where xlsxwriter is not installed (KPF253), and for more
    rows than a sheet can hold (KPF579).
    """
    given = [documents] if isinstance(documents, Mapping) else documents
    made = sheets(given, language)
    for sheet in made:
        if len(sheet.above) + len(sheet.rows) + len(sheet.below) >= _MOST_ROWS:
            raise UsageError(_too_large(sheet.name, len(sheet.rows)))
    out = io.BytesIO()
    workbook = _library().Workbook(out, _OPTIONS)
    frame = given[0]["frame"]
    born = _midnight(date.fromisoformat(frame["period_end"]))
    title = f"{frame['project']} {frame['scorecard']} {frame['period']}"
    workbook.set_properties({"title": title, "author": "kpiframe", "created": born})
    formats = _Formats(workbook)
    for sheet in made:
        _write(workbook.add_worksheet(sheet.name), sheet, formats)
    workbook.close()
    return out.getvalue()


class _Formats:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook, self._made = workbook, dict[tuple[tuple[str, Any], ...], Any]()

    def of(self, **look: Any) -> Any:
        """Return the format that looks like this."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(dict(key))
        return self._made[key]


def _write(worksheet: Any, sheet: Sheet, formats: _Formats) -> None:
    for number, line in enumerate(sheet.above):
        _text(worksheet, number, 0, line, formats, bold=number == 0)
    head = len(sheet.above)
    for number, (heading, width) in enumerate(sheet.headings):
        worksheet.set_column(number, number, width)
        _text(worksheet, head, number, heading, formats, bold=True, bottom=1, text_wrap=True)
    for number, row in enumerate([*sheet.rows, *sheet.below], head + 1):
        for place, cell in enumerate(row):
            _cell(worksheet, number, place, cell, formats)
    last = head + len(sheet.rows) + len(sheet.below)
    worksheet.freeze_panes(head + 1, 0)
    worksheet.repeat_rows(head)
    worksheet.print_area(0, 0, last, len(sheet.headings) - 1)
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    if sheet.rows:
        worksheet.autofilter(head, 0, head + len(sheet.rows), len(sheet.headings) - 1)


def _cell(worksheet: Any, row: int, column: int, given: Cell | Value, formats: _Formats) -> None:
    cell = given if isinstance(given, Cell) else Cell(given)
    value = cell.value
    look = formats.of(num_format=cell.format) if cell.format else None
    if value is None:
        return
    if cell.formula:
        worksheet.write_formula(row, column, cell.formula, look, value)
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        worksheet.write_number(row, column, value, look)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, _midnight(value), formats.of(num_format="yyyy-mm-dd"))
    else:
        _text(worksheet, row, column, value, formats)


def _text(worksheet: Any, row: int, column: int, text: str, formats: _Formats, **look: Any) -> None:
    """Write *text* as text; one that a spreadsheet would run when it is edited gets the mark that it is text."""
    if text.startswith(_RUN):
        look["quote_prefix"] = True
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    worksheet.write_string(row, column, shown, formats.of(**look) if look else None)


def _midnight(day: date) -> datetime:
    """Return *day* as a workbook holds days: without a time zone."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def _library() -> Any:
    try:
        import xlsxwriter
    except ImportError as error:
        message = Text(
            "a workbook needs xlsxwriter, which is not installed", "sổ tính cần xlsxwriter, mà nó chưa được cài"
        )
        hint = same("pip install 'kpiframe[xlsx]'")
        raise UsageError(Problem("KPF253", message, name="missing-extra", help=hint)) from error
    return xlsxwriter


def _too_large(name: str, rows: int) -> Problem:
    message = Text(
        f"the sheet {name} would have {rows} rows; a workbook holds {_MOST_ROWS}",
        f"trang {name} sẽ có {rows} dòng; sổ tính chứa tối đa {_MOST_ROWS} dòng",
    )
    hint = Text("write Parquet or CSV", "hãy ghi Parquet hoặc CSV")
    return Problem("KPF579", message, name="too-large-for-a-workbook", help=hint)
