"""DuckDB SQL text for ``expr`` and ``filter``: row by row, over columns typed when they were read.

Integers and decimals stay exact through ``+ - *`` (DuckDB reads ``0.5`` as a decimal), so that a sum
does not depend on its order. Division, powers, roots and logarithms give DOUBLE. Text columns are
expected in NFC, as every reader delivers them; constants are. There is no earlier level to stage in,
so repeated operands are counted: text the engine would have to expand beyond ``limits.sql_text`` is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from kpiframe.formula.algebra import Constant
from kpiframe.formula.cells import (
    DOUBLE,
    MOST_SCALE,
    SMALL,
    TEXT,
    TRUTH,
    WIDEST,
    Cell,
    ColumnType,
    aligned,
    as_date,
    as_double,
    common,
    exact_literal,
    made,
)
from kpiframe.formula.kind import Kind
from kpiframe.formula.places import placeless, unknown_name
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import walk
from kpiframe.problems import FormulaError
from kpiframe.sqltext import quote_name, quote_text
from kpiframe.texts import Text

__all__ = ["ColumnType", "RowSql", "row_sql"]

_SIGNS: Final = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True, slots=True)
class RowSql:
    """SQL text of a row expression."""

    text: str
    type: ColumnType
    exact: bool
    """Integer and decimal arithmetic only: sums of it do not depend on their order."""


def row_sql(formula: Formula, columns: Mapping[str, ColumnType], quoted: Mapping[str, str] | None = None) -> RowSql:
    """Return the SQL of an ``expr`` or ``filter`` that has passed the kinds check.

    *quoted* spells columns otherwise than as their quoted name. A DOUBLE result that is not finite comes
    out as NULL. FormulaError for a column that is not declared, a mixture of kinds, and text or decimal
    places beyond the limits.
    """
    cell: Cell = walk(formula, _Rows(columns, quoted or {}))
    if cell.type.sql == "DOUBLE" and cell.text != "NULL":
        cell = made(f"CASE WHEN isfinite({cell.text}) THEN {cell.text} END", DOUBLE, cell, cell)
    return RowSql(cell.text, cell.type, cell.type.kind is not Kind.NUMBER or cell.type.sql != "DOUBLE")


class _Rows:
    """The algebra of typed SQL text."""

    def __init__(self, columns: Mapping[str, ColumnType], quoted: Mapping[str, str]) -> None:
        self.columns = columns
        self.quoted = quoted

    def const(self, value: Constant) -> Cell:
        if value is None:
            return Cell("NULL", DOUBLE, 4)
        if isinstance(value, bool):
            return Cell("TRUE" if value else "FALSE", TRUTH, 5)
        if isinstance(value, str):
            return replace(made(quote_text(value), TEXT), written=value)
        text, kind = exact_literal(value)
        return replace(made(text, kind), number=value)

    def name(self, name: str) -> Cell:
        if name not in self.columns:
            raise FormulaError(unknown_name(name, self.columns))
        return made(self.quoted.get(name) or quote_name(name), self.columns[name])

    # ---- exact arithmetic
    def add(self, x: Cell, y: Cell) -> Cell:
        return made(f"({x.text} + {y.text})", common([x, y], Kind.NUMBER), x, y)

    def sub(self, x: Cell, y: Cell) -> Cell:
        return made(f"({x.text} - {y.text})", common([x, y], Kind.NUMBER), x, y)

    def mul(self, x: Cell, y: Cell) -> Cell:
        if common([x, y], Kind.NUMBER).sql == "DOUBLE":
            return made(f"({x.text} * {y.text})", DOUBLE, x, y)
        if x.type.sql == y.type.sql == "BIGINT" and (_small(x) or _small(y)):
            # 64 bits hold it, or the engine raises; 38 digits would cost 2.5 times as much.
            return made(f"({x.text} * {y.text})", x.type, x, y)
        scale = x.type.scale + y.type.scale
        if scale > MOST_SCALE:
            raise FormulaError(placeless("KPF511", _TOO_FINE))
        wide = f"CAST({x.text} AS DECIMAL({WIDEST}, {x.type.scale}))"
        return made(f"({wide} * {y.text})", ColumnType(Kind.NUMBER, "DECIMAL", scale), x, y)

    def neg(self, x: Cell) -> Cell:
        if x.number is not None:
            return self.const(-x.number)
        return made(f"(-{x.text})", common([x], Kind.NUMBER), x)

    def pos(self, x: Cell) -> Cell:
        return x

    def abs(self, x: Cell) -> Cell:
        return made(f"ABS({x.text})", common([x], Kind.NUMBER), x)

    def round(self, x: Cell, places: int) -> Cell:
        kind = common([x], Kind.NUMBER)
        kind = replace(kind, scale=min(kind.scale, places))
        return made(f"ROUND({x.text}, {places:d})", kind, x)

    # ---- doubles
    def div(self, x: Cell, y: Cell) -> Cell:
        return made(f"({as_double(x)} / NULLIF({as_double(y)}, 0))", DOUBLE, x, y, y)

    def safe_div(self, x: Cell, y: Cell, other: Cell) -> Cell:
        a, b = as_double(x), as_double(y)
        missing = f"{a} IS NULL OR {b} IS NULL"
        text = f"CASE WHEN {missing} THEN NULL WHEN {b} = 0 THEN {as_double(other)} ELSE {a} / {b} END"
        return made(text, DOUBLE, x, x, y, y, y, other)

    def pow(self, x: Cell, y: Cell) -> Cell:
        a, b = as_double(x), as_double(y)
        zero, root = f"{a} = 0 AND {b} < 0", f"{a} < 0 AND isfinite({b}) AND {b} <> FLOOR({b})"
        return made(f"CASE WHEN ({zero}) OR ({root}) THEN NULL ELSE POWER({a}, {b}) END", DOUBLE, *[x, y] * 5)

    def sqrt(self, x: Cell) -> Cell:
        a = as_double(x)
        return made(f"SQRT(CASE WHEN {a} >= 0 THEN {a} END)", DOUBLE, x, x)

    def ln(self, x: Cell) -> Cell:
        a = as_double(x)
        return made(f"LN(CASE WHEN {a} > 0 THEN {a} END)", DOUBLE, x, x)

    # ---- conditions
    def not_(self, x: Cell) -> Cell:
        return made(f"(NOT {x.text})", common([x], Kind.CONDITION), x)

    def and_(self, xs: Sequence[Cell]) -> Cell:
        return made("(" + " AND ".join(x.text for x in xs) + ")", common(xs, Kind.CONDITION), *xs)

    def or_(self, xs: Sequence[Cell]) -> Cell:
        return made("(" + " OR ".join(x.text for x in xs) + ")", common(xs, Kind.CONDITION), *xs)

    def cmp(self, signs: Sequence[str], xs: Sequence[Cell]) -> Cell:
        parts = []
        for sign, (left, right) in zip(signs, pairwise(xs), strict=True):
            x, y = as_date(left, right), as_date(right, left)
            common([x, y])
            parts.append(f"({x.text} {_SIGNS[sign]} {y.text})")
        return made(parts[0] if len(parts) == 1 else "(" + " AND ".join(parts) + ")", TRUTH, *xs, *xs[1:-1])

    def isin(self, x: Cell, values: Sequence[float | str], *, negated: bool) -> Cell:
        listed = [as_date(self.const(value), x) for value in values]
        common([x, *listed])
        members = ", ".join(one.text for one in listed)
        return made(f"({x.text} {'NOT IN' if negated else 'IN'} ({members}))", TRUTH, x, *listed)

    def is_none(self, x: Cell, *, negated: bool) -> Cell:
        return made(f"({x.text} IS {'NOT NULL' if negated else 'NULL'})", TRUTH, x)

    def is_null(self, x: Cell) -> Cell:
        return self.is_none(x, negated=False)

    # ---- one type for all
    def if_(self, test: Cell, then: Cell, other: Cell) -> Cell:
        kind = common([then, other])
        then, other = aligned([then, other], kind)
        common([test], Kind.CONDITION)
        return made(f"CASE WHEN {test.text} THEN {then.text} ELSE {other.text} END", kind, test, then, other)

    def coalesce(self, xs: Sequence[Cell]) -> Cell:
        kind = common(xs)
        xs = aligned(xs, kind)
        return made("COALESCE(" + ", ".join(x.text for x in xs) + ")", kind, *xs)

    def min(self, xs: Sequence[Cell]) -> Cell:
        return _extreme("LEAST", xs)

    def max(self, xs: Sequence[Cell]) -> Cell:
        return _extreme("GREATEST", xs)

    def clip(self, x: Cell, low: float, high: float) -> Cell:
        kind = common([x, self.const(low), self.const(high)], Kind.NUMBER)
        x, lo, hi = aligned([x, self.const(low), self.const(high)], kind)
        text = f"CASE WHEN {x.text} < {lo.text} THEN {lo.text} WHEN {x.text} > {hi.text} THEN {hi.text} ELSE {x.text}"
        return made(text + " END", kind, x, x, x)

    # ---- windows are refused by the parser outside the formula of a KPI
    def ytd(self, *operands: object) -> Cell:
        del operands
        raise FormulaError(placeless("KPF516", _NO_WINDOW))

    prev = rolling_sum = rolling_mean = ytd


def _extreme(function: str, xs: Sequence[Cell]) -> Cell:
    """LEAST and GREATEST skip nulls: spell out that one null is enough."""
    kind = common(xs, Kind.NUMBER)
    xs = aligned(xs, kind)
    missing = " OR ".join(f"{x.text} IS NULL" for x in xs)
    listed = ", ".join(x.text for x in xs)
    return made(f"CASE WHEN {missing} THEN NULL ELSE {function}({listed}) END", kind, *xs, *xs)


_NO_WINDOW: Final = Text("rows have no other periods", "từng dòng dữ liệu không có kỳ khác")
_TOO_FINE: Final = Text(
    f"the product has more than {MOST_SCALE} decimal places: round a factor first",
    f"tích có nhiều hơn {MOST_SCALE} chữ số thập phân: hãy làm tròn một thừa số trước",
)


def _small(x: Cell) -> bool:
    return x.number is not None and abs(x.number) < SMALL
