"""Codes that mean "no answer": digits that look like ratings until somebody says, by wave, that they are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpiframe.catalog.bindings import Column, ColumnType, Source, Unanswered
from kpiframe.data.cells import Cell
from kpiframe.sqltext import quote_text


def without_codes(source: Source, cells: Mapping[str, Cell], *, typed: bool) -> dict[str, Cell]:
    """Return *cells* with every code that means "no answer" read as missing.

    Codes with dates hold by the time of the row. Where the data are *typed* already, numbers of undated codes are
    looked for too; in text the reader of the cell has seen to them.
    """
    moment = cells[source.time].value if source.time and source.time in cells else ""
    columns = {column.name: column for column in source.columns}
    return {name: _cell(cell, columns[name], moment, typed=typed) for name, cell in cells.items()}


def _cell(cell: Cell, column: Column, moment: str, *, typed: bool) -> Cell:
    codes = list(column.unanswered) if moment else []
    if typed and column.missing and column.type is not ColumnType.TEXT:
        codes.append(Unanswered(column.missing))
    if not codes:
        return cell
    gone = f"COALESCE({' OR '.join(_holds(cell.raw, code, moment) for code in codes)}, FALSE)"
    present = cell.present or f"{cell.raw} IS NOT NULL"
    return replace(cell, value=f"CASE WHEN NOT {gone} THEN {cell.value} END", present=f"({present} AND NOT {gone})")


def _holds(raw: str, code: Unanswered, moment: str) -> str:
    texts = [text for word in code.codes for text in (word, f"{word}.0")]
    conditions = [f"trim(CAST({raw} AS VARCHAR)) IN ({', '.join(quote_text(text) for text in texts)})"]
    if code.since:
        conditions.append(f"CAST({moment} AS DATE) >= DATE {quote_text(code.since.isoformat())}")
    if code.until:
        conditions.append(f"CAST({moment} AS DATE) <= DATE {quote_text(code.until.isoformat())}")
    return f"({' AND '.join(conditions)})"
