"""What a KPI is called: whether its name or label promises relevance. Whole words, without case or accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from kpiframe.catalog.model import Kpi

_RELEVANCE: Final = re.compile(r"\b(?:relevance|relevancy|muc do phu hop|su phu hop|lien quan)\b")
_BETWEEN: Final = re.compile(r"[\W_]+")


def called_relevance(kpi: Kpi) -> bool:
    """Tell whether the name or a label calls the KPI relevance."""
    return any(_RELEVANCE.search(_plain(words)) for words in _wordings(kpi))


def _wordings(kpi: Kpi) -> Iterable[str]:
    return kpi.name, kpi.label.en, kpi.label.vi


def _plain(words: str) -> str:
    """Return *words* in small letters without accents, one blank between them."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFC", words).casefold().replace("đ", "d"))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _BETWEEN.sub(" ", bare)
