"""Every name the catalogue and the registry answer to, by its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kpiframe.audit.fillers import FILLERS
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
    spelled: Mapping[Words, frozenset[str]] = field(default_factory=dict)
    """Of every phrase of a KPI the three-letter pieces, so that what is spelled otherwise need not be compared."""

    telling: Mapping[Words, frozenset[str]] = field(default_factory=dict)
    """Of every phrase of a KPI the words that tell something."""
    longest: int = 0
    """Words of the longest phrase."""


def lexicon_of(catalog: Catalog) -> Lexicon:
    """Return every name of *catalog*: names, labels and synonyms of KPIs, ``match`` of lifecycle entries."""
    of_kpis = (phrase for kpi in catalog.kpis.values() for phrase in _names(kpi, catalog))
    of_entries = (Phrase(e.id, text) for e in catalog.lifecycle.values() for text in _matches(e.match, e.label.en))
    kpis = _table(of_kpis)
    entries = _table(of_entries)
    return Lexicon(
        kpis,
        entries,
        {key: pieces(" ".join(key)) for key in kpis},
        {key: frozenset(key) - FILLERS for key in kpis},
        max(map(len, (*kpis, *entries)), default=0),
    )


def pieces(text: str) -> frozenset[str]:
    """Return every three letters in a row of *text*, blanks around it among them."""
    padded = f" {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


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
