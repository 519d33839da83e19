"""What cannot be computed in a warehouse with the same result to the last digit, told before anything is asked of it.

Exact numbers, conditions and dates mean the same everywhere; powers, logarithms and the rounding of doubles do not,
and a sum of doubles depends on the order of rows.
"""

from __future__ import annotations

import ast
from typing import Final

from kpiframe.catalog.bindings import Agg, Aggregate, Column, ColumnType, Source
from kpiframe.catalog.warehouses import Backend
from kpiframe.formula.algebras.rows import ColumnType as SqlType
from kpiframe.formula.algebras.rows import row_sql
from kpiframe.formula.kind import Kind
from kpiframe.formula.syntax import Formula
from kpiframe.problems import FormulaError
from kpiframe.texts import Text

MOST_SCALE: Final = 9
"""Decimal places of a product that every warehouse keeps."""
_UNLIKE: Final = ("ln", "round")
_SUMS: Final = (Agg.SUM, Agg.AVERAGE, Agg.FIRST, Agg.LAST)


def unfit_column(column: Column) -> Text | None:
    """Return why *column* cannot be read in a warehouse, ``None`` when it can."""
    if column.type is ColumnType.PERCENT:
        return Text(
            f"column {column.name}: a percent sign stands in text files only; declare decimal or float",
            f"cột {column.name}: dấu % chỉ có trong tệp văn bản; hãy khai báo decimal hoặc float",
        )
    for written, key in (
        (column.fill_down, "fill_down"),
        (column.counts_days, "counts_days"),
        (column.within, "within"),
        (column.marks, "marks"),
        (column.brackets, "negative"),
        (column.format, "format"),
    ):
        if written:
            return Text(
                f"column {column.name}: {key} is for the rows of a file",
                f"cột {column.name}: {key} chỉ dùng cho các dòng của tệp",
            )
    return None


def unfit_aggregate(aggregate: Aggregate, source: Source, backend: Backend | None) -> Text | None:
    """Return why *aggregate* of *source* cannot be computed there; what depends on the *backend* when it is known."""
    agg = aggregate.agg
    if backend and agg.value in backend.lacks:
        return Text(
            f"{backend.label} has no exact {agg}, only an estimate",
            f"{backend.label} không có {agg} chính xác, chỉ có ước lượng",
        )
    for formula in (aggregate.expr, aggregate.filter):
        if formula and (why := unfit_formula(formula, source)):
            return why
    if agg in _SUMS and aggregate.expr and not _exact(aggregate.expr, source):
        return Text(
            f"{agg} of {aggregate.expr.canonical()} is a sum of doubles, which depends on the order of rows; "
            "declare decimal columns and avoid division",
            f"{agg} của {aggregate.expr.canonical()} là tổng số thực dấu phẩy động, phụ thuộc thứ tự dòng; "
            "hãy khai báo cột decimal và tránh phép chia",
        )
    return None


def unfit_formula(formula: Formula, source: Source) -> Text | None:
    """Return why *formula* does not mean the same in every warehouse, ``None`` when it does."""
    for node in ast.walk(formula.tree):
        what = _unlike(node)
        if what and (what != "round" or not _exact(formula, source)):
            return Text(
                f"{what} does not give the same result to the last digit in every warehouse",
                f"{what} không cho cùng kết quả đến chữ số cuối ở mọi kho dữ liệu",
            )
    return None


def _unlike(node: ast.AST) -> str:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return "**"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _UNLIKE:
        return node.func.id
    return ""


def _exact(formula: Formula, source: Source) -> bool:
    try:
        return row_sql(formula, {c.name: sql_type(c) for c in source.columns}).exact
    except FormulaError:
        return True  # told elsewhere


def sql_type(column: Column) -> SqlType:
    """Return what *column* is once it is read."""
    match column.type:
        case ColumnType.INTEGER:
            return SqlType(Kind.NUMBER, "BIGINT")
        case ColumnType.FLOAT:
            return SqlType(Kind.NUMBER, "DOUBLE")
        case ColumnType.TEXT:
            return SqlType(Kind.TEXT, "VARCHAR")
        case ColumnType.BOOLEAN:
            return SqlType(Kind.CONDITION, "BOOLEAN")
        case ColumnType.DATE | ColumnType.TIMESTAMP:
            return SqlType(Kind.DATE, "DATE")
        case _:
            return SqlType(Kind.NUMBER, "DECIMAL", min(column.scale, 18))
