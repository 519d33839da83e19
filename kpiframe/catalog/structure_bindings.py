"""Checked raw data -> Binding: an aggregate of a source, a constant, or a value per period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Binding, Source
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.names import fault_of_name
from kpiframe.catalog.reading import number, words
from kpiframe.catalog.structure_aggregates import aggregate_of
from kpiframe.catalog.structure_warehouses import check_asked
from kpiframe.periods import Calendar
from kpiframe.problems import Problem, Problems
from kpiframe.texts import Text

_SHAPES: Final = {
    "source": ("source", "agg", "expr", "filter", "p", "at", "empty"),
    "value": ("value", "author"),
    "values": ("values", "author"),
}
_COMMON: Final = ("description", "locked", "reason", "lifecycle")


def binding_of(
    raw: Raw, sources: Mapping[str, Source], broken: set[str], calendar: Calendar, problems: Problems
) -> Binding | None:
    """Return the binding *raw* describes; ``None`` when it cannot be used (the problems say why)."""
    mine = Problems()
    mine.extend(fault for part in raw.name.split(".") if (fault := fault_of_name(part, raw.location)))
    shape = _shape(raw, mine)
    binding = None
    if shape == "source":
        binding = _from_source(raw, sources, broken, mine)
    elif shape:
        binding = _written(raw, calendar, mine)
    problems.extend(mine.found)
    return None if mine.errors else binding


def _shape(raw: Raw, problems: Problems) -> str | None:
    shapes = [s for s in _SHAPES if raw.data.get(s) is not None]
    if len(shapes) != 1:
        message = Text(
            "a binding has one of source, value and values", "binding có đúng một trong source, value và values"
        )
        problems.add(Problem("KPF506", message, raw.location, allowed=tuple(_SHAPES), subject=raw.name))
        return None
    allowed = (*_SHAPES[shapes[0]], *_COMMON)
    for key in raw.data:
        if key not in allowed:
            at = raw.place((key,), key=True)
            message = Text(f"{key} does not go with {shapes[0]}", f"{key} không đi cùng {shapes[0]}")
            problems.add(Problem("KPF503", message, at, allowed=_SHAPES[shapes[0]], subject=raw.name))
    return shapes[0]


def _from_source(raw: Raw, sources: Mapping[str, Source], broken: set[str], problems: Problems) -> Binding | None:
    data = raw.data
    source = sources.get(data["source"])
    if source is None:
        if data["source"] not in broken:
            at = raw.place(("source",))
            what = Text("source", "nguồn")
            problems.add(wording.unknown_reference(at, what, data["source"], sources, "KPF543"))
        return None
    if "agg" not in data:
        problems.add(wording.missing_key(raw.location, raw.name, "agg"))
        return None
    aggregate = aggregate_of(raw, (), source, problems)
    if aggregate is None:
        return None
    check_asked(raw, source, aggregate, problems)
    empty = number(data.get("empty"))
    return Binding(raw.name, source.name, aggregate, empty, lifecycle=words(data, "lifecycle"), location=raw.location)


def _written(raw: Raw, calendar: Calendar, problems: Problems) -> Binding:
    data = raw.data
    values: dict[str, float] = {}
    for key, value in (data.get("values") or {}).items():
        if calendar.parse(key) is None:
            at = raw.place(("values", key), key=True)
            problems.add(wording.bad_date(at, key, calendar.example))
        values[key] = float(value)
    author = data.get("author", "")
    return Binding(
        raw.name,
        value=number(data.get("value")),
        values=values,
        author=author,
        lifecycle=words(data, "lifecycle"),
        location=raw.location,
    )
