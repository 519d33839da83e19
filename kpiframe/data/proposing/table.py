"""The table in a sample: its header, its rows without those that sum up the others, and what its columns look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.guessing import Guess, guess
from kpiframe.data.headers import names_of, tidy
from kpiframe.data.proposing.header_rows import Row, block_of, header_rows, repeats, without_notes
from kpiframe.data.proposing.marks import Cells, Marks, marks_of
from kpiframe.data.proposing.sample import Sample
from kpiframe.data.proposing.sum_rows import Sums, says_total, sums_of
from kpiframe.data.proposing.words import Inputs, is_additive
from kpiframe.texts import Text

_SEE: Final = Text("UNSURE: see `decimal`", "CHƯA CHẮC: xem `decimal`")
_NUMBERS: Final = (ColumnType.INTEGER, ColumnType.DECIMAL)


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, totals left out."""

    headers: tuple[str, ...]
    header_line: int
    header_rows: int
    columns: tuple[tuple[str, ...], ...]
    """Cells by column."""
    lines: tuple[int, ...]
    marks: Marks
    guesses: tuple[Guess, ...]
    sums: Sums
    """Rows that sum up the others."""
    again: tuple[int, ...] = ()
    """Lines that repeat the header."""
    blanks: Mapping[int, tuple[int, int, bool]] | None = None
    """Column of a sheet -> (rows blank below a filled cell, line of the first, whether all are merged with it)."""
    footer: int = 0
    """Rows of a sheet from the first note below the table on."""


def table_of(sample: Sample) -> Table:
    """Return the widest regular block of *sample* as a table."""
    block = block_of(sample)
    count = header_rows(block)
    names = names_of([row for _, row in block[:count]])
    headers = tuple(block[0][1]) if count > 1 and all(map(tidy, block[0][1])) else tuple(names[0])
    again = tuple(line for line, row in block[count:] if repeats(block[0][1], row))
    body, footer = without_notes(sample, [(line, row) for line, row in block[count:] if line not in again])
    marks = _marks(sample, headers, body)
    if marks.decimal != ".":
        body = _as_written(sample, body, marks.decimal)
    at = _naming(body, len(headers))
    look = _first_look(body, len(headers), marks)
    numbers = [i for i, (header, found) in enumerate(zip(headers, look, strict=True)) if found and is_additive(header)]
    sums = sums_of(body, at, numbers, marks.decimal)
    columns = tuple(tuple(row[i] for _, row in sums.kept) for i in range(len(headers)))
    lines = tuple(line for line, _ in sums.kept)
    guesses = tuple(
        _guess(header, column, lines, marks, doubtful=i in marks.columns)
        for i, (header, column) in enumerate(zip(headers, columns, strict=True))
    )
    blanks = dict(_blanks(sample, columns, lines)) if sample.sheet else {}
    return Table(headers, block[0][0], count, columns, lines, marks, guesses, sums, again, blanks, footer)


def _marks(sample: Sample, headers: Sequence[str], body: Sequence[Row]) -> Marks:
    """Return how numbers are written; of a sheet only text cells tell, and a typed file has none."""
    if sample.types:
        return Marks()
    columns = [
        Cells(
            header,
            [row[i] for line, row in body if (line, i) not in sample.numbers],
            [line for line, row in body if (line, i) not in sample.numbers],
        )
        for i, header in enumerate(headers)
    ]
    return marks_of(columns, sample.delimiter if not sample.sheet else ",")


def _as_written(sample: Sample, body: Sequence[Row], decimal: str) -> list[Row]:
    """Return *body* with the numbers of a sheet as the reader will write them."""
    return [
        (line, [c.replace(".", decimal) if (line, i) in sample.numbers else c for i, c in enumerate(row)])
        for line, row in body
    ]


def _naming(body: Sequence[Row], width: int) -> int:
    """Return the column in which rows say that they are totals: the first that does, else the first of texts."""
    for i in range(width):
        if any(says_total(row[i]) for _, row in body):
            return i
    for i in range(width):
        if guess([row[i] for _, row in body], ".", "").type is ColumnType.TEXT:
            return i
    return 0


def _first_look(body: Sequence[Row], width: int, marks: Marks) -> Iterator[bool]:
    for i in range(width):
        found = guess([row[i] for _, row in body], marks.decimal, marks.thousands)
        yield found.type in _NUMBERS


def _guess(header: str, column: Sequence[str], lines: Sequence[int], marks: Marks, *, doubtful: bool) -> Guess:
    found = guess(column, marks.decimal, marks.thousands, lines)
    if found.bad and Inputs.is_key(header):
        return Guess(ColumnType.TEXT)
    if doubtful and found.type in _NUMBERS:
        # holds both readings
        return replace(found, type=ColumnType.DECIMAL, scale=max(found.scale, 4), evidence=_SEE)
    return found


def _blanks(
    sample: Sample, columns: Sequence[Sequence[str]], lines: Sequence[int]
) -> Iterator[tuple[int, tuple[int, int, bool]]]:
    """Yield the columns of a sheet that are blank below a filled cell."""
    merged = {(row, r[0][1]) for r in sample.merged for row in range(r[0][0] + 2, r[1][0] + 2)}
    for place, cells in enumerate(columns):
        filled = next((i for i, cell in enumerate(cells) if cell.strip()), len(cells))
        empty = [line for cell, line in zip(cells[filled:], lines[filled:], strict=True) if not cell.strip()]
        if empty:
            yield place, (len(empty), empty[0], all((line, place) in merged for line in empty))
