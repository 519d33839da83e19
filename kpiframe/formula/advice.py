"""What is in the language and still deserves a second look: findings about one formula, never errors.

======  =====================  ========================================================
KPF530  missing-as-zero        coalesce(x, 0) turns a missing number into zero
KPF531  rounding-in-formula    round() shows the last bits of a float and belongs to display
KPF532  unknown-counts-as-else a missing number takes the constant after ``else``
KPF533  mean-of-ratios         rolling_mean of a ratio weights small periods like large ones
======  =====================  ========================================================
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from kpiframe.formula.calls import function_of
from kpiframe.formula.literals import is_none, written_number
from kpiframe.formula.places import Places
from kpiframe.formula.syntax import Formula
from kpiframe.problems import NOWHERE, Location, Problem, Severity
from kpiframe.texts import Text


def advise(
    formula: Formula,
    at: Location = NOWHERE,
    *,
    exact: bool = False,
    formulas: Mapping[str, Formula] | None = None,
) -> list[Problem]:
    """Return findings of severity info or warning about the formula.

    *formulas* are those of the KPIs it may name: with them a rolling mean of a KPI that is a ratio is seen too.
    """
    places = Places(formula.text, at, exact)
    found: list[Problem] = []
    for node in ast.walk(formula.tree):
        if isinstance(node, ast.Call):
            found += _calls(node, places, formulas or {})
        elif isinstance(node, ast.IfExp) and _is_constant(node.orelse) and _may_be_unknown(node.test):
            found.append(_unknown_as_else(node, places))
    return sorted(found, key=Problem.sort_key)


def _calls(node: ast.Call, places: Places, formulas: Mapping[str, Formula]) -> Iterator[Problem]:
    function = function_of(node)
    name = function.name if function else ""
    if name == "coalesce" and any(written_number(argument) == 0 for argument in node.args[1:]):
        message = Text(
            "coalesce(…, 0) makes a missing number a zero, and the result looks measured",
            "coalesce(…, 0) biến số thiếu thành số 0 và kết quả trông như số đo được",
        )
        advice = Text("say `empty: 0` in the binding if zero is meant", "nếu đúng là 0, hãy ghi `empty: 0` ở binding")
        yield places.problem("KPF530", message, node, severity=Severity.WARNING, help=advice)
    elif name == "round":
        message = Text(
            "round() inside a formula makes the last bits of a computation visible: rounding belongs to display",
            "round() trong công thức làm lộ sai số ở các bit cuối: việc làm tròn thuộc về phần hiển thị",
        )
        yield places.problem("KPF531", message, node, severity=Severity.WARNING)
    elif name == "rolling_mean":
        yield from _mean_of_ratios(node, places, formulas)


def _mean_of_ratios(node: ast.Call, places: Places, formulas: Mapping[str, Formula]) -> Iterator[Problem]:
    operand = node.args[0]
    if isinstance(operand, ast.Name) and operand.id in formulas:
        operand = formulas[operand.id].tree
    ratio, factor = _ratio(operand)
    if ratio is None:
        return
    span = ast.unparse(node.args[1])
    above, below = ast.unparse(ratio.left), ast.unparse(ratio.right)
    pooled = f"rolling_sum({above}, {span}) / rolling_sum({below}, {span}){factor}"
    message = Text(
        "a mean of ratios weights a period of 20 answers like one of 2,000",
        "trung bình của các tỷ lệ coi một kỳ có 20 câu trả lời ngang với kỳ có 2.000",
    )
    advice = Text(f"the pooled form is `{pooled}`", f"dạng gộp là `{pooled}`")
    yield places.problem("KPF533", message, node, severity=Severity.INFO, help=advice)


def _ratio(node: ast.expr) -> tuple[ast.BinOp | None, str]:
    """Return the quotient of ``a / b`` and ``a / b * 100``, and the factor as text."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _is_constant(node.right):
        inner, _ = _ratio(node.left)
        return inner, f" * {ast.unparse(node.right)}"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not _is_constant(node.right):
        return node, ""
    return None, ""


def _unknown_as_else(node: ast.IfExp, places: Places) -> Problem:
    shown = places.excerpt(node.orelse)
    message = Text(
        f"where the condition is unknown because a number is missing, the result is {shown}",
        f"khi điều kiện không xác định vì thiếu số liệu, kết quả sẽ là {shown}",
    )
    advice = Text(
        "test the name with `is not None` first if that is not meant",
        "nếu không có ý đó, hãy kiểm tra tên bằng `is not None` trước",
    )
    return places.problem("KPF532", message, node, severity=Severity.INFO, help=advice)


def _is_constant(node: ast.expr) -> bool:
    return written_number(node) is not None or (isinstance(node, ast.Constant) and isinstance(node.value, bool))


def _may_be_unknown(test: ast.expr) -> bool:
    """Whether a missing name can make the test unknown; names tested by ``is not None`` beside it cannot."""
    if isinstance(test, ast.BoolOp):
        wanted: type[ast.cmpop] = ast.IsNot if isinstance(test.op, ast.And) else ast.Is
        tested = {name for part in test.values for name in _tested(part, wanted)}
        rest = [part for part in test.values if not list(_tested(part, wanted))]
        return any(_may_be_unknown(part) and not _names(part) <= tested for part in rest)
    if isinstance(test, ast.UnaryOp):
        return _may_be_unknown(test.operand)
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.IsNot):
        return False
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == "is_null":
        return False
    return bool(_names(test))


def _tested(node: ast.expr, wanted: type[ast.cmpop]) -> Iterator[str]:
    """Yield the name a condition compares with None in the wanted way."""
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], wanted) and is_none(node.comparators[0]):
        if isinstance(node.left, ast.Name):
            yield node.left.id
    elif wanted is ast.Is and isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "is_null" and isinstance(node.args[0], ast.Name):
            yield node.args[0].id
    elif wanted is ast.IsNot and isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from _tested(node.operand, ast.Is)


def _names(node: ast.expr) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
