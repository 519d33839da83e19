"""Checked raw data -> Column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Column, ColumnType, Unanswered
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.names import fault_of_name
from kpiframe.catalog.reading import day, formula_at, words
from kpiframe.formula.syntax import Role
from kpiframe.problems import Location, Problem, Problems
from kpiframe.texts import Text


def column_of(raw: Raw, name: str, problems: Problems) -> Column:
    """Return the column called *name* of the source *raw*; a name that cannot be used is a problem."""
    at = raw.place(("columns", name), key=True)
    check_name(name, at, problems, column=True)
    data: Any = raw.data["columns"][name]
    if isinstance(data, str):
        return Column(name, ColumnType(data), name, location=at)
    if "type" not in data:
        problems.add(wording.missing_key(at, name, "type"))
        return Column(name, ColumnType.TEXT, name, location=at)
    _check_format(raw, name, data, problems)
    missing = data.get("missing") or ()
    headers = words(data, "headers")
    return Column(
        name=name,
        type=ColumnType(data["type"]),
        header=data.get("header") or (headers or (name,))[0],
        format=data.get("format"),
        scale=int(data.get("scale", 4)),
        missing=tuple(text for text in missing if isinstance(text, str)) + _always(missing),
        true=tuple(data.get("true", ("true", "1", "yes"))),
        false=tuple(data.get("false", ("false", "0", "no"))),
        fill_down=data.get("fill_down", False),
        unanswered=tuple(_unanswered(codes) for codes in missing if _is_dated(codes)),
        marks=words(data, "marks"),
        brackets=data.get("negative") == "brackets",
        headers=headers,
        optional=not data.get("required", True),
        additive=data.get("additive", True),
        within=words(data, "within"),
        equals=formula_at(raw, ("columns", name, "equals"), Role.EXPR, problems),
        money=data.get("money", False),
        counts_days=data.get("counts_days", False),
        location=at,
    )


def check_name(name: str, at: Location, problems: Problems, *, column: bool = False) -> None:
    """Add what is wrong with a name."""
    fault = fault_of_name(name, at, column=column)
    if fault:
        problems.add(fault)


def _check_format(raw: Raw, name: str, data: Mapping[str, Any], problems: Problems) -> None:
    """Add KPF583 for a date format in which nothing stands for a part of a date: it waits for a choice."""
    form = data.get("format")
    if form is None or "%" in form:
        return
    message = Text(
        f"the date format of column {name} has not been chosen: {form!r} names no part of a date",
        f"chưa chọn định dạng ngày cho cột {name}: {form!r} không chỉ phần nào của ngày",
    )
    hint = Text('write it like "%d/%m/%Y" (day first)', 'hãy viết như "%d/%m/%Y" (ngày trước)')
    at = raw.place(("columns", name, "format"))
    problems.add(Problem("KPF583", message, at, help=hint, subject=raw.name))


def _is_dated(codes: str | Mapping[str, Any]) -> bool:
    return not isinstance(codes, str) and ("from" in codes or "until" in codes)


def _always(missing: Sequence[Any]) -> tuple[str, ...]:
    """Return the codes that mean "no answer" whatever the date."""
    undated = (codes for codes in missing if not isinstance(codes, str) and not _is_dated(codes))
    return tuple(_text(code) for codes in undated for code in codes["codes"])


def _unanswered(data: Mapping[str, Any]) -> Unanswered:
    codes = tuple(_text(code) for code in data["codes"])
    return Unanswered(codes, day(data.get("from")), day(data.get("until")))


def _text(code: str | float) -> str:
    return code if isinstance(code, str) else f"{code:.15g}"
