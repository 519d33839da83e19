"""Which column of the file is which declared column: by name, read by ourselves, never by position or case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from kpiframe.catalog.bindings import Column
from kpiframe.data.export_findings import several_currencies
from kpiframe.data.findings import missing_header, repeated_header
from kpiframe.problems import Problem

Names: TypeAlias = Sequence[Sequence[str]]
"""One or more namings of the same columns; the first counts first."""
CURRENCY: Final = "{currency}"
"""In a header: a code of three capital letters."""
_NEEDED: Final = 1_000
"""What a column that a file must have weighs more than one it may lack."""


def tidy(text: str) -> str:
    """Return a header in the form names are compared in: NFC, no blanks or byte order mark around it."""
    return unicodedata.normalize("NFC", text.strip("\ufeff")).strip()


def collapse(text: str) -> str:
    """Return *text* with every run of blanks and line breaks as one blank."""
    return re.sub(r"\s+", " ", text)


def match(
    columns: Iterable[Column], found: Names, *, source: str, path: str
) -> tuple[Mapping[str, int], list[Problem]]:
    """Return column name -> place in the file (from 0) and a problem for every column without exactly one place.

    The exact text wins; failing that, a unique match after collapsing blanks; then the other texts the header may
    have, in their order. Case always counts: real exports hold two columns that differ by one capital letter only. A
    column that a file may lack has no place where it is not found.
    """
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for column, hits in _hits(columns, found):
        if len(hits) == 1:
            places[column.name] = hits[0]
        elif hits:
            codes = [code for hit in hits if (code := _code(column, found, hit))]
            if len(set(codes)) > 1:
                problems.append(several_currencies(source, column.name, codes, column.location))
            else:
                problems.append(repeated_header(source, column.header, hits, column.location, path))
        elif not column.optional:
            names = [tidy(h) for h in found[0]]
            problems.append(missing_header(source, column.header, names, column.location, path))
    return places, problems


def found_in(columns: Iterable[Column], found: Names) -> dict[str, int]:
    """Return column name -> place for every column that is there once; nothing is said of the others."""
    return {column.name: hits[0] for column, hits in _hits(columns, found) if len(hits) == 1}


def matched(columns: Iterable[Column], found: Names) -> int:
    """Return how well the headers *found* fit *columns*; :func:`full` when all are there."""
    return sum(1 if column.optional else _NEEDED for column, hits in _hits(columns, found) if hits)


def full(columns: Iterable[Column]) -> int:
    """Return what :func:`matched` gives for headers that lack nothing."""
    return sum(1 if column.optional else _NEEDED for column in columns)


def currencies_in(columns: Iterable[Column], found: Names, places: Mapping[str, int]) -> dict[str, str]:
    """Return column name -> the currency its header names, for every column of *places* whose header does."""
    codes = {c.name: _code(c, found, places[c.name]) for c in columns if c.name in places}
    return {name: code for name, code in codes.items() if code}


def names_of(rows: Sequence[Sequence[str]]) -> Names:
    """Return what the columns below header *rows* may be called: the cells of all rows together, then of each alone.

    A blank cell of the first row belongs to the text before it, as in a question over several answers. Together they
    are written ``question / answer``.
    """
    if len(rows) == 1:
        return (list(rows[0]),)
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    spread: list[str] = []
    for cell in padded[0]:
        spread.append(cell if tidy(cell) or not spread else spread[-1])
    joined = [" / ".join(filter(None, map(tidy, cells))) for cells in zip(spread, *padded[1:], strict=True)]
    return (joined, *padded)


def _hits(columns: Iterable[Column], found: Names) -> list[tuple[Column, Sequence[int]]]:
    """Return each column with the places of its header: in the first naming that knows it."""
    tables = [(_places(names, tidy), _places(names, _loose)) for names in found]
    return [
        (column, next(filter(None, (_places_of(t, found, tables) for t in _texts(column))), [])) for column in columns
    ]


def _texts(column: Column) -> tuple[str, ...]:
    return tuple(dict.fromkeys((column.header, *column.headers)))


_Tables: TypeAlias = Sequence[tuple[Mapping[str, list[int]], Mapping[str, list[int]]]]


def _places_of(header: str, found: Names, tables: _Tables) -> list[int]:
    text = tidy(header)
    known = (exact.get(text) or loose.get(collapse(text)) for exact, loose in tables)
    plain = next(filter(None, known), [])
    if plain or CURRENCY not in text:
        return plain
    pattern = _pattern(text)
    hits = ([i for i, name in enumerate(names) if pattern.fullmatch(_loose(name))] for names in found)
    return next(filter(None, hits), [])


def _code(column: Column, found: Names, place: int) -> str:
    """Return the currency in the header at *place*, empty when *column* knows no header with one there."""
    patterns = [_pattern(tidy(text)) for text in _texts(column) if CURRENCY in text]
    headers = [_loose(names[place]) for names in found if place < len(names)]
    hits = (pattern.fullmatch(header) for pattern in patterns for header in headers)
    return next((hit[1] for hit in hits if hit), "")


def _pattern(text: str) -> re.Pattern[str]:
    before, _, after = collapse(text).partition(CURRENCY)
    return re.compile(f"{re.escape(before)}([A-Z]{{3}}){re.escape(after)}")


def _loose(text: str) -> str:
    return collapse(tidy(text))


def _places(found: Sequence[str], form: Callable[[str], str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, header in enumerate(found):
        places.setdefault(form(header), []).append(index)
    return places
