"""Files the engine is about to read: their fingerprint, and a clean copy when the original would be misread."""

from __future__ import annotations

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from kpiframe.data.database import Database
from kpiframe.data.findings import belonging, unreadable
from kpiframe.paths import resolve_files
from kpiframe.problems import Location, Problem, did_you_mean
from kpiframe.texts import Text

_LISTED: Final = 40
"""Files of a folder a problem names."""
_BLANKS: Final = re.compile(r"[\s_-]+")


def locate(source_name: str, written: str, folder: str, root: Path, at: Location) -> list[Path] | Problem:
    """Return the existing files a source names, or the problem why they may not be read (KPF546) or are not there.

    A name that differs from the one on the disk only in how its letters are composed is the same name: other systems
    write ``ở`` as a letter and its marks.
    """
    found = resolve_files(written, root / folder, root, at)
    if isinstance(found, Problem):
        return belonging(found, source_name, at)
    if len(found) == 1 and not found[0].exists():
        found = [_composed(found[0])]
    if not found or not all(path.is_file() for path in found):
        return _absent(source_name, written, root / folder / written, at)
    return found


def _composed(path: Path) -> Path:
    """Return the one file beside *path* whose name is the same in NFC, else *path*."""
    name = unicodedata.normalize("NFC", path.name)
    same = [other for other in _beside(path) if unicodedata.normalize("NFC", other.name) == name]
    return same[0] if len(same) == 1 else path


def _absent(source: str, written: str, path: Path, at: Location) -> Problem:
    """Tell that nothing is called *written*, and what there is instead: files, or folders where a folder is missing."""
    missing = path
    while not missing.parent.is_dir():
        missing = missing.parent
    inner = missing is path
    beside = [other for other in _beside(missing) if (other.is_file() if inner else other.is_dir())]
    names = [unicodedata.normalize("NFC", other.name) for other in beside]
    parts = PurePosixPath(written).parts
    above = "/".join(parts[: len(parts) - 1 - len(path.parts) + len(missing.parts)])
    known = [f"{above}/{name}" if above else name for name in names]
    near = [known[place] for place in _nearest(missing.name, names)]
    why = _why_absent(path, missing, nothing=not names)
    return replace(unreadable(source, written, why, at), allowed=tuple(known[:_LISTED]), meant=tuple(near))


def _why_absent(path: Path, missing: Path, *, nothing: bool) -> Text:
    if path.is_dir():
        return Text("the folder holds no files", "thư mục này không có tệp nào")
    if missing is not path:
        return Text(f"there is no folder {missing.name}", f"không có thư mục {missing.name}")
    fits = any(mark in path.name for mark in "*?")
    why = Text("no file fits", "không tệp nào khớp") if fits else Text("there is no such file", "không có tệp này")
    return Text(f"{why.en}, the folder is empty", f"{why.vi}, thư mục trống") if nothing else why


def _beside(path: Path) -> list[Path]:
    """Return what lies in the folder of *path*, hidden files and marks of open workbooks left out, by name."""
    if not path.parent.is_dir():
        return []
    return sorted(p for p in path.parent.iterdir() if not p.name.startswith((".", "_", "~$")))


def _nearest(name: str, names: Sequence[str]) -> list[int]:
    """Return the places of the *names* nearest to *name*, whatever their marks, capitals and blanks."""
    plain = [_plain_name(other) for other in names]
    found = did_you_mean(_plain_name(name), dict.fromkeys(plain))
    return [place for near in found for place, other in enumerate(plain) if other == near][:3]


def _plain_name(name: str) -> str:
    """Return *name* without capitals, marks on letters and the difference between blanks and lines."""
    letters = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return _BLANKS.sub("-", "".join(c for c in letters if not unicodedata.combining(c)))


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
