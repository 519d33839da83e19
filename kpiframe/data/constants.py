"""Numbers that no source gives: constants, values written by hand, values handed over from Python."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kpiframe.catalog.bindings import Binding
from kpiframe.data.findings import bad_given
from kpiframe.periods import Calendar, Period
from kpiframe.problems import NOWHERE, Location, Problem
from kpiframe.texts import Text

Given = Mapping[str, Mapping[str, float] | float]


@dataclass(frozen=True, slots=True)
class Constants:
    """Input -> its number for every period, or by first day of the period."""

    always: dict[str, float] = field(default_factory=dict)
    dated: dict[str, dict[date, float]] = field(default_factory=dict)
    empty: dict[str, float] = field(default_factory=dict)
    """Value of a dated input in periods it does not name."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every input that has one."""
        return (*self.always, *self.dated)

    def starts(self) -> list[date]:
        """Return the first days of all periods named."""
        return [day for values in self.dated.values() for day in values]

    def reaching(self, shown: Period, back: Callable[[Period], Period] | None) -> list[date]:
        """Return first days the spine to *shown* must hold for windows over these numbers to be whole.

        *back* returns the first period such a window looks at.
        """
        return [*self.starts(), *([back(shown).start] if back and self.always else [])]

    def column(self, name: str, periods: Sequence[Period]) -> list[float | None]:
        """Return the numbers of one input along the spine."""
        if name in self.always:
            return [self.always[name]] * len(periods)
        values, empty = self.dated[name], self.empty.get(name)
        return [values.get(p.start, empty) for p in periods]


def collect(
    bindings: Iterable[Binding], given: Given, inputs: Sequence[str], calendar: Calendar
) -> tuple[Constants, list[Problem]]:
    """Return every constant among *inputs*. Numbers in *given* win over what the project binds."""
    found, problems = Constants(), []
    for binding in bindings:
        if binding.input in given or binding.source is not None:
            continue
        values = binding.values or ({} if binding.value is None else binding.value)
        problems += _add(found, binding.input, values, calendar, binding.location)
        if binding.empty is not None:
            found.empty[binding.input] = binding.empty
    for name in inputs:
        if name in given:
            problems += _add(found, name, given[name], calendar, NOWHERE)
    return found, problems


def _add(
    found: Constants, name: str, values: Mapping[str, float] | float, calendar: Calendar, at: Location
) -> list[Problem]:
    if not isinstance(values, Mapping):
        if not _is_number(values):
            return [bad_given(name, "", values, _NO_NUMBER, at)]
        found.always[name] = float(values)
        return []
    problems: list[Problem] = []
    dated = found.dated.setdefault(name, {})
    for key, value in values.items():
        period = calendar.parse(str(key))
        if period is None:
            why = Text(f"it names no {calendar.name}", "đây không phải một kỳ của dự án")
            problems.append(bad_given(name, "", key, why, at))
        elif value is not None and not _is_number(value):
            problems.append(bad_given(name, str(key), value, _NO_NUMBER, at))
        elif value is not None:
            dated[period.start] = float(value)
    return problems


_NO_NUMBER = Text("it is no finite number", "không phải số hữu hạn")


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)  # type: ignore[arg-type]
    except (TypeError, OverflowError, ValueError):
        return False
