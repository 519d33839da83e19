"""Rates an export brings along, held against their parts: a column mapped wrongly or misread shows at once."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.bindings import Column
from kpiframe.catalog.codes import NAMES
from kpiframe.data.database import Database
from kpiframe.data.relations import Relation
from kpiframe.problems import Problem, Severity
from kpiframe.texts import Text

_MANY: Final = 0.1
"""Share of the rows that must differ: parts are rounded too, and a few rows may be late."""
_SLACK: Final = 0.01
"""Share by which a rate may differ beyond its last digit."""


def differing_rates(relation: Relation, database: Database) -> list[Problem]:
    """Return KPF234 for every rate of *relation* that is not, in a tenth of its rows, what its parts give.

    A rate may be off by half its last digit, as many as the column shows, and by a hundredth.
    """
    found = []
    for column in relation.source.columns:
        if column.equals is None or not {column.name, *column.equals.names} <= relation.columns.keys():
            continue
        said, made = relation.columns[column.name].sql, relation.formula(column.equals).text
        pairs = f"SELECT CAST({said} AS DOUBLE) AS s, CAST({made} AS DOUBLE) AS m FROM {relation.view}"
        digits = "CASE WHEN s = round(s, 0) THEN 0 WHEN s = round(s, 1) THEN 1 WHEN s = round(s, 2) THEN 2 ELSE 4 END"
        last = f"(SELECT power(10, -MAX({digits})) FROM pairs)"
        off = f"abs(s - m) > 0.51 * {last} + {_SLACK} * abs(m)"
        rows, wrong, example, parts = database.select(
            f"WITH pairs AS (SELECT * FROM ({pairs}) WHERE s IS NOT NULL AND m IS NOT NULL), "
            f"judged AS (SELECT s, m, {off} AS off FROM pairs) "
            "SELECT COUNT(*), COUNT(*) FILTER (WHERE off), MAX_BY(s, abs(s - m)), MAX_BY(m, abs(s - m)) FROM judged"
        )[0]
        if rows and wrong > _MANY * rows:
            found.append(_problem(relation, column, (int(wrong), int(rows)), (example, parts)))
    return found


def _problem(relation: Relation, column: Column, counts: tuple[int, int], example: tuple[float, float]) -> Problem:
    source, name, formula = relation.source.name, column.name, column.equals.text if column.equals else ""
    (wrong, rows), (said, made) = counts, (f"{number:.6g}" for number in example)
    message = Text(
        f"source {source}: {name} is not {formula} in {wrong} of {rows} rows; e.g. the file says {said}, its parts "
        f"give {made}",
        f"nguồn {source}: {name} không bằng {formula} ở {wrong} trong {rows} dòng; ví dụ tệp ghi {said}, các phần "
        f"cho {made}",
    )
    hint = Text(
        "a column stands for another one, or its thousands or decimals are misread",
        "có cột bị nhầm với cột khác, hoặc dấu hàng nghìn hay dấu thập phân bị đọc sai",
    )
    return Problem("KPF234", message, column.location, Severity.WARNING, NAMES["KPF234"], help=hint, subject=source)
