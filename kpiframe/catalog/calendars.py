"""``calendar:`` -> Calendar: every key from the nearest home that writes it, with the project's own granularities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.ancestry import Home
from kpiframe.catalog.bindings import Source
from kpiframe.catalog.calendar_table import read_table
from kpiframe.catalog.inheritance import text_of
from kpiframe.catalog.reading import day
from kpiframe.document import Steps
from kpiframe.granularities import Interval, Table, add_months
from kpiframe.periods import Calendar, Grain, nearest_grain
from kpiframe.problems import Location, Problem, Problems
from kpiframe.texts import Text

_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_FIRST: Final = date(2000, 1, 1)
_FIRST_MONDAY: Final = date(2000, 1, 3)
"""Where steps without an origin are counted from: steps of weeks begin on a Monday."""
_LATEST_DAY: Final = 28
_Place = Callable[..., Location]


def calendar_of(homes: Sequence[Home], sources: Mapping[str, Source], root: Path, problems: Problems) -> Calendar:
    """Return the calendar in force. A granularity that cannot be used is a problem; the calendar then is by months."""
    merged: dict[str, Any] = {}
    own: dict[str, tuple[Mapping[str, Any], _Place]] = {}
    at: dict[str, Location] = {}
    for home in homes:
        written = home.get("calendar") or {}
        merged |= written
        at |= {key: home.document.place(("calendar", key)) for key in written}
        for index, entry in enumerate(written.get("granularities") or ()):
            place = _placed(home, ("calendar", "granularities", index))
            _check_name(entry["name"], own, place, problems)
            own[entry["name"]] = (entry, place)
    made = {name: _granularity(entry, place, sources, root, problems) for name, (entry, place) in own.items()}
    plain = Calendar(
        Grain.MONTH,
        int(merged.get("first_month_of_year", 1)),
        merged.get("first_day_of_week", "monday"),
        merged.get("year_named_by", "end"),
    )
    return _with_grain(plain, merged.get("grain", "month"), made, at.get("grain"), problems)


def _placed(home: Home, steps: Steps) -> _Place:
    def place(*below: str, key: bool = False) -> Location:
        return home.document.place((*steps, *below), key=key)

    return place


def _check_name(name: str, own: Mapping[str, Any], place: _Place, problems: Problems) -> None:
    if name in set(Grain):
        why = Text("it is a grain already", "đây đã là tên một độ dài kỳ có sẵn")
        problems.add(wording.bad_name(place("name"), name, why))
    elif name in own:
        problems.add(wording.duplicate(place("name"), Text("granularity", "độ dài kỳ"), name, own[name][1]("name")))


def _with_grain(
    plain: Calendar,
    grain: str,
    own: Mapping[str, Interval | Table | None],
    at: Location | None,
    problems: Problems,
) -> Calendar:
    first, weekday, named = plain.first_month_of_year, plain.first_day_of_week, plain.year_named_by
    if grain in set(Grain):
        return Calendar(Grain(grain), first, weekday, named)
    if grain not in own and at:
        problems.add(wording.bad_value(at, "grain", grain, [*Grain, *own]))
    custom = own.get(grain)
    return Calendar(nearest_grain(custom.length), first, weekday, named, custom) if custom else plain


def _granularity(
    entry: Mapping[str, Any], place: _Place, sources: Mapping[str, Source], root: Path, problems: Problems
) -> Interval | Table | None:
    table, steps = "source" in entry, "interval" in entry
    if table == steps:
        message = Text(
            "a granularity has either an interval, or a source and its column",
            "một độ dài kỳ cần có interval, hoặc source cùng column",
        )
        problems.add(Problem("KPF506", message, place()))
        return None
    made = _table(entry, place, sources, root, problems) if table else _interval(entry, place, problems)
    return replace(made, label=text_of(entry.get("label"))) if made else None


def _table(
    entry: Mapping[str, Any], place: _Place, sources: Mapping[str, Source], root: Path, problems: Problems
) -> Table | None:
    source, column = sources.get(entry["source"]), entry.get("column")
    if source is None:
        at, what = place("source"), Text("source", "nguồn")
        problems.add(wording.unknown_reference(at, what, entry["source"], sources, "KPF543"))
        return None
    if column is None:
        problems.add(wording.missing_key(place(), entry["name"], "column"))
        return None
    if source.column(column) is None:
        known = [c.name for c in source.columns]
        what = Text("column", "cột")
        problems.add(wording.unknown_reference(place("column"), what, column, known, "KPF543"))
        return None
    found = read_table(entry["name"], source, column, root)
    if isinstance(found, Problem):
        problems.add(found)
        return None
    return found


def _interval(entry: Mapping[str, Any], place: _Place, problems: Problems) -> Interval | None:
    count, unit = _step(entry["interval"])
    days, months = count * _DAYS.get(unit, 0), count * _MONTHS.get(unit, 0)
    origin = day(entry.get("origin"))
    if origin and "offset" in entry:
        message = Text(
            "origin and offset say the same thing: keep one", "origin và offset nói cùng một điều: chỉ giữ một"
        )
        problems.add(Problem("KPF503", message, place("offset", key=True)))
    if origin is None:
        origin = _FIRST_MONDAY if unit == "week" else _FIRST
        if "offset" in entry:
            origin = _moved(origin, *_step(entry["offset"]))
    if months and origin.day > _LATEST_DAY:
        bound = Text(
            f"on the 1st to {_LATEST_DAY}th, so that every month has the day",
            f"từ ngày 1 đến ngày {_LATEST_DAY}, để tháng nào cũng có ngày đó",
        )
        problems.add(wording.out_of_bounds(place("origin"), "origin", bound))
        return None
    return Interval(entry["name"], origin, months, days)


def _step(written: str) -> tuple[int, str]:
    count, unit = written.rstrip("s").split(" ")
    return int(count), unit


def _moved(origin: date, count: int, unit: str) -> date:
    if unit in _MONTHS:
        return add_months(origin, count * _MONTHS[unit])
    return date.fromordinal(origin.toordinal() + count * _DAYS[unit])
