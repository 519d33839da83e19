"""Text in columns: width as a terminal shows it, cutting, wrapping, colour only when asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

ANSI: Final = {
    "bold": "1",
    "dim": "2",
    "on_target": "34",
    "watch": "33",
    "off_target": "31",
}
_ESCAPE: Final = "\x1b["


def width_of(text: str) -> int:
    """Return the cells *text* takes: letters with their marks one, East Asian wide ones two."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@lru_cache(maxsize=4096)
def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def cut(text: str, width: int) -> str:
    """Return *text* in at most *width* cells, with … where something is left out."""
    if width_of(text) <= width:
        return text
    kept, used = [], 0
    for char in text:
        if used + _cells(char) > width - 1:
            break
        kept.append(char)
        used += _cells(char)
    return "".join(kept).rstrip() + "…" if width > 0 else ""


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* cut and filled with spaces to exactly *width* cells."""
    text = cut(text, width)
    space = " " * (width - width_of(text))
    return space + text if right else text + space


def wrap(text: str, width: int, indent: str = "", first: str = "") -> list[str]:
    """Return *text* in lines of at most *width* cells, the first after *first*, the others after *indent*."""
    lines: list[str] = []
    line, begun = first, False
    for word in text.split():
        if begun and width_of(line) + 1 + width_of(word) > width:
            lines.append(line)
            line, begun = indent, False
        piece = cut(word, width - width_of(line) - begun)
        line += f" {piece}" if begun else piece
        begun = True
    return [*lines, line] if begun else lines


def widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column: its widest cell."""
    return [max(width_of(row[i]) for row in rows) for i in range(len(rows[0]))]


def paint(text: str, style: str, *, color: bool) -> str:
    """Return *text* in an ANSI *style* when *color*, else as it is."""
    code = ANSI.get(style)
    return f"{_ESCAPE}{code}m{text}{_ESCAPE}0m" if color and code and text else text
