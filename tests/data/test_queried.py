"""SQL text: only when the operator allows it, one SELECT, over the declared sources and nothing else."""

from __future__ import annotations

import pytest

SOURCES = """
sources:
  orders: {path: orders.csv, columns: {day: date, customer: text, amount: {type: decimal, scale: 2}}, time: day}
  shops: {path: shops.csv, columns: {shop: text, town: text}}
  ranked:
    query:
      from: [orders]
      sql: |
        -- the largest order of each customer in a month
        WITH placed AS (SELECT *, row_number() OVER (PARTITION BY customer, month(day) ORDER BY amount DESC, day) AS place FROM orders)
        SELECT day, customer AS buyer, amount FROM placed WHERE place = 1
    columns: {day: date, buyer: text, amount: {type: decimal, scale: 2}}
    time: day
bindings:
  best: {source: ranked, agg: sum, expr: amount}
  buyers: {source: ranked, agg: count_distinct, expr: buyer}
"""
ORDERS = "day,customer,amount\n2026-09-01,ann,5\n2026-10-01,ann,10.25\n2026-10-02,ann,7\n2026-10-03,bob,1\n"


@pytest.fixture
def shop(written):
    written.write("orders.csv", ORDERS)
    written.write("shops.csv", "shop,town\nA,Hue\n")
    written.write("secret.csv", "token\nhunter2\n")
    return written


def asked(shop, sql, *, columns="{town: text}", **more):
    """The problems of a query over shops and orders with one binding."""
    text = SOURCES[: SOURCES.index("  ranked:")] + (
        f"  made:\n    query:\n      from: [shops, orders]\n      sql: {sql!r}\n    columns: {columns}\n"
        "bindings:\n  rows: {source: made, agg: count, expr: town}\n"
    )
    found, values = shop.asked(text, allow_sql=True, period="2026-10", **more)
    return found, values


def test_the_answer_is_read_as_declared(shop):
    found, values = shop.asked(SOURCES, allow_sql=True)
    assert found.problems == ()
    assert values[()] == {"best": (5.0, 11.25), "buyers": (1.0, 2.0)}
    (report,) = [r for r in found.reports if r.source == "ranked"]
    assert (report.path, report.rows) == ("SQL", 3)


def test_without_leave_nothing_runs(shop):
    found, _ = shop.asked(SOURCES)
    (problem,) = found.problems
    assert (problem.code, problem.severity, problem.subject) == ("KPF232", "error", "ranked")
    assert "--allow-sql" in problem.help.en
    assert "--allow-sql" in problem.help.vi


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT town FROM shops",
        "SELECT town FROM shops;",
        "FROM shops SELECT town",
        "SELECT s.town FROM shops AS s JOIN orders AS o ON TRUE WHERE o.customer = 'bob'",
        "SELECT town FROM SHOPS WHERE EXISTS (SELECT 1 FROM orders WHERE amount > 10)",
        "SELECT town FROM (SELECT DISTINCT town FROM shops) UNION ALL SELECT 'Hue' WHERE FALSE",
        "SELECT 'Hue' AS town FROM range(1)",
        "WITH a AS (SELECT town FROM shops), b AS (SELECT * FROM a) SELECT * FROM b",
        "VALUES ('x')",
    ],
)
def test_one_select_over_its_sources_runs(shop, sql):
    found, values = asked(shop, sql.replace("VALUES ('x')", "SELECT town FROM (VALUES ('Hue')) AS v(town)"))
    assert [str(p) for p in found.problems] == []
    assert values[()]["rows"][-1] == 1.0


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT * FROM read_csv('secret.csv')", "read_csv"),
        ("SELECT * FROM read_text('secret.csv')", "read_text"),
        ("SELECT content AS town FROM read_blob('secret.csv')", "read_blob"),
        ("SELECT * FROM read_parquet('secret.parquet')", "read_parquet"),
        ("SELECT * FROM glob('*')", "glob"),
        ("SELECT * FROM 'secret.csv'", "secret.csv"),
        ('SELECT * FROM "secret.csv"', "secret.csv"),
        ("SELECT town FROM shops WHERE town IN (SELECT token FROM 'secret.csv')", "secret.csv"),
        ("SELECT (SELECT token FROM 'secret.csv') AS town FROM shops", "secret.csv"),
        ("SELECT * FROM duckdb_settings()", "duckdb_settings"),
        ("SELECT * FROM duckdb_tables", "duckdb_tables"),
        ("SELECT * FROM information_schema.tables", "information_schema.tables"),
        ("SELECT * FROM temp.main.__rows_0", "temp.main.__rows_0"),
        ("SELECT * FROM __base_0", "__base_0"),
        ("SELECT * FROM (WITH __base_0 AS (SELECT 1) SELECT 1), __base_0", "__base_0"),
        ("SELECT * FROM shop", "shop"),
        ("SELECT * FROM query('SELECT 1')", "query"),
        ("SELECT * FROM query_table('shops')", "query_table"),
        ("SELECT 1 AS town; SELECT 2", "single SELECT"),
        ("SELECT 1 AS town) UNION (SELECT 2", "single SELECT"),
        ("SELECT 1 AS town; DROP TABLE shops", "single SELECT"),
        ("COPY (SELECT 1) TO 'out.csv'", "single SELECT"),
        ("CREATE TABLE x AS SELECT 1", "single SELECT"),
        ("ATTACH 'other.duckdb'", "single SELECT"),
        ("SET enable_external_access = true", "single SELECT"),
        ("INSTALL httpfs", "single SELECT"),
        ("PRAGMA database_list", "single SELECT"),
        ("CALL pragma_version()", "single SELECT"),
        ("EXPLAIN SELECT 1", "single SELECT"),
        ("DESCRIBE shops", "show_ref"),
        ("SHOW TABLES", "show_ref"),
        ("SUMMARIZE shops", "show_ref"),
        ("SELECT town FROM shops WHERE random() < 0.5", "random"),
        ("SELECT CAST(uuid() AS VARCHAR) AS town", "uuid"),
        ("SELECT CAST(now() AS VARCHAR) AS town", "now"),
        ("SELECT CAST(current_date AS VARCHAR) AS town", "current_date"),
        ("SELECT CAST(localtimestamp AS VARCHAR) AS town", "localtimestamp"),
        ("SELECT current_setting('temp_directory') AS town", "current_setting"),
        ("SELECT getvariable('x') AS town", "getvariable"),
        ("SELECT version() AS town", "version"),
        ("SELECT town FROM shops USING SAMPLE 1", "sample"),
        ("SELECT town FROM shops TABLESAMPLE 10%", "sample"),
        (
            "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT 'x' AS town FROM t LIMIT 1",
            "recursive",
        ),
        ("SELECT town FROM shops WHERE", "single SELECT"),
        ("SELEC town FROM shops", "single SELECT"),
        ("-- nothing", "single SELECT"),
        pytest.param("SELECT " + "(" * 5000 + "1" + ")" * 4000, "single SELECT", marks=pytest.mark.slow),
        ("SELECT twn FROM shops", "twn"),
        ("SELECT CAST('x' AS INTEGER) AS town", "cannot run"),
    ],
)
def test_everything_else_is_refused(shop, sql, told):
    found, _ = asked(shop, sql[:9990])
    (problem,) = [p for p in found.problems if p.severity == "error"]
    assert (problem.code, problem.subject) == ("KPF233", "made"), problem
    assert told in problem.message.en
    assert "hunter2" not in str(problem)


