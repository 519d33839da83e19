"""From a folder to its scorecards: what score, report and explain share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kpiframe.cli.exits import Exit
from kpiframe.cli.problems import show
from kpiframe.cli.session import Session
from kpiframe.problems import Severity

if TYPE_CHECKING:
    from kpiframe.api import Card
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


def cards_of(session: Session, folder: Path, asked: Asked, watch: Progress | None = None) -> list[Card]:
    """Load and score the project in *folder*, the total first; tell every warning about its data. KpiframeError."""
    from kpiframe.api import load

    cards = load(folder, root=asked.root).score_all(
        asked.period,
        scorecard=asked.scorecard,
        today=asked.today,
        threads=asked.threads,
        allow_sql=asked.allow_sql,
        environ=session.environ,
        watch=watch,
    )
    if watch:
        watch.clear()
    problems = [p for p in cards[0].problems if p.severity is Severity.ERROR or not session.quiet]
    show(session, problems, folder)
    return cards


def status_of(cards: Sequence[Card]) -> Exit:
    """Return the exit status of scored cards: a source that could not be used is not fine, though there is a card."""
    broken = any(problem.severity is Severity.ERROR for problem in cards[0].problems)
    return Exit.USAGE if broken else Exit.FINE
