"""Part of a period against the same part of earlier ones: every input anew, from the rows of as many days."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from kpiframe.catalog.bindings import Binding, Source
from kpiframe.data.blocks import Question, aggregate
from kpiframe.data.census import Dates
from kpiframe.data.constants import Constants
from kpiframe.data.database import Database
from kpiframe.data.level0 import Block, Level0, build
from kpiframe.data.relations import Relation
from kpiframe.periods import Period

_OUT_OF_THE_WAY: Final = 2_000
"""Number of the first helper table: those of sources are counted from 0."""


@dataclass(frozen=True, slots=True)
class Part:
    """The first days of the period shown and of those it is held against."""

    until: date
    """Last day of the period shown that counts: over, and reached by every source that has rows in it."""
    periods: tuple[Period, ...]
    """The same period last year and the one before, where the spine has them, then the one shown."""
    level0: Level0
    """Over :attr:`periods`."""
    inputs: frozenset[str]
    """Those that can be cut at a day: counted from dated rows, or the same number for every period."""


def part_of(
    question: Question,
    feeding: Mapping[str, Relation],
    dates: Mapping[str, Dates],
    bound: Sequence[Binding],
    constants: Constants,
    *,
    today: date,
    inputs: Sequence[str],
    summed_up: Container[str] = (),
    database: Database,
) -> Part | None:
    """Return the inputs over the part of the last period that is over; ``None`` for a whole or an empty one.

    Sources in *summed_up* are left out.
    """
    shown = question.periods[-1]
    timed = {name: relation for name, relation in feeding.items() if relation.timed and name not in summed_up}
    reached = [day for name in timed if (day := dates[name].last.get(shown.start))]
    until = min([*reached, today - timedelta(days=1)])
    earlier = _earlier(question.periods)
    if shown.end < today or not reached or until < shown.start or not earlier:
        return None
    part = replace(question, periods=(*earlier, shown), days=(until - shown.start).days + 1)
    blocks: list[Block] = []
    usable = [b for b in bound if b.source in timed]
    for number, (name, relation) in enumerate(timed.items()):
        mine = [b for b in usable if b.source == name]
        blocks += aggregate(relation, mine, part, _OUT_OF_THE_WAY + number, database)
    always = Constants(always=constants.always)
    level0 = build(
        blocks,
        always,
        inputs=inputs,
        periods=part.periods,
        slice_by=part.slice_by,
        database=database,
        table="__part",
    )
    return Part(until, part.periods, level0, frozenset((*(b.input for b in usable), *always.names)))


def summed_up(sources: Mapping[str, Source]) -> set[str]:
    """Return the sources whose rows sum up others, or are made from such: "came back since" has no part of a period.

    A customer of early September has had a month more to come back than one of early October.
    """
    found = {name for name, source in sources.items() if source.made_from and not (source.join or source.union)}
    while more := {n for n, s in sources.items() if n not in found and not found.isdisjoint(s.made_from)}:
        found |= more
    return found


def _earlier(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Return what the last period is compared with, oldest first."""
    shown, known = periods[-1], {p.start: p for p in periods[:-1]}
    wanted = sorted({shown.year_ago().start, shown.previous().start})
    return tuple(known[start] for start in wanted if start in known)
