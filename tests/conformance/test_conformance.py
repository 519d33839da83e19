"""Conformance cases as data: every case in every algebra that evaluates.

A case is ``{formula, inputs | series, expect | no_value, source}``; expected values are fractions. Another
implementation of the language can run the same files.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
import yaml

from kpiframe.formula.algebras.kinds import Kind, check
from kpiframe.formula.algebras.rows import ColumnType, row_sql
from kpiframe.formula.algebras.scalar import Env, compile_closure, notes_of, reason_of, value_at
from kpiframe.formula.algebras.sql import SqlWriter
from kpiframe.formula.functions import FUNCTIONS
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import FormulaError
from kpiframe.sqltext import number

HERE = Path(__file__).parent
FILES = sorted(path.stem for path in HERE.glob("*.yaml"))
VALUED = [name for name in FILES if name != "kinds"]


@functools.cache
def cases_of(name: str) -> list[dict]:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def series_of(case: dict) -> dict[str, list[float | None]]:
    """The numbers of a case as series; given inputs are series of one period."""
    given = case.get("series") or {name: [value] for name, value in case["inputs"].items()}
    return {name: [None if v is None else float(v) for v in values] for name, values in given.items()}


def expected_of(case: dict) -> list[Fraction | None]:
    expect = case.get("expect")
    listed = expect if isinstance(expect, list) else [expect]
    return [None if one is None else Fraction(one) for one in listed]


def wrong(case: dict, found: list[float | None]) -> bool:
    expected = expected_of(case)
    return len(found) != len(expected) or any(
        (x is None) != (y is None) or (x is not None and not math.isclose(x, y, rel_tol=1e-12, abs_tol=0))
        for x, y in zip(found, expected, strict=True)
    )


def by_closures(case: dict) -> list[float | None]:
    closure = compile_closure(parse(case["formula"]))
    env = Env(series_of(case), case.get("years", ()))
    return [value_at(closure, env, t) for t in range(len(expected_of(case)))]


def base_of(case: dict) -> str:
    """Return a SELECT of the case's series, one row a period."""
    series, periods = series_of(case), len(expected_of(case))
    years = case.get("years", [0] * periods)
    rows = [
        f"({t}, {years[t]}, {', '.join('NULL::DOUBLE' if v[t] is None else number(v[t]) for v in series.values())})"
        for t in range(periods)
    ]
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS t(period, year, {', '.join(series)})"


def by_sql(case: dict, connection: duckdb.DuckDBPyConnection) -> list[float | None]:
    writer = SqlWriter(partition=[], order="period", year="year", columns=series_of(case))
    writer.define("result", parse(case["formula"]))
    sql = writer.query(base_of(case), ["result"]) + " ORDER BY period"
    return [row[0] for row in connection.execute(sql).fetchall()]


def by_rows(case: dict, connection: duckdb.DuckDBPyConnection) -> list[float | None]:
    """The same doubles read row by row, as an ``expr`` would be."""
    columns = dict.fromkeys(series_of(case), ColumnType(Kind.NUMBER, "DOUBLE"))
    sql = row_sql(parse(case["formula"], Role.EXPR), columns)
    found = connection.execute(f"SELECT CAST({sql.text} AS DOUBLE) FROM ({base_of(case)}) ORDER BY period").fetchall()
    return [row[0] for row in found]


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


@pytest.mark.parametrize("name", VALUED)
def test_values_in_every_algebra(name, connection):
    failed = []
    for case in cases_of(name):
        runs = {"closures": by_closures(case), "sql": by_sql(case, connection)}
        if not any(f"{row.name}(" in case["formula"] for row in FUNCTIONS.values() if row.window):
            runs["rows"] = by_rows(case, connection)
        failed += [(case["formula"], algebra, found, case) for algebra, found in runs.items() if wrong(case, found)]
    assert failed == []


@pytest.mark.parametrize("name", VALUED)
def test_every_missing_value_gives_its_reason(name):
    failed = []
    for case in cases_of(name):
        env = Env(series_of(case), case.get("years", ()))
        formula = parse(case["formula"])
        if "no_value" in case and (found := reason_of(formula, env, 0)) != (
            case["no_value"],
            case.get("name", found[1]),
        ):
            failed.append((case, found))
        for t, code in case.get("reasons", {}).items():
            if (found := reason_of(formula, env, t))[0] != code:
                failed.append((case, t, found))
        if "series" in case and "ytd" not in case["formula"]:
            noted = [t for t in range(len(case["expect"])) if notes_of(formula, env, t)]
            if noted != case.get("notes", []):
                failed.append((case, "notes", noted))
    assert failed == []


def test_kinds_are_refused_or_accepted():
    failed = []
    for case in cases_of("kinds"):
        try:
            formula = parse(case["formula"], Role(case.get("role", "formula")))
            problems = check(formula, {name: Kind(kind) for name, kind in case["kinds"].items()})
        except FormulaError as error:
            problems = list(error.problems)
        codes = {problem.code for problem in problems}
        if codes != ({case["refused"]} if "refused" in case else set()):
            failed.append((case, [str(problem) for problem in problems]))
        elif "meant" in case and problems[0].meant[0] != case["meant"]:
            failed.append((case, problems[0].meant))
    assert failed == []


def test_there_are_at_least_five_hundred_cases_with_a_source():
    cases = [case for name in FILES for case in cases_of(name)]
    assert len(cases) >= 500
    assert [case for case in cases if not case.get("source")] == []


def test_every_function_and_every_reason_of_a_formula_has_cases():
    cases = [case for name in VALUED for case in cases_of(name)]
    texts = " ".join(case["formula"] for case in cases)
    assert [name for name in FUNCTIONS if f"{name}(" not in texts] == []
    reasons = {case.get("no_value") for case in cases} | {r for case in cases for r in case.get("reasons", {}).values()}
    assert reasons - {None} == {"null_input", "zero_denominator", "outside_domain", "not_finite", "no_history"}
