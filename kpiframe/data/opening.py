"""Every declared file and frame, found and allowed before the lock falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kpiframe.data.database import Database
from kpiframe.data.delimited import Table, open_table
from kpiframe.data.files import fingerprint, locate, plain, show
from kpiframe.data.findings import unreadable, unusable
from kpiframe.data.json_rows import open_json
from kpiframe.data.usage import Usage
from kpiframe.data.workbook import open_workbook
from kpiframe.problems import Problem
from kpiframe.texts import Text

_READERS: Final = {"csv": open_table, "json": open_json, "workbook": open_workbook}


@dataclass(frozen=True, slots=True)
class Opened:
    """One source that can be read: as text, as a Parquet file, or as a frame."""

    usage: Usage
    shown: str = ""
    sha256: str = ""
    table: Table | None = None
    parquet: Path | None = None
    frame: Any = None


def open_all(
    used: Sequence[Usage], frames: Mapping[str, Any], root: Path, database: Database
) -> tuple[dict[str, Opened], list[Problem]]:
    """Open every file of *used* and allow it in *database*; derived sources need nothing.

    A frame stands for the file of the source it is named after.
    """
    opened: dict[str, Opened] = {}
    problems: list[Problem] = []
    for number, usage in enumerate(used):
        name = usage.source.name
        if name in frames:
            opened[name] = Opened(usage, frame=frames[name])
        elif not usage.source.derive:
            found, faults = _open_file(usage, root, database, f"source_{number}")
            problems += faults
            if found:
                opened[name] = found
    files = [p for o in opened.values() for p in (o.table.read if o.table else None, o.parquet) if p]
    database.allow(files)
    return opened, problems


def _open_file(usage: Usage, root: Path, database: Database, clean: str) -> tuple[Opened | None, list[Problem]]:
    source = usage.source
    if source.path is None:
        why = Text("no data frame was given for it", "chưa được cung cấp bảng dữ liệu")
        return None, [unusable(source.name, why, source.location)]
    path = locate(source.name, source.path, source.folder, root, source.location)
    if isinstance(path, Problem):
        return None, [path]
    shown = show(path, root)
    try:
        return _open_format(usage, path, shown, database, clean)
    except OSError as error:
        why = Text(error.strerror or "it cannot be opened", error.strerror or "không mở được")
        return None, [unreadable(source.name, shown, why, source.location)]


def _open_format(
    usage: Usage, path: Path, shown: str, database: Database, clean: str
) -> tuple[Opened | None, list[Problem]]:
    source = usage.source
    if source.format == "parquet":
        return Opened(usage, shown, fingerprint(path), parquet=plain(path, database, f"{clean}.parquet")), []
    if source.format not in _READERS:
        why = Text(
            f"format {source.format} is not read; save it as CSV or Parquet",
            f"không đọc được định dạng {source.format}; hãy lưu thành CSV hoặc Parquet",
        )
        return None, [unusable(source.name, why, source.location)]
    table, problems = _READERS[source.format](source, path, shown, database, f"{clean}.csv")
    return (Opened(usage, shown, fingerprint(path), table) if table else None), problems
