"""SQL text of KPIs: levels, staging, quoting, cleaning."""

from __future__ import annotations

import duckdb
import pytest

from kpiframe.formula.algebras.kinds import Kind
from kpiframe.formula.algebras.rows import ColumnType, row_sql
from kpiframe.formula.algebras.sql import SqlWriter
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import FormulaError

HOSTILE = [
    'a"b',
    '"',
    '""',
    "a'b",
    "a.b",
    "a;b",
    "a--b",
    "/*a*/",
    "[a]",
    "{a}",
    "a b",
    " a",
    "select",
    "from",
    "NULL",
    "1",
    "1a",
    "*",
    "Số đơn hàng",
    "Amount spent (EGP)",
    'x" FROM base; DROP TABLE base; --',
    "') OR 1=1 --",
    "a\nb",
    "a\tb",
    "é",
    "e\u0301",
    "🙂",
    "\u202ea",
    "x" * 300,
    "$1",
    "?",
    ":name",
    "%s",
    "{{ a }}",
    "\\",
    "a\\",
    "main.base",
    "__t0",
    "__l0",
]


def define(writer: SqlWriter, **formulas: str) -> SqlWriter:
    for name, text in formulas.items():
        writer.define(name, parse(text))
    return writer


def test_a_kpi_is_computed_once_and_named_by_others():
    writer = SqlWriter(partition=["s"], order="p", year="y", columns=["aa", "bb"])
    define(writer, ratio="aa / bb", percent="ratio * 100", twice="percent + percent")
    sql = writer.query("SELECT * FROM base", ["s", "p", "ratio", "percent", "twice"])
    assert sql.count("NULLIF") == 1
    assert [f'"__l{level}"' in sql for level in range(5)] == [True, True, True, True, False]


def test_kpis_of_one_level_share_it():
    writer = SqlWriter(partition=["s"], order="p", year="y", columns=["aa", "bb"])
    define(writer, **{f"kpi_{i}": "aa / bb" for i in range(50)})
    assert '"__l2"' not in writer.query("SELECT * FROM base", ["kpi_1"])


def test_equal_staged_operands_share_a_column():
    writer = SqlWriter(partition=[], order="p", year="y", columns=["aa", "bb"])
    define(writer, one="sqrt(aa + bb)", two="ln(aa + bb)")
    sql = writer.query("SELECT * FROM base", ["one", "two"])
    assert sql.count('("aa" + "bb")') == 1


def test_another_kpi_counts_with_its_final_value():
    """An infinite KPI has no value, so what names it has none: not 1 / inf = 0."""
    writer = SqlWriter(partition=[], order="p", year="y", columns=["aa"])
    define(writer, big="aa * aa", over="1 / big", known="1 if big is None else 0")
    base = "SELECT 1e300::DOUBLE AS aa, 0 AS p, 0 AS y"
    assert duckdb.sql(writer.query(base, ["big", "over", "known"])).fetchall() == [(None, None, 1.0)]


@pytest.mark.parametrize("value", ["'nan'", "'inf'", "'-inf'"])
def test_inputs_that_are_not_finite_count_as_missing(value):
    writer = SqlWriter(partition=[], order="p", year="y", columns=["aa"])
    define(writer, least="min(aa, 1)", filled="coalesce(aa, 7)", small="1 if aa is None else 0")
    base = f"SELECT {value}::DOUBLE AS aa, 0 AS p, 0 AS y"
    assert duckdb.sql(writer.query(base, ["aa", "least", "filled", "small"])).fetchall() == [(None, None, 7.0, 1.0)]


def test_minus_zero_comes_out_as_zero():
    writer = define(SqlWriter(partition=[], order="p", year="y", columns=["aa"]), neg="-aa")
    row = duckdb.sql(writer.query("SELECT 0::DOUBLE AS aa, 0 AS p, 0 AS y", ["neg"])).fetchall()[0]
    assert str(row[0]) == "0.0"


def test_a_kpi_may_have_the_name_of_an_input_or_of_a_slice():
    writer = SqlWriter(partition=["channel"], order="p", year="y", columns=["reach", "views"])
    define(writer, reach="reach * 2", channel="reach + 1", share="views / reach")
    base = "SELECT 'tv' AS channel, 0 AS p, 0 AS y, 5::DOUBLE AS reach, 10::DOUBLE AS views"
    assert duckdb.sql(writer.query(base, ["reach", "reach", "share"])).fetchall() == [(5.0, 10.0, 2.0)]
    assert duckdb.sql(writer.query(base, ["reach", "channel"])).fetchall() == [(10.0, 6.0)]


def test_without_kpis_the_inputs_come_out():
    writer = SqlWriter(partition=["s"], order="p", year="y", columns=["aa"])
    assert duckdb.sql(writer.query("SELECT 's' AS s, 0 AS p, 0 AS y, 2.5::DOUBLE AS aa", ["s", "aa"])).fetchall() == [
        ("s", 2.5)
    ]


