"""Agency -> industry -> client: definitions of several layers become one, and every field keeps where it came from.

Lists replace, mappings merge, ``null`` removes. A layer changes what it inherits only under ``overrides``, with a
reason, and never a field that a layer before it has locked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.model import Origin
from kpiframe.document import Document, Steps, has
from kpiframe.problems import Location, Problem, Problems
from kpiframe.texts import Text

WHAT: Final = {
    "kpis": Text("KPI", "KPI"),
    "rules": Text("rule", "quy tắc"),
    "scorecards": Text("scorecard", "bảng điểm"),
    "sources": Text("source", "nguồn dữ liệu"),
    "bindings": Text("binding", "binding"),
    "lifecycle": Text("lifecycle entry", "mục vòng đời"),
    "platforms": Text("platform", "nền tảng"),
    "citations": Text("citation", "trích dẫn"),
    "synonyms": Text("synonyms", "tên gọi khác"),
    "questionnaires": Text("questionnaire", "bảng hỏi"),
    "adapters": Text("adapter", "bộ đọc tệp xuất"),
}
"""Kinds of definitions, by section."""

_FREE: Final = frozenset({"meta", "examples", "tests"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A mapping as written in one place by one layer."""

    document: Document
    path: Steps
    layer: str
    data: Mapping[str, Any]
    reason: Text | None = None

    def holds(self, path: Steps) -> bool:
        """Say whether this piece itself wrote *path*."""
        here: Any = self.data
        for step in path:
            if not has(here, step):
                return False
            here = here[step]
        return True


