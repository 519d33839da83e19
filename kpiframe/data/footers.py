"""The last rows of a file, left out where they are declared to be no data."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any


def without_last(rows: Iterable[tuple[int, Sequence[Any]]], count: int) -> Iterator[tuple[int, Any]]:
    """Yield numbered *rows* but the last *count*, and what is blank below those.

    Programs leave blank lines at the end of a file: nobody counts them who declares that one line is a total.
    """
    if not count:
        yield from rows
        return
    waiting: deque[tuple[int, Sequence[Any]]] = deque()
    for row in rows:
        waiting.append(row)
        while len(waiting) > count and _holds(row[1]):
            yield waiting.popleft()


def _holds(cells: Sequence[Any]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in cells)
