"""The only spelling of SQL names and literals."""

from __future__ import annotations

import math
import unicodedata


def quote_name(name: str) -> str:
    """Return *name* as a quoted SQL identifier. ValueError for NUL, which no engine can hold."""
    if "\x00" in name:
        raise ValueError("a name cannot hold NUL")
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """Return *text*, NFC, as a SQL string literal. ValueError for control characters."""
    text = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise ValueError("a text constant cannot hold control characters")
    return "'" + text.replace("'", "''") + "'"


def number(value: float) -> str:
    """Return a finite number as a DOUBLE literal that reads back as the same number (minus zero as zero)."""
    if not math.isfinite(value):
        raise ValueError("only finite numbers have a literal")
    return f"CAST({value!r} AS DOUBLE)"
