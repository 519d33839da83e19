"""The SQL each kind of warehouse is sent. PostgreSQL and Spark run it in the long tests; the others are compiled only.

What is looked for is what would be silently wrong: estimates in the place of counts, sums of doubles or of 64 bits,
truncation by a session's calendar, a wall clock moved the wrong way.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from kpiframe.catalog.bindings import Agg, Aggregate, Column, ColumnType, Source
from kpiframe.catalog.warehouses import BACKENDS, backend_of
from kpiframe.data.warehouse_inputs import Inputs
from kpiframe.formula.syntax import Role, parse
from kpiframe.periods import Calendar, Period

ibis = pytest.importorskip("ibis")

COLUMNS = (
    Column("day", ColumnType.DATE, "day"),
    Column("shop", ColumnType.TEXT, "shop"),
    Column("amount", ColumnType.DECIMAL, "amount", scale=2),
    Column("qty", ColumnType.INTEGER, "qty"),
)
SOURCE = Source("orders", columns=COLUMNS, time="day", format="warehouse")
TABLE = {"day": "date", "shop": "string", "amount": "decimal(18, 2)", "qty": "int32"}
PERIODS = tuple(Period(date(2026, month, 1), Calendar()) for month in (9, 10))
COMPILED = [kind for kind in BACKENDS if kind != "pyspark"]
"""Ibis compiles for Spark only where Spark is installed."""


def rows_of(door, schema=TABLE, source=SOURCE):
    table = ibis.table(schema, name="orders", database="shop")
    return Inputs(door, table, source, {c: c.name for c in source.columns}, "Asia/Ho_Chi_Minh")


def asked(agg, expr=None, keep=None, **more):
    return Aggregate(
        Agg(agg),
        parse(expr, Role.EXPR) if expr else None,
        parse(keep, Role.FILTER) if keep else None,
        more.get("p"),
        more.get("at", "period_end"),
    )


def flows(door, **inputs):
    rows = rows_of(door)
    return door.sql(rows.flows(rows.spanned(PERIODS, ["shop"], {}, None), ["p", "s0"], inputs))


SUMS = {
    "postgres": [
        'CAST(CAST("t"."v2" AS DECIMAL(19, 2)) * CAST("t"."v3" AS DECIMAL(18, 0)) AS DECIMAL(38, 2))',
        'SUM("t"."a0_x")',
        "MAKE_DATE(2026, 10, 1)",
    ],
    "bigquery": [
        "CAST(CAST(`t`.`v2` AS NUMERIC) * CAST(`t`.`v3` AS NUMERIC) AS NUMERIC)",
        "SUM(`t`.`a0_x`)",
        "DATE(2026, 10, 1)",
    ],
    "snowflake": [
        'CAST(CAST("t"."v2" AS DECIMAL(19, 2)) * CAST("t"."v3" AS DECIMAL(18, 0)) AS DECIMAL(38, 2))',
        'SUM("t"."a0_x")',
        "DATE_FROM_PARTS(2026, 10, 1)",
    ],
    "trino": [
        'CAST(CAST("t"."v2" AS DECIMAL(19, 2)) * CAST("t"."v3" AS DECIMAL(18, 0)) AS DECIMAL(38, 2))',
        'SUM("t"."a0_x")',
        "FROM_ISO8601_DATE('2026-10-01')",
    ],
    "clickhouse": [
        'CAST(CAST("t"."v2" AS Nullable(Decimal(19, 2))) * CAST("t"."v3" AS Nullable(Decimal(18, 0))) AS Nullable(Decimal(38, 2)))',
        'SUM("t"."a0_x")',
        "toDate('2026-10-01')",
    ],
    "databricks": [
        "CAST(CAST(`t`.`v2` AS DECIMAL(19, 2)) * CAST(`t`.`v3` AS DECIMAL(18, 0)) AS DECIMAL(38, 2))",
        "SUM(`t`.`a0_x`)",
        "MAKE_DATE(2026, 10, 1)",
    ],
}


@pytest.mark.parametrize("kind", COMPILED)
def test_sums_are_exact_and_periods_are_compared_and_never_truncated(door_of, kind):
    sql = flows(door_of(kind), a0=asked("sum", "amount * qty", 'shop == "Quận 1"'))
    nameless = re.sub(r"([`\"])t\d([`\"])", r"\1t\2", sql)
    for part in SUMS[kind]:
        assert part in nameless
    assert "'Quận 1'" in sql
    assert re.search(r"GROUP BY (1, 2|.t2.\..p., .t2.\..s0.)$", sql)
    assert not re.search(r"(?i)trunc|approx|HAVING|\bJOIN\b", sql)


@pytest.mark.parametrize("kind", COMPILED)
def test_distinct_values_are_counted_and_not_estimated(door_of, kind):
    """Ibis spells it ``uniq`` for ClickHouse, which estimates."""
    sql = flows(door_of(kind), a0=asked("count_distinct", "shop"))
    wanted = "uniqExact(" if kind == "clickhouse" else "COUNT(DISTINCT "
    assert wanted in sql
    assert not re.search(r"\buniq\(|\buniqIf\(|(?i:approx)", sql)


@pytest.mark.parametrize("kind", [k for k in COMPILED if not BACKENDS[k].lacks])
def test_quantiles_are_two_values_of_the_rows_and_nothing_in_between(door_of, kind):
    rows = rows_of(door_of(kind))
    spanned = rows.spanned(PERIODS, [], {}, None)
    sql = door_of(kind).sql(rows.flows(spanned, ["p"], {"a0": asked("percentile", "amount", p=0.9)}))
    assert re.search(r"(?i)ROW_NUMBER\(\) OVER \(PARTITION BY", sql)
    assert re.search(r"(?i)FLOOR\(.+\* 0\.9\)", sql)
    assert re.search(r"(?i)CEIL\(.+\* 0\.9\)", sql)
    assert not re.search(r"(?i)percentile|median|quantile", sql)


@pytest.mark.parametrize("kind", COMPILED)
def test_the_latest_level_adds_up_all_rows_of_its_moment(door_of, kind):
    """Never ``arg_max`` or its kin: of several rows at one moment they take any."""
    rows = rows_of(door_of(kind))
    sql = door_of(kind).sql(rows.levels(rows.spanned(PERIODS, [], {}, None), ["p"], {"a0": asked("last", "qty")}))
    assert re.search(r"(?i)MAX\(.+\) OVER \(PARTITION BY .t\d.\..p.", sql)
    assert not re.search(r"(?i)arg_?max|max_by|last_value", sql)


LOCAL = {
    "postgres": ("TIMEZONE('Asia/Ho_Chi_Minh', TIMEZONE('UTC', \"t0\".\"day\"))", "TIMEZONE('Asia/Ho_Chi_Minh', \"t0\".\"day\")"),
    "bigquery": ("datetime(timestamp(`t0`.`day`), 'Asia/Ho_Chi_Minh')", "datetime(`t0`.`day`, 'Asia/Ho_Chi_Minh')"),
    "snowflake": (
        "CONVERT_TIMEZONE('UTC', 'Asia/Ho_Chi_Minh', \"t0\".\"day\")",
        "CONVERT_TIMEZONE('Asia/Ho_Chi_Minh', \"t0\".\"day\")",
    ),
    "trino": (
        "AT_TIMEZONE(WITH_TIMEZONE(\"t0\".\"day\", 'UTC'), 'Asia/Ho_Chi_Minh')",
        "AT_TIMEZONE(\"t0\".\"day\", 'Asia/Ho_Chi_Minh')",
    ),
    "clickhouse": ("toTimeZone(\"t0\".\"day\", 'Asia/Ho_Chi_Minh')", "toTimeZone(\"t0\".\"day\", 'Asia/Ho_Chi_Minh')"),
    "databricks": ("FROM_UTC_TIMESTAMP(`t0`.`day`, 'Asia/Ho_Chi_Minh')", "FROM_UTC_TIMESTAMP(`t0`.`day`, 'Asia/Ho_Chi_Minh')"),
}  # fmt: skip


@pytest.mark.parametrize("kind", COMPILED)
def test_the_day_of_a_moment_is_that_of_the_project(door_of, kind):
    """Without a zone and meant as UTC; with a zone of its own."""
    columns = (Column("day", ColumnType.TIMESTAMP, "day"),)
    source = Source("orders", columns=columns, time="day", timezone="UTC", format="warehouse")
    for type_, wanted in zip(("timestamp", "timestamp('UTC')"), LOCAL[kind], strict=True):
        sql = door_of(kind).sql(rows_of(door_of(kind), {"day": type_}, source).days())
        assert wanted.lower() in sql.lower().replace("cast(`t0`.`day` as timestamp)", "`t0`.`day`")


@pytest.mark.parametrize("kind", COMPILED)
def test_texts_are_composed_where_the_warehouse_can_and_looked_at_where_it_cannot(door_of, kind):
    sql = door_of(kind).sql(rows_of(door_of(kind)).census())
    name = BACKENDS[kind].normalize
    assert ("normalize" in sql.lower()) == bool(name)
    assert f"{name.lower()}(" in sql.lower()
    assert ("loose_v1" in sql) == (not name)


@pytest.mark.parametrize("kind", COMPILED)
def test_every_other_question_compiles(door_of, kind):
    door = door_of(kind)
    rows = rows_of(door, source=Source("orders", columns=COLUMNS, time="day", key=("shop",), format="warehouse"))
    for question in (rows.surplus(), rows.examples(), rows.bad_cells("day"), rows.alike("shop", ["a"]),
        rows.some("shop"), rows.like_totals("shop"), rows.census({"shop": ["a", "b"]})):  # fmt: skip
        assert door.sql(question).startswith(("SELECT", "WITH"))


@pytest.mark.parametrize("kind", COMPILED)
def test_a_hostile_name_stays_a_name(door_of, kind):
    """Quoted by the rules of each dialect, in a table of which nothing else is known."""
    name = 'x"; DROP TABLE orders; --`'
    column = Column("amount", ColumnType.INTEGER, name)
    source = Source("orders", columns=(column,), format="warehouse")
    table = ibis.table({name: "int32"}, name="orders", database="shop")
    sql = door_of(kind).sql(Inputs(door_of(kind), table, source, {column: name}, "UTC").census())
    import sqlglot

    (statement,) = sqlglot.parse(sql, dialect=kind)
    assert isinstance(statement, sqlglot.exp.Select)
    if kind != "bigquery":  # has no such names; Ibis leaves out what it does not allow
        assert name in {found.name for found in statement.find_all(sqlglot.exp.Column)}


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("postgres://h/d", "postgres"),
        ("postgresql://h/d", "postgres"),
        ("BigQuery://p/d", "bigquery"),
        ("pyspark://", "pyspark"),
        ("duckdb://x.duckdb", None),
        ("file:///etc/passwd", None),
        ("postgres", None),
        ("", None),
    ],
)
def test_the_scheme_names_the_kind(url, kind):
    found = backend_of(url)
    assert (found.kind if found else None) == kind
