"""Rows as they were known at the end of a period: what a source is made from, and never from later ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kpiframe.catalog.shapes import EACH_PERIOD
from kpiframe.data.calendar_spine import day_after, latest_period, newest_day
from kpiframe.data.census import Dates
from kpiframe.data.database import Database
from kpiframe.data.relations import Relation, Typed
from kpiframe.formula.algebras.rows import ColumnType
from kpiframe.formula.kind import Kind
from kpiframe.periods import Calendar, Period, spine
from kpiframe.sqltext import quote_name, quote_text


def shown_period(
    dates: Sequence[Dates], as_of: Sequence[date], calendar: Calendar, today: date | None
) -> tuple[Period | None, date | None]:
    """Return the period to show when none is asked for, and today: as the files say, before anything is made of them.

    *dates* and *as_of* are those of the files. ``None`` for both when no file has dates.
    """
    starts = sorted({start for found in dates for start in found.starts})
    newest = newest_day(dates, as_of)
    if not starts or newest is None:
        return None, None
    today = today or day_after(newest)
    return latest_period(starts, as_of, calendar, today, timed=True), today


def rows_until(relation: Relation, dates: Dates | None, last: date, number: str, database: Database) -> Relation:
    """Return *relation* without the rows that are later than *last* or have no time; itself when there are none."""
    if not relation.timed or dates is None:
        return relation
    newest = newest_day([dates], [])
    if not dates.undated and (newest is None or newest <= last):
        return relation
    view = f"__until_{number}"
    database.view(view, f"SELECT * FROM {relation.view} WHERE {relation.day} <= {_day(last)}")
    return replace(relation, view=quote_name(view))


def rows_by_period(relation: Relation, dates: Dates, shown: Period, number: str, database: Database) -> Relation:
    """Return the rows known at the end of each period, again and again, with that day as the column ``until``.

    The periods run from the first with rows to the latest with rows that is not after *shown*. ``until`` is never
    later than the newest row: what nobody has counted yet is not known.
    """
    newest = min(newest_day([dates], []) or shown.end, shown.end)
    first = min((*dates.starts, shown.start))
    ends = [min(p.end, newest) for p in spine(Period(first, shown.calendar), shown) if p.start <= newest]
    column = Typed(EACH_PERIOD, quote_name("__known"), ColumnType(Kind.DATE, "DATE"))
    days = ", ".join(f"({_day(end)})" for end in ends) or "(CAST(NULL AS DATE))"
    view = f"__known_{number}"
    database.view(
        view,
        f"SELECT u.d AS {column.sql}, r.* FROM {relation.view} AS r "
        f"JOIN (VALUES {days}) AS u(d) ON {_of(relation, 'r')} <= u.d",
    )
    return replace(relation, view=quote_name(view), columns={**relation.columns, EACH_PERIOD: column})


def _of(relation: Relation, alias: str) -> str:
    """Return the SQL of the local date of a row under *alias*."""
    time = relation.columns[relation.source.time or ""]
    return f"CAST({alias}.{time.sql} AS DATE)"


def _day(day: date) -> str:
    return f"DATE {quote_text(day.isoformat())}"
