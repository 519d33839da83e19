"""``agg`` of ``expr`` over rows that pass ``filter``, as SQL whose result does not depend on the order of rows.

Integer and decimal sums are exact; sums of doubles are taken in sorted order. Inputs become DOUBLE once, after
the sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.bindings import Agg, Aggregate
from kpiframe.data.relations import Relation
from kpiframe.formula.algebras.rows import ColumnType, RowSql
from kpiframe.formula.kind import Kind
from kpiframe.sqltext import number

_BIGINT: Final = ColumnType(Kind.NUMBER, "BIGINT")
_DOUBLE: Final = ColumnType(Kind.NUMBER, "DOUBLE")


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over the columns of one relation."""

    aggregate: Aggregate
    expr: RowSql | None
    key: str
    """SQL to count distinct values of: a timestamp counts as itself, not as its date."""
    where: str
    """``FILTER (WHERE …)`` with a leading blank, or nothing."""

    @property
    def stock(self) -> bool:
        """Whether it is a level at one end of the period: read at one moment, not summed over all."""
        return self.aggregate.agg in (Agg.FIRST, Agg.LAST)

    @property
    def at_start(self) -> bool:
        """For stocks: whether the earliest moment counts."""
        return self.aggregate.agg is Agg.FIRST or self.aggregate.at == "period_start"

    @property
    def rows(self) -> str:
        """SQL of the number of rows that pass the filter."""
        return f"COUNT(*){self.where}"

    @property
    def finite(self) -> bool:
        """Whether its result cannot leave the range of a double: counts, and whatever is over exact columns."""
        return self.expr is None or self.expr.exact or self.aggregate.agg in (Agg.COUNT, Agg.COUNT_DISTINCT)

    @property
    def additive(self) -> bool:
        """Whether the result of a whole follows exactly from the results of its parts."""
        agg = self.aggregate.agg
        if agg in (Agg.SUM, Agg.AVERAGE):
            return self.expr is not None and self.expr.exact
        return agg in (Agg.COUNT, Agg.MIN, Agg.MAX)

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """For an additive one: (SQL over rows, function that brings the parts of a whole together)."""
        if self.aggregate.agg is Agg.AVERAGE:
            return ((self.total(), "SUM"), (f"COUNT({self._text}){self.where}", "SUM"))
        extreme = self.aggregate.agg in (Agg.MIN, Agg.MAX)
        return ((self.value(), self.aggregate.agg.value.upper() if extreme else "SUM"),)

    def from_parts(self, parts: Sequence[str]) -> str:
        """Return SQL of the result as DOUBLE from the columns of :attr:`parts`."""
        first = f"CAST({parts[0]} AS DOUBLE)"
        return f"({first} / NULLIF({parts[1]}, 0))" if self.aggregate.agg is Agg.AVERAGE else first

    def double(self, empty: float | None = None) -> str:
        """Return SQL of the aggregate as DOUBLE; *empty* where no row passes the filter."""
        value = f"CAST({self.value()} AS DOUBLE)"
        if empty is None:
            return value
        return f"CASE WHEN {self.rows} = 0 THEN {number(empty)} ELSE {value} END"

    def value(self) -> str:
        """Return SQL of the aggregate in its own type. Not for stocks, whose moment another query finds."""
        match self.aggregate.agg:
            case Agg.COUNT:
                return f"COUNT({self.expr.text if self.expr else '*'}){self.where}"
            case Agg.COUNT_DISTINCT:
                return f"COUNT(DISTINCT {self.key}){self.where}"
            case Agg.AVERAGE:
                return f"(CAST({self.total()} AS DOUBLE) / NULLIF(COUNT({self._text}){self.where}, 0))"
            case Agg.MIN | Agg.MAX as extreme:
                return f"{extreme.value.upper()}({self._text}){self.where}"
            case Agg.MEDIAN:
                return self._quantile(0.5)
            case Agg.PERCENTILE:
                return self._quantile(self.aggregate.p or 0.0)
            case _:
                return self.total()

    def total(self) -> str:
        """Return SQL of the sum in its own type."""
        if self.expr and self.expr.exact:
            return f"SUM({self._text}){self.where}"
        return f"kahan_sum({self._text} ORDER BY {self._text}){self.where}"

    @property
    def result(self) -> ColumnType:
        """The type of :meth:`value` once it is a column of a derived source."""
        match self.aggregate.agg:
            case Agg.COUNT | Agg.COUNT_DISTINCT:
                return _BIGINT
            case Agg.MIN | Agg.MAX | Agg.SUM | Agg.FIRST | Agg.LAST if self.expr:
                return self.expr.type
            case _:
                return _DOUBLE

    @property
    def _text(self) -> str:
        return self.expr.text if self.expr else "NULL"

    def _quantile(self, share: float) -> str:
        """Over DOUBLE: over a decimal the engine rounds the answer to the column's scale."""
        return f"quantile_cont(CAST({self._text} AS DOUBLE), {number(share)}){self.where}"


def measure(aggregate: Aggregate, relation: Relation) -> Measure:
    """Return *aggregate* over *relation*. FormulaError when its expression or filter does not fit the columns."""
    expr = relation.formula(aggregate.expr) if aggregate.expr else None
    bare = relation.bare(aggregate.expr) if aggregate.expr else None
    where = f" FILTER (WHERE {relation.formula(aggregate.filter).text})" if aggregate.filter else ""
    return Measure(aggregate, expr, bare.sql if bare else expr.text if expr else "*", where)


Signature = tuple[object, ...]


def signature(aggregate: Aggregate, empty: float | None = None) -> Signature:
    """Return what makes two aggregates of one source the same: equal ones are computed once."""
    texts = (f.canonical() if f else "" for f in (aggregate.expr, aggregate.filter))
    return (aggregate.agg, *texts, aggregate.p, aggregate.at, empty)


def measures(aggregates: Mapping[str, Aggregate], relation: Relation) -> dict[str, Measure]:
    """Return the measure of each named aggregate."""
    return {name: measure(aggregate, relation) for name, aggregate in aggregates.items()}
