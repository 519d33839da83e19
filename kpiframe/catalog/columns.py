"""What the columns of a source are in formulas: their kinds, and the types that derived columns get."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from kpiframe.catalog.bindings import Agg, Aggregate, Column, ColumnType
from kpiframe.formula.kind import Kind
from kpiframe.formula.syntax import Formula

_KINDS: Final = {
    ColumnType.TEXT: Kind.TEXT,
    ColumnType.INTEGER: Kind.NUMBER,
    ColumnType.DECIMAL: Kind.NUMBER,
    ColumnType.FLOAT: Kind.NUMBER,
    ColumnType.PERCENT: Kind.NUMBER,
    ColumnType.DATE: Kind.DATE,
    ColumnType.TIMESTAMP: Kind.DATE,
    ColumnType.BOOLEAN: Kind.CONDITION,
}
_COUNTS: Final = (Agg.COUNT, Agg.COUNT_DISTINCT)
_PICKS: Final = (Agg.MIN, Agg.MAX, Agg.FIRST, Agg.LAST)


def kinds_of(columns: Iterable[Column]) -> dict[str, Kind]:
    """Return the kind of every column by name."""
    return {c.name: _KINDS[c.type] for c in columns}


def derived_column(name: str, aggregate: Aggregate, columns: Mapping[str, Column]) -> Column:
    """Return the column an aggregate makes: counts are whole, sums and picks keep their type, the rest is float."""
    if aggregate.agg in _COUNTS or aggregate.expr is None:
        return Column(name, ColumnType.INTEGER, name)
    bare = columns.get(aggregate.expr.canonical())
    if bare is not None and aggregate.agg in _PICKS:
        return Column(name, bare.type, name, scale=bare.scale)
    if aggregate.agg not in (*_PICKS, Agg.SUM):
        return Column(name, ColumnType.FLOAT, name)
    return Column(name, *_arithmetic(aggregate.expr, columns))


def _arithmetic(expr: Formula, columns: Mapping[str, Column]) -> tuple[ColumnType, str, None, int]:
    text = expr.canonical()
    used = [columns[n] for n in re.findall(r"[a-z_][a-z0-9_]*", text) if n in columns]
    numbers = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.PERCENT)
    whole = all(c.type is ColumnType.INTEGER for c in used) and "." not in text
    exact = all(c.type in numbers for c in used) and not any(s in text for s in ("/", "**", "(", "e-"))
    header = text
    if not exact:
        return ColumnType.FLOAT, header, None, 4
    if whole:
        return ColumnType.INTEGER, header, None, 4
    factors = [c.scale for c in used if c.type is not ColumnType.INTEGER]
    scale = sum(factors) if "*" in text else max(factors, default=0)
    return ColumnType.DECIMAL, header, None, min(12, max(scale, 4))
