"""``slice_by:`` -> the columns that cut every scorecard, and which of their values are folded into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Binding, Source
from kpiframe.observations import OTHERS
from kpiframe.problems import NOWHERE, Location, Problem, Problems
from kpiframe.texts import Text

__all__ = ["OTHERS", "Top", "slices_of"]


@dataclass(frozen=True, slots=True)
class Top:
    """The *count* values of a column with most of an input in the period shown; the rest becomes one slice."""

    column: str
    count: int
    by: str
    """Key of a binding."""
    location: Location = NOWHERE


def slices_of(
    written: Sequence[Any],
    places: Sequence[Location],
    sources: Mapping[str, Source],
    bindings: Mapping[str, Binding],
    problems: Problems,
) -> tuple[tuple[str, ...], tuple[Top, ...]]:
    """Return the columns in written order, and the tops among them. A top that cannot be ranked is a problem."""
    columns: list[str] = []
    tops: list[Top] = []
    for entry, at in zip(written, places, strict=True):
        column = entry if isinstance(entry, str) else entry["column"]
        if column in columns:
            problems.add(
                Problem("KPF508", Text(f"slice {column} stands twice", f"lát cắt {column} xuất hiện hai lần"), at)
            )
            continue
        columns.append(column)
        if isinstance(entry, dict) and _ranked(column, entry["by"], at, (sources, bindings), problems):
            tops.append(Top(column, int(entry["top"]), entry["by"], at))
    return tuple(columns), tuple(tops)


def _ranked(
    column: str,
    by: str,
    at: Location,
    data: tuple[Mapping[str, Source], Mapping[str, Binding]],
    problems: Problems,
) -> bool:
    """Tell whether *by* can be counted for every value of *column*: its source has to have that column."""
    sources, bindings = data
    binding = bindings.get(by)
    if binding is None:
        problems.add(wording.unknown_reference(at, Text("binding", "binding"), by, bindings))
        return False
    source = sources.get(binding.source or "")
    if source is None or source.column(column) is None:
        message = Text(
            f"{column} cannot be ranked by {by}: the source of {by} has no column {column}",
            f"không xếp hạng được {column} theo {by}: nguồn của {by} không có cột {column}",
        )
        problems.add(Problem("KPF543", message, at, allowed=_able(column, sources, bindings)))
        return False
    return True


def _able(column: str, sources: Mapping[str, Source], bindings: Mapping[str, Binding]) -> tuple[str, ...]:
    holding = {name for name, source in sources.items() if source.column(column)}
    return tuple(name for name, binding in bindings.items() if binding.source in holding)[:12]
