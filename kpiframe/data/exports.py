"""What an export needs beyond its rows: columns its sums depend on, its one currency, the span it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from kpiframe.catalog.bindings import Agg, Binding, Source
from kpiframe.data.currency_marks import CODES
from kpiframe.data.database import Database
from kpiframe.data.export_findings import (
    foreign_currency,
    mixed_sum,
    other_period,
    over_the_edge,
    several_currencies,
    unchecked,
    undated,
)
from kpiframe.data.findings import unusable
from kpiframe.data.grains import period_start
from kpiframe.data.opening import Opened
from kpiframe.data.relations import Relation
from kpiframe.data.typing_rows import Typing
from kpiframe.observations import SourceReport
from kpiframe.periods import Calendar, Period
from kpiframe.problems import DataError, Problem
from kpiframe.sqltext import quote_text
from kpiframe.texts import Text

_SUMMING: Final = (Agg.SUM, Agg.AVERAGE)
_SHOWN: Final = 5


def currency_problems(opened: Opened, typing: Typing, database: Database) -> list[Problem]:
    """Return KPF240 when used amounts are in several currencies, KPF241 when in another than declared."""
    source = opened.usage.source
    money = [c.name for c in source.columns if c.money]
    if money and not any(name in opened.usage.columns for name in money):
        return []
    codes = [*_in_headers(opened), *_in_preambles(opened), *_in_rows(source, typing, database)]
    codes += _in_cells(opened, typing, database)
    kinds = sorted(set(codes))
    if len(kinds) > 1:
        return [several_currencies(source.name, "", kinds, source.location)]
    if kinds and source.currency and kinds[0] != source.currency:
        return [foreign_currency(source.name, kinds[0], source.currency, source.location)]
    return []


def told(opened: Opened) -> Opened:
    """Return *opened* with the day its rows describe, where the file names one and neither rows nor project do.

    DataError when its files are about different spans.
    """
    source = opened.usage.source
    spans = {t.said.covers for t in opened.tables}
    if source.time or spans <= {None}:
        return opened
    others = [span for span in spans if span and source.covers and span != source.covers]
    if others:
        raise DataError(_other_span(source, others[0]))
    if source.as_of:
        return opened
    if len(spans) > 1:
        why = Text(
            "its files cover different spans of time and its rows have no dates: make a source of each",
            "các tệp nói về những khoảng thời gian khác nhau mà các dòng không có ngày: hãy tách mỗi tệp một nguồn",
        )
        raise DataError(unusable(source.name, why, source.location))
    last = next(span[1] for span in spans if span)
    return replace(opened, usage=replace(opened.usage, source=replace(source, as_of=last)))


def with_words(report: SourceReport, opened: Opened) -> SourceReport:
    """Return *report* with what the files say of themselves."""
    spans = [t.said.covers for t in opened.tables if t.said.covers]
    words: dict[str, str] = {}
    for table in opened.tables:
        words |= table.said.words
        words.update(("currency", code) for code in table.currencies.values())
    covers = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None
    return replace(report, covers=covers or opened.usage.source.covers, said=words)


def period_problems(reports: Iterable[SourceReport], sources: Mapping[str, Relation], period: Period) -> list[Problem]:
    """Return KPF243 for every source without dates whose file is about another span than *period*."""
    found = []
    for report in reports:
        relation = sources.get(report.source)
        covers = report.covers or (relation.source.covers if relation else None)
        if relation is None or relation.timed or covers is None:
            continue
        first, last = covers
        if (first, last) == (period.start, period.end):
            continue
        inside = _within(first, last, period.start, period.end)
        at = relation.source.location
        found.append(other_period(relation.source.name, covers, period.key, at, outside=not inside))
    return found


def undated_sources(feeding: Iterable[str], relations: Mapping[str, Relation], period: Period) -> list[Problem]:
    """Return KPF245 for every file that counts and of which nobody says what days it is about.

    An error where the file is a known export, which always is about some span. A frame is handed over with the
    question, and rows that are only looked up have no place in time.
    """
    found: dict[str, Problem] = {}
    waiting, seen = [*feeding], set[str]()
    while waiting:
        name = waiting.pop()
        relation = relations.get(name)
        if name in seen or relation is None or relation.timed or _known(relation.source):
            continue
        seen.add(name)
        source = relation.source
        waiting += _counted(source, relations)
        if source.path is not None or source.warehouse is not None:
            found[name] = undated(name, period.key, source.location, known=bool(source.adapter))
    return [found[name] for name in sorted(found)]


def rows_over_edges(relations: Mapping[str, Relation], calendar: Calendar, database: Database) -> list[Problem]:
    """Return KPF246 for every source with rows that begin in one period and end in another, KPF247 if none can tell."""
    found = []
    for name, relation in relations.items():
        source, last = relation.source, relation.columns.get(relation.source.time_end or "")
        if not relation.timed or source.made_from:
            continue
        if last is None:
            what = Text("a row reaches into the next period", "một dòng có kéo sang kỳ sau hay không")
            found += (
                [unchecked(name, _header(source, source.time_end), what, source.location)] if source.time_end else []
            )
            continue
        first, until = relation.day, last.in_formulas
        over = f"{period_start(first, calendar)} <> {period_start(until, calendar)}"
        rows = f"SELECT COUNT(*), MIN({first}), MIN({until}) FROM {relation.view} WHERE {over}"
        count, begins, ends = database.select(rows)[0]
        if count:
            found.append(over_the_edge(name, int(count), (begins, ends), relation.source.location))
    return found


def mixed_sums(relation: Relation, bindings: Sequence[Binding], database: Database) -> list[Problem]:
    """Return KPF244 for every sum over rows that count different things, KPF247 where no column tells."""
    found = []
    for binding in bindings:
        aggregate = binding.aggregate
        if aggregate is None or aggregate.expr is None or aggregate.agg not in _SUMMING:
            continue
        for name in aggregate.expr.names:
            column = relation.source.column(name)
            for kind in column.within if column else ():
                if name not in relation.columns:
                    continue
                if kind not in relation.columns:
                    what = Text(
                        f"the rows of {name} count one thing", f"các dòng của {name} có đếm cùng một thứ hay không"
                    )
                    header = _header(relation.source, kind)
                    found.append(unchecked(relation.source.name, header, what, binding.location))
                    continue
                where = f"{relation.columns[name].sql} IS NOT NULL"
                if aggregate.filter:
                    where += f" AND COALESCE({relation.formula(aggregate.filter).text}, FALSE)"
                kinds = _different(relation.columns[kind].sql, relation.view, where, database)
                if len(kinds) > 1:
                    found.append(mixed_sum(relation.source.name, binding.input, kind, kinds, binding.location))
    return found


def _counted(source: Source, relations: Mapping[str, Relation]) -> tuple[str, ...]:
    """Return the origins whose rows have a place in time; of a query with dated rows, the others are looked up."""
    if source.query and any(name in relations and relations[name].timed for name in source.made_from):
        return ()
    return source.made_from[:1] if source.join else source.made_from


def _header(source: Source, name: str | None) -> str:
    column = source.column(name or "")
    return repr(column.header if column else name)


def _known(source: Source) -> bool:
    return source.as_of is not None or source.undated


def _other_span(source: Source, said: tuple[date, date]) -> Problem:
    first, last = (day.isoformat() for day in said)
    why = Text(
        f"the file says that it covers {first} to {last}, `covers` says otherwise",
        f"tệp cho biết nó nói về {first} đến {last}, còn `covers` ghi khác",
    )
    return unusable(source.name, why, source.location)


def _within(first: date, last: date, start: date, end: date) -> bool:
    return start <= first and last <= end


def _different(column: str, rows: str, where: str, database: Database) -> list[str]:
    sql = f"SELECT DISTINCT CAST({column} AS VARCHAR) AS t FROM {rows} WHERE {where} ORDER BY t NULLS LAST"
    return ["—" if row[0] is None else str(row[0]) for row in database.select(f"{sql} LIMIT {_SHOWN}")]


def _in_headers(opened: Opened) -> list[str]:
    counted = set(opened.usage.columns) - set(opened.usage.helpers)
    return [code for t in opened.tables for name, code in t.currencies.items() if name in counted]


def _in_preambles(opened: Opened) -> list[str]:
    return [t.said.words["currency"] for t in opened.tables if "currency" in t.said.words]


def _in_rows(source: Source, typing: Typing, database: Database) -> list[str]:
    known = typing.relation.columns
    name = source.currency_column or ""
    if name not in known:
        return []
    cell = known[name].sql
    return _different(cell, typing.base, f"NOT __drop AND {cell} IS NOT NULL", database)


def _in_cells(opened: Opened, typing: Typing, database: Database) -> list[str]:
    """Return the currencies of the marks that stand beside numbers; only text files have any."""
    found = []
    for column in opened.usage.source.columns:
        if len(column.marks) < 2 or column.name not in typing.cells or not opened.tables:
            continue
        raw = typing.cells[column.name].raw
        for mark in sorted(column.marks, key=len, reverse=True):
            # a longer mark hides the shorter one in it: US$ is no $
            others = [m for m in column.marks if mark in m and m != mark]
            text = raw
            for other in others:
                text = f"replace({text}, {quote_text(other)}, '')"
            rows = f"SELECT COUNT(*) FROM ({typing.raw}) WHERE contains({text}, {quote_text(mark)})"
            if database.select(rows)[0][0]:
                found.append(CODES.get(mark, mark))
    return found
