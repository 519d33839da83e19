"""A source as the engine knows it: a name to select from and typed columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kpiframe.catalog.bindings import ColumnType as Declared
from kpiframe.catalog.bindings import Source
from kpiframe.data.cell_reader import DIGITS
from kpiframe.data.database import Database
from kpiframe.formula.algebras.rows import ColumnType, RowSql, row_sql
from kpiframe.formula.kind import Kind
from kpiframe.formula.syntax import Formula
from kpiframe.sqltext import quote_name


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed column: its SQL name, and what formulas over rows see of it."""

    name: str
    sql: str
    """Quoted name. Never the user's: hostile names do not reach the engine."""
    kind: ColumnType
    timestamp: bool = False
    """A wall-clock time; formulas see its date."""

    @property
    def in_formulas(self) -> str:
        """SQL a formula names it by."""
        return f"CAST({self.sql} AS DATE)" if self.timestamp else self.sql


@dataclass(frozen=True, slots=True)
class Relation:
    """The rows of a source, typed, without those that were dropped."""

    source: Source
    view: str
    """Quoted name to select from."""
    columns: Mapping[str, Typed]
    timed: bool = False
    days: str = ""
    """SQL of ``day`` and ``n``, its rows, where the rows themselves are elsewhere."""
    remote: Any = None
    """Where the rows are, when only totals come here; the view then holds no more than what checks ask for."""
    before: str = ""
    """Quoted name of the same rows with those that were dropped, where any may have been."""

    @property
    def rows_by_day(self) -> str:
        """SQL of ``day`` and ``n``, how many rows it has."""
        return self.days or f"SELECT {self.day} AS day, COUNT(*) AS n FROM {self.view} GROUP BY day"

    @property
    def day(self) -> str:
        """SQL of the local date of a row."""
        return self.columns[self.source.time].in_formulas if self.source.time else "NULL"

    @property
    def moment(self) -> str:
        """SQL of the time of a row, as exact as the source gives it."""
        return self.columns[self.source.time].sql if self.source.time else "NULL"

    def formula(self, formula: Formula) -> RowSql:
        """Return *formula* over these columns as SQL. FormulaError when it does not fit them."""
        return rows_of(formula, self.columns.values())

    def bare(self, formula: Formula) -> Typed | None:
        """Return the column when *formula* is nothing but its name, in needless brackets or not."""
        return self.columns.get(formula.canonical()) if len(formula.names) == 1 else None


def kept_rows(source: Source, table: str, columns: Mapping[str, Typed], number: int, database: Database) -> Relation:
    """Return the rows of *table*, made for *source*, without those its ``drop_rows`` name."""
    drops = " OR ".join(f"COALESCE({rows_of(f, columns.values()).text}, FALSE)" for f in source.drop_rows)
    view = f"__rows_{number}" if drops else table
    if drops:
        database.view(view, f"SELECT * FROM {quote_name(table)} WHERE NOT ({drops})")
    return Relation(source, quote_name(view), columns, timed=source.time is not None, before=quote_name(table))


def rows_of(formula: Formula, columns: Iterable[Typed]) -> RowSql:
    """Return *formula* over *columns* as SQL."""
    listed = list(columns)
    return row_sql(formula, {c.name: c.kind for c in listed}, {c.name: c.in_formulas for c in listed})


def typed(name: str, number: int, declared: Declared, scale: int) -> Typed:
    """Return the typed column for a declared type; *number* makes its name in the engine."""
    sql = quote_name(f"v{number}")
    match declared:
        case Declared.TEXT:
            return Typed(name, sql, ColumnType(Kind.TEXT, "VARCHAR"))
        case Declared.INTEGER:
            return Typed(name, sql, ColumnType(Kind.NUMBER, "BIGINT"))
        case Declared.FLOAT:
            return Typed(name, sql, ColumnType(Kind.NUMBER, "DOUBLE"))
        case Declared.BOOLEAN:
            return Typed(name, sql, ColumnType(Kind.CONDITION, "BOOLEAN"))
        case Declared.DATE:
            return Typed(name, sql, ColumnType(Kind.DATE, "DATE"))
        case Declared.TIMESTAMP:
            return Typed(name, sql, ColumnType(Kind.DATE, "DATE"), timestamp=True)
        case _:
            return Typed(name, sql, ColumnType(Kind.NUMBER, "DECIMAL", min(scale, DIGITS)))
