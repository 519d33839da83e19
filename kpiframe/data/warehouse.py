"""The only door to warehouses: Ibis and Arrow are imported here and nowhere else.

Expressions are built and results fetched; no SQL text is run. What Ibis spells otherwise than exactly (distinct counts
of ClickHouse, moments in a time zone) is asked for by the name of the function. A connection that writes results is
opened here too and lent to those who do: ``postgres_results``, ``spark_results``.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import ibis
import ibis.common.exceptions as refusals
import pyarrow as pa

from kpiframe.catalog.warehouses import Backend
from kpiframe.data.warehouse_secrets import Address, masked
from kpiframe.texts import Text

_LARGEST: Final = 1.7976931348623157e308
_LONG: Final = 8
"""Bytes of an integer whose sums PostgreSQL takes for numerics, and Ibis for 64 bits."""
_UNDEFINED: Final = (refusals.OperationNotDefinedError, refusals.UnsupportedOperationError)


class WarehouseError(Exception):
    """What a warehouse or its driver refused, in words that hold no secret."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


@dataclass(frozen=True, slots=True)
class Fetched:
    """Rows that have been moved here."""

    table: Any
    """An Arrow table."""
    rows: int
    bytes: int


class Door:
    """One connection, or none: then expressions can be built and compiled only."""

    def __init__(self, backend: Backend, address: Address, connection: Any = None, *, ours: bool = True) -> None:
        self.backend = backend
        self._address = address
        self._connection = connection
        self._ours = ours
        self._known = ""

    def close(self) -> None:
        """End the connection, unless it was there before."""
        with suppress(Exception):  # drivers raise what they like, and there is nothing left to lose
            if self._ours and self._connection is not None:
                self._connection.disconnect()

    def table(self, name: str) -> Any:
        """Return the table called *name*. WarehouseError when there is none."""
        self._known += f" {name}"
        *place, last = name.split(".")
        database = tuple(place) if len(place) > 1 else place[0] if place else None
        return self._guarded(lambda: self._connection.table(last, database=database))

    def fetch(self, expression: Any) -> Fetched:
        """Run *expression* and move its rows here. WarehouseError."""
        found = self._guarded(lambda: self._connection.to_pyarrow(expression))
        return Fetched(found, found.num_rows, found.nbytes)

    def sql(self, expression: Any) -> str:
        """Return the SQL of *expression* in the dialect of this kind of warehouse. WarehouseError."""
        return str(self._guarded(lambda: ibis.to_sql(expression, dialect=self.backend.kind, pretty=False)))

    def attempt(self, act: Callable[[Any], Any]) -> Any:
        """Return what *act* does with the driver's own connection (psycopg, SparkSession). WarehouseError."""
        connection = self._connection
        native = {"postgres": "con", "pyspark": "_session"}[self.backend.kind]
        return self._guarded(lambda: act(getattr(connection, native)))

    def _guarded(self, act: Any) -> Any:
        """Run *act*; the error of a driver is told without secrets, and is not kept as a cause that a trace shows."""
        try:
            return act()
        except _UNDEFINED as error:
            told, label = masked(str(error), self._address), self.backend.label
            why = Text(f"{label} cannot do this: {told.en}", f"{label} không làm được: {told.vi}")
        except Exception as error:  # noqa: BLE001  every driver has errors of its own
            why = masked(str(error) or type(error).__name__, self._address, self._known)
        raise WarehouseError(why)

    def between(self, table: Any, name: str, share: float) -> Any:
        """Return *table* with ``NAME_q``, the quantile between ``NAME`` and ``NAME_h`` of ``NAME_n`` values."""
        columns = (table.column(c).to_pylist() for c in (name, f"{name}_h", f"{name}_n"))
        found = [quantile_between(low, high, count, share) for low, high, count in zip(*columns, strict=True)]
        return table.append_column(f"{name}_q", pa.array(found, pa.float64()))

    def texts(self, values: Sequence[str]) -> Any:
        """Return an Arrow table of one column ``v``."""
        return pa.table({"v": pa.array(values, pa.string())})

    # ---- expressions
    def once(self, table: Any) -> Any:
        """Return *table* such that its columns are worked out once a row, however often they are named.

        PostgreSQL would put the whole expression in the place of every name; a volatile column keeps it from that.
        """
        if self.backend.kind != "postgres":
            return table
        return table.mutate(__once=call("clock_timestamp", returns="timestamp('UTC')"))

    def number(self, value: Decimal, scale: int) -> Any:
        """Return an exact constant."""
        return ibis.literal(value, type=f"decimal(18, {scale})")

    def like(self, value: Decimal, kind: Any) -> Any:
        """Return an exact constant of the type *kind*."""
        return ibis.literal(value, type=kind.copy(nullable=True))

    def constant(self, value: float | str | bool | date) -> Any:  # noqa: FBT001
        """Return a double, a whole number of 64 bits, a text, a condition or a date."""
        kinds = {bool: "boolean", str: "string", float: "float64", int: "int64", date: "date"}
        return ibis.literal(value, type=kinds[type(value)])

    def null(self, kind: str) -> Any:
        """Return no value of an Ibis type, also of one whose columns may hold none."""
        return ibis.null(ibis.dtype(kind).copy(nullable=True))

    def cases(self, branches: Sequence[tuple[Any, Any]], other: Any) -> Any:
        """Return the value of the first branch whose condition is true, else *other*."""
        return ibis.cases(*branches, else_=other)

    def coalesce(self, values: Sequence[Any]) -> Any:
        """Return the first value there is."""
        return ibis.coalesce(*values)

    def extreme(self, values: Sequence[Any], *, largest: bool) -> Any:
        """Return the smallest or largest of values of which none is null."""
        return ibis.greatest(*values) if largest else ibis.least(*values)

    def finite(self, value: Any) -> Any:
        """Return whether a double is a number: elsewhere NaN may be above everything and equal to itself."""
        return value.abs() <= self.constant(_LARGEST)

    def begins(self, text: Any, marks: str) -> Any:
        """Return whether *text* begins with one of the characters *marks*; elsewhere LEFT may count bytes."""
        if self.backend.kind == "postgres":
            return text.left(1).isin([self.constant(mark) for mark in marks])
        found = self.constant(False)
        for mark in marks:
            found = found | text.startswith(self.constant(mark))
        return found

    def nfc(self, text: Any) -> Any:
        """Return *text* in NFC where the warehouse can do that, else as it is."""
        name = self.backend.normalize
        if not name:
            return text
        found = call(name, text, returns="string")
        if self.backend.kind == "postgres":  # slow there, and nothing to do for as many bytes as letters
            return (call("octet_length", text, returns="int64") == text.length()).ifelse(text, found)
        return found

    def over(self, value: Any, keys: Sequence[Any]) -> Any:
        """Return the aggregate *value* over all rows that agree in *keys*."""
        return value.over(ibis.window(group_by=list(keys)))

    def place(self, value: Any, keys: Sequence[Any]) -> Any:
        """Return the place of *value*, from 0, among those that are not null in all rows that agree in *keys*."""
        return ibis.row_number().over(ibis.window(group_by=[*keys, value.isnull()], order_by=value))

    def total(self, value: Any, scale: int) -> Any:
        """Return the exact sum of whole numbers or decimals with *scale* places, in 38 digits.

        Elsewhere a sum of integers wraps around or of decimals overflows; PostgreSQL widens both by itself, and much
        faster than it adds numbers of 38 digits.
        """
        wide = f"decimal(38, {scale})"
        kind = value.type()
        if self.backend.kind == "postgres" and (kind.is_decimal() or kind.nbytes < _LONG):
            return value.sum().cast(wide)
        return value.cast(wide).sum()

    def distinct(self, value: Any) -> Any:
        """Return the exact number of distinct values; Ibis would have ClickHouse estimate it."""
        if self.backend.kind == "clickhouse":
            return call("uniqExact", value, returns="int64", total=True)
        return value.nunique()

    def local(self, moment: Any, zone: str) -> Any:
        """Return the wall-clock time in *zone* of a moment: with a zone of its own, or without one and meant as UTC."""
        zoned, there = moment.type().timezone is not None, self.constant(zone)
        match self.backend.kind:
            case "postgres":
                moment = moment if zoned else call("timezone", self.constant("UTC"), moment, returns="timestamp('UTC')")
                return call("timezone", there, moment, returns="timestamp")
            case "pyspark" | "databricks":
                return call("from_utc_timestamp", moment, there, returns="timestamp")
            case "bigquery":
                moment = moment if zoned else call("timestamp", moment, returns="timestamp('UTC')")
                return call("datetime", moment, there, returns="timestamp")
            case "snowflake" if not zoned:
                return call("convert_timezone", self.constant("UTC"), there, moment, returns="timestamp")
            case "snowflake":
                return call("convert_timezone", there, moment, returns="timestamp('UTC')").cast("timestamp")
            case "trino":
                utc = "timestamp('UTC')"
                moment = moment if zoned else call("with_timezone", moment, self.constant("UTC"), returns=utc)
                return call("at_timezone", moment, there, returns=utc).cast("timestamp")
            case _:
                return call("toTimeZone", moment, there, returns="timestamp")


