"""The parts of ``kpiframe.yaml`` that belong to catalogues: a layer of definitions and the settings in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kpiframe.catalog.ancestry import Home
from kpiframe.catalog.inheritance import Change, Layer, Piece, text_of
from kpiframe.catalog.loader import Parts, Reading, files_of, take_definitions
from kpiframe.document import Steps
from kpiframe.problems import Location

DEFINITIONS: Final = "definitions"
_OWN: Final = {"kpis": "name", "scorecards": "name", "sources": None, "bindings": None}


def layer_of(reading: Reading, home: Home) -> Layer:
    """Return every definition of one home: those in ``kpiframe.yaml`` and those under ``definitions/``."""
    parts = Parts(home.name)
    data = home.document.data
    for section, name_key in _OWN.items():
        written: Any = data.get(section)
        if isinstance(written, dict) and name_key is None:
            for name, value in written.items():
                good = not home.bad & {(section,), (section, name)}
                parts.add(section, name, value, home.document, (section, name), good=good)
        elif isinstance(written, list) and name_key:
            for index, value in enumerate(written):
                name = value.get(name_key) if isinstance(value, dict) else None
                good = not home.bad & {(section,), (section, index)}
                parts.add(section, name, value, home.document, (section, index), good=good)
    folder = home.folder / DEFINITIONS
    if folder.is_dir():
        shown = f"{home.shown}/{DEFINITIONS}" if home.shown else DEFINITIONS
        take_definitions(reading, parts, files_of(reading, folder, shown))
    made = parts.layer_of()
    return Layer(made.name, made.definitions, changes_of(home), made.broken, made.whole)


def changes_of(home: Home) -> tuple[Change, ...]:
    """Return the sound overrides of one home, in written order."""
    written = home.document.data.get("overrides")
    found = []
    for section, changes in written.items() if isinstance(written, dict) else ():
        for name, data in changes.items() if isinstance(changes, dict) else ():
            path: Steps = ("overrides", section, name)
            if not isinstance(data, dict) or home.bad & {path[:1], path[:2], path}:
                continue
            fields = {key: value for key, value in data.items() if key != "reason"}
            piece = Piece(home.document, path, home.name, fields, text_of(data["reason"]))
            found.append(Change(section, name, piece))
    return tuple(found)


def setting(homes: Sequence[Home], key: str) -> Any:
    """Return the nearest value of a top-level *key*, ``None`` when no home sets it."""
    return next((v for home in reversed(homes) if (v := home.get(key)) is not None), None)


def setting_place(homes: Sequence[Home], key: str, *below: str | int) -> Location:
    """Return where the nearest value of *key* stands."""
    home = next((h for h in reversed(homes) if h.get(key) is not None), homes[-1])
    return home.document.place((key, *below))
