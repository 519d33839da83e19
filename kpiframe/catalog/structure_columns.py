"""Checked raw data -> Column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kpiframe.catalog.bindings import Column, ColumnType, Unanswered
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.names import fault_of_name
from kpiframe.catalog.reading import day, words
from kpiframe.problems import Location, Problems


def column_of(raw: Raw, name: str, problems: Problems) -> Column:
    """Return the column called *name* of the source *raw*; a name that cannot be used is a problem."""
    at = raw.place(("columns", name), key=True)
    check_name(name, at, problems, column=True)
    data: Any = raw.data["columns"][name]
    if isinstance(data, str):
        return Column(name, ColumnType(data), name, location=at)
    missing = data.get("missing") or ()
    return Column(
        name=name,
        type=ColumnType(data["type"]),
        header=data.get("header", name),
        format=data.get("format"),
        scale=int(data.get("scale", 4)),
        missing=tuple(text for text in missing if isinstance(text, str)) + _always(missing),
        true=tuple(data.get("true", ("true", "1", "yes"))),
        false=tuple(data.get("false", ("false", "0", "no"))),
        fill_down=data.get("fill_down", False),
        unanswered=tuple(_unanswered(codes) for codes in missing if _is_dated(codes)),
        marks=words(data, "marks"),
        brackets=data.get("negative") == "brackets",
        location=at,
    )


def check_name(name: str, at: Location, problems: Problems, *, column: bool = False) -> None:
    """Add what is wrong with a name."""
    fault = fault_of_name(name, at, column=column)
    if fault:
        problems.add(fault)


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
