"""Which column of the file is which declared column: by name, read by ourselves, never by position or case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from kpiframe.catalog.bindings import Column
from kpiframe.data.findings import missing_header, repeated_header
from kpiframe.problems import Problem

Names: TypeAlias = Sequence[Sequence[str]]
"""One or more namings of the same columns; the first counts first."""


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

    The exact text wins; failing that, a unique match after collapsing blanks. Case always counts: real exports hold
    two columns that differ by one capital letter only.
    """
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for column, hits in _hits(columns, found):
        if len(hits) == 1:
            places[column.name] = hits[0]
        elif hits:
            problems.append(repeated_header(source, column.header, hits, column.location, path))
        else:
            names = [tidy(h) for h in found[0]]
            problems.append(missing_header(source, column.header, names, column.location, path))
    return places, problems


def matched(columns: Iterable[Column], found: Names) -> int:
    """Return how many of *columns* are among the headers *found*."""
    return sum(bool(hits) for _, hits in _hits(columns, found))


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
    tables = [(_places(names, tidy), _places(names, lambda h: collapse(tidy(h)))) for names in found]
    hits: list[tuple[Column, Sequence[int]]] = []
    for column in columns:
        text = tidy(column.header)
        known = (exact.get(text) or loose.get(collapse(text)) for exact, loose in tables)
        hits.append((column, next(filter(None, known), [])))
    return hits


def _places(found: Sequence[str], form: Callable[[str], str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, header in enumerate(found):
        places.setdefault(form(header), []).append(index)
    return places
