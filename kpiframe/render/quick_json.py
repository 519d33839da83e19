"""A scorecard as JSON straight from its parts: the bytes of ``to_json(card.to_dict())`` without making the copy.

The scorecards of one run hold many parts in common: texts, weights, flags, sources. Their text is kept, so that one
encoder writes a thousand cards in a third of the time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import Any, Final

from kpiframe.scorecard.model import FlagShown, Scorecard
from kpiframe.scorecard.rows import CitationShown, SourceShown, WeightShown
from kpiframe.texts import Text

_SHARED: Final = frozenset({Text, CitationShown, FlagShown, SourceShown, WeightShown})
"""Kinds of which cards of one run hold the same objects."""
_MOST: Final = 20_000
"""Texts kept at a time."""


class Encoder:
    """Writes scorecards; keys in order, full precision. *indent* as in :func:`json.dumps`, for one that is read."""

    def __init__(self, indent: int | None = None) -> None:
        self._indent = indent
        self._kept: dict[tuple[int, int], tuple[object, str]] = {}

    def text(self, card: Scorecard) -> str:
        """Return *card* as JSON. Raises ValueError for a number JSON cannot hold."""
        return self._text(card, 0)

    def _text(self, value: Any, level: int) -> str:
        kind = type(value)
        plain = _PLAIN.get(kind)
        if plain:
            return plain(value)
        if kind is tuple or kind is list:
            return self._joined([self._text(part, level + 1) for part in value], "[]", level)
        return self._shared(value, level) if kind in _SHARED else self._other(value, level)

    def _shared(self, value: object, level: int) -> str:
        kept = self._kept.get((id(value), level))
        if kept is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            kept = (value, self._other(value, level))  # the object is kept too: its identity stays its own
            self._kept[id(value), level] = kept
        return kept[1]

    def _other(self, value: Any, level: int) -> str:
        kind: Any = type(value)
        if is_dataclass(value):
            values, keys = _layout(kind)
            inner, text, plain = level + 1, self._text, _PLAIN
            parts = [
                key + (plain[type(part)](part) if type(part) in plain else text(part, inner))
                for key, part in zip(keys, values(value), strict=True)
            ]
            return self._joined(parts, "{}", level)
        if isinstance(value, Mapping):
            items = sorted((str(key), part) for key, part in value.items())
            return self._joined([f"{quoted(key)}: {self._text(part, level + 1)}" for key, part in items], "{}", level)
        if isinstance(value, date):
            return f'"{value.isoformat()}"'
        if isinstance(value, Enum):
            return self._text(value.value, level)
        return json.dumps(value, allow_nan=False, ensure_ascii=False)

    def _joined(self, parts: Sequence[str], brackets: str, level: int) -> str:
        if not parts:
            return brackets
        if self._indent is None:
            return f"{brackets[0]}{', '.join(parts)}{brackets[1]}"
        outer = "\n" + " " * (self._indent * level)
        inner = outer + " " * self._indent
        return f"{brackets[0]}{inner}{f',{inner}'.join(parts)}{outer}{brackets[1]}"


def _number(value: float) -> str:
    text = repr(value)
    if text[-1] in "fn":  # inf and nan
        raise ValueError(f"JSON holds no {text}")
    return text


_PLAIN: Final[Mapping[type, Callable[[Any], str]]] = {
    str: quoted,
    float: _number,
    int: repr,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
}


@cache
def _layout(kind: type[Any]) -> tuple[Callable[[Any], Any], tuple[str, ...]]:
    """Return what gets the fields of a class in order of name, and how each key is written."""
    names = sorted(field.name for field in fields(kind))
    return attrgetter(*names), tuple(f"{quoted(name)}: " for name in names)
