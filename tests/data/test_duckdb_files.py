"""DuckDB files: read only, one declared table, and no way through their views to anything else."""

from __future__ import annotations

import duckdb
import pytest

SUM = {"total": {"source": "s", "agg": "sum", "expr": "amount"}}
COLUMNS = {"day": "date", "amount": "integer"}


@pytest.fixture
def shop(bench):
    """A database with a table, a schema with one, a view, and a view that looks at the disk."""
    secret = bench.write("secret.csv", "day,amount\n2026-10-01,1000\n")
    with duckdb.connect(str(bench.root / "shop.duckdb")) as db:
        db.execute("CREATE TABLE orders AS SELECT DATE '2026-10-03' AS day, 8 AS amount")
        db.execute("CREATE SCHEMA archive")
        db.execute("CREATE TABLE archive.orders AS SELECT DATE '2026-10-04' AS day, 16 AS amount")
        db.execute("CREATE VIEW doubled AS SELECT day, amount * 2 AS amount FROM orders")
        db.execute(f"CREATE VIEW elsewhere AS SELECT * FROM read_csv('{secret}')")
    return bench


def gathered(bench, table):
    source = {"path": "shop.duckdb", "format": "duckdb", "table": table, "columns": COLUMNS, "time": "day"}
    return bench.gather({"s": source}, SUM, period="2026-10")


@pytest.mark.parametrize(("table", "total"), [("orders", 8.0), ("archive.orders", 16.0), ("doubled", 16.0)])
def test_tables_and_views_are_read_by_name(shop, table, total):
    found, numbers = gathered(shop, table)
    assert found.problems == ()
    assert numbers[()]["total"][-1] == total


def test_two_sources_may_read_two_tables_of_one_file(shop):
    spec = {"path": "shop.duckdb", "format": "duckdb", "columns": COLUMNS, "time": "day"}
    sources = {"now": spec | {"table": "orders"}, "then": spec | {"table": "archive.orders"}}
    bindings = {name: {"source": name, "agg": "sum", "expr": "amount"} for name in sources}
    _, numbers = shop.gather(sources, bindings, period="2026-10")
    assert (numbers[()]["now"][-1], numbers[()]["then"][-1]) == (8.0, 16.0)


def test_an_unknown_table_lists_those_there_are(shop):
    (problem,) = gathered(shop, "order")[0].problems
    assert problem.code == "KPF547"
    assert "archive.orders" in problem.message.vi
    assert "did you mean orders?" in problem.message.en


def test_a_view_cannot_reach_a_file_that_was_not_declared(shop):
    found, numbers = gathered(shop, "elsewhere")
    assert numbers == {}
    assert [p.severity.value for p in found.problems] == ["error"]


def test_the_file_is_not_written_to(shop):
    before = (shop.root / "shop.duckdb").read_bytes()
    gathered(shop, "orders")
    assert (shop.root / "shop.duckdb").read_bytes() == before
    assert not list(shop.root.glob("shop.duckdb.*"))


def test_what_is_no_database_is_told(bench):
    bench.write("shop.duckdb", "day,amount\n")
    (problem,) = gathered(bench, "orders")[0].problems
    assert problem.code == "KPF547"
