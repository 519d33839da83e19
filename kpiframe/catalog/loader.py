"""Folders of definition files -> layers of raw definitions, all of it checked against the schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from kpiframe import resources
from kpiframe.catalog import wording
from kpiframe.catalog.assembly import Known, catalog_of
from kpiframe.catalog.codes import named
from kpiframe.catalog.collecting import collecting_later
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.inheritance import Layer, Piece, Raw, compose
from kpiframe.catalog.registry import registry_dates
from kpiframe.catalog.schema import MOST_FAULTS, Fault, Schemas, check, type_of
from kpiframe.catalog.shipped import SECTIONS, SHIPPED, Shipped, read_shipped, shipped_files
from kpiframe.document import Document, Steps, read_document
from kpiframe.paths import PROJECT_FILE, resolve
from kpiframe.problems import Location, Problem, Problems
from kpiframe.texts import Text

_SCHEMAS: Final = {
    "kpis": "kpis.json",
    "scorecards": "kpis.json",
    "rules": "rules.json",
    "entries": "lifecycle.json",
    "platforms": "platforms.json",
    "sources": "sources.json",
    "synonyms": "synonyms.json",
    "questionnaires": "questionnaire.json",
    "adapters": "adapters.json",
}
_IDS: Final = {
    "kpis": "name",
    "scorecards": "name",
    "rules": "id",
    "lifecycle": "id",
    "platforms": "id",
    "questionnaires": "name",
    "adapters": "name",
}


@dataclass(slots=True)
class Reading:
    """What gathers while files are read: documents by shown path, and every problem."""

    root: Path
    schemas: Schemas = field(default_factory=Schemas)
    problems: Problems = field(default_factory=Problems)
    documents: dict[str, Document] = field(default_factory=dict)

    def document(self, path: Path, shown: str) -> Document | None:
        """Read one file; a file that is empty or not a mapping is a problem and gives ``None``."""
        document, problems = read_document(path, shown)
        self.problems.extend(problems)
        if document is None:
            return None
        self.documents[shown] = document
        if isinstance(document.data, dict):
            return document
        at = Location(shown, 1, 1)
        if document.data is None:
            self.problems.add(Problem("KPF506", Text("the file says nothing", "tệp không có nội dung"), at))
        else:
            self.problems.add(wording.wrong_type(at, "the file", ("object",), type_of(document.data)))
        return None

    def finish(self) -> list[Problem]:
        """Return every problem with its name, sorted by place; a closing one when there were too many."""
        if wording.enough(self.problems):
            message = Text("too many problems: not all are shown", "quá nhiều lỗi: không hiển thị hết")
            self.problems.add(wording.limit(self.problems.found[-1].location, message))
        return named(self.problems.sorted())

    def check(self, document: Document, reference: str, keep: int = 2) -> tuple[frozenset[Steps], bool]:
        """Check *document*; return the paths (cut to *keep* steps, overrides to 3) that hold a fault, and if all do."""

        def place(path: Steps, key: bool) -> Location:  # noqa: FBT001
            return document.place(path, key=key)

        faults = check(self.schemas, document.data, reference, place)
        self.problems.extend(f.problem for f in faults)
        return _cut(faults, keep), len(faults) > MOST_FAULTS


@dataclass(slots=True)
class Parts:
    """Definitions of one layer while its files are read."""

    layer: str
    definitions: dict[str, list[Raw]] = field(default_factory=dict)
    broken: set[tuple[str, str]] = field(default_factory=set)
    whole: bool = True

    def take(self, document: Document, key: str, bad: frozenset[Steps], *, everything: bool = False) -> None:
        """Take the sound definitions under the top-level *key* of *document*; remember the names of the others."""
        section = SECTIONS.get(key, key)
        if (key,) in bad:
            return
        for step, name, data in _entries(document.data.get(key), _IDS.get(section)):
            path: Steps = (key, step)
            self.add(section, name, data, document, path, good=path not in bad and not everything)

    def add(self, section: str, name: Any, data: Any, document: Document, path: Steps, *, good: bool) -> None:
        """Add one definition, or note its name as broken."""
        if good:
            piece = Piece(document, path, self.layer, data)
            self.definitions.setdefault(section, []).append(Raw(section, name, data, (piece,)))
        elif isinstance(name, str):
            self.broken.add((section, name))

    def layer_of(self) -> Layer:
        """Return the finished layer, without changes of earlier ones."""
        return Layer(self.layer, self.definitions, (), frozenset(self.broken), self.whole)


def take_definitions(reading: Reading, parts: Parts, files: Iterable[tuple[Path, str]]) -> None:
    """Read definition *files* (path, shown path) into *parts*."""
    for path, shown in files:
        document = reading.document(path, shown)
        if document is None:
            parts.whole = False
            continue
        keys = [k for k in document.data if k in _SCHEMAS]
        bad, everything = reading.check(document, _SCHEMAS[keys[0]] if keys else "kpis.json")
        for key in keys:
            parts.take(document, key, bad, everything=everything)


def files_of(reading: Reading, folder: Path, shown: str) -> list[tuple[Path, str]]:
    """Return every YAML file below *folder*, sorted, with its shown path; links that leave the root are problems."""
    inside = resolve(".", folder, reading.root, Location(shown))
    if isinstance(inside, Problem):
        reading.problems.add(inside)
        return []
    found = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.suffix not in (".yaml", ".yml") or any(p.startswith(".") for p in inner.parts) or path.is_dir():
            continue
        name = f"{shown}/{inner.as_posix()}" if shown else inner.as_posix()
        where = resolve(inner.as_posix(), folder, reading.root, Location(name))
        if isinstance(where, Problem):
            reading.problems.add(where)
        else:
            found.append((where, name))
    return found


@collecting_later()
def load_shipped() -> tuple[Catalog, list[Problem]]:
    """Return the catalogue that ships with kpiframe, checked whole, and every problem in it (none, in a release)."""
    folder = resources.shipped("definitions")
    reading = Reading(folder)
    parts = Parts(SHIPPED)
    take_definitions(reading, parts, shipped_files(folder))
    layer = parts.layer_of()
    catalog = catalog_of(compose([layer], reading.problems), Known.of([layer]), reading.schemas, reading.problems)
    return replace(catalog, as_of=registry_dates(reading.documents.values())), reading.finish()


def shipped_catalog() -> Catalog:
    """Return the catalogue that ships with kpiframe, each definition read when it is asked for."""
    shipped = read_shipped()
    problems = Problems()
    known = Known.of([], shipped.sections)
    catalog = catalog_of(compose([], problems, shipped.sections), known, shipped.schemas, problems)
    return replace(catalog, as_of=registry_dates(shipped.documents.values()))


@collecting_later()
def read_definitions(
    paths: Sequence[Path], root: Path, *, shipped: Shipped | None = None
) -> tuple[Catalog, list[Problem], Mapping[str, Document]]:
    """Read loose definition files and folders; shipped definitions are known to references but not returned.

    Returns the catalogue, every problem, and the documents by shown path (relative to *root* where possible).
    """
    known = (shipped or read_shipped()).sections
    reading = Reading(root.resolve())
    parts = Parts("definitions")
    for path in paths:
        shown = _relative(path, root)
        files = files_of(reading, path, "" if shown == "." else shown) if path.is_dir() else [(path, shown)]
        take_definitions(reading, parts, (f for f in files if f[0].name != PROJECT_FILE))
    layer = parts.layer_of()
    mine = compose([layer], reading.problems)
    there = Layer(SHIPPED, {}, (), frozenset(("kpis", name) for name in known["kpis"]))
    catalog = catalog_of(mine, Known.of([there, layer], known), reading.schemas, reading.problems)
    return replace(catalog, as_of=registry_dates(reading.documents.values())), reading.finish(), reading.documents


def _relative(path: Path, root: Path) -> str:
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.name


def _entries(section: Any, name_key: str | None) -> Iterable[tuple[str | int, Any, Any]]:
    if isinstance(section, dict):
        return [(name, name, data) for name, data in section.items()]
    if isinstance(section, list) and name_key:
        return [(i, data.get(name_key) if isinstance(data, dict) else None, data) for i, data in enumerate(section)]
    return []


def _cut(faults: Iterable[Fault], keep: int) -> frozenset[Steps]:
    return frozenset(f.path[: 3 if f.path[:1] == ("overrides",) else keep] for f in faults)
