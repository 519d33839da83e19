"""What an evaluation answers: a value, or no value with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field

REASONS = (
    "null_input",
    "no_rows",
    "not_finite",
    "zero_denominator",
    "outside_domain",
    "no_history",
    "unbound_input",
    "bad_cells",
)
"""Machine-readable reasons of "no value", in the words of the documentation."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finite number, or ``None`` with the reason why there is none."""

    value: float | None
    reason: str | None = None
    detail: str = ""
    """The name of the input or KPI the reason speaks of, where there is one."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How one value came about, ready to print."""

    formula: str
    """The formula as written."""
    numbers: str
    """The formula with the numbers put in, e.g. ``(75 - 15) / 150 * 100``."""
    inputs: tuple[tuple[str, float | None], ...] = ()
    """Every name the formula used, with its number in that period and slice."""
    notes: tuple[str, ...] = ()
    """Machine-readable remarks, e.g. ``partial_window``."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One KPI in one period and slice: value or reason, and where it came from."""

    kpi: str
    period: str
    slice: tuple[tuple[str, str | None], ...]
    result: Result
    trace: Trace | None = None
    extras: dict[str, float] = field(default_factory=dict)
