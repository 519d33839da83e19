"""Closures against SQL text: random formulas over random series must agree cell by cell.

Same nulls, numbers within 1e-9 relative, and nothing raised in one engine only. Six slices of eight
periods with gaps; formulas come in groups, later ones name earlier ones. The seed is part of every test
id and of every failure, so that a difference can be repeated.
"""

from __future__ import annotations

import math
import random

import duckdb
import pytest

from kpiframe.formula.algebras.kinds import Kind, check
from kpiframe.formula.algebras.scalar import Env, compile_closure, reason_of, value_at
from kpiframe.formula.algebras.sql import SqlWriter
from kpiframe.formula.syntax import Formula, parse

INPUTS = ("aa", "bb", "cc", "dd", "ee")
SLICE = 'ten "lát" [select].x'  # a hostile column name of a slice
SLICES, PERIODS, GROUP = 6, 8, 12
YEAR_START = (0, 0, 0, 3, 3, 3, 3, 7)
USUAL = (None, 0.0, -0.0, 1.0, -1.0, 2.0, 3.0, 0.5, -2.5, 1 / 3, 7.0, 100.0, 1e-6, 1e9, 12345.678, 2.0**53, 2.0**63)
HUGE = (*USUAL, 1e200, -1e200, 1e300, -1e300)
REASONS = {"null_input", "not_finite", "zero_denominator", "outside_domain", "no_history"}


