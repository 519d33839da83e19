"""The formula with its numbers put in: ``(75 - 15) / 150 * 100``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from kpiframe.formula.calls import function_of
from kpiframe.formula.syntax import Formula

MISSING = "—"
"""What stands for an input without a value."""
_MARK: Final = "\x00"
"""No formula holds it."""


def with_numbers(formula: Formula, values: Mapping[str, float | None], show: Callable[[float], str]) -> str:
    """Return the formula with each name replaced by its number as *show* writes it.

    A missing value reads ``—``, a negative one stands in brackets. Names inside windows stay names: they
    speak of several periods. A function is spelled as it is called, so every function of the table is.
    """
    parts = []
    for text, name in _parts(formula.text):
        parts.append(text)
        if name:
            value = values.get(name)
            shown = MISSING if value is None else show(value)
            parts.append(f"({shown})" if value is not None and value < 0 else shown)
    return "".join(parts)


@lru_cache(maxsize=2048)
def _parts(text: str) -> tuple[tuple[str, str], ...]:
    """Return (text, name whose number follows it) of a formula; the last name is empty."""
    # parsing anew is cheaper than a deep copy of the tree to write into
    tree = ast.parse(f"(\n{text}\n)", mode="eval").body
    pieces = ast.unparse(_Marked().visit(tree)).split(_MARK)
    return tuple(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


class _Marked(ast.NodeTransformer):
    """Puts marks around names to be replaced; unparse writes a name's text as it stands."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(f"{_MARK}{node.id}{_MARK}")

    def visit_Call(self, node: ast.Call) -> ast.Call:
        function = function_of(node)
        if function is None or function.window:
            return node
        node.args = [self.visit(argument) for argument in node.args]
        return node
