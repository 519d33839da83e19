"""Words -> what ships and speaks of them, in either language, with or without Vietnamese marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpiframe.audit import folding
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Synonyms
from kpiframe.catalog.model import Kpi
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class Found:
    """What holds every word."""

    kpis: tuple[Kpi, ...]
    entries: tuple[str, ...]
    rules: tuple[str, ...]


def search(catalog: Catalog, words: Sequence[str]) -> Found:
    """Return KPIs, registry entries and rules whose names or texts hold every one of *words*."""
    wanted = [" ".join(folding.words(word)) or folding.plain(word) for word in words]

    def holds(*texts: str | Text) -> bool:
        parts = (f"{text.en} {text.vi}" if isinstance(text, Text) else text for text in texts)
        haystack = " ".join(folding.words(" ".join(parts)))
        return all(word in haystack for word in wanted)

    kpis = tuple(kpi for kpi in catalog.kpis.values() if holds(*_texts(kpi, catalog)))
    entries = tuple(e.id for e in catalog.lifecycle.values() if holds(e.id, e.label, *e.match))
    rules = tuple(r.id for r in catalog.rules.values() if holds(r.id, r.name, *r.aliases, r.message))
    return Found(kpis, entries, rules)


def _texts(kpi: Kpi, catalog: Catalog) -> Iterable[str | Text]:
    known = catalog.synonyms.get(kpi.name, Synonyms())
    return (
        *(kpi.name, kpi.family, kpi.label, kpi.description),
        *(i.counts for i in kpi.inputs),
        *kpi.tags,
        *known.same,
        *known.near,
    )
