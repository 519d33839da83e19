"""The functions of the formula language: one table, read by the parser, every algebra and the docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kpiframe.limits import LIMITS
from kpiframe.texts import Text


class Takes(StrEnum):
    """Which kinds the arguments may have."""

    NUMBERS = "numbers"
    ONE_KIND = "one kind"
    """All arguments of one kind, whichever; ``None`` fits any. The result has that kind."""
    ANYTHING = "anything"
    """Any kind; the result is a condition."""


class UnitRule(StrEnum):
    """How the unit of the result follows from the arguments."""

    SAME = "same"
    """The arguments' common unit."""
    QUOTIENT = "quotient"
    """The unit of the first argument over the second."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Literal:
    """An argument that must be written as a number: a whole one from *least* to *most*, or any when not *whole*."""

    whole: bool
    least: float
    most: float
    default: int | None = None
    """Taken when the argument is left out."""


@dataclass(frozen=True, slots=True)
class Function:
    """One row of the table."""

    name: str
    signature: str
    least: int
    """Fewest arguments."""
    most: int
    """Most arguments."""
    doc: Text
    window: bool = False
    """Looks at other periods; allowed in the formula of a KPI only."""
    takes: Takes = Takes.NUMBERS
    unit: UnitRule = UnitRule.SAME
    literals: Mapping[int, Literal] = field(default_factory=lambda: MappingProxyType({}))
    """Position of an argument -> what must be written there."""


_MANY: Final = LIMITS.formula_arguments
_SPAN: Final = Literal(whole=True, least=1, most=LIMITS.window)
_STEPS: Final = Literal(whole=True, least=1, most=LIMITS.window, default=1)
_PLACES: Final = Literal(whole=True, least=0, most=12, default=0)
_BOUND: Final = Literal(whole=False, least=-LIMITS.whole_literal, most=LIMITS.whole_literal)

_ROWS: Final = (
    Function(
        "coalesce",
        "coalesce(a, b, …)",
        1,
        _MANY,
        Text("The first argument that has a value.", "Đối số đầu tiên có giá trị."),
        takes=Takes.ONE_KIND,
    ),
    Function(
        "min",
        "min(a, b, …)",
        1,
        _MANY,
        Text(
            "The smallest argument; no value when any argument has none.",
            "Đối số nhỏ nhất; không có giá trị khi bất kỳ đối số nào không có giá trị.",
        ),
    ),
    Function(
        "max",
        "max(a, b, …)",
        1,
        _MANY,
        Text(
            "The largest argument; no value when any argument has none.",
            "Đối số lớn nhất; không có giá trị khi bất kỳ đối số nào không có giá trị.",
        ),
    ),
    Function(
        "clip",
        "clip(x, lo, hi)",
        3,
        3,
        Text(
            "x held between two written numbers, lo <= hi.",
            "x được giữ trong khoảng giữa hai số viết sẵn, lo <= hi.",
        ),
        literals=MappingProxyType({1: _BOUND, 2: _BOUND}),
    ),
    Function("abs", "abs(x)", 1, 1, Text("x without its sign.", "Giá trị tuyệt đối của x.")),
    Function(
        "sqrt",
        "sqrt(x)",
        1,
        1,
        Text("The square root; no value below zero.", "Căn bậc hai; không có giá trị khi x âm."),
        unit=UnitRule.UNKNOWN,
    ),
    Function(
        "ln",
        "ln(x)",
        1,
        1,
        Text(
            "The natural logarithm; no value at zero or below.",
            "Lô-ga-rít tự nhiên; không có giá trị khi x bằng 0 hoặc âm.",
        ),
        unit=UnitRule.UNKNOWN,
    ),
    Function(
        "round",
        "round(x, n=0)",
        1,
        2,
        Text(
            "x rounded to n decimal places, halves away from zero; n is written, 0 to 12.",
            "x làm tròn đến n chữ số thập phân, nửa đơn vị làm tròn ra xa số 0; n viết sẵn, từ 0 đến 12.",
        ),
        literals=MappingProxyType({1: _PLACES}),
    ),
    Function(
        "is_null",
        "is_null(x)",
        1,
        1,
        Text("True when x has no value.", "Đúng khi x không có giá trị."),
        takes=Takes.ANYTHING,
        unit=UnitRule.UNKNOWN,
    ),
    Function(
        "safe_div",
        "safe_div(a, b, alt)",
        3,
        3,
        Text(
            "a / b, or alt when b is zero; no value when a or b has none.",
            "a / b, hoặc alt khi b bằng 0; không có giá trị khi a hoặc b không có giá trị.",
        ),
        unit=UnitRule.QUOTIENT,
    ),
    Function(
        "prev",
        "prev(x, n=1)",
        1,
        2,
        Text(
            "x of n calendar periods earlier; n is written, 1 to 400.",
            "x của n kỳ trước theo lịch; n viết sẵn, từ 1 đến 400.",
        ),
        window=True,
        literals=MappingProxyType({1: _STEPS}),
    ),
    Function(
        "rolling_sum",
        "rolling_sum(x, n)",
        2,
        2,
        Text(
            "The sum of the last n periods; missing periods are skipped and noted.",
            "Tổng của n kỳ gần nhất; kỳ thiếu số liệu được bỏ qua và ghi chú lại.",
        ),
        window=True,
        literals=MappingProxyType({1: _SPAN}),
    ),
    Function(
        "rolling_mean",
        "rolling_mean(x, n)",
        2,
        2,
        Text(
            "The plain mean of the last n periods; missing periods are skipped and noted.",
            "Trung bình cộng của n kỳ gần nhất; kỳ thiếu số liệu được bỏ qua và ghi chú lại.",
        ),
        window=True,
        literals=MappingProxyType({1: _SPAN}),
    ),
    Function(
        "ytd",
        "ytd(x)",
        1,
        1,
        Text(
            "The sum since the first period of the fiscal year; missing periods are skipped.",
            "Tổng từ kỳ đầu của năm tài chính; kỳ thiếu số liệu được bỏ qua.",
        ),
        window=True,
    ),
)

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType({row.name: row for row in _ROWS})
