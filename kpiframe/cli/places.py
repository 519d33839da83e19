"""Where a project is and where its pages go: finding folders, writing files without losing anyone's work."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kpiframe.file_faults import why_not
from kpiframe.problems import Location, Problem, UsageError
from kpiframe.texts import Text


def project_folder(path: Path | None) -> Path:
    """Return the folder of the nearest kpiframe.yaml from *path* (the working directory) upwards; else UsageError."""
    from kpiframe.paths import find_project

    start = path or Path()
    if not start.exists():
        raise no_such_path(start)
    found = find_project(start)
    if found is None:
        raise UsageError(
            Problem(
                "KPF911",
                Text(
                    f"no kpiframe.yaml in {start.resolve()} or above it",
                    f"không có kpiframe.yaml trong {start.resolve()} hay các thư mục bên trên",
                ),
                name="no-project",
                help=Text("start one with kpiframe init", "tạo một dự án bằng kpiframe init"),
            )
        )
    return found if found.is_dir() else found.parent


def write_new(path: Path, content: str | bytes, *, force: bool = False) -> Path:
    """Write *content* to *path*, whole or not at all. A file that exists is replaced only with *force*; UsageError."""
    with placing(path, force=force) as beside:
        beside.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


@contextmanager
def placing(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Give a name beside *path* to write to; the file takes its place at the end of the block, or none is left.

    UsageError for a file that exists, unless *force*, and for a place that cannot be written to.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        refuse_existing(path, force=force)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield beside
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise not_written(path, why_not(error)) from None


def refuse_existing(path: Path, *, force: bool = False) -> None:
    """Raise UsageError when *path* exists and *force* does not allow to replace it."""
    if path.exists() and not force:
        raise not_written(path, Text("it exists", "tệp đã có"), force=True)


def not_written(path: Path, why: Text, *, force: bool = False) -> UsageError:
    """Return the error that says *path* was left alone, and why; with *force*, that --force would replace it."""
    text = Text(f"{path} was not written: {why.en}", f"không viết {path}: {why.vi}")
    help_ = Text("choose another name", "chọn tên khác")
    if force:
        help_ = Text("choose another name, or add --force", "chọn tên khác, hoặc thêm --force")
    return UsageError(Problem("KPF907", text, Location(str(path)), name="not-written", help=help_))


def file_name(*parts: str) -> str:
    """Return *parts* joined by ``-`` as a file name: letters of every language stay, all else becomes ``-``."""
    plain = (re.sub(r"[^\w.=]+", "-", unicodedata.normalize("NFC", part)).strip("-.")[:60] for part in parts if part)
    return "-".join(part or "x" for part in plain)


def no_such_path(path: Path) -> UsageError:
    """Return the error for a path that does not exist."""
    text = Text(f"{path} does not exist", f"không có {path}")
    return UsageError(Problem("KPF906", text, Location(str(path)), name="no-such-path"))
