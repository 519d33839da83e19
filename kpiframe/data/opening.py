"""Every declared file and frame, found and allowed before the lock falls."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kpiframe.catalog.bindings import Source
from kpiframe.data.database import Database
from kpiframe.data.delimited import Table, open_table, records
from kpiframe.data.export_findings import same_file
from kpiframe.data.files import fingerprint, fingerprint_of_all, locate, plain, show
from kpiframe.data.findings import unreadable, unusable
from kpiframe.data.json_rows import open_json
from kpiframe.data.recognised_bytes import unopened
from kpiframe.data.usage import Usage, as_used
from kpiframe.data.workbook import open_workbook
from kpiframe.problems import DataError, Problem
from kpiframe.sqltext import quote_name, quote_text
from kpiframe.texts import Text

_READERS: Final = {"csv": open_table, "json": open_json, "workbook": open_workbook}


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a source: as text, as a Parquet file, or as a database."""

    shown: str
    sha256: str
    table: Table | None = None
    parquet: Path | None = None
    attached: str = ""
    """Name under which a DuckDB file is attached."""
    view: str = ""
    """Rows the engine holds already: the answer to a query."""

    @property
    def rows(self) -> str:
        """SQL of the rows of a columnar file, or of an answer."""
        if self.view:
            return f"SELECT * FROM {quote_name(self.view)}"
        return f"SELECT * FROM read_parquet({quote_text(str(self.parquet))})"

    def rows_of(self, table: str) -> str:
        """Return SQL of the rows of a *table*, with or without its schema, of a database."""
        schema, _, name = table.rpartition(".")
        place = ".".join(quote_name(part) for part in (self.attached, schema or "main", name))
        return f"SELECT * FROM {place}"


@dataclass(frozen=True, slots=True)
class Opened:
    """One source that can be read: one or many files of one shape, or a frame."""

    usage: Usage
    shown: str = ""
    sha256: str = ""
    parts: tuple[Part, ...] = ()
    frame: Any = None

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its files, when they are text."""
        return tuple(part.table for part in self.parts if part.table)

    @property
    def parquet(self) -> tuple[Path, ...]:
        """Its files, when they are columnar."""
        return tuple(part.parquet for part in self.parts if part.parquet)


def open_all(
    used: Sequence[Usage], frames: Mapping[str, Any], root: Path, database: Database
) -> tuple[dict[str, Opened], list[Problem]]:
    """Open every file of *used* and allow it in *database*; sources made from others need nothing.

    A frame stands for the file of the source it is named after.
    """
    opened: dict[str, Opened] = {}
    problems: list[Problem] = []
    for number, usage in enumerate(used):
        name = usage.source.name
        if name in frames:
            opened[name] = Opened(as_used(usage), frame=frames[name])
        elif not usage.source.made_from and usage.source.warehouse is None:
            found, faults = _open_files(as_used(usage), root, database, f"source_{number}")
            problems += faults
            if found:
                opened[name] = found
    database.expect(sum(t.read.stat().st_size for o in opened.values() for t in o.tables))
    database.allow([path for o in opened.values() for path in (*(t.read for t in o.tables), *o.parquet)])
    return opened, problems


def _open_files(usage: Usage, root: Path, database: Database, clean: str) -> tuple[Opened | None, list[Problem]]:
    source = usage.source
    if source.path is None:
        why = Text("no data frame was given for it", "chưa được cung cấp bảng dữ liệu")
        return None, [unusable(source.name, why, source.location)]
    paths = locate(source.name, source.path, source.folder, root, source.location)
    if isinstance(paths, Problem):
        return None, [paths]
    parts: list[Part] = []
    problems: list[Problem] = []
    for number, path in enumerate(paths):
        part, faults = _open_file(usage, path, show(path, root), database, f"{clean}_{number}")
        problems += faults
        parts += [part] if part else []
    if problems:
        return None, problems
    shown = parts[0].shown if len(parts) == 1 else f"{source.path} ({len(parts)})"
    return Opened(usage, shown, fingerprint_of_all([part.sha256 for part in parts]), tuple(parts)), _copies(
        source, parts
    )


def _copies(source: Source, parts: Sequence[Part]) -> list[Problem]:
    """Return a finding for every file that is the same as one before it, downloaded twice as a rule."""
    first: dict[str, str] = {}
    found = []
    for part in parts:
        if first.setdefault(part.sha256, part.shown) != part.shown and _has_rows(part):
            found.append(same_file(source.name, first[part.sha256], part.shown, source.location))
    return found


def _has_rows(part: Part) -> bool:
    """Whether a file holds more than its header; of two without rows nothing counts twice."""
    if part.table is None or part.table.source.format != "csv":
        return True  # only delimited text can be read again as text
    try:
        return next(records(part.table), None) is not None
    except (csv.Error, UnicodeError):
        return True  # told elsewhere


def _open_file(
    usage: Usage, path: Path, shown: str, database: Database, clean: str
) -> tuple[Part | None, list[Problem]]:
    source = usage.source
    try:
        if source.format == "parquet":
            return Part(shown, fingerprint(path), parquet=plain(path, database, f"{clean}.parquet")), []
        if source.format == "duckdb":
            attached = database.attach(plain(path, database, f"{clean}.duckdb"), f"__{clean}")
            return Part(shown, fingerprint(path), attached=attached), []
        if source.format not in _READERS:
            why = Text(
                f"format {source.format} is not read; save it as CSV or Parquet",
                f"không đọc được định dạng {source.format}; hãy lưu thành CSV hoặc Parquet",
            )
            return None, [unusable(source.name, why, source.location)]
        table, problems = _READERS[source.format](source, path, shown, database, f"{clean}.csv")
        return (Part(shown, fingerprint(path), table) if table else None), problems
    except DataError as error:
        return None, [unreadable(source.name, shown, error.problems[0].message, source.location)]
    except OSError as error:
        return None, [unreadable(source.name, shown, unopened(error), source.location)]
