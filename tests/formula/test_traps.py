"""The traps of the formula language, each by name."""

from __future__ import annotations

import keyword

import duckdb
import pytest

from kpiframe.formula.algebras.kinds import Kind, check
from kpiframe.formula.algebras.rows import ColumnType, row_sql
from kpiframe.formula.algebras.scalar import Env, compile_closure, value_at
from kpiframe.formula.algebras.sql import SqlWriter
from kpiframe.formula.algebras.units import unit_of
from kpiframe.formula.evaluate import evaluate
from kpiframe.formula.scan import WORDS
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import FormulaError
from kpiframe.units import unit_named


def refused(text: str, role: Role = Role.FORMULA) -> str:
    with pytest.raises(FormulaError) as caught:
        parse(text, role)
    return caught.value.problems[0].code


def test_lag_counts_rows_so_a_gap_must_be_a_row():
    """With the missing month as a row of the spine, prev is null after it in both engines."""
    series = {"orders": [10.0, None, 30.0]}
    closure = compile_closure(parse("prev(orders)"))
    assert [value_at(closure, Env(series), t) for t in range(3)] == [None, 10.0, None]
    writer = SqlWriter(partition=[], order="p", year="y", columns=["orders"])
    writer.define("before", parse("prev(orders)"))
    base = "SELECT * FROM (VALUES (0, 0, 10::DOUBLE), (1, 0, NULL), (2, 0, 30)) AS t(p, y, orders)"
    assert duckdb.sql(writer.query(base, ["before"]) + " ORDER BY p").fetchall() == [(None,), (10.0,), (None,)]


@pytest.mark.parametrize("text", ["min(aa, bb)", "min(bb, aa)", "max(aa, bb)", "max(bb, aa)"])
def test_least_and_greatest_skip_nulls(text):
    assert duckdb.sql("SELECT LEAST(1, NULL), GREATEST(NULL, 1)").fetchall() == [(1, 1)]
    assert evaluate(text, {"aa": 1, "bb": None}) == (None, "null_input", "bb")


def test_unknown_takes_the_else_branch():
    assert evaluate("1 if aa > 0 else 2", {"aa": None})[0] == 2.0
    assert evaluate("1 if not aa > 0 else 2", {"aa": None})[0] == 2.0


def test_pythons_min_with_nan_depends_on_the_order():
    nan = float("nan")
    assert min(nan, 1.0) is nan
    assert min(1.0, nan) == 1.0
    for text in ("min(aa * aa - aa * aa, 1)", "min(1, aa * aa - aa * aa)"):
        assert evaluate(text, {"aa": 1e300})[0] == 1.0


def test_round_shows_last_bits():
    """1.005 is below its decimal as a float: what round() shows is the float, so rounding is left to display."""
    assert evaluate("round(aa, 2)", {"aa": 1.005})[0] == 1.0
    assert evaluate("round(aa + bb, 1)", {"aa": 0.15, "bb": 0.1})[0] in (0.2, 0.3)


def test_repeated_arguments_blow_up_inlined_sql():
    writer = SqlWriter(partition=[], order="p", year="y", columns=["aa"])
    writer.define("deep", parse("clip(" * 14 + "aa" + ", 0, 9)" * 14))
    assert len(writer.query("SELECT 1", ["deep"])) < 4_000


def test_nullif_is_expanded_by_copying_so_denominators_are_staged():
    """If this stops being true of DuckDB, denominators need no column of their own any more."""
    writer = SqlWriter(partition=[], order="p", year="y", columns=["aa"])
    writer.define("deep", parse("1 / (1 / (1 / aa))"))
    sql = writer.query("SELECT 2::DOUBLE AS aa, 0 AS p, 0 AS y", ["deep"])
    assert "NULLIF((" not in sql
    assert duckdb.sql(sql).fetchall() == [(0.5,)]


def test_windows_cannot_nest_in_sql():
    with pytest.raises(duckdb.Error):
        duckdb.sql("SELECT LAG(SUM(x) OVER (ORDER BY x)) OVER (ORDER BY x) FROM (VALUES (1)) t(x)")
    writer = SqlWriter(partition=[], order="p", year="y", columns=["aa"])
    writer.define("nested", parse("prev(rolling_sum(prev(aa), 2))"))
    base = "SELECT i AS p, 0 AS y, i::DOUBLE AS aa FROM range(6) r(i)"
    rows = duckdb.sql(writer.query(base, ["nested"]) + " ORDER BY p").fetchall()
    assert [row[0] for row in rows] == [None, None, 0.0, 1.0, 3.0, 5.0]


@pytest.mark.parametrize("word", sorted(set(keyword.kwlist) - WORDS))
def test_python_keywords_are_no_names(word):
    assert refused(f"{word} + 1") == "KPF514"


