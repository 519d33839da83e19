"""Blank cells that mean the one above them, as in merged ranges, where rows have an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpiframe.catalog.bindings import Column


class Filling:
    """Rows of one file, each after the one above it."""

    def __init__(self, columns: Sequence[Column], places: Mapping[str, int]) -> None:
        self._above = {places[column.name]: "" for column in columns if column.fill_down and column.name in places}

    def row(self, cells: Sequence[str]) -> list[str]:
        """Return *cells* with the blank ones of columns that are filled down as those above them."""
        found = list(cells)
        for place in (p for p in self._above if p < len(found)):
            if found[place].strip():
                self._above[place] = found[place]
            else:
                found[place] = self._above[place]
        return found