class Formulas:
    """Random formulas of the language: every operator and function, nested up to six deep."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.known = list(INPUTS)

    def one(self) -> str:
        return self.number(self.random.choice((1, 2, 2, 3, 3, 4, 5, 6)))

    def number(self, depth: int) -> str:
        pick = self.random.choice
        if depth <= 0:
            return pick((*self.known, *self.known, "0", "1", "2", "0.5", "100", "3", "1e9", "1e-6"))

        def n():
            return self.number(depth - self.random.choice((1, 1, 1, 2)))

        roll = self.random.random()
        if roll < 0.42:
            return f"({n()} {pick('+-*/')} {n()})"
        if roll < 0.46:
            return f"{pick('-+')}{n()}"
        if roll < 0.52:
            return f"({n()}) ** {pick(('2', '3', '0.5', '-1', '-0.5', '0', '-2', '(1 / 3)', n()))}"
        if roll < 0.59:
            branches = [n(), "None" if self.random.random() < 0.1 else n()]
            self.random.shuffle(branches)
            return f"({branches[0]} if {self.condition(depth - 1)} else {branches[1]})"
        if roll < 0.78:
            return self.call(n)
        return self.window(n)

    def call(self, n) -> str:
        pick = self.random.choice
        low = pick((-2, 0, 0.25))
        return pick(
            (
                lambda: f"coalesce({n()}, {n()})",
                lambda: f"coalesce(None, {n()}, {n()})",
                lambda: f"min({n()}, {n()})",
                lambda: f"max({n()}, {n()}, {n()})",
                lambda: f"clip({n()}, {low}, {low + pick((0, 1, 10.5))})",
                lambda: f"abs({n()})",
                lambda: f"sqrt({n()})",
                lambda: f"ln({n()})",
                lambda: f"round({n()})",
                lambda: f"round({n()}, {pick((0, 1, 2, 6, 12))})",
                lambda: f"safe_div({n()}, {n()}, {n()})",
            )
        )()

    def window(self, n) -> str:
        pick = self.random.choice
        return pick(
            (
                lambda: f"prev({n()})",
                lambda: f"prev({n()}, {pick((1, 2, 7, 400))})",
                lambda: f"rolling_sum({n()}, {pick((1, 2, 3, 8, 9))})",
                lambda: f"rolling_mean({n()}, {pick((1, 2, 3, 6))})",
                lambda: f"ytd({n()})",
            )
        )()

    def condition(self, depth: int) -> str:
        pick = self.random.choice

        def n():
            return self.number(max(0, depth - 2))

        roll = self.random.random()
        if depth > 0 and roll < 0.3:
            return f"({self.condition(depth - 1)} {pick(('and', 'or'))} {self.condition(depth - 1)})"
        if depth > 0 and roll < 0.4:
            return f"(not {self.condition(depth - 1)})"

        def sign():
            return pick(("<", "<=", ">", ">=", "==", "!="))

        return pick(
            (
                lambda: f"{n()} {sign()} {n()}",
                lambda: f"{n()} {sign()} {n()}",
                lambda: f"{n()} {sign()} {n()} {sign()} {n()}",
                lambda: f"{n()} {pick(('in', 'not in'))} [0, -1, 2.5, {pick((1, 100, 1e9))}]",
                lambda: f"({n()}) {pick(('is None', 'is not None'))}",
                lambda: f"is_null({n()})",
                lambda: pick(("True", "False")),
            )
        )()


class Table:
    """Random series, as rows of a DuckDB table and as envs."""

    def __init__(self, seed: int, values: tuple) -> None:
        pick = random.Random(seed).choice
        self.series = [{name: [pick(values) for _ in range(PERIODS)] for name in INPUTS} for _ in range(SLICES)]
        for one in self.series[:2]:  # gaps: a slice without any data for some periods
            for name in INPUTS:
                one[name][2] = one[name][5] = None
        self.connection = duckdb.connect(config={"threads": 1})
        columns = ", ".join(f'"{name}" DOUBLE' for name in INPUTS)
        self.connection.execute(f"CREATE TABLE base (s VARCHAR, p INTEGER, y INTEGER, {columns})")
        rows = [
            (None if s == 0 else f"k{s}", t, YEAR_START[t], *(one[name][t] for name in INPUTS))
            for s, one in enumerate(self.series)
            for t in range(PERIODS)
        ]
        self.connection.executemany(f"INSERT INTO base VALUES ({', '.join('?' * (3 + len(INPUTS)))})", rows)

    def by_sql(self, formulas: dict[str, Formula]) -> list[tuple]:
        writer = SqlWriter(partition=[SLICE], order="p", year="y", columns=INPUTS)
        for name, formula in formulas.items():
            writer.define(name, formula)
        hostile = SLICE.replace('"', '""')
        sql = writer.query(f'SELECT * EXCLUDE (s), s AS "{hostile}" FROM base', [SLICE, "p", *formulas])
        rows = self.connection.execute(sql + f' ORDER BY "{hostile}" NULLS FIRST, p').fetchall()
        return [row[2:] for row in rows]

    def by_closures(self, formulas: dict[str, Formula]) -> list[tuple]:
        closures = {name: compile_closure(formula) for name, formula in formulas.items()}
        rows = []
        for one in self.series:
            env = Env(dict(one), YEAR_START)
            for name, closure in closures.items():  # a KPI counts with its final value
                env.series[name] = [value_at(closure, env, t) for t in range(PERIODS)]
            rows += zip(*(env.series[name] for name in formulas), strict=True)
        return rows


def same(x: float | None, y: float | None) -> bool:
    if x is None or y is None:
        return x is y
    return math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-300)


def differences(seed: int, values: tuple, amount: int) -> list[str]:
    """Compare *amount* formulas; return a line for each that differs."""
    table, found, formulas = Table(seed, values), [], Formulas(seed)
    for start in range(0, amount, GROUP):
        formulas.known = list(INPUTS)
        group: dict[str, Formula] = {}
        for i in range(start, min(start + GROUP, amount)):
            group[f"kpi{i}"] = parse(formulas.one())
            formulas.known.append(f"kpi{i}")
        kinds = dict.fromkeys(formulas.known, Kind.NUMBER)
        assert [problem for formula in group.values() for problem in check(formula, kinds)] == []
        ours, theirs = table.by_closures(group), table.by_sql(group)
        for column, (name, formula) in enumerate(group.items()):
            bad = [i for i, (x, y) in enumerate(zip(ours, theirs, strict=True)) if not same(x[column], y[column])]
            if bad:
                x, y = ours[bad[0]][column], theirs[bad[0]][column]
                texts = {name: formula.text for name, formula in group.items()}
                found.append(f"seed {seed}, {name} = {formula.text}: row {bad[0]} closures {x!r}, sql {y!r}; {texts}")
    return found


@pytest.mark.parametrize("values", [USUAL, pytest.param(HUGE, marks=pytest.mark.slow)], ids=["usual", "huge"])
@pytest.mark.parametrize("seed", [20261, 20262, 20263])
def test_closures_and_sql_agree(seed, values):
    assert differences(seed, values, 336) == []


@pytest.mark.slow
@pytest.mark.parametrize("values", [USUAL, HUGE], ids=["usual", "huge"])
@pytest.mark.parametrize("seed", range(5))
def test_closures_and_sql_agree_on_fifty_thousand(seed, values):
    assert differences(seed, values, 5_000) == []


@pytest.mark.parametrize("seed", [11, 12])
def test_every_missing_value_has_a_reason(seed):
    formulas, table = Formulas(seed), Table(seed, HUGE)
    for text in (formulas.one() for _ in range(150)):
        formula, env = parse(text), Env(table.series[seed % SLICES], YEAR_START)
        closure = compile_closure(formula)
        for t in range(PERIODS):
            if value_at(closure, env, t) is None:
                code, name = reason_of(formula, env, t)
                assert code in REASONS, text
                assert name in ("", *INPUTS), text


@pytest.mark.parametrize("seed", [5, 6])
def test_canonical_text_reads_as_the_same_formula(seed):
    formulas = Formulas(seed)
    for text in (formulas.one() for _ in range(400)):
        canonical = parse(text).canonical()
        assert parse(canonical).canonical() == canonical
        assert parse(f"( {text.replace(' ', '  ')} )").canonical() == canonical
