"""Where the header of a table stands, how many rows it has, and rows below that repeat it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, TypeAlias

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.guessing import guess, separators
from kpiframe.data.headers import collapse, tidy
from kpiframe.data.proposing.sample import Sample

Row: TypeAlias = tuple[int, list[str]]
"""Line and cells."""
_ENOUGH: Final = 2
"""Rows below a header from which one can tell what a column holds."""
_TYPED: Final = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.PERCENT)


def block_of(sample: Sample) -> list[Row]:
    """Return the widest regular block of *sample*, from its header on, every row as wide as the widest."""
    rows = [(line, list(row)) for line, row in zip(sample.lines, sample.rows, strict=True) if row]
    counts = Counter(len(row) for _, row in rows)
    width = max(counts, key=lambda width: (counts[width] * width, width))
    first = next(i for i, (_, row) in enumerate(rows) if len(row) == width)
    # cells at the end of a row of a sheet may be blank; a line of text has all its marks, or is no row of the table
    short = bool(sample.sheet)
    if short and first and _belongs_above(rows[first - 1][1], rows[first][1]):
        first -= 1
    return [
        (line, [*row, *[""] * (width - len(row))])
        for line, row in rows[first:]
        if len(row) == width or (short and len(row) < width)
    ]


def _belongs_above(above: Sequence[str], header: Sequence[str]) -> bool:
    """Whether *above* names groups of the columns of *header*, which without it have blank or equal names."""
    names = [collapse(tidy(cell)) for cell in header]
    groups = [cell for cell in above if cell.strip()]
    texts = all(guess([cell], *separators([cell])).type is ColumnType.TEXT for cell in groups)
    return len(groups) > 1 and texts and ("" in names or len(set(names)) < len(names))


def header_rows(block: Sequence[Row]) -> int:
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
    if sum(bool(c.strip()) for c in cells) < _ENOUGH:
        return False
    found = guess(cells, *separators(cells))
    return found.type in _TYPED and not found.bad


def _describes(row: Sequence[str], typed: Sequence[int]) -> bool:
    cells = [row[i].strip() for i in typed if row[i].strip()]
    if any(guess([c], *separators([c])).type is not ColumnType.TEXT for c in cells):
        return False
    return bool(cells) or any(c.strip() for c in row)


def without_notes(sample: Sample, body: Sequence[Row]) -> tuple[list[Row], int]:
    """Return *body* without the notes below the table of a whole sheet, and how many rows of the sheet that leaves out.

    A note is one filled cell in a row where the table has three columns or more.
    """
    kept = list(body)
    if not sample.sheet or not sample.whole:
        return kept, 0
    while kept and len(kept[-1][1]) > _ENOUGH and _is_note(kept[-1][1]):
        kept.pop()
    return (kept, len(sample.rows) - kept[-1][0]) if kept and len(kept) < len(body) else (list(body), 0)


def _is_note(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) == 1 and guess(filled, *separators(filled)).type is ColumnType.TEXT


def repeats(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether *row* is *header* once more: a file pasted below another."""
    return any(map(tidy, header)) and [*map(tidy, row)] == [*map(tidy, header)]
