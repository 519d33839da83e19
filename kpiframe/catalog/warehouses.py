"""Warehouses: which there are, what each can do, and how a source names a table of one. No connection is made here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kpiframe.problems import NOWHERE, Location

EXTRA: Final = 'pip install "kpiframe[warehouse]"'
"""What brings Ibis and the driver of PostgreSQL."""
_IBIS: Final = 'pip install "kpiframe[warehouse]" "ibis-framework[{}]>=12,<13"'
_QUANTILES: Final = ("median", "percentile")


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A table of a warehouse; its address and credentials stand in an environment variable, never in a definition."""

    variable: str
    """Name of the environment variable that holds the URL."""
    table: str
    """``table``, ``schema.table`` or ``catalog.schema.table``."""
    kind: str = ""
    """One of :data:`BACKENDS`; taken from the URL when absent, and then nothing can be checked before a connection."""
    rows: bool = False
    """Whether the rows are fetched and everything is computed here, instead of asking for totals."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A warehouse the project has a name for. Only a command names a table of it and has results written there."""

    name: str
    variable: str
    """Name of the environment variable that holds the URL."""
    kind: str = ""
    """One of :data:`BACKENDS`; taken from the URL when absent."""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Backend:
    """One kind of warehouse."""

    kind: str
    label: str
    schemes: tuple[str, ...]
    """What its URL begins with."""
    run: bool
    """Whether the test suite runs it for real; the others' SQL is compiled and compared with what is expected."""
    driver: str
    """Module without which there is no connection."""
    install: str
    """The line that installs what it needs."""
    lacks: tuple[str, ...] = ()
    """Aggregates it is not asked for: its own are estimates."""
    normalize: str = ""
    """Its function that brings a text to Unicode NFC; empty when it has none."""
    takes_results: bool = False
    """Whether results can be written there; only where the test suite does so for real."""
    table_parts: int = 3
    """How many names a table has at most: catalog, schema and its own."""
    longest_name: int = 128
    """Bytes of a name of a table or column; some cut longer ones without a word."""


BACKENDS: Final = {
    backend.kind: backend
    for backend in (
        Backend(
            "postgres",
            "PostgreSQL",
            ("postgres", "postgresql"),
            True,
            "psycopg",
            EXTRA,
            (),
            "normalize",
            takes_results=True,
            table_parts=2,
            longest_name=63,
        ),
        Backend("pyspark", "Spark", ("pyspark", "spark"), True, "pyspark", _IBIS.format("pyspark"), takes_results=True),
        Backend(
            "bigquery",
            "BigQuery",
            ("bigquery",),
            False,
            "google.cloud.bigquery",
            _IBIS.format("bigquery"),
            _QUANTILES,
            "normalize",
        ),
        Backend("snowflake", "Snowflake", ("snowflake",), False, "snowflake.connector", _IBIS.format("snowflake")),
        Backend(
            "trino",
            "Trino",
            ("trino",),
            False,
            "trino",
            _IBIS.format("trino"),
            _QUANTILES,
            "normalize",
        ),
        Backend(
            "clickhouse",
            "ClickHouse",
            ("clickhouse",),
            False,
            "clickhouse_connect",
            _IBIS.format("clickhouse"),
            (),
            "normalizeUTF8NFC",
        ),
        Backend("databricks", "Databricks", ("databricks",), False, "databricks.sql", _IBIS.format("databricks")),
    )
}
"""The capability table; docs/warehouses.md shows it."""


def backend_of(url: str) -> Backend | None:
    """Return the kind of warehouse a URL names, ``None`` for any other URL."""
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    return next((backend for backend in BACKENDS.values() if scheme in backend.schemes), None)
