"""DuckDB SQL text for the formulas of KPIs: one common table expression per level, every KPI computed once.

Level 0 holds the inputs as DOUBLE columns on the spine. An expression over columns of level L is
itself a column of level L + 1. Where a spelling mentions an operand more than once, the operand first
becomes an anonymous column one level earlier: text and work stay linear in the formula. That holds for
denominators too, because DuckDB expands NULLIF by copying its argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kpiframe.formula.algebra import Constant
from kpiframe.formula.places import placeless, unknown_name
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import Walker
from kpiframe.limits import LIMITS
from kpiframe.problems import FormulaError, Problem
from kpiframe.sqltext import number, quote_name, quote_text
from kpiframe.texts import Text

SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True, slots=True)
class Piece:
    """SQL text of one expression."""

    text: str
    level: int = 0
    """Level of the deepest column it names."""
    atom: bool = False
    """A column or a literal: may be mentioned as often as needed."""
    window: bool = False
    """Holds a window call: cannot stand inside another."""
    copying: bool = False
    """Holds a NULLIF, which the engine expands by copying: must not stand inside another."""
    value: float | None = None
    """The number of a literal."""


class SqlWriter:
    """Collects KPI formulas and writes one SELECT.

    *partition* are the slice columns, *order* the period, *year* the fiscal year, *columns* the DOUBLE columns of
    level 0; *finite* says that none of them holds infinity, NaN or minus zero. A name that is both a column and a KPI
    means the column inside formulas. Among the outputs it means the KPI; listed twice, first the column.
    """

    def __init__(
        self, *, partition: Sequence[str], order: str, year: str, columns: Iterable[str], finite: bool = False
    ) -> None:
        self._inputs, self._finite = dict.fromkeys(columns), finite
        self._used: dict[str, None] = {}
        self._reserved = {*self._inputs, *partition, order, year}
        self._algebra = _Sql(partition, order, year, self._column)
        self._walker = Walker(self._algebra)
        self._kpis: dict[str, Piece] = {}
        self._columns: Mapping[str, str] = {}

    def define(self, name: str, formula: Formula, columns: Mapping[str, str] | None = None) -> None:
        """Add a KPI, one level above the columns its formula names; *columns* says which, where names differ.

        FormulaError for a name that is neither a column nor defined before, and when the SQL text of this
        KPI exceeds ``limits.sql_text``.
        """
        before, self._columns = self._algebra.written, columns or {}
        piece = self._walker.walk(formula.tree)
        if self._algebra.written - before + len(piece.text) > LIMITS.sql_text:
            raise FormulaError(_too_long(name))
        alias = f"__k_{name}" if name in self._reserved else name
        self._kpis[name] = self._algebra.add_column(alias, piece)

    def query(self, base: str, outputs: Sequence[str]) -> str:
        """Return the SELECT over *base*, the SELECT of level 0.

        The columns are *outputs* in their order; numbers that are not finite come out as NULL. No ORDER BY.
        """
        tables = [f'"__l0" AS (SELECT *{self._cleaned_inputs()} FROM ({base}))']
        for level, columns in sorted(self._algebra.levels.items()):
            spelled = ", ".join(f"{text} AS {alias}" for alias, text in columns)
            tables.append(f'"__l{level}" AS (SELECT *, {spelled} FROM "__l{level - 1}")')
        place = {name: i for i, name in enumerate(outputs)}  # the last one, where a name is listed twice
        selected = ", ".join(self._output(name, first=i < place[name]) for i, name in enumerate(outputs))
        return "WITH " + ",\n".join(tables) + f'\nSELECT {selected} FROM "__l{max(self._algebra.levels, default=0)}"'

    def _cleaned_inputs(self) -> str:
        """Return the part that makes inputs that are not finite NULL, once, before anything uses them."""
        names = [quote_name(name) for name in self._used]
        return " REPLACE (" + ", ".join(f"{_finite(name)} AS {name}" for name in names) + ")" if names else ""

    def _output(self, name: str, *, first: bool) -> str:
        quoted = quote_name(name)
        if name in self._kpis and not (first and name in self._inputs):
            return f"{_finite(self._kpis[name].text)} AS {quoted}"
        return f"{_finite(quoted)} AS {quoted}" if name in self._inputs and not self._finite else quoted

    def _column(self, name: str) -> Piece:
        """Return the column of a name; another KPI counts with its final value, so without infinity."""
        name = self._columns.get(name, name)
        if name in self._inputs:
            self._used |= {} if self._finite else {name: None}
            return Piece(quote_name(name), atom=True)
        if name in self._kpis:
            kpi = self._kpis[name]
            return Piece(_finite(kpi.text), kpi.level, atom=True)
        raise FormulaError(unknown_name(name, [*self._inputs, *self._kpis]))


class _Sql:
    """The algebra of SQL text, and the columns its expressions have become."""

    def __init__(self, partition: Sequence[str], order: str, year: str, column: Callable[[str], Piece]) -> None:
        self.partition = [quote_name(name) for name in partition]
        self.order = quote_name(order)
        self.year = quote_name(year)
        self.name = column
        self.levels: dict[int, list[tuple[str, str]]] = {}
        """Level -> (quoted name, text) of its new columns."""
        self.written = 0
        """Characters of all columns so far."""
        self._staged: dict[str, Piece] = {}

    def add_column(self, name: str, piece: Piece) -> Piece:
        """Make the expression a column of the next level and return that column."""
        quoted = quote_name(name)
        self.levels.setdefault(piece.level + 1, []).append((quoted, piece.text))
        self.written += len(piece.text) + len(quoted)
        return Piece(quoted, piece.level + 1, atom=True)

    def once(self, x: Piece) -> Piece:
        """Return a piece that may be mentioned repeatedly; equal expressions share a column."""
        if x.atom:
            return x
        if x.text not in self._staged:
            self._staged[x.text] = self.add_column(f"__t{len(self._staged)}", x)
        return self._staged[x.text]

    # ---- leaves and operators
    def const(self, value: Constant) -> Piece:
        if value is None:
            return Piece("NULL", atom=True)
        if isinstance(value, bool):
            return Piece("TRUE" if value else "FALSE", atom=True)
        if isinstance(value, str):
            return Piece(quote_text(value), atom=True)
        return Piece(number(value), atom=True, value=value)

    def add(self, x: Piece, y: Piece) -> Piece:
        return _made(f"({x.text} + {y.text})", x, y)

    def sub(self, x: Piece, y: Piece) -> Piece:
        return _made(f"({x.text} - {y.text})", x, y)

    def mul(self, x: Piece, y: Piece) -> Piece:
        return _made(f"({x.text} * {y.text})", x, y)

    def div(self, x: Piece, y: Piece) -> Piece:
        if y.value:
            return _made(f"({x.text} / {y.text})", x)
        if y.copying or y.window:
            y = self.once(y)
        return _made(f"({x.text} / NULLIF({y.text}, 0))", x, y, copying=True)

    def pow(self, x: Piece, y: Piece) -> Piece:
        if y.value is not None and y.value.is_integer() and y.value >= 0:
            return _made(f"POWER({x.text}, {y.text})", x, y)
        x, y = self.once(x), self.once(y)
        a, b = x.text, y.text
        zero, root = f"{a} = 0 AND {b} < 0", f"{a} < 0 AND isfinite({b}) AND {b} <> FLOOR({b})"
        return _made(f"CASE WHEN ({zero}) OR ({root}) THEN NULL ELSE POWER({a}, {b}) END", x, y)

    def neg(self, x: Piece) -> Piece:
        return self.const(-x.value) if x.value is not None else _made(f"(-{x.text})", x)

    def pos(self, x: Piece) -> Piece:
        return x

    def not_(self, x: Piece) -> Piece:
        return _made(f"(NOT {x.text})", x)

    def and_(self, xs: Sequence[Piece]) -> Piece:
        return _made("(" + " AND ".join(x.text for x in xs) + ")", *xs)

    def or_(self, xs: Sequence[Piece]) -> Piece:
        return _made("(" + " OR ".join(x.text for x in xs) + ")", *xs)

    def cmp(self, signs: Sequence[str], xs: Sequence[Piece]) -> Piece:
        sides = [xs[0], *(self.once(x) for x in xs[1:-1]), xs[-1]]
        parts = [f"({x.text} {SIGNS[sign]} {y.text})" for sign, (x, y) in zip(signs, pairwise(sides), strict=True)]
        return _made(parts[0] if len(parts) == 1 else "(" + " AND ".join(parts) + ")", *sides)

    def isin(self, x: Piece, values: Sequence[float | str], *, negated: bool) -> Piece:
        listed = ", ".join(self.const(value).text for value in values)
        return _made(f"({x.text} {'NOT IN' if negated else 'IN'} ({listed}))", x)

    def is_none(self, x: Piece, *, negated: bool) -> Piece:
        return _made(f"({x.text} IS {'NOT NULL' if negated else 'NULL'})", x)

    # ---- functions
    def is_null(self, x: Piece) -> Piece:
        return self.is_none(x, negated=False)

    def if_(self, test: Piece, then: Piece, other: Piece) -> Piece:
        return _made(f"CASE WHEN {test.text} THEN {then.text} ELSE {other.text} END", test, then, other)

    def coalesce(self, xs: Sequence[Piece]) -> Piece:
        return _made("COALESCE(" + ", ".join(x.text for x in xs) + ")", *xs)

    def min(self, xs: Sequence[Piece]) -> Piece:
        return self._extreme("LEAST", xs)

    def max(self, xs: Sequence[Piece]) -> Piece:
        return self._extreme("GREATEST", xs)

    def _extreme(self, function: str, xs: Sequence[Piece]) -> Piece:
        """LEAST and GREATEST skip nulls: spell out that one null is enough."""
        staged = [self.once(x) for x in xs]
        missing = " OR ".join(f"{x.text} IS NULL" for x in staged)
        listed = ", ".join(x.text for x in staged)
        return _made(f"CASE WHEN {missing} THEN NULL ELSE {function}({listed}) END", *staged)

    def clip(self, x: Piece, low: float, high: float) -> Piece:
        x = self.once(x)
        a, lo, hi = x.text, number(low), number(high)
        return _made(f"CASE WHEN {a} < {lo} THEN {lo} WHEN {a} > {hi} THEN {hi} ELSE {a} END", x)

    def abs(self, x: Piece) -> Piece:
        return _made(f"ABS({x.text})", x)

    def sqrt(self, x: Piece) -> Piece:
        x = self.once(x)
        return _made(f"SQRT(CASE WHEN {x.text} >= 0 THEN {x.text} END)", x)

    def ln(self, x: Piece) -> Piece:
        x = self.once(x)
        return _made(f"LN(CASE WHEN {x.text} > 0 THEN {x.text} END)", x)

    def round(self, x: Piece, places: int) -> Piece:
        return _made(f"ROUND({x.text}, {places:d})", x)

    def safe_div(self, x: Piece, y: Piece, other: Piece) -> Piece:
        x, y = self.once(x), self.once(y)
        a, b = x.text, y.text
        missing = f"{a} IS NULL OR {b} IS NULL"
        return _made(f"CASE WHEN {missing} THEN NULL WHEN {b} = 0 THEN {other.text} ELSE {a} / {b} END", x, y, other)

    # ---- windows: over the calendar spine, one row per period
    def prev(self, x: Piece, steps: int) -> Piece:
        x = self._operand(x)
        return _made(f"LAG({x.text}, {steps:d}) {self._over()}", x, window=True)

    def rolling_sum(self, x: Piece, span: int) -> Piece:
        return self._rolling("SUM", x, span)

    def rolling_mean(self, x: Piece, span: int) -> Piece:
        return self._rolling("AVG", x, span)

    def _rolling(self, function: str, x: Piece, span: int) -> Piece:
        x = self._operand(x)
        reached = f"ROW_NUMBER() {self._over()} >= {span:d}"
        over = self._over(frame=f" ROWS BETWEEN {span - 1:d} PRECEDING AND CURRENT ROW")
        return _made(f"CASE WHEN {reached} THEN {function}({x.text}) {over} END", x, window=True)

    def ytd(self, x: Piece) -> Piece:
        x = self._operand(x)
        over = self._over(self.year, frame=" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")
        return _made(f"SUM({x.text}) {over}", x, window=True)

    def _operand(self, x: Piece) -> Piece:
        """Stage a window inside a window: SQL does not nest them."""
        return self.once(x) if x.window else x

    def _over(self, *further: str, frame: str = "") -> str:
        by = ", ".join([*self.partition, *further])
        return f"OVER ({f'PARTITION BY {by} ' if by else ''}ORDER BY {self.order}{frame})"


def _made(text: str, *parts: Piece, window: bool = False, copying: bool = False) -> Piece:
    return Piece(
        text,
        level=max((part.level for part in parts), default=0),
        window=window or any(part.window for part in parts),
        copying=copying or any(part.copying for part in parts),
    )


def _finite(text: str) -> str:
    """Return a column cleaned of infinity and NaN; adding zero turns minus zero into zero."""
    return f"CASE WHEN isfinite({text}) THEN {text} + 0 END"


def _too_long(name: str) -> Problem:
    message = Text(
        f"the formula of `{name}` grows to more than {LIMITS.sql_text} characters of SQL: split it into several KPIs",
        f"công thức của `{name}` sinh ra hơn {LIMITS.sql_text} ký tự SQL: hãy tách thành nhiều KPI",
    )
    return placeless("KPF511", message, subject=name)
