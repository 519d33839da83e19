"""DuckDB SQL text for ``expr`` and ``filter``: row by row, over columns typed when they were read.

Integers and decimals stay exact through ``+ - *`` (DuckDB reads ``0.5`` as a decimal), so that a sum
does not depend on its order. Division, powers, roots and logarithms give DOUBLE. Text columns are
expected in NFC, as every reader delivers them; constants are. There is no earlier level to stage in,
so repeated operands are counted: text the engine would have to expand beyond ``limits.sql_text`` is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from kpiframe.formula.algebra import Constant
from kpiframe.formula.kind import Kind
from kpiframe.formula.places import placeless, unknown_name
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import walk
from kpiframe.limits import LIMITS
from kpiframe.problems import FormulaError
from kpiframe.sqltext import number, quote_name, quote_text
from kpiframe.texts import Text

SqlType = Literal["BIGINT", "DECIMAL", "DOUBLE", "VARCHAR", "DATE", "BOOLEAN"]

_SIGNS: Final = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_WIDEST: Final = 38
_MOST_SCALE: Final = 28
_SMALL: Final = 1_000_000
"""Whole literals below this stay INTEGER: sums of all a formula can hold fit."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """The kind of a column and the SQL type it has been read as."""

    kind: Kind
    sql: SqlType
    scale: int = 0
    """Decimal places of a DECIMAL."""


@dataclass(frozen=True, slots=True)
class RowSql:
    """SQL text of a row expression."""

    text: str
    type: ColumnType
    exact: bool
    """Integer and decimal arithmetic only: sums of it do not depend on their order."""


_TRUTH: Final = ColumnType(Kind.CONDITION, "BOOLEAN")
_DOUBLE: Final = ColumnType(Kind.NUMBER, "DOUBLE")
_TEXT: Final = ColumnType(Kind.TEXT, "VARCHAR")


def row_sql(formula: Formula, columns: Mapping[str, ColumnType], quoted: Mapping[str, str] | None = None) -> RowSql:
    """Return the SQL of an ``expr`` or ``filter`` that has passed the kinds check.

    *quoted* spells columns otherwise than as their quoted name. A DOUBLE result that is not finite comes
    out as NULL. FormulaError for a column that is not declared, a mixture of kinds, and text or decimal
    places beyond the limits.
    """
    cell: Cell = walk(formula, _Rows(columns, quoted or {}))
    if cell.type.sql == "DOUBLE" and cell.text != "NULL":
        cell = _made(f"CASE WHEN isfinite({cell.text}) THEN {cell.text} END", _DOUBLE, cell, cell)
    return RowSql(cell.text, cell.type, cell.type.kind is not Kind.NUMBER or cell.type.sql != "DOUBLE")


@dataclass(frozen=True, slots=True)
class Cell:
    """SQL text of one expression, its type, and the characters the engine makes of it."""

    text: str
    type: ColumnType
    size: int
    number: float | None = None
    """The value of a number constant."""
    written: str | None = None
    """The value of a text constant."""


class _Rows:
    """The algebra of typed SQL text."""

    def __init__(self, columns: Mapping[str, ColumnType], quoted: Mapping[str, str]) -> None:
        self.columns = columns
        self.quoted = quoted

    def const(self, value: Constant) -> Cell:
        if value is None:
            return Cell("NULL", _DOUBLE, 4)
        if isinstance(value, bool):
            return Cell("TRUE" if value else "FALSE", _TRUTH, 5)
        if isinstance(value, str):
            return replace(_made(quote_text(value), _TEXT), written=value)
        text, kind = _exact_literal(value)
        return replace(_made(text, kind), number=value)

    def name(self, name: str) -> Cell:
        if name not in self.columns:
            raise FormulaError(unknown_name(name, self.columns))
        return _made(self.quoted.get(name) or quote_name(name), self.columns[name])

    # ---- exact arithmetic
    def add(self, x: Cell, y: Cell) -> Cell:
        return _made(f"({x.text} + {y.text})", _common([x, y], Kind.NUMBER), x, y)

    def sub(self, x: Cell, y: Cell) -> Cell:
        return _made(f"({x.text} - {y.text})", _common([x, y], Kind.NUMBER), x, y)

    def mul(self, x: Cell, y: Cell) -> Cell:
        common = _common([x, y], Kind.NUMBER)
        if common.sql == "DOUBLE":
            return _made(f"({x.text} * {y.text})", _DOUBLE, x, y)
        scale = x.type.scale + y.type.scale
        if scale > _MOST_SCALE:
            raise FormulaError(placeless("KPF511", _TOO_FINE))
        wide = f"CAST({x.text} AS DECIMAL({_WIDEST}, {x.type.scale}))"
        return _made(f"({wide} * {y.text})", ColumnType(Kind.NUMBER, "DECIMAL", scale), x, y)

    def neg(self, x: Cell) -> Cell:
        if x.number is not None:
            return self.const(-x.number)
        return _made(f"(-{x.text})", _common([x], Kind.NUMBER), x)

    def pos(self, x: Cell) -> Cell:
        return x

    def abs(self, x: Cell) -> Cell:
        return _made(f"ABS({x.text})", _common([x], Kind.NUMBER), x)

    def round(self, x: Cell, places: int) -> Cell:
        kind = _common([x], Kind.NUMBER)
        kind = replace(kind, scale=min(kind.scale, places))
        return _made(f"ROUND({x.text}, {places:d})", kind, x)

    # ---- doubles
    def div(self, x: Cell, y: Cell) -> Cell:
        return _made(f"({_double(x)} / NULLIF({_double(y)}, 0))", _DOUBLE, x, y, y)

    def safe_div(self, x: Cell, y: Cell, other: Cell) -> Cell:
        a, b = _double(x), _double(y)
        missing = f"{a} IS NULL OR {b} IS NULL"
        text = f"CASE WHEN {missing} THEN NULL WHEN {b} = 0 THEN {_double(other)} ELSE {a} / {b} END"
        return _made(text, _DOUBLE, x, x, y, y, y, other)

    def pow(self, x: Cell, y: Cell) -> Cell:
        a, b = _double(x), _double(y)
        zero, root = f"{a} = 0 AND {b} < 0", f"{a} < 0 AND isfinite({b}) AND {b} <> FLOOR({b})"
        return _made(f"CASE WHEN ({zero}) OR ({root}) THEN NULL ELSE POWER({a}, {b}) END", _DOUBLE, *[x, y] * 5)

    def sqrt(self, x: Cell) -> Cell:
        a = _double(x)
        return _made(f"SQRT(CASE WHEN {a} >= 0 THEN {a} END)", _DOUBLE, x, x)

    def ln(self, x: Cell) -> Cell:
        a = _double(x)
        return _made(f"LN(CASE WHEN {a} > 0 THEN {a} END)", _DOUBLE, x, x)

    # ---- conditions
    def not_(self, x: Cell) -> Cell:
        return _made(f"(NOT {x.text})", _common([x], Kind.CONDITION), x)

    def and_(self, xs: Sequence[Cell]) -> Cell:
        return _made("(" + " AND ".join(x.text for x in xs) + ")", _common(xs, Kind.CONDITION), *xs)

    def or_(self, xs: Sequence[Cell]) -> Cell:
        return _made("(" + " OR ".join(x.text for x in xs) + ")", _common(xs, Kind.CONDITION), *xs)

    def cmp(self, signs: Sequence[str], xs: Sequence[Cell]) -> Cell:
        parts = []
        for sign, (left, right) in zip(signs, pairwise(xs), strict=True):
            x, y = _as_date(left, right), _as_date(right, left)
            _common([x, y])
            parts.append(f"({x.text} {_SIGNS[sign]} {y.text})")
        return _made(parts[0] if len(parts) == 1 else "(" + " AND ".join(parts) + ")", _TRUTH, *xs, *xs[1:-1])

    def isin(self, x: Cell, values: Sequence[float | str], *, negated: bool) -> Cell:
        listed = [_as_date(self.const(value), x) for value in values]
        _common([x, *listed])
        members = ", ".join(one.text for one in listed)
        return _made(f"({x.text} {'NOT IN' if negated else 'IN'} ({members}))", _TRUTH, x, *listed)

    def is_none(self, x: Cell, *, negated: bool) -> Cell:
        return _made(f"({x.text} IS {'NOT NULL' if negated else 'NULL'})", _TRUTH, x)

    def is_null(self, x: Cell) -> Cell:
        return self.is_none(x, negated=False)

    # ---- one type for all
    def if_(self, test: Cell, then: Cell, other: Cell) -> Cell:
        kind = _common([then, other])
        _common([test], Kind.CONDITION)
        return _made(f"CASE WHEN {test.text} THEN {then.text} ELSE {other.text} END", kind, test, then, other)

    def coalesce(self, xs: Sequence[Cell]) -> Cell:
        return _made("COALESCE(" + ", ".join(x.text for x in xs) + ")", _common(xs), *xs)

    def min(self, xs: Sequence[Cell]) -> Cell:
        return _extreme("LEAST", xs)

    def max(self, xs: Sequence[Cell]) -> Cell:
        return _extreme("GREATEST", xs)

    def clip(self, x: Cell, low: float, high: float) -> Cell:
        lo, hi = self.const(low), self.const(high)
        text = f"CASE WHEN {x.text} < {lo.text} THEN {lo.text} WHEN {x.text} > {hi.text} THEN {hi.text} ELSE {x.text}"
        return _made(text + " END", _common([x, lo, hi], Kind.NUMBER), x, x, x)

    # ---- windows are refused by the parser outside the formula of a KPI
    def ytd(self, *operands: object) -> Cell:
        del operands
        raise FormulaError(placeless("KPF516", _NO_WINDOW))

    prev = rolling_sum = rolling_mean = ytd


def _made(text: str, kind: ColumnType, *parts: Cell) -> Cell:
    """Return a cell; *parts* lists an operand as often as the engine will have to expand it."""
    own = max(0, len(text) - sum(len(part.text) for part in parts))
    size = own + sum(part.size for part in parts)
    if size > LIMITS.sql_text:
        raise FormulaError(placeless("KPF511", _TOO_LONG))
    return Cell(text, kind, size)


def _extreme(function: str, xs: Sequence[Cell]) -> Cell:
    """LEAST and GREATEST skip nulls: spell out that one null is enough."""
    missing = " OR ".join(f"{x.text} IS NULL" for x in xs)
    listed = ", ".join(x.text for x in xs)
    kind = _common(xs, Kind.NUMBER)
    return _made(f"CASE WHEN {missing} THEN NULL ELSE {function}({listed}) END", kind, *xs, *xs)


def _common(cells: Sequence[Cell], kind: Kind | None = None) -> ColumnType:
    """Return the type that holds all cells; None fits any. FormulaError when the kinds differ."""
    types = [cell.type for cell in cells if cell.text != "NULL"]
    kinds = {one.kind for one in types} | ({kind} if kind and types else set())
    if len(kinds) > 1:
        raise FormulaError(placeless("KPF521", _MIXED))
    sqls = {one.sql for one in types}
    if not types or "DOUBLE" in sqls:
        return _DOUBLE
    if sqls == {"BIGINT", "DECIMAL"}:
        return ColumnType(Kind.NUMBER, "DECIMAL", max(one.scale for one in types))
    return max(types, key=lambda one: one.scale)


def _as_date(constant: Cell, beside: Cell) -> Cell:
    """Return a text constant beside a date column as a date; anything else as it is."""
    if constant.written is None or beside.type.kind is not Kind.DATE:
        return constant
    return _made(f"CAST({constant.text} AS DATE)", beside.type)


def _double(x: Cell) -> str:
    _common([x], Kind.NUMBER)
    return x.text if x.type.sql == "DOUBLE" else f"CAST({x.text} AS DOUBLE)"


def _exact_literal(value: float) -> tuple[str, ColumnType]:
    """Return the decimal a literal was written as: the shortest that reads back as the same float."""
    decimal = Decimal(repr(value))
    if value.is_integer() and abs(value) < 2**63:
        whole = f"{value:.0f}" if abs(value) < _SMALL else f"CAST({value:.0f} AS BIGINT)"
        return _bracketed(whole), ColumnType(Kind.NUMBER, "BIGINT")
    text = format(decimal, "f")
    scale = max(0, -int(decimal.normalize().as_tuple().exponent))
    if len(text.lstrip("-").replace(".", "")) > _WIDEST or scale > _MOST_SCALE:
        return number(value), _DOUBLE
    return _bracketed(text), ColumnType(Kind.NUMBER, "DECIMAL", scale)


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


_MIXED: Final = Text("numbers, conditions, texts and dates do not mix", "không trộn lẫn số, điều kiện, văn bản và ngày")
_NO_WINDOW: Final = Text("rows have no other periods", "từng dòng dữ liệu không có kỳ khác")
_TOO_LONG: Final = Text(
    f"the expression grows to more than {LIMITS.sql_text} characters of SQL: nest fewer functions and divisions",
    f"biểu thức sinh ra hơn {LIMITS.sql_text} ký tự SQL: hãy lồng ít hàm và phép chia hơn",
)
_TOO_FINE: Final = Text(
    f"the product has more than {_MOST_SCALE} decimal places: round a factor first",
    f"tích có nhiều hơn {_MOST_SCALE} chữ số thập phân: hãy làm tròn một thừa số trước",
)
