"""What may be compared with what by its look; the kinds of names are judged by the kinds algebra."""

from __future__ import annotations

import ast
from typing import Final

from kpiframe.formula import constants
from kpiframe.formula.literals import is_iso_date, is_none, is_text
from kpiframe.formula.places import Places
from kpiframe.formula.role import Role
from kpiframe.limits import LIMITS
from kpiframe.problems import Problem
from kpiframe.texts import Text

EQUALITY: Final = (ast.Eq, ast.NotEq)
MEMBERSHIP: Final = (ast.In, ast.NotIn)
IDENTITY: Final = (ast.Is, ast.IsNot)


def check(node: ast.Compare, role: Role, places: Places) -> list[Problem]:
    """Return what the comparison may not compare."""
    if len(node.ops) > 1 and any(isinstance(op, MEMBERSHIP + IDENTITY) for op in node.ops):
        message = Text(
            "`in` and `is` cannot be part of a chain: join conditions with `and`",
            "`in` và `is` không thể nằm trong chuỗi so sánh: hãy nối các điều kiện bằng `and`",
        )
        return [places.problem("KPF514", message, node)]
    if isinstance(node.ops[0], MEMBERSHIP):
        return _membership(node.comparators[0], role, places)
    if isinstance(node.ops[0], IDENTITY):
        return _identity(node.comparators[0], places)
    return _text_comparisons(node, role, places)


def _identity(right: ast.expr, places: Places) -> list[Problem]:
    if is_none(right):
        return []
    message = Text("after `is` and `is not` stands `None` only", "sau `is` và `is not` chỉ có `None`")
    return [places.problem("KPF519", message, right, meant=("==", "!="))]


def _text_comparisons(node: ast.Compare, role: Role, places: Places) -> list[Problem]:
    """Let a text meet a name by ``==`` and ``!=``; by the ordering signs only as a date in a filter."""
    found = []
    operands = [node.left, *node.comparators]
    for op, left, right in zip(node.ops, operands, operands[1:], strict=False):
        texts = [side for side in (left, right) if is_text(side)]
        if not texts or not role.takes_texts:
            continue
        dates = all(isinstance(t, ast.Constant) and is_iso_date(str(t.value)) for t in texts)
        if len(texts) == 1 and (isinstance(op, EQUALITY) or (dates and role is Role.FILTER)):
            continue
        message = Text(
            "texts have no order: use `==`, `!=` or `in` with a name on one side; dates in a filter are written "
            '"2026-01-31"',
            "văn bản không có thứ tự: hãy dùng `==`, `!=` hoặc `in` với một bên là tên; ngày trong filter viết "
            'là "2026-01-31"',
        )
        found.append(places.problem("KPF518", message, texts[0]))
    return found


def _membership(right: ast.expr, role: Role, places: Places) -> list[Problem]:
    """After ``in`` stands a list of constants of one kind; it is read here, never walked."""
    if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
        message = Text(
            "after `in` stands a list of constants, as in [1, 2]", "sau `in` là danh sách các hằng, ví dụ [1, 2]"
        )
        return [places.problem("KPF516", message, right)]
    if len(right.elts) > LIMITS.list_constants:
        message = Text(
            f"a list holds at most {LIMITS.list_constants} constants",
            f"danh sách có tối đa {LIMITS.list_constants} hằng",
        )
        return [places.problem("KPF511", message, right)]
    found = [problem for one in right.elts if (problem := _list_constant(one, role, places))]
    if not found and len({is_text(one) for one in right.elts}) > 1:
        message = Text("a list holds numbers or texts, not both", "danh sách chỉ chứa số hoặc chỉ chứa văn bản")
        found.append(places.problem("KPF516", message, right))
    return found


def _list_constant(node: ast.expr, role: Role, places: Places) -> Problem | None:
    if is_none(node):
        return constants.none_problem(node, places)
    if is_text(node):
        return constants.text_problem(node, role, places)
    bare = node
    while isinstance(bare, ast.UnaryOp) and isinstance(bare.op, ast.USub | ast.UAdd):
        bare = bare.operand
    if isinstance(bare, ast.Constant) and not isinstance(bare.value, bool | str) and bare.value is not None:
        return constants.number_problem(bare, places)
    message = Text(
        f"a list holds constants only, not `{places.excerpt(node)}`",
        f"danh sách chỉ chứa hằng, không chứa `{places.excerpt(node)}`",
    )
    return places.problem("KPF516", message, node)
