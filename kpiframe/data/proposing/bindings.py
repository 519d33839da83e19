"""What could be counted in the columns of a table: by name where that is known, else by type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.guessing import Guess
from kpiframe.data.proposing.ratings import rating_lines, rating_of
from kpiframe.data.proposing.words import Inputs, is_additive

_NUMBERS: Final = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.FLOAT)
_FEW: Final = 4
_MANY: Final = 12
"""Texts that are worth counting are more than these."""


@dataclass(frozen=True, slots=True)
class Bindable:
    """A column that is proposed."""

    name: str
    header: str
    found: Guess
    cells: Sequence[str]


def binding_lines(columns: Sequence[Bindable], source: str, language: str, *, dated: bool) -> Iterator[str]:
    """Yield a binding for every input *columns* may feed, each once; *dated* when rows have a time."""
    yield f"  {source}_rows: {{source: {source}, agg: count}}"
    ratings = [found for c in columns if (found := rating_of(c.name, c.header, c.found, c.cells))]
    nps = next((rating for rating in ratings if rating.recommends), None)
    for rating in ratings:
        yield from rating_lines(rating, source, language, first=rating is nps)
    taken = {f"{source}_rows", *(("promoters", "detractors", "respondents") if nps else ())}
    rated = {rating.name for rating in ratings}
    inputs = Inputs()
    for column in columns:
        made = None if column.name in rated else _binding(column, inputs, dated=dated)
        if made and made[0] not in taken:
            taken.add(made[0])
            yield f"  {made[0]}: {{source: {source}, {made[1]}}}"


def _binding(column: Bindable, inputs: Inputs, *, dated: bool) -> tuple[str, str] | None:
    """Return (input, aggregate) for a column."""
    name, found = column.name, column.found
    counter = found.type is ColumnType.INTEGER and (Inputs.is_key(column.header) or _counts_up(column.cells))
    number = found.type in _NUMBERS and is_additive(column.header)
    known = inputs.of(column.header)
    if known and known[1] == "count_distinct":
        return known[0], f"agg: count_distinct, expr: {name}"
    if known and number and (known[1] == "sum" or dated):
        return known[0], f"agg: {known[1]}, expr: {name}"
    if number and not counter and not re.search(r"(^|_)(id|year|month)$", name):
        return f"{name}_total", f"agg: sum, expr: {name}"
    if found.type is ColumnType.BOOLEAN:
        return f"{name}_count", f"agg: count, filter: {name}"
    if found.type is ColumnType.TEXT and len(set(column.cells)) > _MANY:
        return f"{name}_different", f"agg: count_distinct, expr: {name}"
    return None


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether *cells* number the rows."""
    whole = [int(c) for c in cells if re.fullmatch(r"\d{1,12}", c)]
    return len(whole) == len(cells) > _FEW and all(b - a == 1 for a, b in pairwise(whole))
