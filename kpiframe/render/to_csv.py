"""The results as CSV: one row a KPI, numbers as numbers; a text a spreadsheet would run gets an apostrophe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kpiframe.render.clean import clean_text
from kpiframe.render.table import columns, rows, slice_names

_RUN: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def to_csv(documents: Mapping[str, Any] | Iterable[Mapping[str, Any]], slices: Sequence[str] | None = None) -> str:
    """Return the rows of one document (``Scorecard.to_dict()``) or of several as one CSV table with a header.

    A cell is empty without a value. Columns: ``render/table.py``. With *slices*, what the documents are sliced by, one
    document is held at a time.
    """
    given = [documents] if isinstance(documents, Mapping) else documents
    if slices is None:
        given = list(given)
        slices = slice_names(given)
    return csv_header(slices) + "".join(csv_lines(document, slices) for document in given)


def csv_header(slices: Sequence[str]) -> str:
    """Return the first line of the table."""
    return _lines([[_cell(column.name) for column in columns(slices)]])


def csv_lines(document: Mapping[str, Any], slices: Sequence[str]) -> str:
    """Return the lines of one document below the header."""
    return _lines([_cell(value) for value in row.values()] for row in rows(document, slices))


def _lines(cells: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(cells)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = clean_text(str(value))
    return f"'{text}" if text.startswith(_RUN) else text
