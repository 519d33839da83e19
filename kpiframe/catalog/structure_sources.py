"""Checked raw data -> Source: declared files first, then sources derived from other sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Column, ColumnType, Derive, Source, Totals
from kpiframe.catalog.columns import derived_column, kinds_of
from kpiframe.catalog.graph import levels_of
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.model import MeasuredBy
from kpiframe.catalog.reading import day, formula_at, words
from kpiframe.catalog.structure_aggregates import aggregate_of
from kpiframe.catalog.structure_columns import check_name, column_of
from kpiframe.formula.algebras.kinds import check
from kpiframe.formula.syntax import Formula, Role
from kpiframe.paths import resolve_files
from kpiframe.problems import Problem, Problems
from kpiframe.texts import Text

COLUMN: Final = Text("column", "cột")
_FORMATS: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".xlsx": "workbook",
    ".ods": "workbook",
    ".duckdb": "duckdb",
}
_DAYS: Final = {"day": 1, "week": 7, "month": 31}


def sources_of(raws: Mapping[str, Raw], broken: set[str], root: Path, problems: Problems) -> dict[str, Source]:
    """Return every usable source by name, in written order; names of unusable ones are added to *broken*."""
    found: dict[str, Source] = {}
    order, cycles = levels_of({name: _origins(raw) for name, raw in raws.items()})
    for cycle in cycles:
        problems.add(wording.cycle([(name, raws[name].place(("derive", "from"))) for name in cycle]))
    for name in (n for level in order for n in level):
        source = _source(raws[name], found, broken, root, problems)
        if source is not None:
            found[name] = source
    broken.update(name for name in raws if name not in found)
    return {name: found[name] for name in raws if name in found}


def _origins(raw: Raw) -> tuple[str, ...]:
    derive = raw.data.get("derive")
    return (derive["from"],) if derive else ()


def _source(raw: Raw, known: dict[str, Source], broken: set[str], root: Path, problems: Problems) -> Source | None:
    mine = Problems()
    source = _declared(raw, root, mine)
    if "derive" in raw.data:
        derived = _derived(raw, source, known, broken, mine)
        if derived is None:
            problems.extend(mine.found)
            return None
        source = derived
    if not mine.errors:
        _check_references(raw, source, mine)
    rows = tuple(_filters(raw, source, mine)) if not mine.errors else ()
    problems.extend(mine.found)
    return None if mine.errors else replace(source, drop_rows=rows)


def _declared(raw: Raw, root: Path, problems: Problems) -> Source:
    data = raw.data
    folder = _folder(raw)
    check_name(raw.name, raw.location, problems)
    columns = tuple(column_of(raw, name, problems) for name in data.get("columns") or {})
    shape = _format(raw, problems)
    path = data.get("path")
    if path is not None:
        where = resolve_files(path, folder, root, raw.place(("path",)))
        if isinstance(where, Problem):
            problems.add(where)
    if not columns and "derive" not in data:
        problems.add(wording.missing_key(raw.location, raw.name, "columns"))
    header = data.get("header", 1)
    return Source(
        name=raw.name,
        path=path,
        folder=str(folder),
        format=shape,
        delimiter=data.get("delimiter", ","),
        quote=data.get("quote", '"'),
        decimal=data.get("decimal", "."),
        thousands=data.get("thousands", ""),
        encoding=data.get("encoding", "utf-8"),
        header=None if header == "find" else int(header),
        header_rows=int(data.get("header_rows", 1)),
        footer=int(data.get("footer", 0)),
        totals=_totals(data.get("totals"), columns),
        sheet=data.get("sheet"),
        table=data.get("table"),
        columns=columns,
        time=data.get("time"),
        timezone=data.get("timezone", "local"),
        key=words(data, "key"),
        max_bad_cells=int(data.get("max_bad_cells", 0)),
        measured_by=MeasuredBy(data["measured_by"]) if data.get("measured_by") else None,
        platform=data.get("platform"),
        max_age_days=_days(data.get("max_age")),
        as_of=day(data.get("as_of")),
        location=raw.location,
    )


def _folder(raw: Raw) -> Path:
    document = raw.writer(("path",)).document
    return document.path.parent if document.path else Path()


def _format(raw: Raw, problems: Problems) -> str:
    data = raw.data
    if "format" in data:
        return str(data["format"])
    if "path" not in data:
        return "frame"
    suffix = PurePosixPath(data["path"]).suffix.lower()
    if suffix not in _FORMATS:
        at = raw.place(("path",))
        allowed = tuple(_FORMATS)
        message = Text(
            f"the format of a {suffix or 'nameless'} file is not known: declare format",
            f"không rõ định dạng của tệp {suffix or 'không đuôi'}: hãy khai báo format",
        )
        problems.add(Problem("KPF505", message, at, allowed=allowed, subject=raw.name))
    return _FORMATS.get(suffix, "csv")


def _totals(data: Mapping[str, Any] | None, columns: tuple[Column, ...]) -> Totals | None:
    if data is None:
        return None
    texts = [c.name for c in columns if c.type is ColumnType.TEXT]
    column = data.get("column") or (texts[0] if texts else "")
    return Totals(tuple(data["begins"]), column, words(data, "check"), data.get("row"))


def _derived(raw: Raw, source: Source, known: dict[str, Source], broken: set[str], problems: Problems) -> Source | None:
    data = raw.data["derive"]
    clash = next((key for key in ("path", "columns", "format") if key in raw.data), None)
    if clash:
        message = Text(f"{clash} does not go with derive", f"{clash} không đi cùng derive")
        problems.add(Problem("KPF503", message, raw.place((clash,), key=True), subject=raw.name))
    origin = known.get(data["from"])
    if origin is None:
        at = raw.place(("derive", "from"))
        if data["from"] not in broken:
            problems.add(wording.unknown_reference(at, Text("source", "nguồn"), data["from"], known, "KPF543"))
        return None
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
    derive = Derive(origin.name, tuple(data["group_by"]), made)
    inherited = replace(source, timezone=source.timezone, measured_by=source.measured_by or origin.measured_by)
    platform = source.platform or origin.platform
    age = source.max_age_days if source.max_age_days is not None else origin.max_age_days
    return replace(inherited, columns=tuple(groups), derive=derive, platform=platform, max_age_days=age)


def _group_columns(raw: Raw, names: list[str], columns: Mapping[str, Column], problems: Problems) -> list[Column]:
    found = []
    for index, name in enumerate(names):
        if name in columns:
            found.append(replace(columns[name], header=name))
        else:
            at = raw.place(("derive", "group_by", index))
            problems.add(wording.unknown_reference(at, COLUMN, name, columns, "KPF543"))
    return found


def _check_references(raw: Raw, source: Source, problems: Problems) -> None:
    columns = {c.name: c for c in source.columns}
    for index, name in enumerate(source.key):
        if name not in columns:
            problems.add(wording.unknown_reference(raw.place(("key", index)), COLUMN, name, columns, "KPF543"))
    if source.totals:
        named = (source.totals.column, *source.totals.check)
        for name in (n for n in named if n not in columns):
            problems.add(wording.unknown_reference(raw.place(("totals",)), COLUMN, name, columns, "KPF543"))
    if source.time is None:
        for column in (c for c in source.columns if c.unanswered):
            message = Text(
                f"codes with dates need `time`: column {column.name} cannot tell when they hold",
                f"mã có ngày cần `time`: cột {column.name} không biết mã có hiệu lực khi nào",
            )
            problems.add(Problem("KPF521", message, column.location, subject=raw.name))
        return
    at = raw.place(("time",))
    if source.time not in columns:
        problems.add(wording.unknown_reference(at, COLUMN, source.time, columns, "KPF543"))
    elif columns[source.time].type not in (ColumnType.DATE, ColumnType.TIMESTAMP):
        kind = columns[source.time].type
        message = Text(
            f"time needs a date or timestamp column; {source.time} is {kind}",
            f"time cần cột kiểu date hoặc timestamp; {source.time} có kiểu {kind}",
        )
        problems.add(Problem("KPF521", message, at, subject=raw.name))


def _filters(raw: Raw, source: Source, problems: Problems) -> list[Formula]:
    found = []
    kinds = kinds_of(source.columns)
    for index in range(len(raw.data.get("drop_rows") or ())):
        formula = formula_at(raw, ("drop_rows", index), Role.FILTER, problems)
        if formula:
            at, exact = raw.scalar(("drop_rows", index))
            problems.extend(check(formula, kinds, at, exact=exact))
            found.append(formula)
    return found


def _days(written: str | None) -> int | None:
    if not written:
        return None
    found = re.fullmatch(r"([0-9]+) (day|week|month)s?", written)
    return int(found.group(1)) * _DAYS[found.group(2)] if found else None
