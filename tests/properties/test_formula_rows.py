"""Row expressions and filters: closures against SQL text over typed columns, texts and dates included.

Numbers are multiples of 1/4 below 10^6, so that floats and decimals hold the same values and only the
meaning can differ.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import unicodedata
from decimal import Decimal

import duckdb
import pytest

from kpiframe.formula.algebras.kinds import Kind, check
from kpiframe.formula.algebras.rows import ColumnType, row_sql
from kpiframe.formula.algebras.scalar import Env, compile_closure, truth_at, value_at
from kpiframe.formula.syntax import Role, parse

COLUMNS = {
    "qty": ColumnType(Kind.NUMBER, "BIGINT"),
    "price": ColumnType(Kind.NUMBER, "DECIMAL", 4),
    "rate": ColumnType(Kind.NUMBER, "DOUBLE"),
    "status": ColumnType(Kind.TEXT, "VARCHAR"),
    "day": ColumnType(Kind.DATE, "DATE"),
    "paid": ColumnType(Kind.CONDITION, "BOOLEAN"),
}
KINDS = {name: column.kind for name, column in COLUMNS.items()}
COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "Phở bò") for form in ("NFC", "NFD"))
TEXTS = (None, "", "paid", "Paid", " paid", "it's", 'say "x"', "a\\b", COMPOSED, DECOMPOSED, "x' OR '1'='1")
VALUES = {
    "qty": (None, 0, 1, -1, 3, 40, 2_000_000),
    "price": (None, 0.0, 0.25, -0.5, 12.75, 99999.5),
    "rate": (None, 0.0, 0.5, -2.0, 1e6, 0.125),
    "status": TEXTS,
    "day": (None, "2026-01-31", "2026-02-28", "1999-12-31", "2024-02-29"),
    "paid": (None, True, False),
}
ROWS = 40


class Rows:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def number(self, depth: int) -> str:
        pick = self.random.choice
        if depth <= 0:
            return pick(("qty", "price", "rate", "0", "1", "2.5", "0.25", "100", "-3"))

        def n():
            return self.number(depth - 1)

        return pick(
            (
                lambda: f"({n()} {pick('+-*/')} {n()})",
                lambda: f"({n()} {pick('+-*')} {n()})",
                lambda: f"({n()} {pick('+-*')} {n()})",
                lambda: f"-{n()}",
                lambda: f"({n()} if {self.condition(depth - 1)} else {pick((n(), 'None'))})",
                lambda: f"coalesce({n()}, {n()})",
                lambda: f"{pick(('min', 'max'))}({n()}, {n()})",
                lambda: f"clip({n()}, -1.5, {pick((0, 2.5, 1000))})",
                lambda: f"{pick(('abs', 'sqrt', 'ln', 'round'))}({n()})",
                lambda: f"safe_div({n()}, {n()}, {n()})",
                lambda: f"({n()}) ** {pick((2, 0.5, -1, 'qty'))}",
            )
        )()

    def condition(self, depth: int) -> str:
        pick = self.random.choice
        if depth > 0 and self.random.random() < 0.4:
            both = (self.condition(depth - 1), pick(("and", "or")), self.condition(depth - 1))
            return pick((f"({' '.join(both)})", f"(not {both[0]})"))

        def n():
            return self.number(max(0, depth - 1))

        def text():
            return repr(pick(TEXTS[1:])).replace("\\\\", "\\\\")

        def day():
            return repr(pick(("2026-01-31", "2024-02-29", "2000-01-01")))

        return pick(
            (
                lambda: f"{n()} {pick(('<', '<=', '>', '>=', '==', '!='))} {n()}",
                lambda: f"-1 < {n()} <= {n()}",
                lambda: f"status {pick(('==', '!='))} {text()}",
                lambda: f"{text()} == status",
                lambda: f"status {pick(('in', 'not in'))} [{text()}, {text()}]",
                lambda: f"qty {pick(('in', 'not in'))} [1, 3, -1, 2.5]",
                lambda: f"day {pick(('<', '<=', '>', '>=', '==', '!='))} {day()}",
                lambda: f"'2000-01-01' <= day < {day()}",
                lambda: f"day in [{day()}, {day()}]",
                lambda: f"{pick(tuple(COLUMNS))} {pick(('is None', 'is not None'))}",
                lambda: f"is_null({n()})",
                lambda: "paid",
            )
        )()


def table(seed: int) -> tuple[dict[str, list], duckdb.DuckDBPyConnection]:
    pick = random.Random(seed).choice
    series = {name: [pick(values) for _ in range(ROWS)] for name, values in VALUES.items()}
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(
        "CREATE TABLE data (i INTEGER, qty BIGINT, price DECIMAL(18, 4), rate DOUBLE, status VARCHAR, day DATE, "
        "paid BOOLEAN)"
    )
    cells = zip(*series.values(), strict=True)
    connection.executemany("INSERT INTO data VALUES (?, ?, ?, ?, ?, ?, ?)", [(i, *row) for i, row in enumerate(cells)])
    return series, connection


@pytest.mark.parametrize("seed", [31, 32, 33])
@pytest.mark.parametrize("role", [Role.EXPR, Role.FILTER])
def test_rows_and_closures_agree(role, seed):
    series, connection = table(seed)
    rows, env, found = Rows(seed), Env(series), []
    for _ in range(250):
        text = rows.condition(3) if role is Role.FILTER else rows.number(3)
        if role is Role.EXPR and any(quote in text for quote in "'\""):
            continue
        formula = parse(text, role)
        assert check(formula, KINDS) == []
        closure = compile_closure(formula)
        read = truth_at if role is Role.FILTER else value_at
        ours = [read(closure, env, i) for i in range(ROWS)]
        sql = row_sql(formula, COLUMNS).text
        theirs = [row[0] for row in connection.execute(f"SELECT {sql} FROM data ORDER BY i").fetchall()]
        bad = [i for i, (x, y) in enumerate(zip(ours, theirs, strict=True)) if not same(x, y)]
        if bad:
            found.append(f"seed {seed}, {text}: row {bad[0]} closures {ours[bad[0]]!r}, sql {theirs[bad[0]]!r}: {sql}")
    assert found == []


def same(x: object, y: object) -> bool:
    if x is None or y is None or isinstance(x, bool) or isinstance(y, bool):
        return x is y
    return math.isclose(float(x), float(y), rel_tol=1e-9, abs_tol=1e-12)


def test_a_sum_of_products_is_exact():
    """0.1 has no float; a decimal column times 3 summed a thousand times is 300 and nothing else."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE data AS SELECT 0.1::DECIMAL(18, 4) AS price, 3::BIGINT AS qty FROM range(1000)")
    sql = row_sql(parse("price * qty", Role.EXPR), COLUMNS)
    assert sql.exact
    assert sql.type == ColumnType(Kind.NUMBER, "DECIMAL", 4)
    assert connection.execute(f"SELECT SUM({sql.text}) FROM data").fetchone() == (Decimal("300.0000"),)


def test_quantity_times_price_in_dong_does_not_overflow():
    """DECIMAL(18) times DECIMAL(18) stays 18 digits wide in DuckDB and would raise above 10^10."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE data AS SELECT 2000000.5::DECIMAL(18, 4) AS price")
    sql = row_sql(parse("price * price", Role.EXPR), COLUMNS)
    assert connection.execute(f"SELECT {sql.text} FROM data").fetchone() == (Decimal("4000002000000.25000000"),)


def test_dates_are_compared_as_dates():
    formula = parse("'2026-01-01' <= day < '2026-02-01'", Role.FILTER)
    days = [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 1, 31), dt.date(2026, 2, 1), None]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE data (i INTEGER, day DATE)")
    connection.executemany("INSERT INTO data VALUES (?, ?)", list(enumerate(days)))
    rows = connection.execute(f"SELECT {row_sql(formula, COLUMNS).text} FROM data ORDER BY i").fetchall()
    assert [row[0] for row in rows] == [False, True, True, False, None]
