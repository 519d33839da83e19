"""A page's voice: one language, its words, and every way of writing a figure in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kpiframe.render import filters
from kpiframe.render.filters import Scale
from kpiframe.render.messages import fill, foreign, into, language_of, word, words


@dataclass(frozen=True, slots=True)
class Voice:
    """Language, currency and words of one page; the language is also the locale of its figures."""

    language: str
    currency: str
    words: Mapping[str, Any]

    def say(self, path: str, /, **values: object) -> str:
        """Return the words at *path* (``table.title``) with *values* put into their holes."""
        table, _, key = path.partition(".")
        return fill(self.words[table][key], **values)

    def term(self, table: str, key: str | None) -> str:
        """Return the word *table* has for a code of the document, else the code, readable."""
        return word(self.words[table], key)

    def text(self, text: Mapping[str, str] | None) -> str:
        """Return the wording of a document's text."""
        return into(text, self.language)

    def tagged(self, text: Mapping[str, str] | None) -> dict[str, str | None]:
        """Return a document's text with the language it had to fall back to, or ``None``."""
        return {"text": into(text, self.language), "lang": foreign(text, self.language)}

    def figure(self, value: float | None, unit: str, mode: str = "table", scale: Scale | None = None) -> str:
        """Return *value* with its unit."""
        return filters.format(value, unit, self.language, self.currency, mode, scale=scale)

    def bare(self, value: float | None, unit: str, scale: Scale | None = None, mode: str = "table") -> str:
        """Return *value* without the word of its unit."""
        if value is None:
            return filters.NOTHING
        return filters.bare(value, unit, self.language, self.currency, mode, scale=scale)

    def unit(self, unit: str) -> str:
        """Return the name of a unit, for headings and definitions."""
        if filters.is_money(unit):
            return self.currency + filters.unit_word(unit, self.language)
        return "%" if unit == "percent" else filters.unit_word(unit, self.language) or unit.replace("_", " ")

    def unit_after(self, unit: str) -> str:
        """Return the word printed after a figure, empty where there is none."""
        return filters.unit_word(unit, self.language)

    def plain(self, value: float | None, places: int = 0, *, signed: bool = False) -> str:
        """Return *value* with exactly *places* digits after the decimal mark."""
        return filters.plain(value, self.language, places, signed=signed)

    def count(self, value: float | None) -> str:
        """Return a number of things, every digit written."""
        return filters.format(value, "count", self.language, mode="full")

    def share(self, value: float | None, places: int = 0, *, floor: bool = False) -> str:
        """Return a share 0-1 as percent."""
        return filters.share(value, self.language, places, floor=floor)

    def relative(self, value: float | None) -> str:
        """Return a signed change in percent."""
        return filters.relative(value, self.language)

    def day(self, value: str | None) -> str:
        """Return a date."""
        return filters.day(value, self.language)

    def period(self, key: str, *, short: bool = False) -> str:
        """Return the name of a period."""
        return filters.period(key, self.language, short=short)


def voice_of(document: Mapping[str, Any], language: str) -> Voice:
    """Return the voice that reads *document* in *language*."""
    wanted = language_of(language)
    return Voice(wanted, document["frame"]["currency"], words(wanted))


def sentence(text: str) -> str:
    """Return *text* with a capital first letter."""
    return text[:1].upper() + text[1:]
