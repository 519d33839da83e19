"""Sources made from sources that are ready: from the rows that were known at the end of the period shown."""

from __future__ import annotations

from datetime import date

from kpiframe.catalog.bindings import Source
from kpiframe.data.census import time_notes
from kpiframe.data.cutting import rows_by_period, rows_until
from kpiframe.data.database import Database
from kpiframe.data.derived import derive_rows
from kpiframe.data.joined import join_rows
from kpiframe.data.ready import Ready
from kpiframe.data.relations import Relation
from kpiframe.data.united import unite_rows
from kpiframe.data.usage import Usage
from kpiframe.problems import Problem


def made_rows(usage: Usage, number: int, database: Database, ready: Ready) -> tuple[Relation | None, list[Problem]]:
    """Make the rows of a derived, joined or stacked source, ``None`` with an error when they cannot be had."""
    source = usage.source
    relations = {name: ready.relations[name] for name in source.made_from}
    if source.union:
        united = unite_rows(source, source.union, relations, used=usage.columns, number=number, database=database)
        return united, []
    if source.join:
        # A row that is looked up is no event: only those that are kept have a place in time.
        relations[source.join.origin] = known_rows(ready, source.join.origin, source, str(number), database)
        return join_rows(source, source.join, relations, used=usage.columns, number=number, database=database)
    derive = source.derive
    if derive is None:
        return None, []
    origin = known_rows(ready, derive.origin, source, str(number), database)
    if derive.each_period and ready.shown and derive.origin in ready.dates:
        origin = rows_by_period(origin, ready.dates[derive.origin], ready.shown, str(number), database)
    return derive_rows(source, derive, origin, used=usage.columns, number=number, database=database)


def newest_row(source: Source, ready: Ready) -> date | None:
    """Return how old a source without time is: as old as the oldest of what it is made from."""
    if source.time:
        return None
    days = []
    for name in source.made_from[:1] if source.join else source.made_from:
        dates, last = ready.dates.get(name), source.as_of or (ready.shown.end if ready.shown else date.max)
        if dates:
            days += [max((min(d, last) for s, d in dates.last.items() if s and d and s <= last), default=None)]
        else:
            days += [ready.newest.get(name) or ready.relations[name].source.as_of]
    return min((day for day in days if day), default=None)


def known_rows(ready: Ready, name: str, source: Source, number: str, database: Database) -> Relation:
    """Return the rows of an origin that were known at the end of the period shown, or on the day *source* names."""
    relation, dates = ready.relations[name], ready.dates.get(name)
    if ready.shown is None or dates is None:
        return relation
    last = ready.shown.end
    if source.time is None and source.as_of:
        last = min(last, source.as_of)
    if ready.today:
        ready.problems += time_notes(relation, dates, ready.today, database)
    return rows_until(relation, dates, last, number, database)
