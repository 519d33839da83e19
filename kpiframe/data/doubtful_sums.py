"""Sums that can be computed and mean nothing: of rates, of a level over days, of one state over periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kpiframe.catalog.bindings import Agg, Aggregate, Binding, ColumnType, Source
from kpiframe.catalog.codes import NAMES
from kpiframe.data.census import Dates
from kpiframe.data.database import Database
from kpiframe.data.relations import Relation
from kpiframe.data.uses import Uses
from kpiframe.periods import Period
from kpiframe.problems import Problem, Severity
from kpiframe.sqltext import quote_text
from kpiframe.texts import Text


def doubtful_sums(
    relation: Relation,
    bindings: Sequence[Binding],
    *,
    uses: Uses,
    dates: Dates | None,
    shown: Period,
    database: Database,
) -> Iterator[Problem]:
    """Yield KPF238 for every sum of percentages, of levels over days of *shown*, and of a snapshot over periods."""
    taken = relation.source.as_of if not relation.timed else None
    for binding in bindings:
        if taken and taken < shown.start and binding.input in uses.added_up:
            yield _snapshot(binding, taken)
        aggregate = binding.aggregate
        if aggregate is None or aggregate.agg is not Agg.SUM or aggregate.expr is None:
            continue
        weighted = "*" in aggregate.expr.canonical()
        rates = [name for name in aggregate.expr.names if _is_rate(relation.source, name)]
        if rates and not weighted and _several(relation, aggregate, shown, database):
            yield _rates(binding, rates[0])
        days = dates.days.get(shown.start, 0) if dates else 0
        if binding.input in uses.levels and days > 1:
            yield _level(binding, days)


def _is_rate(source: Source, name: str) -> bool:
    column = source.column(name)
    return column is not None and column.type is ColumnType.PERCENT


def _several(relation: Relation, aggregate: Aggregate, shown: Period, database: Database) -> bool:
    """Whether more than one row of the period shown is added up; of rows that are elsewhere nobody asks."""
    if relation.remote:
        return True
    kept = f"COALESCE({relation.formula(aggregate.filter).text}, FALSE)" if aggregate.filter else "TRUE"
    first, last = (quote_text(day.isoformat()) for day in (shown.start, shown.end))
    inside = f" AND {relation.day} BETWEEN DATE {first} AND DATE {last}" if relation.timed else ""
    rows = f"SELECT 1 FROM {relation.view} WHERE {kept}{inside} LIMIT 2"
    return len(database.select(rows)) > 1


def _rates(binding: Binding, column: str) -> Problem:
    message = Text(
        f"input {binding.input} adds up the percentages of {column}: the sum of rates is no rate, nor a number of "
        "anything",
        f"đầu vào {binding.input} cộng các tỷ lệ phần trăm của {column}: tổng các tỷ lệ không phải tỷ lệ, cũng không "
        "phải số của cái gì cả",
    )
    hint = Text(
        f"divide the sums it was made of, or weigh it: sum of {column} * base over sum of base",
        f"hãy chia các tổng tạo nên nó, hoặc tính theo trọng số: tổng của {column} * mẫu số chia cho tổng mẫu số",
    )
    return _problem(binding, message, hint)


def _level(binding: Binding, days: int) -> Problem:
    message = Text(
        f"input {binding.input} adds up the rows of {days} days, and its KPI is a level (kind: stock): a level "
        f"that was read on {days} days is no {days} times as high",
        f"đầu vào {binding.input} cộng các dòng của {days} ngày, trong khi KPI là mức tại một thời điểm (kind: stock): "
        f"một mức được ghi trong {days} ngày không cao gấp {days} lần",
    )
    hint = Text(
        "agg: last reads it at the end of the period; if the rows are changes, the KPI is kind: flow",
        "agg: last lấy giá trị cuối kỳ; nếu các dòng là biến động thì KPI là kind: flow",
    )
    return _problem(binding, message, hint)


def _snapshot(binding: Binding, taken: date) -> Problem:
    message = Text(
        f"input {binding.input} stands for every period since {taken.isoformat()} (`as_of`), and a window adds it up: "
        "one state counts once for each period",
        f"đầu vào {binding.input} đại diện cho mọi kỳ từ {taken.isoformat()} (`as_of`), và một cửa sổ cộng dồn nó: "
        "cùng một trạng thái bị tính lại ở mỗi kỳ",
    )
    hint = Text(
        "a state needs no sum over periods; rows that sum up a span have `covers` instead of `as_of`",
        "trạng thái không cần cộng qua các kỳ; dòng cộng gộp một khoảng thời gian thì dùng `covers` thay cho `as_of`",
    )
    return _problem(binding, message, hint)


def _problem(binding: Binding, message: Text, hint: Text) -> Problem:
    source = binding.source or ""
    return Problem("KPF238", message, binding.location, Severity.WARNING, NAMES["KPF238"], help=hint, subject=source)
