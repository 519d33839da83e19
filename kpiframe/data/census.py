"""What is always told of a source: rows, dropped, bad cells, nulls, duplicates, suspicious rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kpiframe.data.database import Database
from kpiframe.data.doubtful_numbers import FORMS
from kpiframe.data.findings import duplicates, future_rows, negatives, rows_without_period, suspected_totals
from kpiframe.data.grains import period_start
from kpiframe.data.relations import Relation, Typed
from kpiframe.data.shape_findings import mixed_grains
from kpiframe.data.total_words import SQL_PATTERN
from kpiframe.data.typing_rows import Typing
from kpiframe.formula.kind import Kind
from kpiframe.periods import Calendar, Period
from kpiframe.problems import Problem
from kpiframe.sqltext import quote_text

_EXAMPLES: Final = 3
_LONG: Final = 7
"""Days of the shortest period that can hold totals among daily rows."""
_DAILY: Final = 0.6
"""Share of the days of a period that have rows where rows are daily."""


@dataclass(frozen=True, slots=True)
class Census:
    """Counts over all rows of a source that is read from a file or frame."""

    rows: int = 0
    dropped: int = 0
    bad_cells: int = 0
    nulls: dict[str, int] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    forms: int = 0
    """How the numbers of doubted columns are written, two bits each."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Rows per period and their days, in order of periods; ``None`` is rows without a time."""

    rows: dict[date | None, int]
    first: dict[date | None, date | None]
    last: dict[date | None, date | None]
    days: dict[date | None, int] = field(default_factory=dict)
    """Different days with rows."""
    ends: dict[date | None, date | None] = field(default_factory=dict)
    """Where rows have a last day of their own (``time_end``): the latest of each period."""

    @property
    def starts(self) -> list[date]:
        """First days of the periods that have rows, oldest first."""
        return sorted(start for start in self.rows if start is not None)

    @property
    def undated(self) -> int:
        """Rows without a time."""
        return self.rows.get(None, 0)


def take(typing: Typing, database: Database) -> Census:
    """Count *typing* in one pass."""
    relation = typing.relation
    kept = "" if typing.drops == "FALSE" else " FILTER (WHERE NOT __drop)"
    columns = list(relation.columns.values())
    numbers = [c for c in columns if c.kind.kind is Kind.NUMBER]
    parts = (
        [f"COUNT(*){kept}", *(f"COUNT({c.sql}){kept}" for c in columns)],
        [f"MIN({c.sql}){kept}" for c in numbers],
        ["COUNT(*)", f"COALESCE(SUM(__bad){kept}, 0)"],
        [f"COUNT(*) FILTER (WHERE {_like_a_total(typing)})"] if typing.first_text else [],
        [f"COALESCE(BIT_OR({FORMS}){kept}, 0)"] if typing.doubted else [],
    )
    filled, lowest, (read, bad), totals, forms = _answers(parts, typing, database)
    remaining = int(filled[0])
    nulls = {c.name: remaining - int(n) for c, n in zip(columns, filled[1:], strict=True)}
    below = [c for c, n in zip(numbers, lowest, strict=True) if n is not None and n < 0]
    notes: list[Problem] = []
    if below:
        notes.append(_below_zero(typing, below, database))
    if totals and totals[0]:
        notes.append(_totals(typing, int(totals[0]), database))
    return Census(int(read), int(read) - remaining, int(bad), nulls, tuple(notes), int(forms[0]) if forms else 0)


def _answers(parts: Sequence[Sequence[str]], typing: Typing, database: Database) -> list[Sequence[Any]]:
    """Return the values of each part. A table answers in one pass; a columnar file each part from its footer."""
    if not typing.kept:
        return [database.select(f"SELECT {', '.join(part)} FROM {typing.base}")[0] if part else () for part in parts]
    row = database.select(f"SELECT {', '.join(sql for part in parts for sql in part)} FROM {typing.base}")[0]
    values = iter(row)
    return [[next(values) for _ in part] for part in parts]


def dates_of(relation: Relation, calendar: Calendar, database: Database) -> Dates:
    """Return how many rows each period has and which days they span."""
    start = period_start("day", calendar)
    listed = "SUM(n), MIN(day), MAX(day), COUNT(day)"
    sql = f"SELECT {start} AS p, {listed} FROM ({relation.rows_by_day}) GROUP BY p ORDER BY p NULLS LAST"
    rows = database.select(sql)
    counts, last = {r[0]: int(r[4]) for r in rows}, {r[0]: r[3] for r in rows}
    ends = _ends(relation, calendar, database)
    return Dates({r[0]: int(r[1]) for r in rows}, {r[0]: r[2] for r in rows}, last, counts, ends)


