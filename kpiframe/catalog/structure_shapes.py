"""Checked raw data -> a source made from other sources: derived, joined, stacked, or asked for in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Column, ColumnType, Derive, Source
from kpiframe.catalog.columns import derived_column
from kpiframe.catalog.currencies import check_stacked
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.joins import joined
from kpiframe.catalog.shapes import EACH_PERIOD, Query, Union
from kpiframe.catalog.structure_aggregates import aggregate_of
from kpiframe.catalog.structure_columns import check_name
from kpiframe.document import Steps
from kpiframe.problems import Problem, Problems
from kpiframe.texts import Text

SHAPES: Final = ("derive", "join", "union", "query")
"""Keys that make a source from others."""
_SOURCE: Final = Text("source", "nguồn")
_COLUMN: Final = Text("column", "cột")


def origins_of(raw: Raw) -> list[tuple[str, Steps]]:
    """Return the sources *raw* is made from, each with where it is named; empty for a file or frame."""
    data = raw.data
    if "derive" in data:
        return [(data["derive"]["from"], ("derive", "from"))]
    if "join" in data:
        looked_up = [(name, ("join", "with", name)) for name in data["join"]["with"]]
        return [(data["join"]["from"], ("join", "from")), *looked_up]
    for key, part in (("union", "of"), ("query", "from")):
        if key in data:
            listed, path = (data[key], (key,)) if isinstance(data[key], list) else (data[key][part], (key, part))
            return [(name, (*path, index)) for index, name in enumerate(listed)]
    return []


def shaped(
    raw: Raw, source: Source, known: Mapping[str, Source], broken: set[str], problems: Problems
) -> Source | None:
    """Return *source* with the columns its origins give it; ``None`` when one of them cannot be used."""
    shape = next(key for key in SHAPES if key in raw.data)
    _check_company(raw, shape, problems)
    lacking = [(name, path) for name, path in origins_of(raw) if name not in known]
    for name, path in lacking:
        if name not in broken:
            at = raw.place(path, key="with" in path)
            problems.add(wording.unknown_reference(at, _SOURCE, name, known, "KPF543"))
    if lacking or problems.errors:
        return None
    make = {"derive": _derived, "join": joined, "union": _stacked, "query": _queried}[shape]
    made = make(raw, source, known, problems)
    return _like_origins(made, [known[name] for name in made.made_from], timed=shape in ("join", "union"), raw=raw)


def _check_company(raw: Raw, shape: str, problems: Problems) -> None:
    """Add a problem for keys that only a file has, and for a second way of making the rows."""
    columns = () if shape == "query" else ("columns",)
    for key in ("path", "format", *columns, *SHAPES):
        if key in raw.data and key != shape:
            message = Text(f"{key} does not go with {shape}", f"{key} không đi cùng {shape}")
            problems.add(Problem("KPF503", message, raw.place((key,), key=True), subject=raw.name))
    if shape == "query" and "columns" not in raw.data:
        problems.add(wording.missing_key(raw.location, raw.name, "columns"))
    if "time" in raw.data and shape == "derive" and raw.data["derive"].get("until") == "each_period":
        message = Text(
            f"time does not go with until: each_period, whose rows are dated by the column {EACH_PERIOD}",
            f"time không đi cùng until: each_period, vì các dòng được ghi ngày bằng cột {EACH_PERIOD}",
        )
        problems.add(Problem("KPF503", message, raw.place(("time",), key=True), subject=raw.name))


def _like_origins(source: Source, origins: Sequence[Source], *, timed: bool, raw: Raw) -> Source:
    """Return *source* with what it does not say itself and all its origins say alike."""
    first = origins[0]
    # Rows that are looked up say nothing of who counted the rows that are kept.
    counted = origins[:1] if source.join else origins
    ages = [o.max_age_days for o in counted if o.max_age_days is not None]
    same = {
        key: getattr(first, key) if all(getattr(o, key) == getattr(first, key) for o in counted) else None
        for key in ("measured_by", "platform", "time", "as_of", "key", "currency")
    }
    source = replace(
        source,
        measured_by=source.measured_by or same["measured_by"],
        platform=source.platform or same["platform"],
        currency=source.currency or same["currency"] or "",
        max_age_days=source.max_age_days if source.max_age_days is not None else min(ages, default=None),
    )
    if timed and "time" not in raw.data:
        source = replace(source, time=same["time"])
    if source.time is None and source.as_of is None and all(o.time is None for o in counted):
        source = replace(source, as_of=same["as_of"])
    if not timed:
        return source
    return source if source.key else replace(source, key=same["key"] or ())


def _derived(raw: Raw, source: Source, known: Mapping[str, Source], problems: Problems) -> Source:
    data = raw.data["derive"]
    origin = known[data["from"]]
    columns = {c.name: c for c in origin.columns}
    groups = _group_columns(raw, data["group_by"], columns, problems)
    made: dict[str, Any] = {}
    for name in data["columns"]:
        at = raw.place(("derive", "columns", name), key=True)
        check_name(name, at, problems, column=True)
        aggregate = aggregate_of(raw, ("derive", "columns", name), origin, problems, measured=False)
        if aggregate:
            made[name] = aggregate
            groups.append(replace(derived_column(name, aggregate, columns), header=name, location=at))
    each = data.get("until") == "each_period"
    derive = Derive(origin.name, tuple(data["group_by"]), made, each)
    if not each:
        return replace(source, columns=tuple(groups), derive=derive)
    _check_each(raw, origin, [c.name for c in groups], problems)
    groups.append(Column(EACH_PERIOD, ColumnType.DATE, EACH_PERIOD, location=raw.place(("derive", "until"))))
    return replace(source, columns=tuple(groups), derive=derive, time=EACH_PERIOD)


def _check_each(raw: Raw, origin: Source, names: Sequence[str], problems: Problems) -> None:
    at = raw.place(("derive", "until"))
    if origin.time is None:
        message = Text(
            f"until: each_period needs `time` on source {origin.name}",
            f"until: each_period cần `time` ở nguồn {origin.name}",
        )
        problems.add(Problem("KPF506", message, at, subject=raw.name))
    if EACH_PERIOD in names:
        message = Text(
            f"until: each_period makes a column {EACH_PERIOD} itself; give the other one another name",
            f"until: each_period tự tạo cột {EACH_PERIOD}; hãy đặt tên khác cho cột kia",
        )
        problems.add(Problem("KPF508", message, at, subject=raw.name))


def _group_columns(raw: Raw, names: list[str], columns: Mapping[str, Column], problems: Problems) -> list[Column]:
    found = []
    for index, name in enumerate(names):
        if name in columns:
            found.append(replace(columns[name], header=name))
        else:
            at = raw.place(("derive", "group_by", index))
            problems.add(wording.unknown_reference(at, _COLUMN, name, columns, "KPF543"))
    return found


def _stacked(raw: Raw, source: Source, known: Mapping[str, Source], problems: Problems) -> Source:
    data = raw.data["union"]
    names = [name for name, _ in origins_of(raw)]
    mark = None if isinstance(data, list) else data.get("origin")
    places = dict(origins_of(raw))
    if len(places) < len(names):
        message = Text("a source stands twice in the union", "một nguồn xuất hiện hai lần trong union")
        problems.add(Problem("KPF508", message, raw.place(("union",), key=True), subject=raw.name))
    first = known[names[0]]
    for name, path in places.items():
        _check_alike(raw, path, first, known[name], problems)
    if "currency" not in raw.data:
        check_stacked(raw.name, [known[name] for name in names], raw.place(("union",), key=True), problems)
    scales = {c.name: max((k.scale for n in names if (k := known[n].column(c.name))), default=0) for c in first.columns}
    columns = [replace(c, header=c.name, scale=scales[c.name]) for c in first.columns]
    if mark is not None:
        at = raw.place(("union", "origin"))
        check_name(mark, at, problems, column=True)
        if mark in scales:
            message = Text(f"the sources have a column {mark} already", f"các nguồn đã có cột {mark}")
            problems.add(Problem("KPF508", message, at, subject=raw.name))
        columns.append(Column(mark, ColumnType.TEXT, mark, location=at))
    return replace(source, columns=tuple(columns), union=Union(tuple(names), mark))


def _check_alike(raw: Raw, path: Steps, first: Source, other: Source, problems: Problems) -> None:
    """Add a problem when the columns or the time of *other* are not those of *first*."""
    at = raw.place(path)
    mine, theirs = ({c.name: c.type for c in s.columns} for s in (first, other))
    differing = sorted(n for n in mine.keys() | theirs.keys() if mine.get(n) != theirs.get(n))
    if differing:
        en = "; ".join(f"{n}: {mine.get(n) or 'absent'} and {theirs.get(n) or 'absent'}" for n in differing)
        vi = "; ".join(f"{n}: {mine.get(n) or 'không có'} và {theirs.get(n) or 'không có'}" for n in differing)
        message = Text(
            f"sources {first.name} and {other.name} do not declare the same columns: {en}",
            f"nguồn {first.name} và {other.name} không khai báo cùng các cột: {vi}",
        )
        problems.add(Problem("KPF521", message, at, subject=raw.name))
    elif first.time != other.time and "time" not in raw.data:
        message = Text(
            f"sources {first.name} and {other.name} have different `time`: say which counts here",
            f"nguồn {first.name} và {other.name} có `time` khác nhau: hãy nêu cột nào được dùng ở đây",
        )
        problems.add(Problem("KPF506", message, at, subject=raw.name))


def _queried(raw: Raw, source: Source, known: Mapping[str, Source], problems: Problems) -> Source:
    del known, problems
    data = raw.data["query"]
    return replace(source, query=Query(tuple(dict.fromkeys(data["from"])), data["sql"]))
