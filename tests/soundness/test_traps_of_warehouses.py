"""What is asked of warehouses nobody runs here: their SQL is written out and must not hold what they are known to do."""

from __future__ import annotations

import re

import pytest

from kpiframe.catalog.bindings import Agg, Aggregate, Column, ColumnType, Source
from kpiframe.catalog.warehouses import BACKENDS
from kpiframe.formula.syntax import Role, parse

ibis = pytest.importorskip("ibis")

COLUMNS = (
    Column("day", ColumnType.DATE, "day"),
    Column("shop", ColumnType.TEXT, "shop"),
    Column("amount", ColumnType.DECIMAL, "amount", scale=2),
    Column("pieces", ColumnType.INTEGER, "pieces"),
)
ASKED = {
    "a_sum": Aggregate(Agg.SUM, parse("pieces", Role.EXPR)),
    "a_mean": Aggregate(Agg.AVERAGE, parse("amount", Role.EXPR)),
    "a_median": Aggregate(Agg.MEDIAN, parse("amount", Role.EXPR)),
    "a_percentile": Aggregate(Agg.PERCENTILE, parse("amount", Role.EXPR), p=0.9),
    "a_distinct": Aggregate(Agg.COUNT_DISTINCT, parse("shop", Role.EXPR)),
}


@pytest.fixture(scope="module", params=sorted(BACKENDS.keys() - {"pyspark"}))
def sql(request):
    """SQL of every aggregate by period and shop, in one dialect; that of Spark is written by a running Spark only."""
    from kpiframe.data.warehouse import Door
    from kpiframe.data.warehouse_inputs import Inputs
    from kpiframe.data.warehouse_secrets import address_of
    from kpiframe.periods import Calendar

    kinds = {"day": "date", "shop": "string", "amount": "decimal(12, 2)", "pieces": "int64"}
    door = Door(BACKENDS[request.param], address_of(f"{request.param}://host/base"))
    source = Source("orders", format="warehouse", columns=COLUMNS, time="day")
    rows = Inputs(door, ibis.table(kinds, name="orders"), source, {c: c.name for c in COLUMNS}, "Asia/Ho_Chi_Minh")
    spanned = rows.spanned([Calendar().parse("2026-10")], ["shop"], {}, None)
    return door.sql(rows.flows(spanned, ["p", "s0"], ASKED)).upper()


def test_no_median_is_estimated(sql):
    """BigQuery and Trino have only APPROX_QUANTILES and APPROX_PERCENTILE; a median of theirs is near, not right."""
    ours = sql.replace("A_PERCENTILE", "").replace("A_MEDIAN", "")
    assert not re.search(r"APPROX|QUANTILE|MEDIAN|PERCENTILE|TDIGEST", ours)
    assert "ROW_NUMBER()" in sql


def test_no_distinct_count_is_estimated(sql):
    """ClickHouse's uniq is an estimate; COUNT(DISTINCT ...) there may be set to one."""
    assert "UNIQEXACT(" in sql or "COUNT(DISTINCT" in sql
    assert not re.search(r"\bUNIQ\(|APPROX_COUNT|HLL", sql)


def test_sums_of_whole_numbers_are_widened_before_they_are_added(sql):
    """A sum of 64-bit integers wraps around in ClickHouse: 3 * 2^62 would come out below zero."""
    assert (3 * 2**62 + 2**63) % 2**64 - 2**63 == -(2**62)
    (found,) = re.findall(r"SUM\((.{0,15}A_SUM_X.{0,40})", sql)
    assert re.match(r"(TRY_)?CAST\(.*? AS (NULLABLE\()?(BIGNUMERIC|NUMERIC|DECIMAL)", found), found


def test_no_rows_are_joined(sql):
    """ClickHouse fills the unmatched side of a join with zeros unless told otherwise (join_use_nulls)."""
    assert " JOIN " not in sql
