"""Checked raw data -> Source: declared files first, then sources derived from other sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Column, ColumnType, Source, Totals
from kpiframe.catalog.columns import kinds_of
from kpiframe.catalog.graph import levels_of
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.model import MeasuredBy
from kpiframe.catalog.reading import formula_at, words
from kpiframe.catalog.structure_columns import check_name, column_of
from kpiframe.catalog.structure_exports import check_exported, exported
from kpiframe.catalog.structure_shapes import origins_of, shaped
from kpiframe.catalog.structure_warehouses import check_warehouse, warehouse_of
from kpiframe.formula.algebras.kinds import check
from kpiframe.formula.syntax import Formula, Role
from kpiframe.paths import resolve_files
from kpiframe.problems import Location, Problem, Problems
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
    needs = {name: dict(origins_of(raw)) for name, raw in raws.items()}
    order, cycles = levels_of({name: tuple(origins) for name, origins in needs.items()})
    for cycle in cycles:
        steps = zip(cycle, (*cycle[1:], cycle[0]), strict=True)
        problems.add(wording.cycle([(name, raws[name].place(needs[name][after])) for name, after in steps]))
    for name in (n for level in order for n in level):
        source = _source(raws[name], found, broken, root, problems)
        if source is not None:
            found[name] = source
    broken.update(name for name in raws if name not in found)
    return {name: found[name] for name in raws if name in found}


def _source(raw: Raw, known: dict[str, Source], broken: set[str], root: Path, problems: Problems) -> Source | None:
    mine = Problems()
    source = _declared(raw, root, mine)
    if origins_of(raw):
        made = shaped(raw, source, known, broken, mine)
        if made is None:
            problems.extend(mine.found)
            return None
        source = made
    if not mine.errors:
        _check_references(raw, source, mine)
    rows = tuple(_filters(raw, source, mine)) if not mine.errors else ()
    source = replace(source, drop_rows=rows)
    if not mine.errors:
        check_warehouse(raw, source, known, mine)
    problems.extend(mine.found)
    return None if mine.errors else source


def _declared(raw: Raw, root: Path, problems: Problems) -> Source:
    data = raw.data
    folder = _folder(raw)
    check_name(raw.name, raw.location, problems)
    columns = tuple(column_of(raw, name, problems) for name in data.get("columns") or {})
    _check_marks(raw, problems)
    path = data.get("path")
    where = resolve_files(path, folder, root, raw.place(("path",))) if path is not None else []
    if isinstance(where, Problem):
        problems.add(where)
    shape = _format(raw, [] if isinstance(where, Problem) else where, problems)
    if not columns and not origins_of(raw):
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
        **exported(raw),
        sheet=data.get("sheet"),
        table=data.get("table"),
        warehouse=warehouse_of(raw),
        columns=columns,
        time=data.get("time"),
        timezone=data.get("timezone", "local"),
        key=words(data, "key"),
        max_bad_cells=int(data.get("max_bad_cells", 0)),
        measured_by=MeasuredBy(data["measured_by"]) if data.get("measured_by") else None,
        platform=data.get("platform"),
        max_age_days=_days(data.get("max_age")),
        revision_days=_days(data.get("revision_window")),
        location=raw.location,
    )


def _folder(raw: Raw) -> Path:
    document = raw.writer(("path",)).document
    return document.path.parent if document.path else Path()


def _check_marks(raw: Raw, problems: Problems) -> None:
    """Add KPF583 where the mark before decimals waits for a choice."""
    if raw.data.get("decimal") != "choose":
        return
    message = Text(
        f"source {raw.name}: which mark stands before decimals has not been chosen",
        f"nguồn {raw.name}: chưa chọn dấu nào đứng trước phần thập phân",
    )
    hint = Text(
        """125.000 is 125000 with decimal: "," and thousands: ".", and 125 with decimal: ".\"""",
        """125.000 là 125000 nếu decimal: "," và thousands: ".", là 125 nếu decimal: ".\"""",
    )
    problems.add(Problem("KPF583", message, raw.place(("decimal",)), help=hint, subject=raw.name))


def _format(raw: Raw, files: Sequence[Path], problems: Problems) -> str:
    """Return the declared format, else that of the file's ending, or of the one ending of all *files* of a folder."""
    data = raw.data
    if "warehouse" in data:
        return "warehouse"
    if "format" in data:
        return str(data["format"])
    if "path" not in data:
        return "frame"
    suffix = PurePosixPath(data["path"]).suffix.lower()
    at = raw.place(("path",))
    if not suffix and not any(mark in data["path"] for mark in "*?"):
        endings = sorted({file.suffix.lower() for file in files})
        if len(endings) > 1:
            problems.add(_several_formats(raw, endings, at))
            return "csv"
        suffix = endings[0] if endings else suffix
    if suffix not in _FORMATS:
        allowed = tuple(_FORMATS)
        message = Text(
            f"the format of a {suffix or 'nameless'} file is not known: declare format",
            f"không rõ định dạng của tệp {suffix or 'không đuôi'}: hãy khai báo format",
        )
        problems.add(Problem("KPF505", message, at, allowed=allowed, subject=raw.name))
    return _FORMATS.get(suffix, "csv")


def _several_formats(raw: Raw, endings: Sequence[str], at: Location) -> Problem:
    listed = ", ".join(ending or "—" for ending in endings)
    message = Text(
        f"{raw.data['path']} is a folder with files of several kinds ({listed}): name those that belong together",
        f"{raw.data['path']} là thư mục có nhiều loại tệp ({listed}): hãy chỉ ra các tệp cùng loại",
    )
    one = next((ending for ending in endings if ending in _FORMATS), ".csv")
    hint = Text(f"path: {raw.data['path']}/*{one}", f"path: {raw.data['path']}/*{one}")
    return Problem("KPF505", message, at, help=hint, subject=raw.name)


def _totals(data: Mapping[str, Any] | None, columns: tuple[Column, ...]) -> Totals | None:
    if data is None:
        return None
    texts = [c.name for c in columns if c.type is ColumnType.TEXT]
    column = data.get("column") or (texts[0] if texts else "")
    return Totals(tuple(data["begins"]), column, words(data, "check"), data.get("row"))


def _check_references(raw: Raw, source: Source, problems: Problems) -> None:
    columns = {c.name: c for c in source.columns}
    check_exported(raw, source, problems)
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