def _ends(relation: Relation, calendar: Calendar, database: Database) -> dict[date | None, date | None]:
    column = relation.columns.get(relation.source.time_end or "")
    if column is None or relation.remote:
        return {}
    start = period_start(relation.day, calendar)
    last = f"CAST(MAX({column.in_formulas}) AS DATE)"
    sql = f"SELECT {start} AS p, {last} FROM {relation.view} GROUP BY p ORDER BY p NULLS LAST"
    return {row[0]: row[1] for row in database.select(sql)}


def grain_notes(relation: Relation, dates: Dates, calendar: Calendar) -> list[Problem]:
    """Return a warning when some periods hold rows of one day only and others rows of nearly every day.

    The first and the last period are not judged by it where rows may have begun on its last day, or end on its first.
    """
    spans = {start: Period(start, calendar) for start in dates.starts}
    long = [start for start, p in spans.items() if (p.end - p.start).days + 1 >= _LONG]
    daily = [s for s in long if dates.days.get(s, 0) >= _DAILY * ((spans[s].end - s).days + 1)]
    single = [s for s in long if dates.days.get(s) == 1]
    if long and dates.starts[0] in single and dates.first[dates.starts[0]] == spans[dates.starts[0]].end:
        single.remove(dates.starts[0])
    if long and dates.starts[-1] in single and dates.last[dates.starts[-1]] == dates.starts[-1]:
        single.remove(dates.starts[-1])
    if not daily or not single:
        return []
    days = [day.isoformat() for start in single if (day := dates.first[start])]
    return [mixed_grains(relation.source, days, len(daily))]


def time_notes(relation: Relation, dates: Dates, today: date, database: Database) -> list[Problem]:
    """Return warnings about rows without a time and rows dated after *today*."""
    source, notes = relation.source, []
    if dates.undated:
        beyond = dates.last.get(None) is not None
        time = source.time or ""
        notes.append(rows_without_period(source.name, time, dates.undated, source.location, beyond=beyond))
    last = max((d for d in dates.last.values() if d), default=None)
    if last and last > today:
        after = f"SELECT SUM(n) FROM ({relation.rows_by_day}) WHERE day > DATE {quote_text(today.isoformat())}"
        count = int(database.select(after)[0][0])
        notes.append(future_rows(source.name, count, last.isoformat(), today.isoformat(), source.location))
    return notes


def repeated_keys(relation: Relation, database: Database) -> tuple[int | None, list[Problem]]:
    """Return the rows beyond the first of their key, and a warning with the first examples; no number without a key."""
    source = relation.source
    if not source.key or relation.remote:
        return None, []
    keys = ", ".join(relation.columns[k].sql for k in source.key)
    grouped = f"SELECT {keys}, COUNT(*) AS n FROM {relation.view} GROUP BY ALL HAVING COUNT(*) > 1"
    surplus = int(database.select(f"SELECT COALESCE(SUM(n - 1), 0) FROM ({grouped})")[0][0])
    if not surplus:
        return 0, []
    texts = ", ".join(f"CAST({relation.columns[k].sql} AS VARCHAR)" for k in source.key)
    order = ", ".join(f"{relation.columns[k].sql} NULLS LAST" for k in source.key)
    rows = database.select(f"SELECT {texts}, n FROM ({grouped}) ORDER BY {order} LIMIT {_EXAMPLES}")
    examples = [_example(row) for row in rows]
    return surplus, [duplicates(source.name, source.key, surplus, examples, source.location)]


def _like_a_total(typing: Typing) -> str:
    """Return the SQL condition that the first text cell of a kept row calls it a total; ``Totally`` does not."""
    text = f"lower({typing.relation.columns[typing.first_text].sql})"
    kept = "" if typing.drops == "FALSE" else "NOT __drop AND "
    # One expression over one column: the engine works it out once per entry of a dictionary.
    return f"{kept}regexp_full_match({text}, {quote_text(SQL_PATTERN)})"


def _below_zero(typing: Typing, columns: Sequence[Typed], database: Database) -> Problem:
    counts = ", ".join(f"COUNT(*) FILTER (WHERE {c.sql} < 0 AND NOT __drop)" for c in columns)
    row = database.select(f"SELECT {counts} FROM {typing.base}")[0]
    source = typing.relation.source
    return negatives(source.name, [(c.name, int(n)) for c, n in zip(columns, row, strict=True)], source.location)


def _totals(typing: Typing, count: int, database: Database) -> Problem:
    source, column = typing.relation.source, typing.relation.columns[typing.first_text]
    where = _like_a_total(typing)
    found = database.select(
        f"SELECT DISTINCT {column.sql} AS t FROM {typing.base} WHERE {where} ORDER BY t LIMIT {_EXAMPLES}"
    )
    return suspected_totals(source.name, column.name, count, [str(r[0]) for r in found], source.location)


def _example(row: Sequence[Any]) -> str:
    values = ", ".join("—" if v is None else str(v) for v in row[:-1])
    return f"({values}) x {row[-1]}"