@pytest.mark.parametrize("text", ["ｏｒｄｅｒｓ", "ﬁrst_orders", "orderſ", "ªa"])
def test_identifiers_folded_by_nfkc_are_no_names(text):
    assert refused(f"{text} * 2") == "KPF512"


@pytest.mark.parametrize("text", ["aa in [1e999]", "aa in [1" + "0" * 400 + "]", "aa in [1j]", "aa in [-1e31]"])
def test_literals_inside_lists_do_not_escape_the_check(text):
    assert refused(text, Role.FILTER) == "KPF517"


def test_a_rolling_sum_of_nothing_is_a_negative_frame():
    with pytest.raises(duckdb.Error):
        duckdb.execute("SELECT SUM(x) OVER (ORDER BY x ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM range(3) t(x)")
    assert refused("rolling_sum(aa, 0)") == "KPF516"


def test_a_line_break_outside_brackets_continues_the_formula():
    assert evaluate("aa\n+ bb\n* 2", {"aa": 1, "bb": 3})[0] == 7.0


def test_a_comment_swallows_the_rest_of_a_joined_line():
    assert refused("aa # the base\n+ bb") == "KPF514"
    assert refused("aa # the base + bb") == "KPF514"


def test_no_text_closes_the_bracket_around_it():
    assert refused("1) + (2") == "KPF510"
    assert refused('")" == tt) or (tt == "("', Role.FILTER) == "KPF510"
    assert parse('tt == ")"', Role.FILTER).names == ("tt",)


def test_messages_never_repeat_the_whole_text():
    with pytest.raises(FormulaError) as caught:
        parse("aa + " + "secret_" * 500 + "x y")
    assert len(caught.value.problems[0].message.en) < 300


@pytest.mark.parametrize("text", ["clip(aa, bb, 1)", "clip(aa, 2, 1)", "clip(aa, 0, 1 + 1)"])
def test_clip_takes_literal_bounds_in_order(text):
    assert refused(text) == "KPF516"


def test_fractional_powers_of_negatives_are_complex_in_python_and_nan_in_sql():
    assert isinstance((-8.0) ** (1 / 3), complex)
    assert evaluate("aa ** (1 / 3)", {"aa": -8}) == (None, "outside_domain", "")


def test_zero_to_a_negative_power_is_infinite_in_sql():
    assert duckdb.sql("SELECT POWER(0::DOUBLE, -1)").fetchall() == [(float("inf"),)]
    assert evaluate("aa ** -1", {"aa": 0}) == (None, "outside_domain", "")


def test_sums_of_nothing_are_no_value():
    """Other engines make them zero."""
    assert evaluate("ytd(aa)", {"aa": None}) == (None, "null_input", "aa")


def test_percent_does_not_meet_a_fraction():
    units = {"rate": unit_named("percent"), "share": unit_named("ratio")}
    _, problems = unit_of(parse("rate - share"), units)
    assert [problem.code for problem in problems] == ["KPF522"]


def test_whole_powers_are_floats_constant_in_time():
    """On Python integers this is a number of millions of digits."""
    assert evaluate("9 ** 9 ** 9 ** 9", {}) == (None, "not_finite", "")


def test_decimals_of_different_width_keep_their_places_in_a_branch():
    """DuckDB rounds 1.5 to 2 beside a decimal of 38 digits without places."""
    assert duckdb.sql("SELECT GREATEST(1::DECIMAL(38, 0), 1.5::DECIMAL(18, 4))").fetchall()[0][0] == 2
    columns = {"qty": ColumnType(Kind.NUMBER, "BIGINT"), "price": ColumnType(Kind.NUMBER, "DECIMAL", 4)}
    for text in ("max(qty * qty, price)", "coalesce(None, price, qty * qty)", "price if qty > 0 else qty * qty"):
        sql = row_sql(parse(text, Role.EXPR), columns).text
        base = "SELECT 1::BIGINT AS qty, 1.5::DECIMAL(18, 4) AS price"
        assert float(duckdb.sql(f"SELECT {sql} FROM ({base})").fetchall()[0][0]) == 1.5


def test_texts_compare_by_code_points_in_nfc():
    """A constant written with combining marks equals the composed letters the reader delivers."""
    decomposed, composed = "Pho\u031b\u0309", "Ph\u1edf"
    formula = parse(f'tt == "{decomposed}"', Role.FILTER)
    assert check(formula, {"tt": Kind.TEXT}) == []
    assert compile_closure(formula)(Env({"tt": [composed]}), 0) is True
    assert row_sql(formula, {"tt": ColumnType(Kind.TEXT, "VARCHAR")}).text == f"(\"tt\" = '{composed}')"
    assert compile_closure(parse('tt == "ph\u1edf"', Role.FILTER))(Env({"tt": [composed]}), 0) is False
