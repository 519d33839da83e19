"""The formula with its numbers put in: ``(75 - 15) / 150 * 100``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from kpiframe.formula.calls import function_of
from kpiframe.formula.syntax import Formula

MISSING = "—"
"""What stands for an input without a value."""


def with_numbers(formula: Formula, values: Mapping[str, float | None], show: Callable[[float], str]) -> str:
    """Return the formula with each name replaced by its number as *show* writes it.

    A missing value reads ``—``, a negative one stands in brackets. Names inside windows stay names: they
    speak of several periods. A function is spelled as it is called, so every function of the table is.
    """
    return ast.unparse(_NumbersIn(values, show).visit(_copy(formula)))


def _copy(formula: Formula) -> ast.expr:
    """Return a tree of our own to write into; parsing again is cheaper than a deep copy."""
    return ast.parse(f"(\n{formula.text}\n)", mode="eval").body


class _NumbersIn(ast.NodeTransformer):
    """Replaces names by their numbers; unparse writes a name's text as it stands."""

    def __init__(self, values: Mapping[str, float | None], show: Callable[[float], str]) -> None:
        self.values = values
        self.show = show

    def visit_Name(self, node: ast.Name) -> ast.Name:
        value = self.values.get(node.id)
        if value is None:
            return ast.Name(MISSING)
        shown = self.show(value)
        return ast.Name(f"({shown})" if value < 0 else shown)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        function = function_of(node)
        if function is None or function.window:
            return node
        node.args = [self.visit(argument) for argument in node.args]
        return node
