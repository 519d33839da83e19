"""The largest values of a slice, ranked by one input in the period shown; from the rows of all others one slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpiframe.catalog.bindings import Binding
from kpiframe.catalog.slices import Top
from kpiframe.data.blocks import Question, aggregate
from kpiframe.data.database import Database
from kpiframe.data.findings import unusable
from kpiframe.data.level0 import slice_columns
from kpiframe.data.relations import Relation
from kpiframe.observations import OTHERS
from kpiframe.periods import Period
from kpiframe.problems import DataError, Problem
from kpiframe.sqltext import quote_name, quote_text
from kpiframe.texts import Text

_OUT_OF_THE_WAY = 1_000
"""Number of the first helper table: those of sources are counted from 0."""


def rank(
    tops: Sequence[Top],
    feeding: Mapping[str, Relation],
    bindings: Mapping[str, Binding],
    shown: Period,
    database: Database,
) -> tuple[dict[str, str], list[Problem]]:
    """Return column -> quoted table of the values that keep a slice of their own, and what forbids it.

    Ranked from most to least; a value without a number comes last, equal ones in order of their text. Rows without a
    value are a group of their own and have no rank. Where the ranking input cannot be had nobody keeps a slice.
    """
    kept: dict[str, str] = {}
    problems: list[Problem] = []
    for number, top in enumerate(tops):
        for holding in (r for r in feeding.values() if top.column in r.columns):
            problems += _taken(top, holding, database)
        if problems:
            continue
        by = bindings.get(top.by)  # gone with its source when that cannot be read: told already
        relation = feeding.get(by.source or "") if by else None
        if by is None or relation is None:
            kept[top.column] = _nobody(number, database)
            continue
        try:
            kept[top.column] = _ranked(top, relation, by, shown=shown, number=number, database=database)
        except DataError as error:
            problems += error.problems
    return kept, problems


def _ranked(top: Top, relation: Relation, by: Binding, *, shown: Period, number: int, database: Database) -> str:
    asked = Question((shown,), (top.column,))
    (block,) = aggregate(relation, [by], asked, _OUT_OF_THE_WAY + number, database)
    (value,) = slice_columns([top.column])
    amount, _ = block.columns[by.input]
    name = f"__top_{number}"
    database.table(
        name,
        f"SELECT {value} AS v FROM {block.table} WHERE depth = 1 AND {value} IS NOT NULL "
        f"ORDER BY {amount} DESC NULLS LAST, {value} LIMIT {top.count}",
    )
    return quote_name(name)


def _nobody(number: int, database: Database) -> str:
    name = f"__top_{number}"
    database.table(name, "SELECT CAST(NULL AS VARCHAR) AS v WHERE FALSE")
    return quote_name(name)


def _taken(top: Top, relation: Relation, database: Database) -> list[Problem]:
    """Return an error when the data hold the very name the rest would get."""
    column = relation.columns[top.column].sql
    sql = f"SELECT COUNT(*) FROM {relation.view} WHERE CAST({column} AS VARCHAR) = {quote_text(OTHERS)}"
    if not database.select(sql)[0][0]:
        return []
    why = Text(
        f"column {top.column} holds {OTHERS}, which is the name of the slice of all others: rename it in the data",
        f"cột {top.column} có giá trị {OTHERS}, trùng tên lát cắt gộp phần còn lại: hãy đổi tên trong dữ liệu",
    )
    return [unusable(relation.source.name, why, top.location)]
