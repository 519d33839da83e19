"""Checked raw data -> the columns of a join: which rows are looked up, by what, and what is taken from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Column, ColumnType, Source
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.shapes import Elapsed, Join, Match
from kpiframe.catalog.structure_columns import check_name
from kpiframe.problems import Problem, Problems
from kpiframe.texts import Text

_COLUMN: Final = Text("column", "cột")
_SOURCE: Final = Text("source", "nguồn")
_DATES: Final = (ColumnType.DATE, ColumnType.TIMESTAMP)


def joined(raw: Raw, source: Source, known: Mapping[str, Source], problems: Problems) -> Source:
    """Return *source* with every column of the rows it keeps and those it takes from the rows it looks up."""
    data = raw.data["join"]
    origin = known[data["from"]]
    matches = tuple(_match(raw, name, origin, known[name], problems) for name in data["with"])
    if origin.name in data["with"]:
        message = Text(
            f"{origin.name} cannot be joined with itself; derive from it first",
            f"không thể nối {origin.name} với chính nó; hãy derive từ nguồn đó trước",
        )
        problems.add(Problem("KPF503", message, raw.place(("join", "with", origin.name), key=True), subject=raw.name))
    columns = {c.name: replace(c, header=c.name) for c in origin.columns}
    taken: dict[str, tuple[str, str]] = {}
    elapsed: dict[str, Elapsed] = {}
    written: Mapping[str, Any] = data.get("columns") or {}
    # What is looked up comes first: an age may be counted from it, wherever it is written.
    for name in sorted(written, key=lambda n: not isinstance(written[n], str)):
        at = raw.place(("join", "columns", name), key=True)
        check_name(name, at, problems, column=True)
        if name in columns:
            message = Text(f"{origin.name} has a column {name} already", f"{origin.name} đã có cột {name}")
            problems.add(Problem("KPF508", message, at, subject=raw.name))
        elif isinstance(written[name], str):
            column = _taken(raw, name, known, problems)
            if column:
                taken[name] = (written[name].partition(".")[0], column.name)
                columns[name] = replace(column, name=name, header=name, location=at)
        else:
            found = _elapsed(raw, name, columns, problems)
            if found:
                elapsed[name] = found
                columns[name] = Column(name, ColumnType.INTEGER, name, location=at)
    return replace(source, columns=tuple(columns.values()), join=Join(origin.name, matches, taken, elapsed))


def _match(raw: Raw, name: str, origin: Source, other: Source, problems: Problems) -> Match:
    written = raw.data["join"]["with"][name]
    pairs = written if isinstance(written, dict) else dict.fromkeys([written] if isinstance(written, str) else written)
    found = []
    for here, there in ((mine, theirs or mine) for mine, theirs in pairs.items()):
        at = raw.place(("join", "with", name))
        mine, theirs = origin.column(here), other.column(there)
        for column, asked, of in ((mine, here, origin), (theirs, there, other)):
            if column is None:
                what = Text(f"column of {of.name}", f"cột của {of.name}")
                names = [c.name for c in of.columns]
                problems.add(wording.unknown_reference(at, what, asked, names, "KPF543"))
        if mine and theirs:
            _check_key(raw, name, mine, theirs, problems)
            found.append((here, there))
    return Match(name, tuple(found))


def _check_key(raw: Raw, name: str, mine: Column, theirs: Column, problems: Problems) -> None:
    """Add a problem when values of the two columns cannot be compared exactly."""
    at = raw.place(("join", "with", name))
    if ColumnType.FLOAT in (mine.type, theirs.type):
        message = Text(
            f"{mine.name} is no key: floats are not compared exactly",
            f"{mine.name} không làm khoá được: float không so chính xác",
        )
        problems.add(Problem("KPF521", message, at, subject=raw.name))
    elif mine.type is not theirs.type:
        message = Text(
            f"{mine.name} is {mine.type} here and {theirs.name} is {theirs.type} in {name}: declare both alike",
            f"{mine.name} ở đây là {mine.type}, {theirs.name} trong {name} là {theirs.type}: hãy khai báo cùng kiểu",
        )
        problems.add(Problem("KPF521", message, at, subject=raw.name))


def _taken(raw: Raw, name: str, known: Mapping[str, Source], problems: Problems) -> Column | None:
    data = raw.data["join"]
    source, _, column = data["columns"][name].partition(".")
    at = raw.place(("join", "columns", name))
    if source not in data["with"]:
        problems.add(wording.unknown_reference(at, _SOURCE, source, data["with"], "KPF543"))
        return None
    found = known[source].column(column)
    if found is None:
        names = [c.name for c in known[source].columns]
        problems.add(wording.unknown_reference(at, _COLUMN, column, names, "KPF543"))
    return found


def _elapsed(raw: Raw, name: str, columns: Mapping[str, Column], problems: Problems) -> Elapsed | None:
    data = raw.data["join"]["columns"][name]
    starts = [key for key in ("days_from", "months_from") if key in data]
    at = raw.place(("join", "columns", name), key=True)
    if len(starts) != 1:
        message = Text(
            f"{name} needs either days_from or months_from", f"{name} cần một trong hai: days_from hoặc months_from"
        )
        problems.add(Problem("KPF506", message, at, subject=raw.name))
        return None
    sound = True
    for key in (starts[0], "to"):
        place = raw.place(("join", "columns", name, key))
        column = columns.get(data[key])
        if column is None:
            problems.add(wording.unknown_reference(place, _COLUMN, data[key], columns, "KPF543"))
        elif column.type not in _DATES:
            message = Text(
                f"{key} needs a date column; {data[key]} is {column.type}",
                f"{key} cần cột ngày; {data[key]} có kiểu {column.type}",
            )
            problems.add(Problem("KPF521", message, place, subject=raw.name))
        sound = sound and column is not None and column.type in _DATES
    return Elapsed(starts[0].removesuffix("_from"), data[starts[0]], data["to"]) if sound else None
