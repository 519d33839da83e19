"""Typed SQL of row expressions: what type a result has, and how types are brought together exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from kpiframe.formula.kind import Kind
from kpiframe.formula.places import placeless
from kpiframe.limits import LIMITS
from kpiframe.problems import FormulaError
from kpiframe.sqltext import number
from kpiframe.texts import Text

SqlType = Literal["BIGINT", "DECIMAL", "DOUBLE", "VARCHAR", "DATE", "BOOLEAN"]

WIDEST: Final = 38
"""Digits of the widest decimal."""
MOST_SCALE: Final = 28
"""Decimal places a product may have: ten digits stay for the whole part."""
SMALL: Final = 1_000_000
"""Whole literals below this stay INTEGER: sums of all a formula can hold fit."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """The kind of a column and the SQL type it has been read as."""

    kind: Kind
    sql: SqlType
    scale: int = 0
    """Decimal places of a DECIMAL."""


TRUTH: Final = ColumnType(Kind.CONDITION, "BOOLEAN")
DOUBLE: Final = ColumnType(Kind.NUMBER, "DOUBLE")
TEXT: Final = ColumnType(Kind.TEXT, "VARCHAR")


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


def made(text: str, kind: ColumnType, *parts: Cell) -> Cell:
    """Return a cell; *parts* lists an operand as often as the engine will have to expand it."""
    own = max(0, len(text) - sum(len(part.text) for part in parts))
    size = own + sum(part.size for part in parts)
    if size > LIMITS.sql_text:
        raise FormulaError(placeless("KPF511", _TOO_LONG))
    return Cell(text, kind, size)


def common(cells: Sequence[Cell], kind: Kind | None = None) -> ColumnType:
    """Return the type that holds all cells; None fits any. FormulaError when the kinds differ."""
    types = [cell.type for cell in cells if cell.text != "NULL"]
    kinds = {one.kind for one in types} | ({kind} if kind and types else set())
    if len(kinds) > 1:
        raise FormulaError(placeless("KPF521", _MIXED))
    sqls = {one.sql for one in types}
    if not types or "DOUBLE" in sqls:
        return DOUBLE
    if sqls == {"BIGINT", "DECIMAL"}:
        return ColumnType(Kind.NUMBER, "DECIMAL", max(one.scale for one in types))
    return max(types, key=lambda one: one.scale)


def aligned(cells: Sequence[Cell], kind: ColumnType) -> list[Cell]:
    """Return the cells with equal decimal places.

    Where one of them is 38 digits wide, CASE, COALESCE, LEAST and GREATEST would round the others to its places.
    """
    if kind.sql != "DECIMAL":
        return list(cells)
    wide = f"DECIMAL({WIDEST}, {kind.scale})"
    return [
        cell
        if cell.text == "NULL" or cell.type.scale == kind.scale
        else made(f"CAST({cell.text} AS {wide})", kind, cell)
        for cell in cells
    ]


def as_date(constant: Cell, beside: Cell) -> Cell:
    """Return a text constant beside a date column as a date; anything else as it is."""
    if constant.written is None or beside.type.kind is not Kind.DATE:
        return constant
    return made(f"CAST({constant.text} AS DATE)", beside.type)


def as_double(x: Cell) -> str:
    """Return the text of a number as a DOUBLE."""
    common([x], Kind.NUMBER)
    return x.text if x.type.sql == "DOUBLE" else f"CAST({x.text} AS DOUBLE)"


def exact_literal(value: float) -> tuple[str, ColumnType]:
    """Return the decimal a literal was written as: the shortest that reads back as the same float."""
    decimal = Decimal(repr(value))
    if value.is_integer() and abs(value) < 2**63:
        whole = f"{value:.0f}" if abs(value) < SMALL else f"CAST({value:.0f} AS BIGINT)"
        return _bracketed(whole), ColumnType(Kind.NUMBER, "BIGINT")
    text = format(decimal, "f")
    scale = max(0, -int(decimal.normalize().as_tuple().exponent))
    if len(text.lstrip("-").replace(".", "")) > WIDEST or scale > MOST_SCALE:
        return number(value), DOUBLE
    return _bracketed(text), ColumnType(Kind.NUMBER, "DECIMAL", scale)


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


_MIXED: Final = Text("numbers, conditions, texts and dates do not mix", "không trộn lẫn số, điều kiện, văn bản và ngày")
_TOO_LONG: Final = Text(
    f"the expression grows to more than {LIMITS.sql_text} characters of SQL: nest fewer functions and divisions",
    f"biểu thức sinh ra hơn {LIMITS.sql_text} ký tự SQL: hãy lồng ít hàm và phép chia hơn",
)
