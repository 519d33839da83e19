"""What ``lint`` and ``test`` are pointed at: a project, files of one, or loose definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.loader import load_shipped, read_definitions
from kpiframe.catalog.model import Kpi
from kpiframe.catalog.shipped import SHIPPED
from kpiframe.cli.places import no_such_path, project_folder
from kpiframe.document import Document
from kpiframe.limits import LIMITS
from kpiframe.paths import find_project, find_root
from kpiframe.problems import Problem
from kpiframe.project import Project
from kpiframe.project_reading import read_project

NO_YAML = "KPF501"


@dataclass(frozen=True, slots=True)
class Read:
    """Definitions read together, sound or not."""

    folder: Path
    """Shown paths are relative to it."""
    catalog: Catalog
    problems: Sequence[Problem]
    documents: Mapping[str, Document]
    project: Project | None = None
    is_project: bool = False
    only: frozenset[str] = frozenset()
    """Shown paths that were asked for; empty: all."""

    @property
    def kpis(self) -> list[Kpi]:
        """The KPIs written here, not those that ship."""
        found = self.catalog.kpis.values()
        own = [k for k in found if k.layer != SHIPPED]
        return [k for k in own if k.location.file in self.only] if self.only else own

    @property
    def subject(self) -> Project | Catalog | None:
        """The project, or the loose definitions; ``None`` for a project that could not be read."""
        return self.project or (None if self.is_project else self.catalog)


def read_all(paths: Sequence[Path], root: Path | None) -> Iterator[Read]:
    """Read everything *paths* name, each project once; without paths the nearest project. UsageError, nothing there."""
    loose: list[Path] = []
    projects: dict[Path, set[str]] = {}
    for path in paths or [project_folder(None)]:
        if not path.exists():
            raise no_such_path(path)
        home = find_project(path)
        if home is None or (path.is_dir() and home != path.resolve()):
            loose.append(path)
            continue
        files = projects.setdefault(home, set())
        if path.is_file():
            files.add(path.resolve().relative_to(home).as_posix())
    for home, files in projects.items():
        yield _project(home, frozenset(files), root)
    if loose:
        base = root or _base(loose[0])
        catalog, problems, documents = read_definitions(loose, base)
        yield Read(base, catalog, problems, {**_unparsed(base, problems), **documents})


def read_shipped() -> Read:
    """Return the definitions that ship."""
    catalog, problems = load_shipped()
    return Read(Path(), catalog, problems, {})


def _base(path: Path) -> Path:
    """Return the folder that loose definitions may reach into: the working directory around them, else their own."""
    here = Path.cwd()
    if path.resolve().is_relative_to(here):
        return here
    return find_root(path if path.is_dir() else path.parent)


def _project(home: Path, files: frozenset[str], root: Path | None) -> Read:
    project, problems, documents = read_project(home, root=root)
    catalog = project.catalog if project else Catalog()
    documents = {**_unparsed(home, problems), **documents}
    return Read(home, catalog, problems, documents, project, True, frozenset(f for f in files if f in documents))


def _unparsed(folder: Path, problems: Sequence[Problem]) -> dict[str, Document]:
    """Return the bare text of files that are no YAML, so that their lines can be shown."""
    found = {}
    for shown in {p.location.file for p in problems if p.code == NO_YAML}:
        path = folder / shown
        if path.is_file() and path.stat().st_size <= LIMITS.file_bytes:
            text = path.read_text(encoding="utf-8-sig", errors="replace")
            found[shown] = Document(shown, path, None, text)
    return found
