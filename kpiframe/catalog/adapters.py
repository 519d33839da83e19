"""Adapters: exports that agencies download, described as data. A source names one and writes only what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kpiframe import resources
from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Column, Preamble
from kpiframe.catalog.inheritance import Piece, Raw, merge, text_of
from kpiframe.catalog.shipped import SHIPPED, shipped_files
from kpiframe.catalog.structure_columns import column_of
from kpiframe.document import Steps, read_document
from kpiframe.problems import Problem, Problems
from kpiframe.texts import NO_TEXT, Text

FOLDER: Final = "adapters"
WHAT: Final = Text("adapter", "bộ đọc tệp xuất")
_ABOUT: Final = frozenset({"name", "label", "verified", "seen", "notes", "personal", "refuse", "bindings", "sections"})
"""Keys that tell about an adapter; all others are keys of a source."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One table an export holds: the whole file, or one of its sections."""

    adapter: str
    section: str
    """Empty where the file is one table."""
    label: Text
    verified: str
    """``real``, ``code`` or ``unverified``."""
    columns: tuple[Column, ...]
    seen: str = ""
    header_rows: int = 1
    notes: tuple[Text, ...] = ()
    personal: tuple[str, ...] = ()
    refuse: Text = NO_TEXT
    """Why its rows are no figures."""
    bindings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Input -> agg, expr, filter, as a project would write them."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The keys of a source it gives."""

    @property
    def name(self) -> str:
        """Adapter and section, as messages say it."""
        return f"{self.adapter} ({self.section})" if self.section else self.adapter


def with_adapter(raw: Raw, adapters: Mapping[str, Raw], problems: Problems) -> Raw | None:
    """Return the source *raw* laid over the adapter it names; ``None`` when that one cannot be used."""
    name = raw.data.get("adapter")
    if name is None:
        if "section" in raw.data:
            message = Text("section goes with adapter only", "section chỉ đi cùng adapter")
            problems.add(Problem("KPF503", message, raw.place(("section",), key=True), subject=raw.name))
        return raw
    if name not in adapters:
        near = wording.unknown_reference(raw.place(("adapter",)), WHAT, name, adapters)
        problems.add(near)
        return None
    adapter = adapters[name]
    fault = _refused(raw, adapter) or _section_fault(raw, adapter)
    if fault:
        problems.add(fault)
        return None
    below = tuple(_pieces(adapter, raw.data.get("section")))
    data: Any = {}
    for piece in (*below, *raw.pieces):
        data = merge(data, piece.data)
    return Raw(raw.section, raw.name, data, (*below, *raw.pieces), len(below) + raw.home)


def shapes_of(adapter: Raw) -> tuple[Shape, ...]:
    """Return every table the export may hold, in written order."""
    data = adapter.data
    found = []
    for section in data.get("sections") or ("",):
        pieces = tuple(_pieces(adapter, section or None))
        merged: Any = {}
        for piece in pieces:
            merged = merge(merged, piece.data)
        raw = Raw("sources", adapter.name, merged, pieces)
        own = data["sections"][section] if section else {}
        found.append(
            Shape(
                adapter.name,
                section,
                _label(text_of(data["label"]), text_of(own.get("label"))),
                own.get("verified") or data["verified"],
                tuple(column_of(raw, name, Problems()) for name in merged.get("columns") or ()),
                "" if own.get("verified") else data.get("seen", ""),
                int(merged.get("header_rows", 1)),
                tuple(text_of(note) for note in (*data.get("notes", ()), *own.get("notes", ()))),
                tuple(data.get("personal", ())),
                text_of(data.get("refuse")),
                own.get("bindings") or data.get("bindings") or {},
                merged,
            )
        )
    return tuple(found)


def _label(whole: Text, part: Text) -> Text:
    return Text(f"{whole.en}, {part.en}", f"{whole.vi}, {part.vi}") if part else whole


def shipped_shapes() -> tuple[Shape, ...]:
    """Return every table of every adapter that ships, by name."""
    folder = resources.shipped("definitions")
    found: list[Shape] = []
    for path, shown in shipped_files(folder):
        if path.parent.name != FOLDER:
            continue
        document, _ = read_document(path, shown)
        for index, data in enumerate(document.data["adapters"] if document else ()):
            steps: Steps = ("adapters", index)
            assert document is not None  # noqa: S101 - it has adapters
            found += shapes_of(Raw("adapters", data["name"], data, (Piece(document, steps, SHIPPED, data),)))
    return tuple(sorted(found, key=lambda shape: shape.name))


def preamble_of(data: Mapping[str, Any] | None) -> Preamble | None:
    """Return what is read above a header, as written."""
    return Preamble(tuple(data["lines"]), data.get("format")) if data else None


def _pieces(adapter: Raw, section: str | None) -> Iterator[Piece]:
    """Yield what an adapter says as keys of a source, its section after it."""
    base = adapter.pieces[0]
    own = {key: value for key, value in adapter.data.items() if key not in _ABOUT}
    yield Piece(base.document, base.path, base.layer, _lenient(own))
    if section:
        part = {key: value for key, value in adapter.data["sections"][section].items() if key not in _ABOUT}
        yield Piece(base.document, (*base.path, "sections", section), base.layer, _lenient(part))


def _lenient(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return *data* with every column optional that an export need not have."""
    made = dict(data)
    if "columns" in made:
        made["columns"] = {
            name: {"required": False, **column} if isinstance(column, dict) else column
            for name, column in made["columns"].items()
        }
    return made


def _refused(raw: Raw, adapter: Raw) -> Problem | None:
    why = text_of(adapter.data.get("refuse"))
    if not why:
        return None
    message = Text(
        f"{adapter.name} is not read: {why.en}",
        f"không đọc {adapter.name}: {why.vi}",
    )
    return Problem("KPF582", message, raw.place(("adapter",)), subject=raw.name)


def _section_fault(raw: Raw, adapter: Raw) -> Problem | None:
    sections = adapter.data.get("sections") or {}
    asked = raw.data.get("section")
    if asked is None and not sections:
        return None
    if not sections:
        message = Text(
            f"a file of {adapter.name} is one table: leave section out",
            f"tệp của {adapter.name} chỉ có một bảng: hãy bỏ section",
        )
        return Problem("KPF503", message, raw.place(("section",), key=True), subject=raw.name)
    if asked is None:
        message = Text(
            f"a file of {adapter.name} holds several tables: say which under section",
            f"tệp của {adapter.name} có nhiều bảng: hãy ghi bảng nào ở section",
        )
        return Problem("KPF506", message, raw.place(("adapter",)), allowed=tuple(sections), subject=raw.name)
    if asked not in sections:
        what = Text(f"section of {adapter.name}", f"bảng của {adapter.name}")
        return wording.unknown_reference(raw.place(("section",)), what, asked, sections)
    return None
