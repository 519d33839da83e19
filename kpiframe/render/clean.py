"""Every text of a document made fit for a page: NFC, one line, hidden characters made visible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from kpiframe.problems import printable

_SPACES: Final = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+")


def clean(value: Any) -> Any:
    """Return *value* (plain data) with every text cleaned, keys included; numbers stay as they are."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {clean_text(str(k)): clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(v) for v in value]
    return value


def clean_text(text: str) -> str:
    """Return *text* in NFC on one line without outer spaces; hidden characters show as their code."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return printable(_SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip())
