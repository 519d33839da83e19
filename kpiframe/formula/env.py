"""What a closure is run on: the numbers of every name, period by period."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kpiframe.formula.arithmetic import Value


@dataclass(frozen=True, slots=True)
class Env:
    """The series of one slice over a gapless run of periods, the spine."""

    series: Mapping[str, Sequence[Value]]
    """Name -> its value in each period; None where there is none. Dates are ISO texts."""
    year_start: Sequence[int] = ()
    """For each period, the index of the first period of its fiscal year; left out, one year for all."""
    memo: dict[object, dict[int, Value]] = field(default_factory=dict, compare=False, repr=False)
    """Values of window operands already computed, so that windows in windows stay cheap."""

    def raw(self, name: str, t: int) -> object:
        """Return what stands there, None where nothing does."""
        try:
            return self.series[name][t]
        except (KeyError, IndexError):
            return None

    def first_of_year(self, t: int) -> int:
        """Return the index of the first period of the year of *t*."""
        return self.year_start[t] if t < len(self.year_start) else 0


Closure = Callable[[Env, int], Value]


def usable(value: object) -> Value:
    """Return a value as formulas see it: numbers as finite floats, None for anything that is no value."""
    if type(value) is float:
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            return None
        return number if math.isfinite(number) else None
    return None
