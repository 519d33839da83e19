"""What a run does to a table of results, in SQL that DuckDB and PostgreSQL both speak; what it then tells.

Names come quoted, no value is part of a text. Expected is a second table that holds the rows of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kpiframe.sqltext import quote_name

TABLE: Final = "kpiframe_results"
RUN: Final = ("project", "scorecard", "period")
"""What one run speaks of: afterwards its rows are current there, and no others."""
KEY: Final = (*RUN, "slice", "kpi", "fingerprint", "methodology")
"""What makes a row the same row: it is replaced, never doubled."""
MARK: Final = "superseded"

Columns = Sequence[tuple[str, str]]
"""(name, kind): ``text``, ``number``, ``day`` or ``yes_no``."""
Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to the table."""

    added: int
    replaced: int
    """Rows of the same key that held something else."""
    superseded: int
    """Rows that are no longer current: the run did not write them again."""
    unchanged: int = 0
    sent: tuple[int, int] | None = field(default=None, compare=False)
    """Rows and bytes that went to a warehouse; ``None`` for a file."""

    @property
    def idle(self) -> bool:
        """Whether the table already held just this."""
        return not (self.added or self.replaced or self.superseded)


@dataclass(frozen=True, slots=True)
class Merge:
    """Statements to be run in this order; the first three return or count the rows they touch."""

    superseded: str
    unchanged: str
    """Takes out of the rows of the run those the table holds already."""
    replaced: str
    added: str


def merge_of(table: str, incoming: str, columns: Columns) -> Merge:
    """Return how the rows of the table *incoming* are merged into *table*, which has the *columns* and ``MARK``."""
    names = [quote_name(name) for name, _ in columns]
    listed = ", ".join(names)
    keys = {quote_name(name) for name in KEY}
    held = " AND ".join(f"old.{n} IS NOT DISTINCT FROM new.{n}" for n in names if n not in keys)
    run = ", ".join(map(quote_name, RUN))
    return Merge(
        superseded=f"UPDATE {table} AS old SET {MARK} = true WHERE {MARK} IS NOT TRUE "
        f"AND EXISTS (SELECT 1 FROM (SELECT DISTINCT {run} FROM {incoming}) AS new WHERE {_agree(RUN)}) "
        f"AND NOT EXISTS (SELECT 1 FROM {incoming} AS new WHERE {_agree(KEY)})",
        unchanged=f"DELETE FROM {incoming} AS new USING {table} AS old "
        f"WHERE {_agree(KEY)} AND old.{MARK} IS FALSE AND {held}",
        replaced=f"DELETE FROM {table} AS old USING {incoming} AS new WHERE {_agree(KEY)}",
        added=f"INSERT INTO {table} ({listed}, {MARK}) SELECT {listed}, false FROM {incoming}",
    )


def _agree(names: Sequence[str]) -> str:
    """Return the condition that *names* are equal; a missing slice equals a missing slice, and no key is empty text."""
    quoted = map(quote_name, names)
    return " AND ".join(f"coalesce(old.{n}, '') = coalesce(new.{n}, '')" for n in quoted)