@dataclass(frozen=True, slots=True)
class Raw:
    """A definition before it has a type: merged data and the pieces it was merged from, base first."""

    section: str
    name: str
    data: Mapping[str, Any]
    pieces: tuple[Piece, ...]
    home: int = 0
    """Which piece defined it; those before it describe the export it is read from."""

    @property
    def layer(self) -> str:
        """Name of the layer that defined it."""
        return self.pieces[self.home].layer

    @property
    def location(self) -> Location:
        """Where it was defined."""
        piece = self.pieces[self.home]
        named = next((n for n in ("name", "id") if n in piece.data), None)
        return piece.document.place((*piece.path, named)) if named else piece.document.place(piece.path, key=True)

    def writer(self, path: Steps) -> Piece:
        """Return the piece whose value of *path* is in force."""
        return next((p for p in reversed(self.pieces) if p.holds(path)), self.pieces[self.home])

    def place(self, path: Steps, key: bool = False) -> Location:  # noqa: FBT001, FBT002  (called by the schema check)
        """Return where the value (or *key*) of *path* stands, else the nearest node around it."""
        for length in range(len(path), -1, -1):
            piece = self.writer(path[:length])
            if length == 0 or piece.holds(path[:length]):
                return piece.document.place((*piece.path, *path), key=key)
        return self.location

    def scalar(self, path: Steps) -> tuple[Location, bool]:
        """Return where the text of *path* begins, and whether columns count from there."""
        piece = self.writer(path)
        return piece.document.scalar_place((*piece.path, *path))

    def origins(self) -> tuple[Origin, ...]:
        """Return, for every field, where its value came from."""
        single = self.pieces[0] if len(self.pieces) == 1 else None
        found = []
        for path in _leaves(self.data):
            piece = single or self.writer(path)
            at = piece.document.place((*piece.path, *path))
            found.append(Origin(".".join(str(s) for s in path), at, piece.layer, piece.reason))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of ``overrides``."""

    section: str
    name: str
    piece: Piece


@dataclass(frozen=True, slots=True)
class Layer:
    """A catalogue or project as written: its definitions by section, and what it changes of earlier layers."""

    name: str
    definitions: Mapping[str, Sequence[Raw]] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    broken: frozenset[tuple[str, str]] = frozenset()
    """(section, name) of definitions that could not be read; mentioning them is no further fault."""
    whole: bool = True
    """Whether every file could be read; when not, a name that is missing may be in one that could not."""


class Raws(Mapping[str, Raw]):
    """The definitions in force of one section: those that ship, read when asked for, and those written here."""

    __slots__ = ("shipped", "written")

    def __init__(self, shipped: Mapping[str, Raw] | None = None) -> None:
        self.shipped: Mapping[str, Raw] = {} if shipped is None else shipped
        self.written: dict[str, Raw] = {}
        """What layers define, or change of what ships."""

    def __getitem__(self, name: str) -> Raw:
        return self.written[name] if name in self.written else self.shipped[name]

    def __contains__(self, name: object) -> bool:
        return name in self.written or name in self.shipped

    def __iter__(self) -> Iterator[str]:
        yield from self.shipped
        yield from (name for name in self.written if name not in self.shipped)

    def __len__(self) -> int:
        return len(self.shipped.keys() | self.written.keys())

    def first(self, count: int) -> Raws:
        """Return the first *count* definitions."""
        names = set(islice(self, count))
        kept = Raws({name: raw for name, raw in self.shipped.items() if name in names})
        kept.written.update((name, raw) for name, raw in self.written.items() if name in names)
        return kept


def merge(base: Any, patch: Any) -> Any:
    """Return *patch* laid over *base*: mappings merge, everything else replaces; ``None`` stays as a mark."""
    if not isinstance(base, dict) or not isinstance(patch, dict):
        return patch
    merged = dict(base)
    for key, value in patch.items():
        merged[key] = merge(base[key], value) if key in base else value
    return merged


def compose(
    layers: Sequence[Layer], problems: Problems, shipped: Mapping[str, Mapping[str, Raw]] | None = None
) -> dict[str, Raws]:
    """Return every definition in force by section and name; *layers* from the farthest to the nearest."""
    found = {section: Raws((shipped or {}).get(section)) for section in WHAT}
    broken: set[tuple[str, str]] = set()
    whole = True
    for layer in layers:
        broken |= layer.broken
        whole = whole and layer.whole
        for section, raws in layer.definitions.items():
            known = found[section]
            for raw in raws:
                if raw.name not in known:
                    known.written[raw.name] = raw
                elif not wording.enough(problems):
                    problems.add(wording.duplicate(raw.location, WHAT[section], raw.name, known[raw.name].location))
        for change in layer.changes:
            known = found[change.section]
            if change.name in known:
                known.written[change.name] = _changed(known[change.name], change.piece, problems)
            elif whole and (change.section, change.name) not in broken:
                _unknown(change, known, problems)
    return found


def _unknown(change: Change, known: Mapping[str, Raw], problems: Problems) -> None:
    if not wording.enough(problems):
        at = change.piece.document.place(change.piece.path, key=True)
        problems.add(wording.unknown_reference(at, WHAT[change.section], change.name, known))


def _changed(raw: Raw, piece: Piece, problems: Problems) -> Raw:
    """Return *raw* with *piece* laid over it, but for what is locked."""
    kept = dict(piece.data)
    for name in (n for n in ("name", "id") if n in kept):
        at = piece.document.place((*piece.path, name), key=True)
        problems.add(_locked(at, raw, name, Text("a name never changes", "tên không bao giờ đổi"), raw.location))
        kept.pop(name)
    for path in _touched_locks(raw, kept):
        at = piece.document.place((*piece.path, *path), key=True)
        problems.add(_locked(at, raw, ".".join(path), _lock_reason(raw), raw.place(("locked",), key=True)))
        kept.pop(path[0], None)
    allowed = Piece(piece.document, piece.path, piece.layer, kept, piece.reason)
    data = merge(raw.data, kept)
    if raw.data.get("locked") and kept.get("locked"):
        fields = [*raw.data["locked"]["fields"], *kept["locked"].get("fields", ())]
        data["locked"] = {**data["locked"], "fields": list(dict.fromkeys(fields))}
    return Raw(raw.section, raw.name, data, (*raw.pieces, allowed))


def _touched_locks(raw: Raw, patch: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    locked = raw.data.get("locked") or {}
    if locked and "locked" in patch and not patch["locked"]:
        yield ("locked",)
    for name in locked.get("fields", ()):
        here: Any = patch
        path: tuple[str, ...] = ()
        for step in name.split("."):
            if not isinstance(here, dict) or step not in here:
                break
            path, here = (*path, step), here[step]
        whole = len(path) == name.count(".") + 1
        if whole or (path and not isinstance(here, dict)):
            yield path


def _lock_reason(raw: Raw) -> Text:
    written = (raw.data.get("locked") or {}).get("reason", "")
    return text_of(written)


def _locked(at: Location, raw: Raw, name: str, reason: Text, lock: Location) -> Problem:
    message = Text(
        f"{name} of {raw.name} is locked at {lock}: {reason.en}",
        f"{name} của {raw.name} bị khoá tại {lock}: {reason.vi}",
    )
    related = ((lock, Text("locked here", "khoá tại đây")),)
    return Problem("KPF544", message, at, related=related, subject=raw.name)


def text_of(written: Any) -> Text:
    """Return a text written as one string or as {en, vi}; a language left out reads like the other."""
    if isinstance(written, str):
        return Text(written, written)
    if not written:
        return Text("", "")
    en, vi = written.get("en"), written.get("vi")
    return Text(en or vi or "", vi or en or "")


def _leaves(data: Mapping[str, Any], prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in data.items():
        path = (*prefix, key)
        if isinstance(value, dict) and value and key not in _FREE and not value.keys() <= {"en", "vi"}:
            yield from _leaves(value, path)
        else:
            yield path
