"""The allow-lists are frozen here: a new node, operator or function is a decision, not an accident."""

from __future__ import annotations

import ast

import pytest

from kpiframe.formula import nodes
from kpiframe.formula.algebra import Algebra
from kpiframe.formula.algebras import dependencies, exact, kinds, rows, scalar, sql, units
from kpiframe.formula.functions import FUNCTIONS
from kpiframe.formula.reasons import _Reasons
from kpiframe.formula.scan import WORDS
from kpiframe.formula.walker import Walker

ALGEBRAS = [
    dependencies._Dependencies,
    exact._Exact,
    kinds._Kinds,
    rows._Rows,
    scalar._Scalar,
    sql._Sql,
    units._Units,
    _Reasons,
]


def test_eight_nodes_are_allowed():
    assert set(nodes.NODES) == {
        ast.Name,
        ast.UnaryOp,
        ast.BinOp,
        ast.BoolOp,
        ast.Compare,
        ast.IfExp,
        ast.Call,
        ast.Constant,
    }


def test_the_walker_handles_the_same_eight_nodes_and_knows_no_function_of_the_library():
    walker = Walker(dependencies._Dependencies())
    assert set(walker.nodes) == set(nodes.NODES)
    assert walker.functions == {}
    assert walker.names == {}


def test_the_operators_are_allowed():
    assert set(nodes.ARITHMETIC) == {ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow}
    assert set(nodes.UNARY) == {ast.UAdd, ast.USub, ast.Not}
    assert set(nodes.COMPARISONS) == {ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq}
    walker = Walker(dependencies._Dependencies())
    assert set(walker.operators) == {*nodes.ARITHMETIC, *nodes.UNARY}


def test_the_words_are_allowed():
    assert {"and", "or", "not", "if", "else", "in", "is", "None", "True", "False"} == WORDS


def test_the_functions_are_allowed_with_their_arguments():
    assert {name: (row.least, row.most, row.window) for name, row in FUNCTIONS.items()} == {
        "coalesce": (1, 9, False),
        "min": (1, 9, False),
        "max": (1, 9, False),
        "clip": (3, 3, False),
        "abs": (1, 1, False),
        "sqrt": (1, 1, False),
        "ln": (1, 1, False),
        "round": (1, 2, False),
        "is_null": (1, 1, False),
        "safe_div": (3, 3, False),
        "prev": (1, 2, True),
        "rolling_sum": (2, 2, True),
        "rolling_mean": (2, 2, True),
        "ytd": (1, 1, True),
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_explained_in_both_languages(name):
    row = FUNCTIONS[name]
    assert row.signature.startswith(f"{name}(")
    assert row.doc.en.endswith(".")
    assert row.doc.vi.endswith(".")


@pytest.mark.parametrize("algebra", ALGEBRAS, ids=lambda algebra: algebra.__module__.rsplit(".", 1)[-1])
def test_every_algebra_answers_for_every_node_and_every_function(algebra):
    answers = {name for name in vars(Algebra) if not name.startswith("_")}
    assert set(FUNCTIONS) <= answers
    own = {name for base in algebra.__mro__ for name in vars(base)} | {"name"}  # SQL binds names when it is made
    assert answers - own == set()
