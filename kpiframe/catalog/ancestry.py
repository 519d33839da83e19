"""Which catalogues and folders a project extends, from the farthest to the nearest."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.loader import Reading
from kpiframe.document import Document, Steps
from kpiframe.limits import LIMITS
from kpiframe.paths import PROJECT_FILE, resolve
from kpiframe.problems import Location, Problem
from kpiframe.texts import Text

CATALOG: Final = "catalog:"
ALL_KPIS: Final = "kpis"


@dataclass(frozen=True, slots=True)
class Home:
    """One folder with its ``kpiframe.yaml``."""

    name: str
    folder: Path
    shown: str
    """Folder as shown to the user; empty for the project itself."""
    document: Document
    bad: frozenset[Steps]
    """Parts of the file that hold faults."""

    def get(self, key: str) -> Any:
        """Return the value of a top-level *key*, ``None`` when absent or faulty."""
        return None if any(path[0] == key for path in self.bad) else self.document.data.get(key)


@dataclass(slots=True)
class Ancestry:
    """What a project builds on."""

    homes: list[Home] = field(default_factory=list)
    """Folders, the farthest first, the project last."""
    sets: dict[str, None] = field(default_factory=dict)
    """Shipped scorecards asked for by name."""
    catalog: bool = False
    """Whether the shipped KPIs are extended."""
    cut: bool = False
    """Whether something that is extended could not be read."""


def ancestry_of(reading: Reading, folder: Path, shipped_sets: Sequence[str]) -> Ancestry | None:
    """Read ``kpiframe.yaml`` in *folder* and everything it extends; ``None`` when that file itself cannot be used."""
    found = Ancestry()
    home = _home(reading, folder, folder)
    if home is None:
        return None
    _extend(reading, home, found, [home], shipped_sets)
    return found


def _extend(reading: Reading, home: Home, found: Ancestry, chain: list[Home], sets: Sequence[str]) -> None:
    written = home.document.data.get("extends")
    for index, name in enumerate(written if isinstance(written, list) else ()):
        at = home.document.place(("extends", index))
        if wording.enough(reading.problems):
            break
        if not isinstance(name, str):
            continue
        if name.startswith(CATALOG):
            _extend_catalog(reading, name, at, found, sets)
            continue
        parent = _parent(reading, home, name, at, chain)
        if parent is None:
            found.cut = True
        elif all(parent.folder != known.folder for known in found.homes):
            _extend(reading, parent, found, [*chain, parent], sets)
    found.homes.append(home)


def _extend_catalog(reading: Reading, name: str, at: Location, found: Ancestry, sets: Sequence[str]) -> None:
    wanted = name.removeprefix(CATALOG)
    if wanted != ALL_KPIS and wanted not in sets:
        known = [CATALOG + s for s in (ALL_KPIS, *sorted(sets))]
        what = Text("shipped catalogue", "danh mục có sẵn")
        reading.problems.add(wording.unknown_reference(at, what, name, known, "KPF548"))
        found.cut = True
        return
    found.catalog = True
    if wanted != ALL_KPIS:
        found.sets[wanted] = None


def _parent(reading: Reading, home: Home, name: str, at: Location, chain: list[Home]) -> Home | None:
    folder = resolve(name, home.folder, reading.root, at)
    if isinstance(folder, Problem):
        reading.problems.add(folder)
        return None
    if any(folder == known.folder for known in chain):
        steps = [(known.document.file, known.document.place(("extends",))) for known in chain]
        reading.problems.add(wording.cycle(steps[[k.folder for k in chain].index(folder) :]))
        return None
    if len(chain) > LIMITS.extends_chain:
        most = LIMITS.extends_chain
        message = Text(f"more than {most} folders extend each other", f"hơn {most} thư mục kế thừa nhau")
        reading.problems.add(wording.limit(at, message))
        return None
    if not (folder / PROJECT_FILE).is_file():
        message = Text(
            f"{wording.cut(name)} holds no {PROJECT_FILE}; a shipped catalogue is written {CATALOG}{ALL_KPIS}",
            f"{wording.cut(name)} không có {PROJECT_FILE}; danh mục có sẵn được viết {CATALOG}{ALL_KPIS}",
        )
        reading.problems.add(Problem("KPF548", message, at))
        return None
    return _home(reading, folder, chain[0].folder)


def _home(reading: Reading, folder: Path, start: Path) -> Home | None:
    shown = Path(os.path.relpath(folder, start)).as_posix()
    shown = "" if shown == "." else shown
    name = f"{shown}/{PROJECT_FILE}" if shown else PROJECT_FILE
    where = resolve(PROJECT_FILE, folder, reading.root, Location(name))
    if isinstance(where, Problem):
        reading.problems.add(where)
        return None
    document = reading.document(where, name)
    if document is None:
        return None
    bad, everything = reading.check(document, "project.json")
    if everything or ("kpiframe",) in bad:
        return None
    called = document.data.get("name")
    label = called if isinstance(called, str) and ("name",) not in bad else folder.name
    return Home(label, folder, shown, document, bad)
