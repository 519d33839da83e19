"""What a source says about the export it is: where its table ends, its preamble, its currency, its adapter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.adapters import preamble_of
from kpiframe.catalog.bindings import Agg, Aggregate, Column, ColumnType, Source
from kpiframe.catalog.columns import kinds_of
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.reading import day, words
from kpiframe.document import Steps
from kpiframe.formula.algebras.kinds import check
from kpiframe.formula.kind import Kind
from kpiframe.formula.syntax import Formula, Role
from kpiframe.problems import Location, Problem, Problems
from kpiframe.texts import Text

_COLUMN: Final = Text("column", "cột")
_SUMMING: Final = (Agg.SUM, Agg.AVERAGE)


def exported(raw: Raw) -> dict[str, Any]:
    """Return the fields of a Source that describe an export."""
    data = raw.data
    adapter = data.get("adapter") or ""
    return {
        "table_ends": words(data, "table_ends"),
        "preamble": preamble_of(data.get("preamble")),
        "time_end": data.get("time_end"),
        "currency": data.get("currency") or "",
        "currency_column": data.get("currency_column"),
        **_span(data),
        "adapter": adapter,
        "provenance": raw.origins() if adapter else (),
    }


def _span(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the day rows without dates describe, and the days they sum up."""
    unknown = data.get("as_of") == "unknown"
    as_of, covers = None if unknown else day(data.get("as_of")), data.get("covers")
    first, last = (day(covers[key]) for key in ("from", "to")) if covers else (None, None)
    span = (first, last) if first and last else None
    return {"as_of": as_of or last, "covers": span, "undated": unknown}


def check_exported(raw: Raw, source: Source, problems: Problems) -> None:
    """Add KPF543 for a column that the currency, or the sum of another, depends on and that is not declared.

    Likewise KPF505 and KPF503 for a span that cannot be, or that rows with dates have no use for.
    """
    if source.covers:
        _check_span(raw, source, source.covers, problems)
    names = [c.name for c in source.columns]
    if source.currency_column is not None and source.currency_column not in names:
        at = raw.place(("currency_column",))
        problems.add(wording.unknown_reference(at, _COLUMN, source.currency_column, names, "KPF543"))
    if source.time_end is not None:
        _check_end(raw, source, problems)
    for column in source.columns:
        if column.equals:
            _check_rate(raw, source, column, column.equals, problems)
        for index, name in enumerate(column.within):
            if name not in names:
                at = raw.place(("columns", column.name, "within", index))
                problems.add(wording.unknown_reference(at, _COLUMN, name, names, "KPF543"))


def _check_span(raw: Raw, source: Source, span: tuple[date, date], problems: Problems) -> None:
    at = raw.place(("covers",))
    if span[0] > span[1]:
        message = Text("covers ends before it begins", "covers kết thúc trước khi bắt đầu")
        problems.add(Problem("KPF505", message, at, subject=raw.name))
    for key, given in (("time", source.time), ("as_of", raw.data.get("as_of"))):
        if given is not None:
            message = Text(f"covers does not go with {key}", f"covers không đi cùng {key}")
            hint = Text(
                "covers is for rows without dates that sum up a span, as_of for rows that describe one day",
                "covers dành cho các dòng không có ngày, cộng gộp một khoảng; as_of dành cho các dòng mô tả một ngày",
            )
            problems.add(Problem("KPF503", message, at, help=hint, subject=raw.name))


def _check_rate(raw: Raw, source: Source, column: Column, parts: Formula, problems: Problems) -> None:
    kinds = kinds_of(source.columns)
    at, exact = raw.scalar(("columns", column.name, "equals"))
    problems.extend(check(replace(parts, role=Role.FORMULA), kinds, at, exact=exact))
    if kinds[column.name] is not Kind.NUMBER:
        message = Text(
            f"equals is for numbers; {column.name} is {column.type}",
            f"equals chỉ dành cho số; {column.name} có kiểu {column.type}",
        )
        problems.add(Problem("KPF521", message, at, subject=raw.name))


def _check_end(raw: Raw, source: Source, problems: Problems) -> None:
    at, column = raw.place(("time_end",)), source.column(source.time_end or "")
    if column is None:
        names = [c.name for c in source.columns]
        problems.add(wording.unknown_reference(at, _COLUMN, source.time_end or "", names, "KPF543"))
    elif column.type not in (ColumnType.DATE, ColumnType.TIMESTAMP) or source.time is None:
        message = Text(
            "time_end needs a date or timestamp column, and time beside it",
            "time_end cần cột kiểu date hoặc timestamp, và phải có time",
        )
        problems.add(Problem("KPF521", message, at, subject=raw.name))


def check_summed(raw: Raw, path: Steps, aggregate: Aggregate, source: Source) -> list[Problem]:
    """Return KPF581 for every column of a sum, or an average, over rows whose sum means nothing."""
    if aggregate.agg not in _SUMMING or aggregate.expr is None:
        return []
    at = raw.place((*path, "expr"))
    named = [column for name in aggregate.expr.names if (column := source.column(name)) is not None]
    weighted = "*" in aggregate.expr.canonical() and len(named) > 1  # position * impressions is a sum that means much
    found = [_not_additive(c, source, at, raw.name) for c in named if not c.additive and not weighted]
    derive = raw.data.get("derive") if path else None
    for column in named if derive else ():
        mixed = [name for name in column.within if derive and name not in derive["group_by"]]
        found += [_mixed(column, mixed, at, raw.name)] if mixed else []
    return found


def _not_additive(column: Column, source: Source, at: Location, subject: str) -> Problem:
    name, where = column.name, source.name
    message = Text(
        f"the rows of {name} in {where} must not be summed or averaged: their sum is no number of anything",
        f"không được cộng hay lấy trung bình các dòng của {name} trong {where}: tổng đó không phải số của cái gì cả",
    )
    hint = Text(
        "people count in several rows, rates have other bases: take a row that says it itself (agg: max), or recompute",
        "một người có mặt ở nhiều dòng, các tỷ lệ có mẫu số khác nhau: hãy lấy dòng ghi sẵn (agg: max) hoặc tính lại",
    )
    return Problem("KPF581", message, at, help=hint, subject=subject)


def _mixed(column: Column, mixed: list[str], at: Location, subject: str) -> Problem:
    listed = ", ".join(mixed)
    message = Text(
        f"{column.name} means another thing for each {listed}: put it into group_by",
        f"{column.name} mang nghĩa khác nhau theo từng {listed}: hãy đưa vào group_by",
    )
    return Problem("KPF581", message, at, subject=subject)
