"""Every name the catalogue and the registry answer to, by its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kpiframe.audit.folding import Words, marked, words
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Synonyms
from kpiframe.catalog.model import Kpi

_NONE: Final = Synonyms()


@dataclass(frozen=True, slots=True)
class Phrase:
    """One name of one thing."""

    target: str
    """Name of a KPI, or id of a lifecycle entry."""
    text: str
    near: bool = False
    """It names something close; never the thing itself."""

    @property
    def marked(self) -> Words:
        """Its words with their marks."""
        return marked(self.text)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their compared words; KPIs and registry entries apart, since one name may speak of both."""

    kpis: Mapping[Words, tuple[Phrase, ...]] = field(default_factory=dict)
    entries: Mapping[Words, tuple[Phrase, ...]] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """Words of the longest phrase."""
        return max((len(key) for table in (self.kpis, self.entries) for key in table), default=0)


def lexicon_of(catalog: Catalog) -> Lexicon:
    """Return every name of *catalog*: names, labels and synonyms of KPIs, ``match`` of lifecycle entries."""
    of_kpis = (phrase for kpi in catalog.kpis.values() for phrase in _names(kpi, catalog))
    of_entries = (Phrase(e.id, text) for e in catalog.lifecycle.values() for text in _matches(e.match, e.label.en))
    return Lexicon(_table(of_kpis), _table(of_entries))


def _names(kpi: Kpi, catalog: Catalog) -> Iterator[Phrase]:
    known = catalog.synonyms.get(kpi.name, _NONE)
    for text in (kpi.name.replace("_", " "), kpi.label.en, kpi.label.vi, *known.same):
        yield Phrase(kpi.name, text)
    for text in known.near:
        yield Phrase(kpi.name, text, near=True)


def _matches(match: tuple[str, ...], label: str) -> tuple[str, ...]:
    return (*match, label) if match else ()


def _table(phrases: Iterable[Phrase]) -> dict[Words, tuple[Phrase, ...]]:
    table: dict[Words, dict[tuple[str, bool, Words], Phrase]] = {}
    for phrase in phrases:
        key = words(phrase.text)
        if key:
            table.setdefault(key, {}).setdefault((phrase.target, phrase.near, phrase.marked), phrase)
    return {key: tuple(found.values()) for key, found in table.items()}