def test_a_name_that_is_not_there_is_our_error():
    writer = SqlWriter(partition=[], order="p", year="y", columns=["revenue"])
    with pytest.raises(FormulaError) as caught:
        writer.define("kpi", parse("revenu * 2"))
    assert (caught.value.problems[0].code, caught.value.problems[0].meant) == ("KPF520", ("revenue",))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_slice_and_column_names_change_nothing(name):
    """Two slices of three periods, whatever the columns are called."""
    quoted = '"' + name.replace('"', '""') + '"'
    order = name + "_p"
    quoted_order = '"' + order.replace('"', '""') + '"'
    writer = SqlWriter(partition=[name], order=order, year="y", columns=["aa"])
    define(writer, total="rolling_sum(clip(aa, 0, 9), 2)")
    base = f"SELECT i % 2 AS {quoted}, i // 2 AS {quoted_order}, 0 AS y, i::DOUBLE AS aa FROM range(6) r(i)"
    if name.startswith("__"):
        return  # names with a double underscore are refused by the definitions
    rows = duckdb.sql(writer.query(base, [name, order, "total"])).fetchall()
    assert sorted(rows, key=str) == sorted(
        [(0, 0, None), (1, 0, None), (0, 1, 2.0), (1, 1, 4.0), (0, 2, 6.0), (1, 2, 8.0)], key=str
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_column_names_and_text_constants_change_nothing_in_rows(name):
    quoted = '"' + name.replace('"', '""') + '"'
    columns = {"status": ColumnType(Kind.TEXT, "VARCHAR")}
    sql = row_sql(parse("status == 'it\\'s' or status is None", Role.FILTER), columns, {"status": quoted})
    base = f"SELECT * FROM (VALUES ('it''s'), ('x'), (NULL)) t({quoted})"
    assert duckdb.sql(f"SELECT COUNT(*) FILTER (WHERE {sql.text}) FROM ({base})").fetchall() == [(2,)]


@pytest.mark.parametrize("text", ["' OR '1'='1", "'; DROP TABLE x; --", "a''b", "''", "\\", "--", "/*", "$$", "🙂"])
def test_hostile_text_constants_are_texts(text):
    written = text.replace("\\", "\\\\").replace("'", "\\'")
    sql = row_sql(parse(f"status == '{written}'", Role.FILTER), {"status": ColumnType(Kind.TEXT, "VARCHAR")})
    rows = duckdb.execute(f"SELECT {sql.text} FROM (SELECT ? AS status)", [text]).fetchall()
    assert rows == [(True,)]


def test_literals_of_rows_are_exact():
    columns = {"price": ColumnType(Kind.NUMBER, "DECIMAL", 4), "rate": ColumnType(Kind.NUMBER, "DOUBLE")}
    for text, exact, scale in [
        ("price + 0.1", True, 4),
        ("price * 0.001", True, 7),
        ("price * -1", True, 4),
        ("price * rate", False, 0),
        ("price / 2", False, 0),
        ("sqrt(price)", False, 0),
        ("round(price, 2)", True, 2),
        ("price if price > 0 else 0", True, 4),
    ]:
        found = row_sql(parse(text, Role.EXPR), columns)
        assert (found.exact, found.type.scale) == (exact, scale), text


def test_sums_of_large_whole_literals_do_not_overflow():
    sql = row_sql(parse("2000000000 + 2000000000 + qty", Role.EXPR), {"qty": ColumnType(Kind.NUMBER, "BIGINT")})
    assert duckdb.sql(f"SELECT {sql.text} FROM (SELECT 1::BIGINT AS qty)").fetchall() == [(4_000_000_001,)]


def test_rows_refuse_what_they_cannot_compute():
    columns = {"qty": ColumnType(Kind.NUMBER, "BIGINT"), "fine": ColumnType(Kind.NUMBER, "DECIMAL", 10)}
    for text, code in [("qty + nothing", "KPF520"), ("fine * fine * fine", "KPF511"), ("qty + (qty > 1)", "KPF521")]:
        with pytest.raises(FormulaError) as caught:
            row_sql(parse(text, Role.EXPR), columns)
        assert caught.value.problems[0].code == code
    with pytest.raises(FormulaError) as caught:
        row_sql(parse("prev(qty)"), columns)
    assert caught.value.problems[0].code == "KPF516"


def test_a_formula_may_mean_other_columns_than_its_names():
    """An input and a KPI of one name live in columns of their own; each formula says which it means."""
    writer = SqlWriter(partition=[], order="p", year="y", columns=["in.reach", "views"])
    writer.define("reach", parse("reach * 2"), {"reach": "in.reach"})
    writer.define("of_input", parse("views / reach"), {"reach": "in.reach"})
    writer.define("of_kpi", parse("views / reach"))
    base = 'SELECT 0 AS p, 0 AS y, 5::DOUBLE AS "in.reach", 10::DOUBLE AS views'
    assert duckdb.sql(writer.query(base, ["reach", "of_input", "of_kpi"])).fetchall() == [(10.0, 2.0, 1.0)]
