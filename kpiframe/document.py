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
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from kpiframe import yaml_wording as wording
from kpiframe.limits import LIMITS
from kpiframe.problems import Location, Problem
from kpiframe.texts import Text
from kpiframe.yaml_scalars import LongNumberError, plain

Steps: TypeAlias = tuple[str | int, ...]
"""Path of a node: keys and indexes from the root."""

Mark: TypeAlias = tuple[int, int, int, int, Any]
"""Start and end of the value, start and end of its key (-1 in lists), marks of the children; offsets in the text."""

_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\uffff]"
)
_UNTAGGED: Final = "untagged"
_MARKED: Final = ("&", "!")


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
    _offset: int = 0
    """Where in the text the part that was parsed begins; marks count from there."""

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
        begin = _past_properties(self.text, self._offset + mark[0])
        begin += self.text[begin : begin + 1] in ("'", '"')
        value = self.data
        for step in path:
            value = value[step]
        if isinstance(value, str) and "\n" not in value and self.text.startswith(value, begin):
            begin -= self._offset
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
        begin, end = begin + self._offset, end + self._offset
        line = bisect_right(self._starts, begin)
        column = begin - self._starts[line - 1] + 1
        return Location(self.file, line, column, column + end - begin if bisect_right(self._starts, end) == line else 0)


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
    if len(text) > LIMITS.file_bytes:
        return None, [Problem("KPF549", Text("the text is too long", "văn bản quá dài"), Location(shown))]
    return parse_part(unparsed(text, shown, path), 0, len(text))


def unparsed(text: str, shown: str, path: Path | None = None) -> Document:
    """Return *text* as a document without data, for its lines and for :func:`parse_part`."""
    return Document(shown, path, None, text, None, _line_starts(text))


def parse_part(whole: Document, begin: int, end: int) -> tuple[Document | None, list[Problem]]:
    """Parse the whole lines of *whole* from *begin* to *end* alone; places count in the whole text."""
    part = replace(whole, _offset=begin)
    try:
        data, marks = _compose(whole.text[begin:end])
    except _RefusedError as refused:
        return None, [refused.problem(part)]
    return replace(part, data=data, marks=marks), []


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

    def resolve(self, _kind: type[yaml.Node], _value: Any, _implicit: Any) -> str:
        """Say only that no tag was written; the builder knows what plain scalars mean."""
        return _UNTAGGED


def _compose(text: str) -> tuple[Any, Mark | None]:
    hidden = _HIDDEN.search(text)
    if hidden:
        raise _RefusedError("KPF501", wording.hidden(hidden.group()), hidden.start())
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
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, begin), (begin, end, key, key_end, None)
        self._refuse_tag(node, begin)
        if isinstance(node, yaml.SequenceNode):
            built = [self.build(child, depth + 1, -1, -1) for child in node.value]
            return [data for data, _ in built], (begin, end, key, key_end, [mark for _, mark in built])
        found: dict[str, Any] = {}
        marks: dict[str, Mark] = {}
        for key_node, value in node.value:
            name, at, past = self._key(key_node), key_node.start_mark.index, key_node.end_mark.index
            if name in found:
                raise _RefusedError("KPF502", wording.written_twice(name), at, past)
            found[name], marks[name] = self.build(value, depth + 1, at, past)
        return found, (begin, end, key, key_end, marks)

    def _refuse_tag(self, node: yaml.Node, begin: int) -> None:
        if node.tag == _UNTAGGED and self.text[begin : begin + 1] not in _MARKED:
            return
        after = begin
        if self.text[begin : begin + 1] == "&":
            after = _past_token(self.text, begin)
        if self.text[after : after + 1] == "!" or node.tag != _UNTAGGED:
            raise _RefusedError("KPF501", wording.TAG, after, _past_properties(self.text, after))

    def _key(self, node: yaml.Node) -> str:
        begin, end = node.start_mark.index, node.end_mark.index
        if not isinstance(node, yaml.ScalarNode):
            raise _RefusedError("KPF501", wording.KEY_OF_PARTS, begin, end)
        name = self._scalar(node, begin)
        if isinstance(name, bool) and node.value in ("true", "false"):
            return str(node.value)
        if not isinstance(name, str):
            raise _RefusedError("KPF501", wording.key_not_text(node.value), begin, end)
        if name == "<<":
            raise _RefusedError("KPF501", wording.MERGE, begin, end)
        return name

    def _scalar(self, node: yaml.ScalarNode, begin: int) -> Any:
        self._refuse_tag(node, begin)
        try:
            value = node.value if node.style else plain(node.value)
        except LongNumberError:
            raise _RefusedError("KPF549", wording.LONG_NUMBER, begin, node.end_mark.index) from None
        if isinstance(value, str):
            return value if value.isascii() and value.isprintable() else self._text(node, begin)
        if isinstance(value, float) and not math.isfinite(value):
            raise _RefusedError("KPF501", wording.not_finite(node.value), begin, node.end_mark.index)
        return value

    def _text(self, node: yaml.ScalarNode, begin: int) -> str:
        hidden = _HIDDEN.search(node.value)
        if hidden:
            raise _RefusedError("KPF501", wording.hidden(hidden.group()), begin, node.end_mark.index)
        return unicodedata.normalize("NFC", node.value)


def has(data: Any, step: str | int) -> bool:
    """Say whether the mapping or list *data* has an entry *step*; nothing else has entries."""
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _line_starts(text: str) -> tuple[int, ...]:
    if "\r" in text:
        return (0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text)))
    return tuple(accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0))


def _past_token(text: str, begin: int) -> int:
    found = re.compile(r"\S*\s*").match(text, begin)
    return found.end() if found else begin


def _past_properties(text: str, begin: int) -> int:
    while text[begin : begin + 1] in _MARKED:
        begin = _past_token(text, begin)
    return begin


def _unreadable(shown: str, message: Text, line: int = 0) -> Problem:
    return Problem("KPF547", message, Location(shown, line, 1 if line else 0))