def connect(backend: Backend, address: Address, *, writes: bool = False) -> Door:
    """Open a connection that reads, or one that *writes*. WarehouseError without any part of the address."""
    before = _running_session() if backend.kind == "pyspark" else None
    url = backend.schemes[0] + "://" + address.url.partition("://")[2]
    door = Door(backend, address, ours=before is None)
    connection = door._guarded(lambda: ibis.connect(url))  # noqa: SLF001
    door = Door(backend, address, connection, ours=before is None)
    if backend.kind == "postgres" and not writes:
        door._guarded(lambda: _one_snapshot(connection))  # noqa: SLF001
    return door


def call(name: str, *values: Any, returns: str, total: bool = False) -> Any:
    """Return the call of a function the warehouse has and Ibis does not spell; *total* for one over many rows."""

    def function(*_: Any) -> None:
        """Nothing is run here: only name and types count."""

    kind = inspect.Parameter.POSITIONAL_ONLY
    parameters = [inspect.Parameter(f"a{i}", kind) for i in range(len(values))]
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    types = tuple(value.type() for value in values)
    make = (ibis.udf.agg if total else ibis.udf.scalar).builtin
    return make(function, name=name, signature=(types, returns))(*values)


def quantile_between(low: Any, high: Any, count: int, share: float) -> float | None:
    """Return the quantile of *count* values of which *low* and *high* are the nearest, as the engine rounds it."""
    if low is None or high is None:
        return None
    place = (count - 1) * share
    rest = place - math.floor(place)
    if rest == 0:
        return float(low)
    return float(Fraction(float(low)) * Fraction(1 - rest) + Fraction(float(high) * rest))


def _one_snapshot(connection: Any) -> None:
    """Let every query of this connection read only, and see the same rows: all share a transaction left open."""
    import psycopg

    driver = connection.con
    driver.rollback()
    driver.autocommit = False
    driver.read_only = True
    driver.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.raw_sql("SELECT 1").close()


def _running_session() -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession()
