"""YAML text -> plain data, with the place of every key and value beside it. The only reader of YAML.

Scalars follow the YAML 1.2 core schema. Refused, each with its place: duplicate keys, keys that are not text, tags,
merge keys, several documents, deep nesting, aliases that grow, numbers that are not finite, hidden characters.
"""

from __future__ import annotations

import gc
import math
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from kpiframe import yaml_wording as wording
from kpiframe.limits import LIMITS
from kpiframe.problems import Location, Problem
from kpiframe.texts import Text

Steps: TypeAlias = tuple[str | int, ...]
"""Path of a node: keys and indexes from the root."""

Mark: TypeAlias = tuple[int, int, int, int, Any]
"""Start and end of the value, start and end of its key (-1 in lists), marks of the children; offsets in the text."""

_TAG: Final = "tag:yaml.org,2002:"
_DIGITS: Final = 40
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\uffff]"
)
_RESOLVED: Final = (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    (
        "float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        list("-+.0123456789"),
    ),
)


@dataclass(frozen=True, slots=True)
class Document:
    """One file: plain data (dict, list, str, int, float, bool, None) and where each part of it stands."""

    file: str
    """Path as shown to the user."""
    path: Path | None
    data: Any
    text: str
    marks: Mark | None = None
    _starts: tuple[int, ...] = field(default=(0,), repr=False)

    def place(self, path: Steps, *, key: bool = False) -> Location:
        """Return where the node *path* stands (its key with *key*), else the nearest node around it."""
        mark, whole = self._find(path)
        if mark is None:
            return Location(self.file)
        if (key or not whole) and mark[2] >= 0:
            return self._location(mark[2], mark[3])
        return self._location(mark[0], mark[1])

    def scalar_place(self, path: Steps) -> tuple[Location, bool]:
        """Return where the text of the scalar *path* begins, and whether columns inside it can be counted from there.

        They can for plain and quoted scalars of one line without escapes; a block gets the place of its indicator.
        """
        mark, whole = self._find(path)
        if mark is None or not whole:
            return self.place(path), False
        begin = _past_properties(self.text, mark[0])
        begin += self.text[begin : begin + 1] in ("'", '"')
        value = self.data
        for step in path:
            value = value[step]
        if isinstance(value, str) and "\n" not in value and self.text.startswith(value, begin):
            return self._location(begin, begin + len(value)), True
        return self._location(mark[0], mark[1]), False

    def excerpt(self, line: int, around: int = 1) -> tuple[tuple[int, str], ...]:
        """Return the lines from *line* - *around* to *line* + *around* with their numbers, counted from 1."""
        lines = self.text.split("\n")
        first, last = max(1, line - around), min(len(lines), line + around)
        return tuple((n, lines[n - 1].rstrip("\r")) for n in range(first, last + 1))

    def _find(self, path: Steps) -> tuple[Mark | None, bool]:
        mark = self.marks
        for step in path:
            if mark is None or not has(mark[4], step):
                return mark, False
            mark = mark[4][step]
        return mark, True

    def _location(self, begin: int, end: int) -> Location:
        line = bisect_right(self._starts, begin)
        column = begin - self._starts[line - 1] + 1
        last = bisect_right(self._starts, end)
        return Location(self.file, line, column, column + end - begin if last == line else 0)


def read_document(path: Path, shown: str) -> tuple[Document | None, list[Problem]]:
    """Read the file *path*, shown to the user as *shown*; ``None`` when there is nothing to work with."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LIMITS.file_bytes + 1)
    except (OSError, ValueError):
        return None, [_unreadable(shown, Text("the file cannot be read", "không đọc được tệp"))]
    if len(raw) > LIMITS.file_bytes:
        size = LIMITS.file_bytes // 1024
        too_big = Text(f"the file is larger than {size} KiB", f"tệp lớn hơn {size} KiB")
        return None, [Problem("KPF549", too_big, Location(shown))]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [_unreadable(shown, Text("the file is not UTF-8", "tệp không phải UTF-8"), line)]
    return parse_document(text, shown, path)


def parse_document(text: str, shown: str, path: Path | None = None) -> tuple[Document | None, list[Problem]]:
    """Parse YAML *text*; the document (``None`` when it has no usable tree) and every problem found."""
    starts = (0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text)))
    empty = Document(shown, path, None, text, None, starts)
    if len(text) > LIMITS.file_bytes:
        return None, [Problem("KPF549", Text("the text is too long", "văn bản quá dài"), Location(shown))]
    hidden = _HIDDEN.search(text)
    if hidden:
        refused = _RefusedError("KPF501", wording.hidden(hidden.group()), hidden.start())
        return None, [refused.problem(empty)]
    try:
        data, marks = _compose(text)
    except _RefusedError as refused:
        return None, [refused.problem(empty)]
    return Document(shown, path, data, text, marks, starts), []


class _RefusedError(Exception):
    """A fault of the text at an offset; never leaves this module."""

    def __init__(self, code: str, message: Text, offset: int, end: int | None = None) -> None:
        super().__init__(message.en)
        self.code, self.message, self.offset, self.end = code, message, offset, end

    def problem(self, document: Document) -> Problem:
        place = document._location(self.offset, self.offset + 1 if self.end is None else self.end)  # noqa: SLF001
        return Problem(self.code, self.message, place)


class _Loader(yaml.CSafeLoader):
    """The C composer with YAML 1.2 core scalars; stops before depth or size can hurt."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  (as PyYAML has it)
    depth = 0
    nodes = 0

    # The composer calls these two at every node: the only place that can stop its recursion before the process dies.
    def descend_resolver(self, parent: yaml.Node | None, _index: Any) -> None:
        self.depth += 1
        self.nodes += 1
        deep = self.depth > LIMITS.document_depth
        if deep or self.nodes > LIMITS.document_raw_nodes:
            message = wording.too_deep(LIMITS.document_depth) if deep else wording.TOO_MANY
            raise _RefusedError("KPF549", message, parent.start_mark.index if parent else 0)

    def ascend_resolver(self) -> None:
        self.depth -= 1


