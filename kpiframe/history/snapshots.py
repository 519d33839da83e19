"""A project as a commit holds it: its definition files copied into a scratch folder, and read there like any other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from kpiframe.catalog.ancestry import CATALOG
from kpiframe.catalog.project_parts import DEFINITIONS
from kpiframe.catalog.shipped import Shipped, read_shipped
from kpiframe.document import parse_document
from kpiframe.file_faults import why_not
from kpiframe.history.objects import Commit, Entry, Objects
from kpiframe.limits import LIMITS
from kpiframe.paths import PROJECT_FILE
from kpiframe.problems import Problem, UsageError
from kpiframe.project import Project
from kpiframe.project_reading import read_project
from kpiframe.texts import Text

_DEPTH: Final = 16
_FILES: Final = 2_000
_BYTES: Final = 33_554_432


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A project as one commit holds it."""

    commit: Commit
    project: Project | None
    problems: tuple[Problem, ...]


class Snapshots:
    """Reads the project in folder *home* (relative to the top of the repository) at any commit."""

    def __init__(self, objects: Objects, home: PurePosixPath, scratch: Path) -> None:
        self._objects = objects
        self._home = home
        self._scratch = scratch
        self._shipped: Shipped = read_shipped()
        self._extends: dict[str, tuple[str, ...]] = {}

    def read(self, commit: Commit) -> Snapshot:
        """Return the project at *commit*; without one when ``kpiframe.yaml`` is not there or cannot be read.

        Only ``kpiframe.yaml``, its calendar tables and what lies under ``definitions/`` is copied, of this folder and
        of those it extends. UsageError when that is more than 2,000 files or 32 MiB.
        """
        root = self._scratch / commit.name
        if not root.exists():
            try:
                self._copy(self.files(commit), root)
            except OSError as error:  # names that this file system cannot tell apart
                raise _uncopied(error) from None
        project, problems, _ = read_project(root / self._home, root=root, shipped=self._shipped)
        return Snapshot(commit, project, tuple(problems))

    def files(self, commit: Commit) -> dict[PurePosixPath, str]:
        """Return (path -> object) of every file that makes up the definitions at *commit*."""
        found: dict[PurePosixPath, str] = {}
        waiting, seen = [self._home], {self._home}
        while waiting:
            folder = waiting.pop()
            files = dict(self._definitions(commit.tree, folder))
            found |= files | dict(self._calendars(commit.tree, folder, files.get(folder / PROJECT_FILE)))
            for other in self._extended(folder, files.get(folder / PROJECT_FILE)):
                if other not in seen and len(seen) <= LIMITS.extends_chain:
                    seen.add(other)
                    waiting.append(other)
        if len(found) > _FILES:
            raise _too_large()
        return found

    def _definitions(self, tree: str, folder: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
        for part in folder.parts:
            entry = self._entry(tree, part)
            if entry is None or not entry.folder:
                return
            tree = entry.object
        for entry in self._objects.folder(tree):
            if entry.folder and entry.name == DEFINITIONS:
                yield from self._below(entry.object, folder / entry.name, _DEPTH)
            elif not entry.folder and entry.name == PROJECT_FILE:
                yield folder / entry.name, entry.object

    def _below(self, tree: str, folder: PurePosixPath, depth: int) -> Iterator[tuple[PurePosixPath, str]]:
        for entry in self._objects.folder(tree):
            if entry.folder and depth:
                yield from self._below(entry.object, folder / entry.name, depth - 1)
            elif not entry.folder and entry.name.endswith((".yaml", ".yml")):
                yield folder / entry.name, entry.object

    def _entry(self, tree: str, name: str) -> Entry | None:
        return next((e for e in self._objects.folder(tree) if e.name == name), None)

    def _extended(self, folder: PurePosixPath, blob: str | None) -> Iterator[PurePosixPath]:
        """Yield the folders that the ``kpiframe.yaml`` of *folder* extends and that lie in the repository."""
        if blob is not None and blob not in self._extends:
            self._extends[blob] = tuple(self._written(blob))
        for name in self._extends[blob] if blob else ():
            inside = _within(folder, PurePosixPath(name))
            if inside is not None:
                yield inside

    def _calendars(self, tree: str, folder: PurePosixPath, blob: str | None) -> Iterator[tuple[PurePosixPath, str]]:
        """Yield the files of calendar tables: without them no period of such a calendar has a name."""
        for name in _tables(self._data(blob)) if blob else ():
            path = _within(folder, PurePosixPath(name))
            here: Entry | None = None
            for part in path.parts if path else ():
                here = self._entry(here.object if here else tree, part)
                if here is None:
                    break
            if path and here and not here.folder:
                yield path, here.object

    def _data(self, blob: str) -> dict[str, Any]:
        if self._objects.size(blob) > LIMITS.file_bytes:
            return {}
        document, _ = parse_document(self._objects.content(blob).decode("utf-8-sig", "replace"), PROJECT_FILE)
        data: Any = document.data if document else None
        return data if isinstance(data, dict) else {}

    def _written(self, blob: str) -> Iterator[str]:
        written = self._data(blob).get("extends")
        for name in written if isinstance(written, list) else ():
            if isinstance(name, str) and not name.startswith((CATALOG, "/")):
                yield name

    def _copy(self, files: dict[PurePosixPath, str], root: Path) -> None:
        left = _BYTES
        root.mkdir(parents=True)
        (root / self._home).mkdir(parents=True, exist_ok=True)
        for path, blob in files.items():
            size = self._objects.size(blob)
            large = size > LIMITS.file_bytes
            left -= 0 if large else size
            if left < 0:
                raise _too_large()
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            # too large to be read as a definition: a comment of a size that is refused in the usual words
            target.write_bytes(b"#" * (LIMITS.file_bytes + 1) if large else self._objects.content(blob))


def _tables(data: dict[str, Any]) -> Iterator[str]:
    """Yield the paths of the sources that the calendar of a ``kpiframe.yaml`` names."""
    calendar, sources = data.get("calendar"), data.get("sources")
    if not isinstance(calendar, dict) or not isinstance(sources, dict):
        return
    written = calendar.get("granularities")
    for entry in written if isinstance(written, list) else ():
        name = entry.get("source") if isinstance(entry, dict) else None
        source = sources.get(name) if isinstance(name, str) else None
        if isinstance(source, dict) and isinstance(source.get("path"), str):
            yield source["path"]


def _within(folder: PurePosixPath, way: PurePosixPath) -> PurePosixPath | None:
    parts = list(folder.parts)
    for part in way.parts:
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts)


def _uncopied(error: OSError) -> UsageError:
    why = why_not(error)
    message = Text(f"the definitions cannot be copied: {why.en}", f"không chép được phần định nghĩa: {why.vi}")
    return UsageError(Problem("KPF908", message, name="no-older-version"))


def _too_large() -> UsageError:
    message = Text(
        f"the definitions are more than {_FILES} files or {_BYTES // 1_048_576} MiB",
        f"phần định nghĩa lớn hơn {_FILES} tệp hoặc {_BYTES // 1_048_576} MiB",
    )
    return UsageError(Problem("KPF908", message, name="no-older-version"))
