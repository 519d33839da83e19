"""Numbers given ready-made (a mapping or a frame) -> observations. No engine is needed for these."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from kpiframe.limits import LIMITS
from kpiframe.observations import TOTAL, Observations
from kpiframe.periods import Calendar, Period, spine
from kpiframe.problems import Problem, Problems, UsageError, did_you_mean
from kpiframe.texts import Text

Given = Mapping[str, Any]
"""Input -> number, or input -> {period key: number}."""


def rows_to_given(rows: Iterable[tuple[str, str, Any]]) -> dict[str, dict[str, Any]]:
    """Return (input, period, value) rows as a mapping. Two values for one place are a UsageError."""
    found: dict[str, dict[str, Any]] = {}
    for name, period, value in rows:
        series = found.setdefault(str(name), {})
        if str(period) in series:
            raise UsageError(
                Problem(
                    "KPF557",
                    Text(
                        f"{name} has two values for {period}",
                        f"{name} có hai giá trị cho kỳ {period}",
                    ),
                    name="two-values",
                )
            )
        series[str(period)] = value
    return found


def from_given(given: Given, known: Iterable[str], calendar: Calendar, asked: Period | None) -> Observations:
    """Return the *given* numbers on a spine that ends with *asked* (else with the newest period given).

    Raises UsageError for unknown inputs, periods that are none of the calendar's, and values that are no numbers.
    """
    problems = Problems()
    series = _read(given, set(known), calendar, problems)
    if problems.found:
        raise UsageError(problems.sorted())
    dated = [period for values in series.values() if isinstance(values, dict) for period in values]
    last = asked or max(dated, key=lambda p: p.start, default=None)
    if last is None:
        raise UsageError(
            Problem(
                "KPF556",
                Text(
                    "numbers without a period need one: pass period=",
                    "số liệu không ghi kỳ thì phải chỉ rõ kỳ: truyền period=",
                ),
                name="no-period",
            )
        )
    earliest = min((p for p in dated if p.start <= last.start), key=lambda p: p.start, default=last)
    periods = spine(max(earliest, last.shift(-LIMITS.spine_periods), key=lambda p: p.start), last)
    return Observations(periods=periods, values={TOTAL: {n: _line(v, periods) for n, v in series.items()}})


def _read(
    given: Given, known: set[str], calendar: Calendar, problems: Problems
) -> dict[str, dict[Period, float | None] | float | None]:
    found: dict[str, dict[Period, float | None] | float | None] = {}
    for name, value in given.items():
        if name not in known:
            problems.add(
                Problem(
                    "KPF555",
                    Text(f"no KPI of the scorecard uses an input {name!r}", f"không KPI nào dùng đầu vào {name!r}"),
                    name="unknown-input",
                    allowed=tuple(sorted(known)),
                    meant=did_you_mean(str(name), known),
                )
            )
        elif isinstance(value, Mapping):
            found[name] = _dated(name, value, calendar, problems)
        else:
            found[name] = _number(name, value, problems)
    return found


def _dated(name: str, values: Mapping[Any, Any], calendar: Calendar, problems: Problems) -> dict[Period, float | None]:
    line: dict[Period, float | None] = {}
    for key, value in values.items():
        period = calendar.parse(str(key))
        if period is None:
            problems.add(
                Problem(
                    "KPF550",
                    Text(
                        f"{key!r} is no {calendar.name} of this calendar",
                        f"{key!r} không phải một kỳ hợp lệ của lịch này",
                    ),
                    name="bad-date",
                    subject=name,
                )
            )
        else:
            line[period] = _number(f"{name} ({key})", value, problems)
    return line


def _number(name: str, value: Any, problems: Problems) -> float | None:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None  # what pandas writes into an empty cell
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        return number if math.isfinite(number) else None
    if type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "item"):
        return _number(name, value.item(), problems)
    problems.add(
        Problem(
            "KPF558",
            Text(f"{name} is {type(value).__name__}, not a number", f"{name} không phải là số"),
            name="not-a-number",
        )
    )
    return None


def _line(value: dict[Period, float | None] | float | None, periods: tuple[Period, ...]) -> tuple[float | None, ...]:
    if isinstance(value, dict):
        return tuple(value.get(p) for p in periods)
    return (*(None,) * (len(periods) - 1), value)