for _kind, _pattern, _first in _RESOLVED:
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(_pattern), _first)


def _compose(text: str) -> tuple[Any, Mark | None]:
    loader = _Loader(text)
    collecting = gc.isenabled()
    gc.disable()  # composed nodes hold no cycles; collecting among them doubles the time
    try:
        node = loader.get_single_node()
        if node is None:
            return None, None
        return _Builder(text).build(node, 0, -1, -1)
    except yaml.MarkedYAMLError as error:
        unclosed = error.problem == "found unexpected end of stream"
        mark = (unclosed and error.context_mark) or error.problem_mark or error.context_mark
        raise _RefusedError(
            "KPF501", wording.explained(error.problem or error.context or ""), min(mark.index, len(text)) if mark else 0
        ) from None
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, RecursionError, OverflowError):
        raise _RefusedError("KPF501", wording.NOT_YAML, 0) from None
    finally:
        loader.dispose()
        if collecting:
            gc.enable()


class _Builder:
    """Composed nodes -> data and marks, within a budget of nodes after aliases are expanded."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = LIMITS.document_nodes + len(text) // 2

    def build(self, node: yaml.Node, depth: int, key: int, key_end: int) -> tuple[Any, Mark]:
        begin, end = node.start_mark.index, node.end_mark.index
        self.left -= 1
        if self.left < 0:
            raise _RefusedError("KPF549", wording.TOO_MANY, begin)
        if depth > LIMITS.document_depth:
            raise _RefusedError("KPF549", wording.too_deep(LIMITS.document_depth), begin)
        self._refuse_tag(node, begin)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, begin), (begin, end, key, key_end, None)
        if isinstance(node, yaml.SequenceNode):
            built = [self.build(child, depth + 1, -1, -1) for child in node.value]
            return [data for data, _ in built], (begin, end, key, key_end, [mark for _, mark in built])
        found: dict[str, Any] = {}
        marks: dict[str, Mark] = {}
        for key_node, value in node.value:
            name, at = self._key(key_node), key_node.start_mark.index
            if name in found:
                raise _RefusedError("KPF502", wording.written_twice(name), at, key_node.end_mark.index)
            found[name], marks[name] = self.build(value, depth + 1, at, key_node.end_mark.index)
        return found, (begin, end, key, key_end, marks)

    def _refuse_tag(self, node: yaml.Node, begin: int) -> None:
        after = begin
        if self.text[begin : begin + 1] == "&":
            after = _past_token(self.text, begin)
        if self.text[after : after + 1] == "!" or not node.tag.startswith(_TAG):
            raise _RefusedError("KPF501", wording.TAG, after, _past_properties(self.text, after))

    def _key(self, node: yaml.Node) -> str:
        begin, end = node.start_mark.index, node.end_mark.index
        if not isinstance(node, yaml.ScalarNode):
            raise _RefusedError("KPF501", wording.KEY_OF_PARTS, begin, end)
        self._refuse_tag(node, begin)
        if node.tag == _TAG + "bool" and node.value in ("true", "false"):
            return str(node.value)
        if node.tag != _TAG + "str":
            raise _RefusedError("KPF501", wording.key_not_text(node.value), begin, end)
        if node.value == "<<":
            raise _RefusedError("KPF501", wording.MERGE, begin, end)
        return self._text(node, begin)

    def _scalar(self, node: yaml.ScalarNode, begin: int) -> Any:
        kind, value = node.tag[len(_TAG) :], node.value
        if kind == "str":
            return self._text(node, begin)
        if kind == "null":
            return None
        if kind == "bool":
            return value.lower() == "true"
        end = node.end_mark.index
        if kind == "int":
            if len(value) > _DIGITS:
                raise _RefusedError("KPF549", wording.LONG_NUMBER, begin, end)
            return int(value, 0) if value.startswith(("0o", "0x")) else int(value)
        number = math.inf if value.lower().lstrip("+-") in (".inf", ".nan") else float(value)
        if not math.isfinite(number):
            raise _RefusedError("KPF501", wording.not_finite(value), begin, end)
        return number

    def _text(self, node: yaml.ScalarNode, begin: int) -> str:
        value = str(node.value)
        if value.isascii() and value.isprintable():
            return value
        hidden = _HIDDEN.search(value)
        if hidden:
            raise _RefusedError("KPF501", wording.hidden(hidden.group()), begin, node.end_mark.index)
        return unicodedata.normalize("NFC", value)


def has(data: Any, step: str | int) -> bool:
    """Say whether the mapping or list *data* has an entry *step*; nothing else has entries."""
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _past_token(text: str, begin: int) -> int:
    found = re.compile(r"\S*\s*").match(text, begin)
    return found.end() if found else begin


def _past_properties(text: str, begin: int) -> int:
    while text[begin : begin + 1] in ("&", "!"):
        begin = _past_token(text, begin)
    return begin


def _unreadable(shown: str, message: Text, line: int = 0) -> Problem:
    return Problem("KPF547", message, Location(shown, line, 1 if line else 0))
