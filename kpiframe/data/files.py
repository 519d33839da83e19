"""Files the engine is about to read: their fingerprint, and a clean copy when the original would be misread."""

from __future__ import annotations

import hashlib
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from kpiframe.data.database import Database
from kpiframe.data.findings import belonging, unreadable
from kpiframe.paths import resolve_files
from kpiframe.problems import Location, Problem
from kpiframe.texts import Text


def locate(source_name: str, written: str, folder: str, root: Path, at: Location) -> list[Path] | Problem:
    """Return the existing files a source names, or the problem why they may not be read (KPF546) or are not there."""
    found = resolve_files(written, root / folder, root, at)
    if isinstance(found, Problem):
        return belonging(found, source_name, at)
    if not found or not all(path.is_file() for path in found):
        why = Text("there is no such file", "không có tệp này")
        return unreadable(source_name, written, why, at)
    return found


def show(path: Path, root: Path) -> str:
    """Return *path* as a user would type it from *root*."""
    inside = path.is_relative_to(root.resolve())
    return (path.relative_to(root.resolve()) if inside else Path(path.name)).as_posix()


def fingerprint(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint_of_all(hashes: Sequence[str]) -> str:
    """Return the hash of one file, or that of the hashes of many, in their order."""
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def plain(path: Path, database: Database, name: str) -> Path:
    """Return *path*, or a copy of it when its name would mean something else to the engine.

    A literal is NFC, so a name in NFD would name another file; brackets and stars would be a pattern.
    """
    text = str(path)
    odd = any(c in "*?[]{}" or not c.isprintable() for c in text)
    if not odd and unicodedata.is_normalized("NFC", text):
        return path
    copy = database.scratch(name)
    shutil.copyfile(path, copy)
    return copy
