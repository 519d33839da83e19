"""Lines of a sheet: a heading and what stands under it, for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from kpiframe.catalog import day_words
from kpiframe.catalog.contents import Catalog
from kpiframe.texts import Text

WIDTH: Final = 80


def field(title: Text, values: Iterable[str], language: str) -> list[str]:
    """Return a heading and the *values* under it; nothing when none of them says anything."""
    shown = [value for value in values if value]
    if not shown:
        return []
    return ["", f"{title.into(language)}:", *(line for value in shown for line in paragraph(value, "  "))]


def paragraph(text: str, indent: str) -> list[str]:
    """Return *text* wrapped; lines after the first stand further in."""
    further = indent + "  " if indent else ""
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )


def listing(rows: Sequence[tuple[str, str]], indent: str = "  ", most: int = 34) -> list[str]:
    """Return a line for each (name, words), words in one column and wrapped there."""
    width = min(max((len(name) for name, _ in rows), default=0), most)
    lines = []
    for name, words in rows:
        head = f"{indent}{name.ljust(width)}  "
        lines += textwrap.wrap(
            words,
            WIDTH,
            initial_indent=head,
            subsequent_indent=" " * (len(indent) + width + 2),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [head.rstrip()]
    return lines


def cited(ids: Iterable[str], catalog: Catalog, language: str) -> list[str]:
    """Return each source with title, date or day it was read, and address; an unknown id as it is."""
    known = catalog.citations
    return [day_words.cited(known[i], language) if i in known else i for i in ids]


def number(value: float, language: str = "en", digits: int = 2) -> str:
    """Return *value* with a fixed number of decimals, as *language* writes it."""
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language == "vi" else text
