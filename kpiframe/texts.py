"""Text: one wording in every language kpiframe speaks. Nothing reaches a user in one language only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("en", "vi")


@dataclass(frozen=True, slots=True)
class Text:
    """The same statement in English and Vietnamese."""

    en: str
    vi: str

    def __str__(self) -> str:
        return self.en

    def __bool__(self) -> bool:
        return bool(self.en or self.vi)

    def into(self, language: str) -> str:
        """Return the wording in *language*; an unknown language gets English."""
        return self.vi if language == "vi" else self.en

    def to_dict(self) -> dict[str, str]:
        """Return ``{"en": …, "vi": …}``, the shape texts have in every document."""
        return {"en": self.en, "vi": self.vi}


def same(words: str) -> Text:
    """Return a text that reads alike in every language (a name, a figure, a user's one-language label)."""
    return Text(words, words)


NO_TEXT: Final = Text("", "")