def test_a_missing_result_column_is_named(shop):
    found, _ = asked(shop, "SELECT town AS place FROM shops")
    (problem,) = found.problems
    assert (problem.code, problem.subject, problem.allowed) == ("KPF543", "made", ("place",))


@pytest.mark.parametrize(
    ("cell", "declared", "value"),
    [
        ("'12'", "{count: integer}", 12.0),
        ("12.0::DOUBLE", "{count: integer}", 12.0),
        ("DECIMAL '12.50'", "{count: {type: decimal, scale: 2}}", 12.5),
        ("sum(12)", "{count: integer}", 12.0),
    ],
)
def test_result_columns_get_the_declared_type(shop, cell, declared, value):
    text = SOURCES[: SOURCES.index("  ranked:")] + (
        f'  made: {{query: {{from: [shops], sql: "SELECT {cell} AS count"}}, as_of: unknown, columns: {declared}}}\n'
        "bindings:\n  counted: {source: made, agg: sum, expr: count}\n"
    )
    found, values = shop.asked(text.replace("count", "number"), allow_sql=True, period="2026-10")
    assert [str(p) for p in found.problems] == []
    assert values[()]["numbered"] == (value,)


def test_a_value_that_is_not_of_the_declared_type_is_a_bad_cell(shop):
    """A third of 10.25 has no two decimals."""
    text = SOURCES.replace(
        "SELECT day, customer AS buyer, amount", "SELECT day, customer AS buyer, amount / 3 AS amount"
    )
    found, _ = shop.asked(text, allow_sql=True)
    assert [(p.code, p.subject) for p in found.problems] == [("KPF210", "ranked")]


def test_rows_later_than_the_period_shown_are_not_asked(shop):
    """The largest order of ann in the year is that of October; seen from September it was the 5."""
    text = SOURCES.replace("customer, month(day)", "customer")
    _, values = shop.asked(text, allow_sql=True, period="2026-09")
    assert values[()]["best"] == (5.0,)
    _, values = shop.asked(text, allow_sql=True, period="2026-10")
    assert values[()]["best"] == (11.25,)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("from: [orders]", "from: [ordrs]", "KPF543"),
        ("    columns: {day: date, buyer: text, amount: {type: decimal, scale: 2}}\n    time: day\n", "", "KPF506"),
        ("    query:\n", "    path: orders.csv\n    query:\n", "KPF503"),
        ("      from: [orders]\n", "", "KPF506"),
        ("from: [orders]", "from: [orders]\n      allow: true", "KPF503"),
    ],
)
def test_faults_of_a_query(shop, old, new, code):
    assert old in SOURCES
    assert shop.refused(SOURCES.replace(old, new, 1))[0].code == code
