"""Numbers of tested KPIs, month by month: what tests of rules over results and series write down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from kpiframe.catalog.annotations import Comment, Event
from kpiframe.catalog.model import Kpi
from kpiframe.periods import Calendar, Grain, Period, spine
from kpiframe.rules.partial_kpi import day_of, only
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.scoring.anchors import Curve, curve_of
from kpiframe.scoring.margins import Z
from kpiframe.texts import same

_BY_KPI: Final = frozenset(
    {"series", "scores", "errors", "cases", "states", "ages", "target_since", "compared", "score_errors"}
)
SERIES_KEYS: Final = _BY_KPI | {"events", "comments", "today"}
"""Keys of a test that speak of numbers; those of ``_BY_KPI`` hold a mapping from the name of a KPI."""
_MONTHS: Final = Calendar(Grain.MONTH)
_YEAR: Final = 12
_Values = tuple[float | None, ...]


def partial_card(given: Mapping[str, Any], kpis: Mapping[str, Kpi], asked: Iterable[str], day: date) -> CardFacts:
    """Return what scoring would have found: the last full month before *day* is judged, earlier ones are behind it.

    *kpis* are all that exist, *asked* those the test writes itself. Lists are values of months, the last one that of
    the month judged; shorter ones begin later. ValueError for a KPI that does not exist.
    """
    for key in sorted(_BY_KPI & given.keys()):
        only(given[key], kpis, f"KPI known to this test ({key})")
    lists = [values for key in ("series", "scores", "errors", "cases") for values in given.get(key, {}).values()]
    last = _last_month(day)
    periods = spine(last.shift(1 - max(map(len, lists), default=1)), last)
    today = day_of(given.get("today", day))
    names = dict.fromkeys((*asked, *given.get("series", ())))
    return CardFacts(
        seen={name: _seen(kpis[name], given, periods, today) for name in names},
        periods=periods,
        today=today,
        events=tuple(map(_event, given.get("events", ()))),
        comments=tuple(_comment(said, today) for said in given.get("comments", ())),
    )


def _last_month(day: date) -> Period:
    here = _MONTHS.period_of(day)
    return here if here.end == day else here.previous()


def _seen(kpi: Kpi, given: Mapping[str, Any], periods: Sequence[Period], today: date) -> KpiSeen:
    name, count = kpi.name, len(periods)
    values = _padded(given, "series", name, count) or (None,) * count
    said = name in given.get("series", {})
    state = given.get("states", {}).get(name, "missing" if said and values[-1] is None else "scored")
    errors = _padded(given, "errors", name, count)
    curve = _curve(kpi)
    scores = _padded(given, "scores", name, count) or _scores(curve, values)
    compared = _compared(given, name, values)
    age, since = given.get("ages", {}).get(name), given.get("target_since", {}).get(name)
    return KpiSeen(
        state=state,
        values=values,
        scores=scores,
        errors=errors,
        cases=_padded(given, "cases", name, count),
        score_error=float(given.get("score_errors", {}).get(name, _score_error(curve, values[-1], errors))),
        as_of=None if age is None else min(today, periods[-1].end) - timedelta(days=age),
        comparisons=tuple((periods[place].start, periods[-1].end) for place in compared),
        compared=tuple(compared),
        target_since=None if since is None else _place(since, count, name),
    )


def _padded(given: Mapping[str, Any], key: str, name: str, count: int) -> _Values:
    """Return the list of *name* under *key*, with nothing put in front up to *count*; empty when there is none."""
    written = given.get(key, {}).get(name)
    if written is None:
        return ()
    values = tuple(None if value is None else float(value) for value in written)
    return (None,) * (count - len(values)) + values


def _curve(kpi: Kpi) -> Curve | None:
    return curve_of(kpi.direction, kpi.thresholds) if kpi.thresholds else None


def _scores(curve: Curve | None, values: _Values) -> _Values:
    if curve is None or not any(value is not None for value in values):
        return ()
    return tuple(None if value is None else curve.score(value) for value in values)


def _score_error(curve: Curve | None, value: float | None, errors: _Values) -> float:
    """Return half of what the 95 % interval of the last value spans in points."""
    error = errors[-1] if errors else None
    if curve is None or value is None or error is None:
        return 0.0
    return abs(curve.score(value + Z * error) - curve.score(value - Z * error)) / 2


def _compared(given: Mapping[str, Any], name: str, values: _Values) -> list[int]:
    """Return the places of the months that are compared with: the one before and a year ago, unless it is said."""
    count = len(values)
    written = given.get("compared", {}).get(name)
    if written is not None:
        return [_place(months, count, name) for months in written]
    return [count - 1 - back for back in (1, _YEAR) if back < count and values[count - 1 - back] is not None]


def _place(months: int, count: int, name: str) -> int:
    if not 0 <= months < count:
        raise ValueError(f"{name}: {months} months back lie outside the {count} months of this test")
    return count - 1 - months


def _event(said: Mapping[str, Any]) -> Event:
    only(said, ("date", "until", "kind", "kpis", "tags", "label"), "key of an event")
    until = day_of(said["until"]) if said.get("until") else None
    kind = said.get("kind", "launch")
    kpis, tags = tuple(said.get("kpis", ())), tuple(said.get("tags", ()))
    return Event(day_of(said["date"]), until, same(said.get("label", kind)), kind, kpis, tags)


def _comment(said: Mapping[str, Any], today: date) -> Comment:
    only(said, ("period", "kpi", "text", "next_action", "date"), "key of a comment")
    action = said.get("next_action", "to do")
    day = day_of(said.get("date", today))
    return Comment(said["period"], said.get("kpi", ""), same(said.get("text", "")), "tested", day, same(action))
