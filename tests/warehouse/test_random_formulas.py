"""Random expressions and filters mean the same in both spellings, on rows with nulls, zeros and numbers below zero."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpiframe.data.warehouse_rows import Value, row_value
from kpiframe.formula.algebras.rows import ColumnType, row_sql
from kpiframe.formula.kind import Kind
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import FormulaError

pytestmark = pytest.mark.slow

ROWS = """
    SELECT * FROM (VALUES
        (10.50::DECIMAL(18, 2), 2::BIGINT, 0.5::DOUBLE, TRUE, 'Quận 1', DATE '2026-10-01'),
        (0.00, -3, 1e-3, FALSE, 'Quận 3', DATE '2026-02-28'),
        (-7.25, 0, NULL, NULL, NULL, NULL),
        (NULL, NULL, -2.0, TRUE, '', DATE '1999-12-31'),
        (999999999.99, 123456, 1e10, FALSE, 'quận 1', DATE '2026-10-02')
    ) AS t(a, b, c, d, e, f)
"""
KINDS = {
    "a": ColumnType(Kind.NUMBER, "DECIMAL", 2),
    "b": ColumnType(Kind.NUMBER, "BIGINT"),
    "c": ColumnType(Kind.NUMBER, "DOUBLE"),
    "d": ColumnType(Kind.CONDITION, "BOOLEAN"),
    "e": ColumnType(Kind.TEXT, "VARCHAR"),
    "f": ColumnType(Kind.DATE, "DATE"),
}
numbers = st.recursive(
    st.sampled_from(["a", "b", "c", "0", "2", "0.5", "-1.25", "100"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("(-{})".format, inner),
        st.builds("abs({})".format, inner),
        st.builds("min({}, {})".format, inner, inner),
        st.builds("max({}, {})".format, inner, inner),
        st.builds("coalesce({}, {})".format, inner, inner),
        st.builds("clip({}, -5, 50.5)".format, inner),
        st.builds("safe_div({}, {}, 0)".format, inner, inner),
        st.builds("({} if d else {})".format, inner, inner),
    ),
    max_leaves=5,
)
conditions = st.recursive(
    st.one_of(
        st.builds("({} {} {})".format, numbers, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), numbers),
        st.builds("({} < {} <= {})".format, numbers, numbers, numbers),
        st.builds("({} is None)".format, numbers),
        st.sampled_from(
            ["d", 'e == "Quận 1"', 'e not in ["", "Quận 3"]', "e is not None", 'f >= "2026-10-01"', "b in [0, 2]"]
        ),
    ),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
    ),
    max_leaves=3,
)


@pytest.fixture(scope="module")
def engine():
    import warnings

    ibis = pytest.importorskip("ibis")
    there = ibis.duckdb.connect()
    there.con.execute(f"CREATE TABLE rows AS {ROWS}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = there.table("rows")
    with duckdb.connect() as here:
        here.execute(f"CREATE TABLE rows AS {ROWS}")
        yield SimpleNamespace(here=here, there=there, table=table)


def both(engine, door, text, role):
    """Return the values of all rows in both spellings; None when either refuses the formula for its size."""
    formula = parse(text, role)
    table = engine.table
    columns = {n: Value(table[n], kind.kind, exact=kind.sql != "DOUBLE", scale=kind.scale) for n, kind in KINDS.items()}
    columns["b"] = Value(table["b"].cast("decimal(18, 0)"), Kind.NUMBER)
    try:
        own, other = row_sql(formula, KINDS), row_value(formula, columns, door)
    except FormulaError:
        return None
    order = "ORDER BY f NULLS LAST, a NULLS LAST"
    sql = engine.there.compile(table.select(x=other.it, a=table.a, f=table.f))
    expected = [row[0] for row in engine.here.execute(f"SELECT {own.text} FROM rows {order}").fetchall()]
    found = [row[0] for row in engine.there.con.execute(f"SELECT x FROM ({sql}) {order}").fetchall()]
    return expected, found


def alike(one, other):
    if one is None or other is None or isinstance(one, bool):
        return one is other
    if isinstance(one, float) or isinstance(other, float):
        return float(one) == float(other)
    return Decimal(one) == Decimal(other)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=numbers)
def test_expressions(engine, door_of, text):
    answer = both(engine, door_of("postgres"), text, Role.EXPR)
    if answer:
        assert all(map(alike, *answer)), (text, *answer)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=conditions)
def test_filters(engine, door_of, text):
    answer = both(engine, door_of("postgres"), text, Role.FILTER)
    if answer:
        assert answer[0] == answer[1], text
