"""Whether a table is one of results, which columns it lacks, and what a cell is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kpiframe.data.result_merge import KEY, MARK

Cell = str | float | bool | date | None


class ForeignTableError(Exception):
    """The table of that name is not one of results; it is left as it is."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(dict.fromkeys(columns))
        super().__init__(", ".join(self.columns))


def alien(known: Mapping[str, str], wanted: Sequence[tuple[str, str]], *, is_table: bool) -> None:
    """Raise ForeignTableError unless a table with the columns *known* (name -> type) may take the *wanted* ones."""
    if not is_table:
        raise ForeignTableError([])
    types = {name.casefold(): kind for name, kind in known.items()}
    faults = [name for name in (*KEY, MARK) if name not in known]
    faults += [name for name, kind in wanted if types.get(name.casefold(), kind) != kind]
    if faults:
        raise ForeignTableError(faults)


def lacking(known: Mapping[str, str], wanted: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the *wanted* columns that are not *known*: slices of later runs."""
    there = {name.casefold() for name in known}
    return [(name, kind) for name, kind in wanted if name.casefold() not in there]


def cell(value: Any, kind: str) -> Cell:
    """Return *value* as the type of its column: text, float, bool or date."""
    if value is None:
        return None
    if kind == "number":
        return float(value)
    if kind == "text":
        return str(value)
    return value  # type: ignore[no-any-return]
