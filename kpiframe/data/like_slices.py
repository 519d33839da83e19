"""Slices that differ in what nobody sees: two spellings of one campaign are two slices, and each is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kpiframe.catalog.codes import NAMES
from kpiframe.data.cells import UNSEEN, UNSEEN_TEXT
from kpiframe.data.database import Database
from kpiframe.data.findings import shown
from kpiframe.data.level0 import Block, slice_columns
from kpiframe.problems import NOWHERE, Problem, Severity
from kpiframe.sqltext import quote_name, quote_text
from kpiframe.texts import Text

_TOLD: Final = 3
_SEEN: Final = "".join(f"\\x{{{ord(c):04X}}}" for c in UNSEEN)
_PLAIN: Final = f"lower(regexp_replace(trim(v, {UNSEEN_TEXT}), {quote_text(f'[{_SEEN}]+')}, ' ', 'g'))"
"""SQL of a text ``v`` without what nobody sees around it, and without capitals."""


def like_slices(blocks: Sequence[Block], slice_by: Sequence[str], database: Database) -> list[Problem]:
    """Return KPF235 for every slice of *slice_by* with values that differ in blanks or capitals only."""
    tables = [block.table for block in blocks if block.sliced]
    if not tables or not slice_by:
        return []
    parts = []
    for place, column in enumerate(slice_columns(slice_by)):
        values = " UNION ".join(f"SELECT {quote_name(column)} AS v FROM {table} WHERE depth = 1" for table in tables)
        parts.append(f"SELECT {place} AS i, {_PLAIN} AS p, v FROM ({values}) WHERE v IS NOT NULL")
    grouped = " UNION ALL ".join(parts)
    alike = f"SELECT i, list_sort(list(DISTINCT v)) AS l FROM ({grouped}) GROUP BY i, p HAVING COUNT(DISTINCT v) > 1"
    groups: dict[int, list[Sequence[str]]] = {}
    for place, texts in database.select(f"{alike} ORDER BY i, l"):
        groups.setdefault(place, []).append(texts)
    return [_problem(slice_by[place], found) for place, found in groups.items()]


def _problem(name: str, groups: Sequence[Sequence[str]]) -> Problem:
    told = "; ".join(", ".join(shown(text) for text in group) for group in groups[:_TOLD])
    more = "; …" if len(groups) > _TOLD else ""
    message = Text(
        f"slice {name}: these values differ in blanks or capitals only, and are different slices: {told}{more}",
        f"lát cắt {name}: các giá trị này chỉ khác nhau ở khoảng trắng hoặc chữ hoa, nhưng là các lát cắt khác nhau: "
        f"{told}{more}",
    )
    hint = Text(
        "write them alike where they come from; kpiframe changes no text",
        "hãy viết thống nhất ở nơi phát sinh; kpiframe không sửa văn bản",
    )
    return Problem("KPF235", message, NOWHERE, Severity.WARNING, NAMES["KPF235"], help=hint)
