"""Calls: only functions of the table, with as many arguments as it says, literals where it says so."""

from __future__ import annotations

import ast

from kpiframe.formula.functions import FUNCTIONS, Function, Literal
from kpiframe.formula.literals import whole_number, written_number
from kpiframe.formula.places import Places
from kpiframe.formula.role import Role
from kpiframe.problems import Problem, did_you_mean
from kpiframe.texts import Text


def function_of(node: ast.Call) -> Function | None:
    """Return the row of the table the call names, if any."""
    return FUNCTIONS.get(node.func.id) if isinstance(node.func, ast.Name) else None


def walked_arguments(node: ast.Call) -> list[ast.expr]:
    """Return the arguments that are expressions; written literals are read, never walked."""
    function = function_of(node)
    if function is None:
        return []
    return [argument for i, argument in enumerate(node.args) if i not in function.literals]


def check(node: ast.Call, role: Role, places: Places) -> list[Problem]:
    """Return what is wrong with the call itself; its walked arguments are judged as nodes of their own."""
    function = function_of(node)
    if function is None:
        return [_unknown(node, role, places)]
    if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
        message = Text(
            f"arguments are given by position only: `{function.signature}`",
            f"đối số chỉ được đưa theo vị trí: `{function.signature}`",
        )
        return [places.problem("KPF514", message, node)]
    if function.window and not role.takes_windows:
        message = Text(
            f"`{function.name}` looks at other periods; that is possible in the formula of a KPI only",
            f"`{function.name}` nhìn sang kỳ khác; chỉ dùng được trong công thức của KPI",
        )
        return [places.problem("KPF516", message, node)]
    if not function.least <= len(node.args) <= function.most:
        return [_arity(node, function, places)]
    return _literals(node, function, places)


def _unknown(node: ast.Call, role: Role, places: Places) -> Problem:
    if not isinstance(node.func, ast.Name):
        message = Text("only functions of the table can be called", "chỉ gọi được các hàm có trong bảng")
        return places.problem("KPF514", message, node.func)
    known = tuple(name for name, row in FUNCTIONS.items() if role.takes_windows or not row.window)
    message = Text(f"there is no function `{places.excerpt(node.func)}`", f"không có hàm `{places.excerpt(node.func)}`")
    return places.problem("KPF515", message, node.func, allowed=known, meant=did_you_mean(node.func.id, known))


def _arity(node: ast.Call, function: Function, places: Places) -> Problem:
    wanted = str(function.least) if function.least == function.most else f"{function.least}-{function.most}"
    return places.problem(
        "KPF516",
        Text(
            f"`{function.name}` takes {wanted} arguments, not {len(node.args)}: `{function.signature}`",
            f"`{function.name}` nhận {wanted} đối số, không phải {len(node.args)}: `{function.signature}`",
        ),
        node,
    )


def _literals(node: ast.Call, function: Function, places: Places) -> list[Problem]:
    found = []
    for position, literal in function.literals.items():
        if position < len(node.args) and not _fits(node.args[position], literal):
            found.append(_misfit(node.args[position], function, literal, places))
    if function.name == "clip" and not found:
        low, high = (written_number(argument) for argument in node.args[1:])
        if low is not None and high is not None and low > high:
            message = Text(
                "the bounds of clip(x, lo, hi) are in the wrong order: lo is not above hi",
                "hai cận của clip(x, lo, hi) sai thứ tự: lo không được lớn hơn hi",
            )
            found.append(places.problem("KPF516", message, node.args[1]))
    return found


def _fits(argument: ast.expr, literal: Literal) -> bool:
    value = whole_number(argument) if literal.whole else written_number(argument)
    return value is not None and literal.least <= value <= literal.most


def _misfit(argument: ast.expr, function: Function, literal: Literal, places: Places) -> Problem:
    shown = places.excerpt(argument)
    if literal.whole:
        span = f"{literal.least:g}-{literal.most:g}"
        message = Text(
            f"`{shown}` in `{function.signature}` must be written as a whole number, {span}",
            f"`{shown}` trong `{function.signature}` phải viết là số nguyên trong khoảng {span}",
        )
    else:
        message = Text(
            f"`{shown}` in `{function.signature}` must be written as a number: bounds are not computed",
            f"`{shown}` trong `{function.signature}` phải viết là một con số: các cận không được tính ra",
        )
    return places.problem("KPF516", message, argument)
