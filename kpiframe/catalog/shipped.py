"""The definitions that ship with kpiframe: their names at once, each definition when it is asked for.

Reading all of them would cost every command more than its own work, and a scorecard needs few. Shipped files are
tested to be valid and to be laid out alike: under a top-level key every definition begins on a line of its own,
indented by two, with its name. So names are found in the text, and the lines of one definition are parsed alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from kpiframe import resources
from kpiframe.catalog.inheritance import Piece, Raw
from kpiframe.catalog.lazily import Lazily
from kpiframe.catalog.schema import Schemas
from kpiframe.document import Document, Steps, parse_document, parse_part, unparsed
from kpiframe.problems import DefinitionError

SHIPPED: Final = "catalog"
"""Name of the layer that ships with kpiframe."""

SECTIONS: Final = {"entries": "lifecycle", "sources": "citations"}
"""Top-level keys of definition files that are not called like their section."""

_HEAD: Final = re.compile(r"\n(?:([a-z_]+):|  - (?:name|id): ([\w-]+)$|  ([\w-]+):)", re.MULTILINE)
_TESTS: Final = "\n    tests:\n"
"""Begins the inline tests of a rule, the last of its keys."""
_Part: TypeAlias = tuple[Document, int, int]


@dataclass(frozen=True, slots=True)
class Shipped:
    """What ships with kpiframe; one reading serves many projects."""

    sections: Mapping[str, Mapping[str, Raw]]
    documents: Mapping[str, Document]
    """By shown path; without data, but for scorecards."""
    schemas: Schemas


def read_shipped(*, tests: bool = True) -> Shipped:
    """Find the definitions that ship with kpiframe. Asking for one that cannot be read raises DefinitionError.

    Without *tests* the inline tests of rules, half of their text, are left unread.
    """
    folder = resources.shipped("definitions")
    documents = {shown: _document(path, shown) for path, shown in shipped_files(folder)}
    found: dict[str, dict[str, _Part]] = {}
    for document in documents.values():
        for key, name, begin, end in _parts(document.text):
            untested = document.text.find(_TESTS, begin, end) if key == "rules" and not tests else -1
            found.setdefault(SECTIONS.get(key, key), {})[name] = (
                document,
                begin,
                end if untested < 0 else untested + 1,
            )
    sections = {section: Lazily(parts, partial(_raw, section, parts)) for section, parts in found.items()}
    return Shipped(sections, documents, Schemas())


def shipped_files(folder: Path) -> list[tuple[Path, str]]:
    """Return every definition file below *folder* with its shown path, sorted."""
    return [(path, f"{SHIPPED}:/{path.relative_to(folder).as_posix()}") for path in sorted(folder.rglob("*.yaml"))]


def _document(path: Path, shown: str) -> Document:
    """Return the text of a file; a scorecard is read at once, since the linter points at the KPIs it lists."""
    text = path.read_text(encoding="utf-8")
    read = parse_document(text, shown, path)[0] if path.parent.name == "scorecards" else None
    return read or unparsed(text, shown, path)


def _parts(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield (top-level key, name, begin, end) of every definition in *text*."""
    heads = list(_HEAD.finditer("\n" + text))  # so a match begins where, in the text itself, its line does
    ends = [head.start() for head in heads[1:]] + [len(text)]
    key = ""
    for head, end in zip(heads, ends, strict=True):
        if head[1]:
            key = head[1]
        else:
            yield key, head[2] or head[3], head.start(), end


def _raw(section: str, parts: Mapping[str, _Part], name: str) -> Raw:
    document, problems = parse_part(*parts[name])
    if document is None:
        raise DefinitionError(problems)
    path: Steps = (0,) if isinstance(document.data, list) else (name,)
    data = document.data[path[0]]
    return Raw(section, name, data, (Piece(document, path, SHIPPED, data),))
