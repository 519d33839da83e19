"""What an evaluation answers: a value, or no value with a reason, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kpiframe.observations import Slice

REASONS: Final = (
    "null_input",
    "no_rows",
    "not_finite",
    "zero_denominator",
    "outside_domain",
    "no_history",
    "unbound_input",
)
"""Machine-readable reasons of "no value"."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finite number, or ``None`` with the reason why there is none."""

    value: float | None
    reason: str | None = None
    detail: str = ""
    """The name of the input or KPI the reason speaks of, where there is one."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How one value came about."""

    formula: str
    numbers: str
    """The formula with the numbers put in, e.g. ``(75 - 15) / 150 * 100``."""
    inputs: tuple[tuple[str, float | None], ...] = ()
    """Every name the formula used with its number in that period and slice."""
    notes: tuple[str, ...] = ()
    """Machine-readable remarks, e.g. ``partial_window``."""


@dataclass(frozen=True, slots=True)
class KpiSeries:
    """One KPI in one slice over the whole spine; the last period is the one asked for."""

    kpi: str
    slice: Slice
    values: tuple[float | None, ...]
    result: Result
    """Of the last period."""
    trace: Trace
    """Of the last period."""
    base: tuple[float | None, ...] = ()
    """n per period where the KPI names a base; empty otherwise."""
    parts: tuple[tuple[float | None, float | None], ...] = ()
    """For ``interval: net_share``: (first, second) named input per period; empty otherwise."""
    spread: tuple[float | None, ...] = ()
    """For ``interval: mean``: standard deviation of the answers per period; empty otherwise."""
    sources: tuple[str, ...] = ()
    """Sources its inputs come from, also through other KPIs."""
    as_of: date | None = None
    """Oldest of the latest days its sources speak of in the period."""
    newest: date | None = None
    """The same over this and all earlier periods: the day of the newest data where the period has none."""
