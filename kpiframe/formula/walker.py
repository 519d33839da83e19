"""One walk over a checked tree, any algebra: what a name is bound to decides what comes out.

The only importer of simpleeval. From it come the dispatch over nodes and the walk of unary and binary
operators; its stock functions, operators and every handler that computes values are replaced, and its
``parse`` is never called (it evaluates the first of several statements).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Final, Generic, cast

from simpleeval import SimpleEval

from kpiframe.formula.algebra import Algebra, Constant, T
from kpiframe.formula.calls import function_of
from kpiframe.formula.functions import Function
from kpiframe.formula.literals import as_float, whole_number, written_number
from kpiframe.formula.nodes import COMPARISONS
from kpiframe.formula.syntax import Formula

Placed = Callable[[T, ast.expr], T]
"""Called with each answer and its node; may hand back an answer that knows its place."""

_VARIADIC: Final = frozenset({"coalesce", "min", "max"})


def walk(formula: Formula, algebra: Algebra[T], placed: Placed[T] | None = None) -> T:
    """Return the algebra's answer for the whole formula, which :func:`~kpiframe.formula.syntax.parse` has checked."""
    return Walker(algebra, placed).walk(formula.tree)


class Walker(SimpleEval, Generic[T]):  # type: ignore[misc] # simpleeval has no types
    """simpleeval's dispatch with eight handlers that ask the algebra and never compute."""

    def __init__(self, algebra: Algebra[T], placed: Placed[T] | None = None) -> None:
        super().__init__(operators=_operators(algebra), functions={}, names={})
        self.algebra = algebra
        self.placed = placed
        self.nodes = {
            ast.Name: self._eval_name,
            ast.UnaryOp: self._eval_unaryop,
            ast.BinOp: self._eval_binop,
            ast.BoolOp: self._eval_boolop,
            ast.Compare: self._eval_compare,
            ast.IfExp: self._eval_ifexp,
            ast.Call: self._eval_call,
            ast.Constant: self._eval_constant,
        }

    def walk(self, tree: ast.expr) -> T:
        """Return the algebra's answer for a checked tree."""
        return self._eval(tree)

    def _eval(self, node: ast.expr) -> T:
        answer = cast("T", super()._eval(node))
        return self.placed(answer, node) if self.placed else answer

    def _eval_name(self, node: ast.Name) -> T:
        return self.algebra.name(node.id)

    def _eval_constant(self, node: ast.Constant) -> T:
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.algebra.const(as_float(value))
        return self.algebra.const(cast("Constant", value))

    def _eval_boolop(self, node: ast.BoolOp) -> T:
        values = [self._eval(value) for value in node.values]
        return self.algebra.and_(values) if isinstance(node.op, ast.And) else self.algebra.or_(values)

    def _eval_compare(self, node: ast.Compare) -> T:
        first = node.ops[0]
        if isinstance(first, ast.In | ast.NotIn):
            values = _constants(node.comparators[0])
            return self.algebra.isin(self._eval(node.left), values, negated=isinstance(first, ast.NotIn))
        if isinstance(first, ast.Is | ast.IsNot):
            return self.algebra.is_none(self._eval(node.left), negated=isinstance(first, ast.IsNot))
        signs = [COMPARISONS[type(op)] for op in node.ops]
        return self.algebra.cmp(signs, [self._eval(side) for side in (node.left, *node.comparators)])

    def _eval_ifexp(self, node: ast.IfExp) -> T:
        return self.algebra.if_(self._eval(node.test), self._eval(node.body), self._eval(node.orelse))

    def _eval_call(self, node: ast.Call) -> T:
        function = function_of(node)
        if function is None:
            raise ValueError("the tree was not checked")
        walked = [self._eval(argument) for i, argument in enumerate(node.args) if i not in function.literals]
        answer = getattr(self.algebra, function.name)
        if function.name in _VARIADIC:
            return cast("T", answer(walked))
        return cast("T", answer(*walked, *_written(node, function)))


def _operators(algebra: Algebra[T]) -> dict[type[ast.AST], Callable[..., T]]:
    return {
        ast.Add: algebra.add,
        ast.Sub: algebra.sub,
        ast.Mult: algebra.mul,
        ast.Div: algebra.div,
        ast.Pow: algebra.pow,
        ast.USub: algebra.neg,
        ast.UAdd: algebra.pos,
        ast.Not: algebra.not_,
    }


def _constants(node: ast.expr) -> Sequence[float | str]:
    """Return the constants of a checked list."""
    elements = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    values: list[float | str] = []
    for element in elements:
        number = written_number(element)
        values.append(cast("ast.Constant", element).value if number is None else number)  # type: ignore[arg-type]
    return values


def _written(node: ast.Call, function: Function) -> list[float]:
    """Return the literal arguments of a checked call, defaults filled in."""
    values: list[float] = []
    for position, literal in function.literals.items():
        if position >= len(node.args):
            values.append(cast("int", literal.default))
        elif literal.whole:
            values.append(cast("int", whole_number(node.args[position])))
        else:
            values.append(cast("float", written_number(node.args[position])))
    return values
