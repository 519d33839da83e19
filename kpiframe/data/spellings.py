"""When two texts are one word in two spellings: blanks, capitals, where a tone mark stands, a letter too many.

Vietnamese is written with the tone of hủy and hoà on either letter; both are right, and to an engine they differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from kpiframe.data.cells import UNSEEN, UNSEEN_TEXT
from kpiframe.sqltext import quote_text

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_GAPS: Final = re.compile(f"[{UNSEEN}]+")
_SQL_GAPS: Final = quote_text("[" + "".join(f"\\x{{{ord(c):04X}}}" for c in UNSEEN) + "]+")
_LONG: Final = 6
"""Letters of a word in which one letter more or less is a slip, and not another word."""


def bare_sql(text: str) -> str:
    """Return SQL of *text* (SQL) without what nobody sees around it, capitals and marks on letters."""
    plain = f"lower(regexp_replace(trim({text}, {UNSEEN_TEXT}), {_SQL_GAPS}, ' ', 'g'))"
    return f"strip_accents(replace({plain}, 'đ', 'd'))"


def folded(text: str) -> str:
    """Return what all spellings of *text* share that differ in blanks, capitals and the place of a tone mark."""
    return " ".join(_toneless(word) for word in _GAPS.sub(" ", text.strip(UNSEEN)).lower().split(" "))


def slip(text: str, other: str) -> bool:
    """Whether *other* is *text* with one letter of a long word more, less, wrong or swapped, or without any marks."""
    here, there = folded(text).split(" "), folded(other).split(" ")
    if len(here) != len(there):
        return False
    different = [(a, b) for a, b in zip(here, there, strict=True) if a != b]
    bare = [(_markless(a), _markless(b)) for a, b in different]
    if all(a == b for a, b in bare):
        unmarked = " ".join(here) == _markless(" ".join(here)) or " ".join(there) == _markless(" ".join(there))
        return bool(different) and unmarked
    return len(bare) == 1 and _one_letter(*bare[0])


def _toneless(word: str) -> str:
    """Return *word* with its tone behind it."""
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in letters if c in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES)) + tones


def _markless(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _one_letter(a: str, b: str) -> bool:
    """Whether one step leads from one long word to the other."""
    if not (a.isalpha() and b.isalpha()) or max(len(a), len(b)) < _LONG or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[start:], b[start:]
    swapped = x[:2] == y[:2][::-1] and x[2:] == y[2:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or swapped


def alike(texts: Iterable[str]) -> list[list[str]]:
    """Return the groups of *texts* that are one word in several spellings."""
    groups: dict[str, list[str]] = {}
    for text in texts:
        groups.setdefault(folded(text), []).append(text)
    return [group for group in groups.values() if len(group) > 1]
