"""A name somebody wrote -> the KPI and the registry entries it speaks of, what it could be, or nothing.

Nothing is chosen that the words do not decide: the longest name wins, and where two remain, or words are left over
that might make another metric of it, the name only *could be* what was found.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.audit.fillers import FILLERS, fillers_in, platforms_in
from kpiframe.audit.folding import Words, marked, words
from kpiframe.audit.lexicon import Lexicon, Phrase, pieces
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import LifecycleEntry

_MOST: Final = 3
_CLOSE: Final = 0.88
"""Likeness from which a name is a misspelling, so that it could be the KPI."""
_ALIKE: Final = 0.78
"""Likeness from which a KPI is worth suggesting at all."""
_COMPARED: Final = 120
"""Characters of a name that are compared by their likeness."""


@dataclass(frozen=True, slots=True)
class Match:
    """What one name speaks of."""

    name: str
    kpi: str | None = None
    """The KPI it is for certain."""
    entries: tuple[str, ...] = ()
    """Lifecycle entries that speak of it for certain."""
    could_be: tuple[str, ...] = ()
    """KPIs it could be, best first."""
    perhaps: tuple[str, ...] = ()
    """Lifecycle entries that speak of it if it is what they mean."""
    suggestions: tuple[str, ...] = ()
    """KPIs that merely sound alike."""
    platforms: tuple[str, ...] = ()
    """Platforms it names."""

    @property
    def sure(self) -> bool:
        """Tell whether anything was recognised for certain."""
        return self.kpi is not None or bool(self.entries)


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    phrases: tuple[Phrase, ...]

    @property
    def span(self) -> frozenset[int]:
        return frozenset(range(self.start, self.end))


def match(name: str, lexicon: Lexicon, catalog: Catalog, platform: str = "") -> Match:
    """Return what *name* speaks of; *platform* is the one whose numbers the list holds, where a name does not say."""
    compared = words(name)
    named, said = platforms_in(compared, catalog.platforms)
    platforms = named or ((platform,) if platform else ())
    hits = _longest(list(_hits(compared, lexicon.kpis, lexicon.longest)))
    all_entries = list(_hits(compared, lexicon.entries, lexicon.longest))
    told = said | fillers_in(compared) | {place for hit in (*hits, *all_entries) for place in hit.span}
    extra = [word for place, word in enumerate(compared) if place not in told]
    chosen = [_chosen(hit, name) for hit in hits]
    names = list(dict.fromkeys(phrase.target for phrases in chosen for phrase in phrases))
    sure = len(names) == 1 and not extra and not any(p.near for phrases in chosen for p in phrases)
    kpi = names[0] if sure else None
    certain, perhaps = _entries(all_entries, catalog, platforms, whole=not extra)
    whose = platforms if kpi or certain else named
    found = Match(name, kpi, certain, () if kpi else tuple(names[:_MOST]), perhaps, (), whose)
    return found if names or found.sure or perhaps else _alike(found, lexicon)


def _hits(name: Words, table: Mapping[Words, tuple[Phrase, ...]], longest: int) -> Iterator[_Hit]:
    for length in range(min(longest, len(name)), 0, -1):
        for start in range(len(name) - length + 1):
            phrases = table.get(name[start : start + length])
            if phrases:
                yield _Hit(start, start + length, phrases)


def _longest(hits: Sequence[_Hit]) -> list[_Hit]:
    """Return the *hits* (longest first) that do not overlap a longer one, in order of the name."""
    kept: list[_Hit] = []
    for hit in hits:
        if all(hit.span.isdisjoint(other.span) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _chosen(hit: _Hit, name: str) -> tuple[Phrase, ...]:
    """Return the phrases that speak: the very KPI before something close, marks as written before other marks."""
    same = tuple(p for p in hit.phrases if not p.near) or hit.phrases
    written = marked(name)[hit.start : hit.end]
    return tuple(p for p in same if p.marked == written) or same


def _entries(
    hits: Sequence[_Hit], catalog: Catalog, platforms: Sequence[str], *, whole: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    certain: dict[str, None] = {}
    perhaps: dict[str, None] = {}
    for hit in hits:
        if any(hit.span < other.span for other in hits):
            continue
        for phrase in hit.phrases:
            entry = catalog.lifecycle[phrase.target]
            sure = entry.kind == "product" or (whole and _is_its(entry, phrase, platforms, catalog))
            (certain if sure else perhaps)[entry.id] = None
    return tuple(certain), tuple(entry for entry in perhaps if entry not in certain)


_OPEN: Final = frozenset(
    {"pr", "email", "survey", "social", "cross_platform", "google_analytics", "core_web_vitals"}
    | {"google_search_console"}
)
"""Fields of work, not sellers: their entries speak of the metric wherever it is counted."""


def _is_its(entry: LifecycleEntry, phrase: Phrase, platforms: Sequence[str], catalog: Catalog) -> bool:
    """Tell whether a metric of this name is the platform's own: the platform, or one of its words, is in the name."""
    if not entry.platform or entry.platform in _OPEN:
        return True
    mine = {p.id for p in catalog.platforms.values() if entry.platform in (p.id, *p.lifecycle_platforms)}
    owner = words(entry.platform.replace("_", " "))
    return bool(mine.intersection(platforms)) or not mine or bool(set(owner) & set(words(phrase.text)))


def _alike(found: Match, lexicon: Lexicon) -> Match:
    """Return *found* with KPIs whose names are spelled or worded like it."""
    name = " ".join(words(found.name))[:_COMPARED]
    mine = pieces(name)
    keys = (key for key, theirs in lexicon.spelled.items() if 3 * len(mine & theirs) >= len(mine | theirs))
    texts = {" ".join(key): lexicon.kpis[key] for key in keys}
    near = difflib.get_close_matches(name, list(texts), n=2 * _MOST, cutoff=_ALIKE)
    ratio = difflib.SequenceMatcher(None, name, near[0]).ratio() if near else 0.0
    kpis = tuple(dict.fromkeys(p.target for text in near for p in texts[text] if not p.near))[:_MOST]
    if ratio >= _CLOSE:
        return Match(found.name, could_be=kpis, platforms=found.platforms)
    alike = tuple(dict.fromkeys((*_shared(words(found.name), lexicon), *kpis)))[:_MOST]
    return Match(found.name, suggestions=alike, platforms=found.platforms)


def _shared(name: Words, lexicon: Lexicon) -> tuple[str, ...]:
    """Return KPIs that share at least half of the telling words with *name*."""
    mine = frozenset(name) - FILLERS
    scored: dict[str, float] = {}
    for key, theirs in lexicon.telling.items():
        if not mine.isdisjoint(theirs):
            both = len(mine & theirs) / len(mine | theirs)
            for phrase in lexicon.kpis[key]:
                scored[phrase.target] = max(scored.get(phrase.target, 0.0), both)
    best = sorted((-share, target) for target, share in scored.items() if share >= 0.5)
    return tuple(target for _, target in best[:_MOST])
