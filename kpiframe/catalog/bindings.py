"""How a project obtains inputs: sources, columns and bindings. All frozen."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kpiframe.catalog.model import MeasuredBy, Origin
from kpiframe.catalog.shapes import Join, Query, Union
from kpiframe.catalog.warehouses import Warehouse
from kpiframe.formula.syntax import Formula
from kpiframe.problems import NOWHERE, Location


class ColumnType(StrEnum):
    """Declared type of a column; nothing is guessed."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"
    PERCENT = "percent"


class Agg(StrEnum):
    """How rows become one number."""

    SUM = "sum"
    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    MIN = "min"
    MAX = "max"
    AVERAGE = "average"
    MEDIAN = "median"
    PERCENTILE = "percentile"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Codes that mean "no answer" in a span of time, e.g. 88 and 99 until a question was changed."""

    codes: tuple[str, ...]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column as declared; ``header`` is the text in the file, ``name`` what formulas say."""

    name: str
    type: ColumnType
    header: str
    format: str | None = None
    """strptime format of a date or timestamp; ISO when absent."""
    scale: int = 4
    """Digits after the decimal mark kept exactly (decimal and percent)."""
    missing: tuple[str, ...] = ()
    """Cell texts that mean "no value"; blank always does."""
    true: tuple[str, ...] = ("true", "1", "yes")
    false: tuple[str, ...] = ("false", "0", "no")
    fill_down: bool = False
    """A blank cell means the one above it, as in merged ranges."""
    unanswered: tuple[Unanswered, ...] = ()
    marks: tuple[str, ...] = ()
    """Currency marks and units that may stand before or after the number, e.g. ``US$``, ``₫``."""
    brackets: bool = False
    """Whether a number in brackets is below zero."""
    headers: tuple[str, ...] = ()
    """Other texts the header may have; ``{currency}`` in one stands for a code such as VND."""
    optional: bool = False
    """Whether a file may lack it as long as nothing uses it."""
    additive: bool = True
    """Whether its sum over rows means anything."""
    within: tuple[str, ...] = ()
    """Columns that must have one value in all rows that are summed."""
    equals: Formula | None = None
    """What it is made of, for a rate that is held against its parts row by row."""
    money: bool = False
    counts_days: bool = False
    """Days after the first day the preamble names, instead of a date."""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``agg`` of ``expr`` over the rows that pass ``filter``."""

    agg: Agg
    expr: Formula | None = None
    filter: Formula | None = None
    p: float | None = None
    """For percentile, 0..1."""
    at: str = "period_end"
    """For first and last: ``period_start`` or ``period_end``."""


@dataclass(frozen=True, slots=True)
class Derive:
    """A source made from another: one row for each combination of ``group_by``."""

    origin: str
    group_by: tuple[str, ...]
    columns: Mapping[str, Aggregate]
    each_period: bool = False
    """Anew for every period, from the rows up to its end; the rows then bear that day as ``until``."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows of a file that sum up the others: left out, and held against their sum."""

    begins: tuple[str, ...]
    """What their cell begins with; an empty text means a blank cell."""
    column: str
    check: tuple[str, ...] = ()
    """Columns whose sum over the other rows must equal that of the row."""
    row: str | None = None
    """Text of the row that is checked; the first one when absent."""


@dataclass(frozen=True, slots=True)
class Preamble:
    """What a file says of itself above its header."""

    lines: tuple[str, ...]
    """Lines with ``{start}``, ``{end}``, ``{currency}``, ``{account}``, ``{category}``, ``{timezone}`` in them."""
    format: str | None = None
    """strptime format of start and end; ISO when absent."""


@dataclass(frozen=True, slots=True)
class Source:
    """A declared file, frame or derivation; nothing about it is sniffed."""

    name: str
    path: str | None = None
    """As written; resolved against ``folder`` by the paths room. A folder, or a name with ``*``, means many files."""
    folder: str = ""
    """Folder of the file that declared it."""
    format: str = "csv"
    """``csv``, ``parquet``, ``json``, ``workbook``, ``duckdb``, ``warehouse`` or ``frame`` (registered by Python)."""
    delimiter: str = ","
    quote: str = '"'
    decimal: str = "."
    thousands: str = ""
    encoding: str = "utf-8"
    header: int | None = 1
    """Line of the header, counted from 1; ``None``: the first line that holds every declared header."""
    header_rows: int = 1
    """Survey tools write two or three, shops a description below the header."""
    footer: int = 0
    """Lines at the end of the file that are no rows."""
    totals: Totals | None = None
    table_ends: tuple[str, ...] = ()
    """What the first line below the table begins with; an empty text means a blank line."""
    preamble: Preamble | None = None
    time_end: str | None = None
    """Column of the last day a row is about, where ``time`` is the first."""
    currency: str = ""
    """The one currency its amounts are in."""
    currency_column: str | None = None
    adapter: str = ""
    """Shipped description of an export it was completed from."""
    provenance: tuple[Origin, ...] = ()
    """Where each key came from."""
    sheet: str | None = None
    """Of a workbook; its first sheet when absent."""
    table: str | None = None
    """Of a DuckDB file, with its schema when that is not ``main``."""
    warehouse: Warehouse | None = None
    columns: tuple[Column, ...] = ()
    time: str | None = None
    timezone: str = "local"
    """``local`` or ``UTC``: how timestamps without a zone are read."""
    key: tuple[str, ...] = ()
    drop_rows: tuple[Formula, ...] = ()
    max_bad_cells: int = 0
    measured_by: MeasuredBy | None = None
    platform: str | None = None
    max_age_days: int | None = None
    revision_days: int | None = None
    """Days after a period's end in which the source may still change its numbers."""
    as_of: date | None = None
    """For a source without time: the date its rows describe."""
    covers: tuple[date, date] | None = None
    """For a source without time: first and last day of the span its rows sum up."""
    undated: bool = False
    """Whether its author says that nobody knows which days its rows are about."""
    derive: Derive | None = None
    join: Join | None = None
    union: Union | None = None
    query: Query | None = None
    location: Location = NOWHERE

    @property
    def made_from(self) -> tuple[str, ...]:
        """The sources it is made from; none for a file or frame."""
        if self.derive:
            return (self.derive.origin,)
        if self.join:
            return (self.join.origin, *(m.source for m in self.join.matches))
        if self.union:
            return self.union.members
        return self.query.origins if self.query else ()

    def column(self, name: str) -> Column | None:
        """Return the column called *name*."""
        return next((c for c in self.columns if c.name == name), None)


@dataclass(frozen=True, slots=True)
class Binding:
    """How one input is obtained: an aggregate of a source, a constant, or a value per period."""

    input: str
    source: str | None = None
    aggregate: Aggregate | None = None
    empty: float | None = None
    """Value where no row exists; absent means "no value"."""
    value: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    """Period key -> number, written in the project by hand."""
    author: str = ""
    lifecycle: tuple[str, ...] = ()
    """Entries that concern this number, and so every KPI that uses it."""
    location: Location = NOWHERE


def binding_key(kpi: str, name: str, bound: Container[str]) -> str:
    """Return the key that provides input *name* to *kpi*: its own, written ``kpi.input``, else the one all share."""
    own = f"{kpi}.{name}"
    return own if own in bound else name
