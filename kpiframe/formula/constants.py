"""Where constants may stand, and which numbers and texts they may be."""

from __future__ import annotations

import ast
from typing import Final

from kpiframe.formula.places import Places
from kpiframe.formula.role import Role
from kpiframe.limits import LIMITS
from kpiframe.problems import Problem
from kpiframe.texts import Text

_IDENTITY: Final = (ast.Is, ast.IsNot)
_MEMBERSHIP: Final = (ast.In, ast.NotIn)


def check(node: ast.Constant, parent: ast.expr | None, role: Role, places: Places) -> Problem | None:
    """Judge a constant by the node it stands in."""
    value = node.value
    if isinstance(value, str):
        return _text(node, parent, role, places)
    if value is None:
        return None if _none_may_stand(parent, node) else none_problem(node, places)
    if isinstance(value, bool):
        return None
    return number_problem(node, places)


def number_problem(node: ast.Constant, places: Places) -> Problem | None:
    """Return the problem of a number that is complex, too large, or so small that a float makes it zero."""
    value = node.value
    if isinstance(value, int | float) and abs(value) <= LIMITS.whole_literal:
        span = places.span_of(node)
        digits = places.text[span.start : span.start + span.length].lower().split("e")[0]
        if value != 0 or not any(digit in "123456789" for digit in digits):
            return None
    shown = places.excerpt(node)
    return places.problem(
        "KPF517",
        Text(
            f"`{shown}` is not a number a formula may hold: real numbers up to 1e30 in size, not too small for a float",
            f"`{shown}` không phải là số được phép: chỉ dùng số thực có độ lớn đến 1e30 và không quá gần số 0",
        ),
        node,
    )


def _none_may_stand(parent: ast.expr | None, node: ast.expr) -> bool:
    if isinstance(parent, ast.IfExp):
        return node is not parent.test
    if isinstance(parent, ast.Compare):
        return any(isinstance(op, _IDENTITY) for op in parent.ops) and node is not parent.left
    return isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "coalesce"


def none_problem(node: ast.expr, places: Places) -> Problem:
    """Return the problem of a ``None`` that would be unknown for ever."""
    return places.problem(
        "KPF519",
        Text(
            "`None` (no value) stands only after `is` and `is not`, as a branch of `if` and in coalesce(); "
            "a comparison with it would be unknown for ever",
            "`None` (không có giá trị) chỉ đứng sau `is` và `is not`, trong nhánh của `if` và trong coalesce(); "
            "so sánh với nó sẽ mãi không xác định",
        ),
        node,
        meant=("is None", "is not None"),
    )


def text_problem(node: ast.expr, role: Role, places: Places) -> Problem | None:
    """Return the problem of a text where names are numbers."""
    if role.takes_texts:
        return None
    message = Text(
        f"a text cannot stand in `{role}`: its names are numbers",
        f"văn bản không thể đứng trong `{role}`: các tên ở đây là số",
    )
    return places.problem("KPF518", message, node)


def _text(node: ast.Constant, parent: ast.expr | None, role: Role, places: Places) -> Problem | None:
    compared = isinstance(parent, ast.Compare) and not isinstance(parent.ops[0], _MEMBERSHIP + _IDENTITY)
    if not role.takes_texts or compared:
        return text_problem(node, role, places)
    message = Text(
        "a text constant stands only beside `==` and `!=` and in a list after `in`",
        "hằng văn bản chỉ đứng cạnh `==` và `!=` và trong danh sách sau `in`",
    )
    return places.problem("KPF518", message, node)
