"""From a folder to its scorecards: what score, report and explain share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kpiframe.cli.clock import day_in
from kpiframe.cli.exits import Exit
from kpiframe.cli.problems import show
from kpiframe.cli.session import Session
from kpiframe.problems import Severity

if TYPE_CHECKING:
    from kpiframe.api import Cards
    from kpiframe.cli.progress import Progress


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of a command ask of a project."""

    period: str | None
    scorecard: str | None
    today: date
    root: Path | None = None
    threads: int | None = None
    allow_sql: bool = False
    memory_limit: str | None = None


def cards_of(session: Session, folder: Path, asked: Asked, watch: Progress | None = None) -> Cards:
    """Load the project in *folder* and read its data; tell every warning about them. KpiframeError.

    The cards, the total first, are made when they are taken.
    """
    from kpiframe.api import load

    project = load(folder, root=asked.root)
    cards = project.score_each(
        asked.period,
        scorecard=asked.scorecard,
        today=day_in(asked.today, project.definition.timezone),
        threads=asked.threads,
        memory_limit=asked.memory_limit,
        allow_sql=asked.allow_sql,
        environ=session.environ,
        watch=_reading(watch) if watch else None,
    )
    if watch:
        watch.clear()
    problems = [p for p in cards.problems if p.severity is Severity.ERROR or not session.quiet]
    show(session, problems, folder)
    return cards


def status_of(cards: Cards) -> Exit:
    """Return the exit status of scored cards: a source that could not be used is not fine, though there is a card."""
    broken = any(problem.severity is Severity.ERROR for problem in cards.problems)
    return Exit.USAGE if broken else Exit.FINE


def _reading(watch: Progress) -> Callable[[str, int, int], None]:
    """Return what watches the reading of data; who makes the cards tells of them."""

    def told(step: str, done: int, total: int) -> None:
        if step != "scorecards":
            watch(step, done, total)

    return told
