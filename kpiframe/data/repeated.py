"""Rows that stand in a file twice, word for word: an export that was saved, appended or downloaded twice."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from kpiframe.catalog.bindings import Source
from kpiframe.data.delimited import Table
from kpiframe.data.export_findings import repeated_rows
from kpiframe.problems import Problem

MOST: Final = 8 << 20
"""Bytes of the files that are searched; larger ones are not."""
_BLOCK: Final = 5
"""So many rows one after the other do not repeat others, each once and at one distance, by chance."""
_SORTED: Final = 10
"""Nor do so many pairs stand one after the other."""
_DIFFERENT: Final = 3
"""Nor does every row of a file with so many different ones."""
_EXAMPLES: Final = 3

Place = tuple[str, int]
"""File and line."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """How many rows repeat an earlier one."""

    rows: int
    surplus: int
    copied: bool
    """Whether they look like a copy, and not like rows that happen to be alike."""
    examples: tuple[tuple[Place, Place], ...] = ()
    """Places of a row and of its repetition."""


def repeated(source: Source, files: Mapping[str, Table]) -> list[Problem]:
    """Return KPF249 when rows of delimited text without a key repeat others: a warning for a copy, else a note.

    *files* are the different ones, by their hash. A key is the author's word on which rows may be alike, and judged
    elsewhere.
    """
    tables = files.values()
    if source.key or source.format != "csv" or not tables or sum(t.read.stat().st_size for t in tables) > MOST:
        return []
    return told(source, find(row for table in tables for row in _rows(table)))


def told(source: Source, found: Repeats) -> list[Problem]:
    """Return what to say of *found*; nothing where no row repeats another."""
    if not found.surplus:
        return []
    counts, at = (found.surplus, found.rows), source.location
    return [repeated_rows(source.name, counts, found.examples, at, copied=found.copied)]


def find(rows: Iterable[tuple[Place, Hashable]]) -> Repeats:
    """Count the *rows* that repeat an earlier one."""
    first: dict[Hashable, int] = {}
    places: list[Place] = []
    same: list[int] = []
    """For each row the number of the first that is the same."""
    for number, (place, row) in enumerate(rows):
        places.append(place)
        same.append(first.setdefault(row, number))
    counts = [0] * len(same)
    for number in same:
        counts[number] += 1
    again = [number for number, origin in enumerate(same) if origin != number]
    times = {counts[number] for number in first.values()}
    whole = len(times) == 1 and times != {1} and len(first) >= _DIFFERENT
    examples = tuple((places[same[number]], places[number]) for number in again[:_EXAMPLES])
    copied = whole or _longest(same, counts) >= _BLOCK or _pairs(same, counts) >= _SORTED
    return Repeats(len(same), len(again), copied, examples)


def _longest(same: Sequence[int], counts: Sequence[int]) -> int:
    """Return the length of the longest run of rows that each repeat one other row, all at one distance."""
    longest = run = distance = 0
    for number, origin in enumerate(same):
        if origin == number or counts[origin] != 2:
            run = 0
            continue
        run = run + 1 if run and number - origin == distance else 1
        distance = number - origin
        longest = max(longest, run)
    return longest


def _pairs(same: Sequence[int], counts: Sequence[int]) -> int:
    """Return the length of the longest run of pairs of the same row: a copy that was sorted in."""
    longest = run = 0
    for number, origin in enumerate(same):
        if origin == number:
            run = run if counts[number] == 2 else 0
        else:
            run = run + 1 if number - origin == 1 and counts[origin] == 2 else 0
            longest = max(longest, run)
    return longest


def _rows(table: Table) -> Iterator[tuple[Place, Hashable]]:
    """Yield the rows of what the engine reads, blank lines left out; the line is 0 where it is not that of the file."""
    content = table.read.read_bytes()
    mark = table.source.quote.encode()
    known = table.read == table.path
    if mark and mark in content:
        yield from _records(table, content.decode("utf-8-sig"), known=known)
        return
    for number, line in enumerate(islice(content.splitlines(), table.skip, None), table.skip + 1):
        if line.strip():
            yield (table.shown, number if known else 0), line


def _records(table: Table, text: str, *, known: bool) -> Iterator[tuple[Place, Hashable]]:
    lines = islice(text.splitlines(keepends=True), table.skip, None)
    reader = csv.reader(lines, delimiter=table.source.delimiter, quotechar=table.source.quote)
    line = table.skip + 1
    try:
        for cells in reader:
            if any(cells):
                yield (table.shown, line if known else 0), tuple(cells)
            line = table.skip + reader.line_num + 1
    except csv.Error:  # told elsewhere
        return
