"""The changes of one KPI from period to period that mean something: whole periods, and none across a break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Direction, Kpi
from kpiframe.periods import Period
from kpiframe.rules.correlation import changes
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.scoring.breaks import breaking, entries_of

SIGN: Final[Mapping[Direction, float]] = {Direction.HIGHER: 1.0, Direction.LOWER: -1.0}
Changes = tuple[float | None, ...]
_UNSEEN: Final = KpiSeen("missing", ())


@dataclass(frozen=True, slots=True)
class Steps:
    """What moved, one a period from the second on."""

    seen: KpiSeen
    """Up to the last period that is over."""
    moved: Changes
    """Changes of the value; ``None`` where one is missing or the number changed its meaning in between."""
    better: Changes
    """The same in the KPI's good direction; of a range the changes of its score, empty where nothing is good."""
    broken: frozenset[int]
    """Places of the periods that cannot be compared with the one before."""

    def unbroken(self, place: int) -> bool:
        """Tell whether every period after *place* can be compared with the one before it."""
        return not any(later > place for later in self.broken)


def steps_of(kpi: Kpi, card: CardFacts, lifecycle: Mapping[str, LifecycleEntry], kpis: Mapping[str, Kpi]) -> Steps:
    """Return the steps of *kpi* as far as *card* has seen it; breaks of the *kpis* its formula names are its own."""
    seen = _finished(card.seen.get(kpi.name, _UNSEEN), card)
    broken = _broken(entries_of(kpi, lifecycle, kpis), card.periods[: len(seen.values)])
    moved = _without(changes(seen.values), broken)
    sign = SIGN.get(kpi.direction)
    if sign is None:
        better = _without(changes(seen.scores), broken)
    else:
        better = tuple(None if step is None else sign * step for step in moved)
    return Steps(seen, moved, better, broken)


def _finished(seen: KpiSeen, card: CardFacts) -> KpiSeen:
    """Leave out a period that is not over: part of a month against a whole one is no change."""
    if card.today is None or not card.periods or card.today > card.periods[-1].end:
        return seen
    return replace(seen, values=seen.values[:-1], scores=seen.scores[:-1], errors=seen.errors[:-1])


def _broken(entries: Sequence[LifecycleEntry], periods: Sequence[Period]) -> frozenset[int]:
    if not entries:
        return frozenset()
    return frozenset(i for i in range(1, len(periods)) if breaking(entries, periods[i - 1], periods[i]))


def _without(steps: Sequence[float | None], broken: frozenset[int]) -> Changes:
    return tuple(None if place in broken else step for place, step in enumerate(steps, start=1))
