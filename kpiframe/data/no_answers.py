"""Codes that mean "no answer": digits that look like ratings until somebody says, by wave, that they are none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kpiframe.catalog.bindings import Column, ColumnType, Source, Unanswered
from kpiframe.data.cells import Cell
from kpiframe.sqltext import quote_text

_NUMBERS: Final = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.FLOAT})
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}")
_PARTS: Final = re.compile(r"[+-]?[0-9]{1,12}\.[0-9]{1,6}")


def without_codes(source: Source, cells: Mapping[str, Cell], *, typed: bool) -> dict[str, Cell]:
    """Return *cells* with every code that means "no answer" read as missing: 99 is 99.00 too where numbers are read.

    Codes with dates hold by the time of the row. Where the data are *typed* already, undated codes of dates are
    looked for too; in text the reader of the cell has seen to them.
    """
    moment = cells[source.time].value if source.time and source.time in cells else ""
    columns = {column.name: column for column in source.columns}
    return {name: _cell(cell, columns[name], moment, source, typed=typed) for name, cell in cells.items()}


def _cell(cell: Cell, column: Column, moment: str, source: Source, *, typed: bool) -> Cell:
    codes = list(column.unanswered) if moment else []
    if column.missing and (column.type in _NUMBERS or (typed and column.type is not ColumnType.TEXT)):
        codes.append(Unanswered(column.missing))
    if not codes:
        return cell
    gone = f"COALESCE({' OR '.join(_holds(cell, column, code, moment, source) for code in codes)}, FALSE)"
    present = cell.present or f"{cell.raw} IS NOT NULL"
    return replace(cell, value=f"CASE WHEN NOT {gone} THEN {cell.value} END", present=f"({present} AND NOT {gone})")


def _holds(cell: Cell, column: Column, code: Unanswered, moment: str, source: Source) -> str:
    texts = [text for word in code.codes for text in (word, f"{word}.0", f"{word} 00:00:00")]
    same = f"trim(CAST({cell.raw} AS VARCHAR)) IN ({', '.join(quote_text(text) for text in texts)})"
    numbers = [word for word in code.codes if _is_number(word, source)] if column.type in _NUMBERS else []
    if numbers:
        same = f"(COALESCE({same}, FALSE) OR {cell.value} IN ({', '.join(numbers)}))"
    conditions = [same]
    if code.since:
        conditions.append(f"CAST({moment} AS DATE) >= DATE {quote_text(code.since.isoformat())}")
    if code.until:
        conditions.append(f"CAST({moment} AS DATE) <= DATE {quote_text(code.until.isoformat())}")
    return f"({' AND '.join(conditions)})"


def _is_number(word: str, source: Source) -> bool:
    """Whether a code is a number however the file is written: 9.999 may be nine thousand there."""
    plain = source.decimal == "." and source.thousands != "."
    return bool(_WHOLE.fullmatch(word) or (plain and _PARTS.fullmatch(word)))
