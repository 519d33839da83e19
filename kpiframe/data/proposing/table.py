"""The table in a sample: where its header is, how many rows that has, which rows below sum up the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.guessing import Guess, guess, separators
from kpiframe.data.headers import names_of, tidy
from kpiframe.data.proposing.sample import Sample

_TOTAL: Final = re.compile(r"(grand )?totals?\b|tổng( cộng)?\b", re.IGNORECASE)
_NUMBERS: Final = (ColumnType.INTEGER, ColumnType.DECIMAL)
_ENOUGH: Final = 2
"""Rows below a header from which one can tell what a column holds."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, totals left out."""

    headers: tuple[str, ...]
    header_line: int
    header_rows: int
    columns: tuple[tuple[str, ...], ...]
    """Cells by column."""
    lines: tuple[int, ...]
    decimal: str
    thousands: str
    guesses: tuple[Guess, ...]
    totals: tuple[tuple[str, ...], ...] = ()
    """Rows that say, or look as if, they sum up the others."""
    total_at: int = 0
    """Column in which they say so."""
    checked: tuple[int, ...] = ()
    """Columns whose rows add up to the first of these rows."""


def table_of(sample: Sample) -> Table:
    """Return the widest regular block of *sample* as a table."""
    rows = [(line, list(row)) for line, row in zip(sample.lines, sample.rows, strict=True) if row]
    width = _width(rows)
    first = next(i for i, (_, row) in enumerate(rows) if len(row) == width)
    # cells at the end of a row of a sheet may be blank; a line of text has all its marks, or is no row of the table
    short = bool(sample.sheet)
    block = [
        (line, [*row, *[""] * (width - len(row))])
        for line, row in rows[first:]
        if len(row) == width or (short and len(row) < width)
    ]
    header_rows = _header_rows(block)
    names = names_of([row for _, row in block[:header_rows]])
    headers = tuple(block[0][1]) if header_rows > 1 and all(map(tidy, block[0][1])) else tuple(names[0])
    body = block[header_rows:]
    at = _first_text(body, width)
    kept, totals = _without_totals(body, at)
    columns = tuple(tuple(row[i] for _, row in kept) for i in range(width))
    lines = tuple(line for line, _ in kept)
    decimal, thousands = separators([cell for column in columns for cell in column])
    guesses = tuple(guess(column, decimal, thousands, lines) for column in columns)
    checked = tuple(
        i
        for i, g in enumerate(guesses)
        if totals and g.type in _NUMBERS and _adds_up(columns[i], totals[0][i], decimal)
    )
    return Table(
        headers, block[0][0], header_rows, columns, lines, decimal, thousands, guesses, tuple(totals), at, checked
    )


def _width(rows: Sequence[tuple[int, list[str]]]) -> int:
    counts = Counter(len(row) for _, row in rows)
    return max(counts, key=lambda width: (counts[width] * width, width))


def _header_rows(block: Sequence[tuple[int, list[str]]]) -> int:
    """Return 2 or 3 where rows below the first hold texts over columns of numbers or dates: descriptions, answers."""
    for count in (3, 2) if len(block[0][1]) > 1 else ():
        body = [row for _, row in block[count:]]
        if len(body) < _ENOUGH:
            continue
        extra = [row for _, row in block[1:count]]
        typed = [i for i in range(len(block[0][1])) if _is_typed([row[i] for row in body])]
        if typed and all(_describes(row, typed) for row in extra):
            return count
    return 1


def _is_typed(cells: Sequence[str]) -> bool:
    kinds = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.PERCENT)
    return sum(bool(c.strip()) for c in cells) >= _ENOUGH and guess(cells, *separators(cells)).type in kinds


def _describes(row: Sequence[str], typed: Sequence[int]) -> bool:
    cells = [row[i].strip() for i in typed if row[i].strip()]
    if any(guess([c], *separators([c])).type is not ColumnType.TEXT for c in cells):
        return False
    return bool(cells) or any(c.strip() for c in row)


def _first_text(body: Sequence[tuple[int, list[str]]], width: int) -> int:
    for i in range(width):
        cells = [row[i] for _, row in body]
        if any(_TOTAL.match(c.strip()) for c in cells):
            return i
    for i in range(width):
        if guess([row[i] for _, row in body], ".", "").type is ColumnType.TEXT:
            return i
    return 0


def _without_totals(
    body: Sequence[tuple[int, list[str]]], at: int
) -> tuple[list[tuple[int, list[str]]], list[tuple[str, ...]]]:
    """Return the rows and the totals: those that say so, or the one without a name that all others add up to."""
    said = [(line, row) for line, row in body if _TOTAL.match(row[at].strip())]
    if said:
        return [pair for pair in body if pair not in said], [tuple(row) for _, row in said]
    blank = [(line, row) for line, row in body if not row[at].strip()]
    rest = [pair for pair in body if pair not in blank]
    if len(blank) == 1 and len(rest) >= _ENOUGH:
        total = blank[0][1]
        decimal, _ = separators([cell for _, row in body for cell in row])
        sums = [
            i
            for i, cell in enumerate(total)
            if _value(cell, decimal) and _adds_up([r[i] for _, r in rest], cell, decimal)
        ]
        if sums:
            return rest, [tuple(total)]
    return list(body), []


def _adds_up(cells: Sequence[str], total: str, decimal: str) -> bool:
    said = _value(total, decimal)
    values = [_value(cell, decimal) for cell in cells]
    return said is not None and sum(v for v in values if v is not None) == said


def _value(cell: str, decimal: str) -> Decimal | None:
    other = "," if decimal == "." else "."
    text = re.sub(r"[^\d.,+-]", "", cell).replace(other, "").replace(decimal, ".")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
