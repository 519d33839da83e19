"""Names as they are compared: whole words, without letter case, Vietnamese marks and plurals."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, TypeAlias

Words: TypeAlias = tuple[str, ...]
_WORD: Final = re.compile(r"[^\W_]+|\+")
_SPELLINGS: Final = {"ti": "ty", "ki": "ky", "li": "ly"}
"""Two spellings of one Vietnamese word: tỉ and tỷ, kì and kỳ, lí and lý."""
_PLURAL: Final = 5
"""Letters from which a final s counts as a plural: NPS, ROAS and TOMS are no plurals."""


def clean(text: str) -> str:
    """Return *text* as NFC, in one case, with single plain blanks; marks stay."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def plain(text: str) -> str:
    """Return *text* without case and without Vietnamese marks."""
    parts = unicodedata.normalize("NFD", clean(text).replace("đ", "d"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def words(text: str) -> Words:
    """Return the words of *text* as they are compared."""
    return tuple(_one(word) for word in _WORD.findall(plain(text)))


def marked(text: str) -> Words:
    """Return the words of *text* with their marks, to tell apart what differs by nothing else."""
    return tuple(_WORD.findall(clean(text)))


def _one(word: str) -> str:
    if len(word) >= _PLURAL and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return _SPELLINGS.get(word, word)
