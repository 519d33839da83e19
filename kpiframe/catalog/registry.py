"""How old the registry is: the day on which what is known of metrics and platforms was last read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from kpiframe.catalog.shipped import SHIPPED
from kpiframe.document import Document

SECTIONS: Final = {"lifecycle": "entries", "platforms": "platforms"}
"""Part of the registry -> top-level key of its files."""
_AS_OF: Final = re.compile(r"^as_of: *[\"']?(\d{4}-\d{2}-\d{2})\b", re.MULTILINE)


def registry_dates(documents: Iterable[Document]) -> Mapping[str, date]:
    """Return the day each part of the registry was last read, for the parts that say so.

    What ships is as old as its oldest file; a project that adds its own entries, with a later day, has looked again.
    """
    shipped: dict[str, list[date]] = {}
    own: dict[str, list[date]] = {}
    for document in documents:
        for part, key in SECTIONS.items():
            day = _as_of(document, key)
            if day is not None:
                days = shipped if document.file.startswith(f"{SHIPPED}:") else own
                days.setdefault(part, []).append(day)
    oldest = {part: min(days) for part, days in shipped.items()}
    return {part: max([*own.get(part, []), *([oldest[part]] if part in oldest else [])]) for part in {**oldest, **own}}


def _as_of(document: Document, key: str) -> date | None:
    """Return the day a file with the top-level *key* gives; the text will do, for what ships is not parsed whole."""
    text = document.text
    if not text.startswith(f"{key}:") and f"\n{key}:" not in text:
        return None
    found = _AS_OF.search(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
