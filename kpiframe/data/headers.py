"""Which column of the file is which declared column: by name, read by ourselves, never by position or case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

from kpiframe.catalog.bindings import Column
from kpiframe.data.findings import missing_header, repeated_header
from kpiframe.problems import Problem


def tidy(text: str) -> str:
    """Return a header in the form names are compared in: NFC, no blanks or byte order mark around it."""
    return unicodedata.normalize("NFC", text.strip("\ufeff")).strip()


def collapse(text: str) -> str:
    """Return *text* with every run of blanks and line breaks as one blank."""
    return re.sub(r"\s+", " ", text)


def match(
    columns: Iterable[Column], found: Sequence[str], *, source: str, path: str
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
            names = [tidy(h) for h in found]
            problems.append(missing_header(source, column.header, names, column.location, path))
    return places, problems


def matched(columns: Iterable[Column], found: Sequence[str]) -> int:
    """Return how many of *columns* are among the headers *found*."""
    return sum(bool(hits) for _, hits in _hits(columns, found))


def _hits(columns: Iterable[Column], found: Sequence[str]) -> list[tuple[Column, Sequence[int]]]:
    exact, loose = _places(found, tidy), _places(found, lambda h: collapse(tidy(h)))
    wanted = [(column, tidy(column.header)) for column in columns]
    return [(column, exact.get(text) or loose.get(collapse(text), [])) for column, text in wanted]


def _places(found: Sequence[str], form: Callable[[str], str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, header in enumerate(found):
        places.setdefault(form(header), []).append(index)
    return places
