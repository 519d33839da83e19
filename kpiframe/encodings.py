"""Which encoding a text file is in, told by its bytes; for files nobody has declared."""

from __future__ import annotations

import unicodedata
from typing import Final

_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def is_utf16(raw: bytes) -> bool:
    """Whether *raw* begins with the mark of UTF-16."""
    return raw.startswith(_MARKS)


def decoded(raw: bytes) -> tuple[str, str]:
    """Return (text in NFC, name of its encoding): utf-16 by its mark, utf-8, cp1258 or latin-1.

    cp1258, of Vietnamese programs before Unicode, writes a tone as a character behind its vowel; text in which such a
    tone stands behind a letter that has none is of Western Europe. UnicodeDecodeError when it is none of these.
    """
    if is_utf16(raw):
        return _composed(raw.decode("utf-16", "replace").lstrip("\ufeff")), "utf-16"
    try:
        return _composed(raw.decode("utf-8-sig")), "utf-8"
    except UnicodeDecodeError:
        pass
    western = raw.decode("latin-1")
    vietnamese = _composed(raw.decode("cp1258"))
    if vietnamese == western or any(unicodedata.combining(c) for c in vietnamese):
        return western, "latin-1"
    return vietnamese, "cp1258"


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
