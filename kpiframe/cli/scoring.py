"""From a folder to its scorecards: what score, report and explain share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kpiframe.cli.problems import show
from kpiframe.cli.session import Session

if TYPE_CHECKING:
    from kpiframe.api import Card


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of a command ask of a project."""

    period: str | None
    scorecard: str | None
    today: date
    root: Path | None = None
    threads: int | None = None


def cards_of(session: Session, folder: Path, asked: Asked) -> list[Card]:
    """Load and score the project in *folder*, the total first; tell every warning about its data. KpiframeError."""
    from kpiframe.api import load

    cards = load(folder, root=asked.root).score_all(
        asked.period, scorecard=asked.scorecard, today=asked.today, threads=asked.threads
    )
    if not session.quiet:
        show(session, [problem for card in cards[:1] for problem in card.problems], folder)
    return cards
