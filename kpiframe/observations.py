"""Observations: input x period x slice -> number. What data hand up and evaluation reads; missing is not zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kpiframe.periods import Period
from kpiframe.problems import Problem

Slice = tuple[tuple[str, str | None], ...]
"""(slice name, value) pairs in declared order; ``()`` is the total."""
TOTAL: Slice = ()
OTHERS: Final = "(others)"
"""Value of a slice that stands for all but the largest; no value of the data may be called so."""

Watch = Callable[[str, int, int], None]
"""Told how far long work has come: ``sources``, ``aggregates`` or ``scorecards``, how many are done, of how many."""


def unwatched(step: str, done: int, total: int) -> None:
    """Keep how far the work has come to oneself."""
    del step, done, total


def kpi_column(kpi: str) -> str:
    """Return the column that holds a KPI's values; an input may bear the KPI's name, so the column may not."""
    return f"={kpi}"


@dataclass(frozen=True, slots=True)
class Moved:
    """What a source in a warehouse has cost."""

    queries: int
    rows: int
    bytes: int
    """As Arrow counts them, after the transport."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What is always told of a source."""

    source: str
    path: str = ""
    rows: int = 0
    dropped: int = 0
    bad_cells: int = 0
    duplicates: int | None = None
    """Rows beyond the first of their key; ``None`` where no key is declared: nobody looked."""
    first: date | None = None
    last: date | None = None
    outside: int = 0
    """Rows without a period, or later than the last day asked for."""
    sha256: str = ""
    nulls: Mapping[str, int] = field(default_factory=dict)
    """Column -> empty cells, used columns only."""
    notes: tuple[Problem, ...] = ()
    covers: tuple[date, date] | None = None
    """First and last day the file says it is about."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What else it says of itself: ``currency``, ``account``, ``timezone``."""
    as_of: date | None = None
    """For rows without dates: the day they describe."""
    dated: bool = True
    """Whether its rows have dates."""
    moved: Moved | None = None
    """What came here from a warehouse; ``None`` for files and frames."""


@dataclass(frozen=True, slots=True)
class Observations:
    """Every number a project's data give, on one spine of periods."""

    periods: tuple[Period, ...]
    """The spine, oldest first, without gaps."""
    values: Mapping[Slice, Mapping[str, Sequence[float | None]]]
    """Slice -> column (key of a binding, or :func:`kpi_column`) -> one number per period of the spine."""
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Source -> rows per period (total over slices)."""
    as_of: Mapping[str, Sequence[date | None]] = field(default_factory=dict)
    """Source -> latest time value per period; ``None`` where a period has no rows."""
    sources: tuple[SourceReport, ...] = ()
    input_sources: Mapping[str, str] = field(default_factory=dict)
    """Key of a binding -> source; constants and given numbers have none."""
    computed: frozenset[str] = frozenset()
    """Columns of KPIs the engine computed beside the inputs."""

    @property
    def slices(self) -> tuple[Slice, ...]:
        """The total first, then every slice in a stable order."""
        rest = [s for s in self.values if s != TOTAL]
        return (TOTAL, *sorted(rest, key=lambda s: [(n, v is None, v == OTHERS, v or "") for n, v in s]))

    def index(self, period: Period) -> int | None:
        """Return the place of *period* on the spine."""
        if self.periods and self.periods[-1].start == period.start:
            return len(self.periods) - 1
        return next((i for i, p in enumerate(self.periods) if p.start == period.start), None)
