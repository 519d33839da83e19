"""Sources made of rows that other sources already have: joined, stacked, or asked for in SQL. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

EACH_PERIOD: Final = "until"
"""Column of a source derived anew for each period: the last day of that period."""


@dataclass(frozen=True, slots=True)
class Match:
    """The source whose row is looked up, and by which columns."""

    source: str
    pairs: tuple[tuple[str, str], ...]
    """(column of the rows that are kept, column of the row that is looked up)."""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Whole days, or calendar months, from one date column to another; below zero when they run backwards."""

    unit: str
    """``days`` or ``months``."""
    since: str
    to: str


@dataclass(frozen=True, slots=True)
class Join:
    """Every row of ``origin``, each with at most one row of every source that is matched."""

    origin: str
    matches: tuple[Match, ...]
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Name -> (source, column of it)."""
    elapsed: Mapping[str, Elapsed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Union:
    """The rows of several sources with the same columns, one below the other."""

    members: tuple[str, ...]
    mark: str | None = None
    """Text column that names the source of a row."""


@dataclass(frozen=True, slots=True)
class Query:
    """One SELECT over the rows of declared sources; run only when the operator allows it."""

    origins: tuple[str, ...]
    sql: str
