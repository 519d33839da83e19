"""Cards made one at a time, by this process or by several: in their order, a few in memory, whatever the number."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from kpiframe.cli.crew import in_order

if TYPE_CHECKING:
    from kpiframe.api import Card, Cards, Share
    from kpiframe.cli.progress import Progress

Made = TypeVar("Made")
_AT_ONCE: Final = 8
"""Cards a process makes before it hands them over."""
WORTH: Final = 150
"""Cards from which on more processes than one pay: each takes half a second to begin, a card some 15 ms."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a process finds the definitions of the cards it makes."""

    folder: Path
    root: Path | None = None


def made_of(
    cards: Cards, origin: Origin, make: Callable[[Card], Made], *, jobs: int | None, line: Progress, step: str
) -> Iterator[Made]:
    """Yield ``make(card)`` for each of *cards*, in their order, made by *jobs* processes; *line* tells of the *step*.

    *make* goes to other processes and has to survive that: a function of a module, or an instance of a class of one.
    Without *jobs* every processor is used where that pays.
    """
    line(step, 0, len(cards))
    for done, made in enumerate(_made(cards, origin, make, _processes(jobs, len(cards))), 1):
        yield made
        line(step, done, len(cards))
    line.clear()


def _made(cards: Cards, origin: Origin, make: Callable[[Card], Made], jobs: int) -> Iterator[Made]:
    if jobs <= 1:
        yield from map(make, cards)
        return
    tasks = ((origin, share, make) for share in cards.shares(_AT_ONCE))
    for batch in in_order(_of_share, tasks, jobs):
        yield from batch


def _processes(jobs: int | None, count: int) -> int:
    """Return how many processes make *count* cards."""
    if jobs is None:
        jobs = 1 if count < WORTH else processors()
    return min(jobs, -(-count // _AT_ONCE))


def processors() -> int:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _of_share(task: tuple[Origin, Share, Callable[[Card], Made]]) -> list[Made]:
    origin, share, make = task
    cards = _opened(origin, share.common)
    return [make(cards.card(hand)) for hand in share.hands]


@lru_cache(maxsize=1)
def _opened(origin: Origin, common: bytes) -> Cards:
    """Return what a process makes its cards with; it reads the definitions once."""
    from kpiframe.api import load

    return load(origin.folder, root=origin.root).resume(common)
