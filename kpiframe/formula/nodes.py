"""The allow-list over the syntax tree: eight kinds of node, the operators, and what may stand where.

Everything not named in the tables is refused; the tables are frozen in a test.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from kpiframe.formula import calls, comparisons, constants
from kpiframe.formula.functions import FUNCTIONS
from kpiframe.formula.places import Places
from kpiframe.formula.role import Role
from kpiframe.limits import LIMITS
from kpiframe.problems import Problem
from kpiframe.texts import Text

NODES: Final = (ast.Name, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.Constant)
ARITHMETIC: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
UNARY: Final = (ast.UAdd, ast.USub, ast.Not)
COMPARISONS: Final = MappingProxyType(
    {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
)
_MOST_PROBLEMS: Final = 20


def check(tree: ast.expr, role: Role, places: Places) -> list[Problem]:
    """Return what is not allowed in the tree, at most 20 problems; sizes are judged first and alone."""
    large = _too_large(tree, places)
    if large:
        return [large]
    found: list[Problem] = []
    for node, parent in _operands(tree):
        found += _judge(node, parent, role, places)
        if len(found) >= _MOST_PROBLEMS:
            break
    return found[:_MOST_PROBLEMS]


def _too_large(tree: ast.expr, places: Places) -> Problem | None:
    stack, count = [(tree, 1)], 0
    while stack:
        node, depth = stack.pop()
        count += 1
        if count > LIMITS.formula_nodes or depth > LIMITS.formula_depth:
            return places.problem(
                "KPF511",
                Text(
                    f"the formula is too large: at most {LIMITS.formula_nodes} parts, nested {LIMITS.formula_depth} "
                    "deep; split it into KPIs that name each other",
                    f"công thức quá lớn: tối đa {LIMITS.formula_nodes} thành phần, lồng nhau {LIMITS.formula_depth} "
                    "cấp; hãy tách thành các KPI gọi tên nhau",
                ),
                tree,
            )
        stack.extend((child, depth + 1) for child in _expressions(node))
    return None


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions directly below, also through keywords and comprehensions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif not isinstance(child, ast.expr_context | ast.operator | ast.unaryop | ast.boolop | ast.cmpop):
            yield from _expressions(child)


def _operands(tree: ast.expr) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Yield every node with its parent, parents first, left to right; nothing below a refused node or in a list."""
    stack: list[tuple[ast.expr, ast.expr | None]] = [(tree, None)]
    while stack:
        node, parent = stack.pop()
        yield node, parent
        if isinstance(node, ast.Call):
            below = calls.walked_arguments(node)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], comparisons.MEMBERSHIP):
            below = [node.left]
        else:
            below = list(_expressions(node)) if isinstance(node, NODES) else []
        stack.extend((child, node) for child in reversed(below))


def _judge(node: ast.expr, parent: ast.expr | None, role: Role, places: Places) -> list[Problem]:
    if isinstance(node, ast.Constant):
        problem = constants.check(node, parent, role, places)
        return [problem] if problem else []
    if isinstance(node, ast.Call):
        return calls.check(node, role, places)
    if isinstance(node, ast.Compare):
        return comparisons.check(node, role, places)
    if isinstance(node, ast.Name):
        return _name(node, places)
    operator_allowed = not isinstance(node, ast.BinOp | ast.UnaryOp) or isinstance(node.op, ARITHMETIC + UNARY)
    if isinstance(node, NODES) and operator_allowed:
        return []
    return [_refused(node, places)]


def _refused(node: ast.expr, places: Places) -> Problem:
    shown = places.excerpt(node)
    if isinstance(node, ast.Tuple | ast.List):
        return places.problem(
            "KPF514",
            Text(
                f"`{shown}` is a list: a list stands only after `in`, a comma only between arguments, "
                "and decimals are written with a point",
                f"`{shown}` là danh sách: danh sách chỉ đứng sau `in`, dấu phẩy chỉ đứng giữa các đối số, "
                "và số thập phân viết bằng dấu chấm",
            ),
            node,
        )
    return places.problem(
        "KPF514",
        Text(
            f"`{shown}` is not allowed: a formula holds names, numbers, arithmetic, comparisons, "
            "`a if c else b` and calls of the listed functions",
            f"`{shown}` không được phép: công thức chỉ gồm tên, số, phép tính, so sánh, "
            "`a if c else b` và lời gọi các hàm có trong bảng",
        ),
        node,
    )


def _name(node: ast.Name, places: Places) -> list[Problem]:
    if node.id not in FUNCTIONS:
        return []
    signature = FUNCTIONS[node.id].signature
    message = Text(
        f"`{node.id}` is a function and has no value by itself: write `{signature}`",
        f"`{node.id}` là hàm và tự nó không có giá trị: hãy viết `{signature}`",
    )
    return [places.problem("KPF515", message, node)]
