"""Rows of a table that sum up others: totals and subtotals, by what they say and by adding up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from kpiframe.data.guessing import bare
from kpiframe.data.proposing.header_rows import Row
from kpiframe.data.total_words import ALONE, BEGINS

_STRONG: Final = re.compile(rf"({BEGINS})\b", re.IGNORECASE)
_WEAK: Final = re.compile(rf"(cộng|sum)\b|({ALONE})(?=[\W_]*$)", re.IGNORECASE)
"""Words a name may begin with as well: believed where the amounts agree."""
_ENOUGH: Final = 2
_LARGE: Final = 100
"""From here on a number is the sum of those above it by chance too seldom to be passed over."""


@dataclass(frozen=True, slots=True)
class SumRow:
    """A row that says, or looks as if, it sums up others."""

    line: int
    text: str
    cells: tuple[str, ...]
    word: str
    """What it begins with; empty where only its amounts tell."""
    sums: Mapping[int, tuple[Decimal, Decimal]]
    """Column -> what it says, what the rows it may sum up add up to."""
    part: bool = False
    """Whether it sums up some of the rows only: those since the last such row."""

    @property
    def agrees(self) -> bool:
        """Whether one amount at least is the sum."""
        return any(said == summed for said, summed in self.sums.values())


@dataclass(frozen=True, slots=True)
class Sums:
    """The rows of a table apart from those that sum them up."""

    kept: tuple[Row, ...]
    rows: tuple[SumRow, ...] = ()
    at: int = 0
    """Column in which they say so."""
    suspects: tuple[SumRow, ...] = ()
    """Rows that stay: they may sum up others, or only look like it."""

    @property
    def whole(self) -> SumRow | None:
        """The first row that sums up all others."""
        found = [row for row in self.rows if not row.part]
        return next((row for row in found if row.agrees), found[0] if found else None)

    @property
    def parts(self) -> tuple[SumRow, ...]:
        """Subtotals."""
        return tuple(row for row in self.rows if row.part)


def sums_of(body: Sequence[Row], at: int, numbers: Sequence[int], decimal: str) -> Sums:
    """Return the rows of *body* apart from those that sum them up; column *at* says so, *numbers* are columns."""
    read = {column: column_values(body, column, decimal) for column in numbers}
    said = {row[0]: word for row in body if (word := _word(row, at))}
    if not said:
        return _nameless(body, at, read) or Sums(tuple(body), at=at, suspects=_silent(body, at, read))
    since, every = _added(body, said, read)
    weak = [line for line, word in said.items() if not _STRONG.match(word)]
    demoted = {line for line in weak if not any(_agrees(_beside(line, s, read)) for s in (since[line], every))}
    suspects = tuple(_part(row, at, said, since, read) for row in body if row[0] in demoted)
    left = {line: word for line, word in said.items() if line not in demoted}
    since, every = _added(body, left, read)
    rows = tuple(_sum_row(row, at, left, (since, every), read) for row in body if row[0] in left)
    return Sums(tuple(row for row in body if row[0] not in left), rows, at, suspects)


def says_total(cell: str) -> bool:
    """Whether *cell* begins with a word for a total."""
    return _STRONG.match(cell.strip()) is not None or _WEAK.match(cell.strip()) is not None


def column_values(body: Iterable[Row], column: int, decimal: str) -> dict[int, Decimal]:
    """Return line -> number of a column; cells that are no number are left out."""
    found = ((line, value_of(row[column], decimal)) for line, row in body)
    return {line: value for line, value in found if value is not None}


def value_of(cell: str, decimal: str) -> Decimal | None:
    """Return the number in *cell*, ``None`` where there is none."""
    other = "," if decimal == "." else "."
    text = bare(cell.strip())[0].replace(other, "").replace(decimal, ".")
    return Decimal(text) if re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII) else None


def _word(row: Row, at: int) -> str:
    text = row[1][at].strip()
    hit = _STRONG.match(text) or _WEAK.match(text)
    return hit[0] if hit else ""


_Read: TypeAlias = Mapping[int, Mapping[int, Decimal]]
"""Column -> line -> number."""
_Added: TypeAlias = Mapping[int, Decimal]
"""Column -> sum."""


def _added(body: Sequence[Row], said: Mapping[int, str], read: _Read) -> tuple[Mapping[int, _Added], _Added]:
    """Return for the line of each row of *said* the sums since the one before it, and the sums of all other rows."""
    since: dict[int, _Added] = {}
    running, every = dict.fromkeys(read, Decimal()), dict.fromkeys(read, Decimal())
    for line, _ in body:
        if line in said:
            since[line] = running
            running = dict.fromkeys(read, Decimal())
            continue
        for column, values in read.items():
            value = values.get(line, Decimal())
            running[column] += value
            every[column] += value
    return since, every


def _beside(line: int, added: _Added, read: _Read) -> dict[int, tuple[Decimal, Decimal]]:
    """Return column -> what the row at *line* says, and the sum it is held against."""
    return {column: (values[line], added[column]) for column, values in read.items() if line in values}


def _agrees(sums: Mapping[int, tuple[Decimal, Decimal]]) -> bool:
    return any(said == summed and said for said, summed in sums.values())


def _part(row: Row, at: int, said: Mapping[int, str], since: Mapping[int, _Added], read: _Read) -> SumRow:
    line, cells = row
    return SumRow(line, cells[at].strip(), tuple(cells), said[line], _beside(line, since[line], read), part=True)


def _sum_row(
    row: Row, at: int, said: Mapping[int, str], added: tuple[Mapping[int, _Added], _Added], read: _Read
) -> SumRow:
    since, every = _beside(row[0], added[0][row[0]], read), _beside(row[0], added[1], read)
    if _agrees(since) and not _agrees(every):
        return _part(row, at, said, added[0], read)
    return SumRow(row[0], row[1][at].strip(), tuple(row[1]), said[row[0]], every)


def _nameless(body: Sequence[Row], at: int, read: _Read) -> Sums | None:
    """Return the one row without a name that all others add up to."""
    blank = [row for row in body if not row[1][at].strip()]
    if len(blank) != 1 or len(body) <= _ENOUGH:
        return None
    line, cells = blank[0]
    sums = _beside(line, _added(body, {line: ""}, read)[1], read)
    if not _agrees(sums):
        return None
    return Sums(tuple(row for row in body if row[0] != line), (SumRow(line, "", tuple(cells), "", sums),), at)


def _silent(body: Sequence[Row], at: int, read: _Read) -> tuple[SumRow, ...]:
    """Return rows with a name whose every amount is the sum of the two or more rows since the last such row."""
    found: list[SumRow] = []
    running, count = dict.fromkeys(read, Decimal()), 0
    for line, cells in body:
        sums = _beside(line, running, read)
        large = sum(said >= _LARGE for said, _ in sums.values()) + len(sums) > 1
        named = re.search(r"[^\W\d_]", cells[at])
        same = all(said == summed and said for said, summed in sums.values())
        if count >= _ENOUGH and large and named and same:
            found.append(SumRow(line, cells[at].strip(), tuple(cells), "", dict(sums), part=True))
            running, count = dict.fromkeys(read, Decimal()), 0
            continue
        count += 1
        for column, values in read.items():
            running[column] += values.get(line, Decimal())
    return tuple(found)
