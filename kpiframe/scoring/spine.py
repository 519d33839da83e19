"""The spine as a judge looks at it: the last period, and the two earlier ones it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from kpiframe.periods import Period
from kpiframe.scoring.targets import earlier_index


@dataclass(frozen=True, slots=True)
class Against:
    """What every KPI of one run is held against."""

    periods: tuple[Period, ...]
    """The spine; the last is judged."""
    previous: Period
    year_ago: Period
    previous_place: int | None
    """On the spine; ``None`` when that begins later."""
    year_ago_place: int | None


def against_of(periods: tuple[Period, ...]) -> Against:
    """Return what the last of *periods* is compared with."""
    previous, year_ago = periods[-1].previous(), periods[-1].year_ago()
    return Against(periods, previous, year_ago, earlier_index(periods, previous), earlier_index(periods, year_ago))
