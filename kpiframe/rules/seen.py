"""What scoring found, as rules see it: plain values, so that no rule needs a type of the floors above or beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpiframe.catalog.annotations import Comment, Event
from kpiframe.periods import Period


@dataclass(frozen=True, slots=True)
class KpiSeen:
    """One KPI over the spine; the last of each series is the period judged."""

    state: str
    values: tuple[float | None, ...]
    """One a period, as computed; ``None`` also where the data are known to be wrong."""
    scores: tuple[float | None, ...] = ()
    """0-100, each under the target in force in its own period; empty when nothing was scored."""
    errors: tuple[float | None, ...] = ()
    """Standard error of each value in the KPI's unit, ``None`` where a sample does not allow one; empty: no sample."""
    cases: tuple[float | None, ...] = ()
    """Answers or cases behind each value; empty when the KPI names no base."""
    score_error: float = 0.0
    """Half of the 95 % interval of the last score, from its sample."""
    as_of: date | None = None
    """Latest day its data speak of."""
    comparisons: tuple[tuple[date, date], ...] = ()
    """Comparisons that are shown, each from the first day of the earlier period to the last day of this one."""
    compared: tuple[int, ...] = ()
    """Places on the spine of the periods it is compared with, the nearest first."""
    target_since: int | None = None
    """Place on the spine of the first period of the target in force; ``None`` for one without a date."""

    @property
    def baseline(self) -> int | None:
        """Place of the nearest period it is compared with."""
        return self.compared[0] if self.compared else None

    @property
    def value(self) -> float | None:
        """Value of the period judged."""
        return self.values[-1] if self.values else None

    @property
    def score(self) -> float | None:
        """Score of the period judged."""
        return self.scores[-1] if self.scores else None


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What scoring found about one scorecard and period."""

    flattery_gap: float | None = None
    """Reported minus independent score, in points; ``None`` when it cannot be known."""
    gap_reason: str = ""
    reported: float | None = None
    independent: float | None = None
    weight_shares: Mapping[str, float] = field(default_factory=dict)
    """Effective shares, 0 to 1; empty: taken from the definitions."""
    seen: Mapping[str, KpiSeen] = field(default_factory=dict)
    """KPI -> what was found; those of the scorecard, and ledgers and counterparts that could be computed."""
    periods: tuple[Period, ...] = ()
    """The spine; the last is judged."""
    today: date | None = None
    """Day of the report."""
    events: tuple[Event, ...] = ()
    comments: tuple[Comment, ...] = ()
