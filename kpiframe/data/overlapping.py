"""Files of one source that hold rows of the same days: exports of spans that overlap, whose rows count twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kpiframe.catalog.codes import NAMES
from kpiframe.data.database import Database
from kpiframe.data.opening import Part
from kpiframe.data.relations import Relation
from kpiframe.problems import Problem, Severity
from kpiframe.texts import Text

PART: Final = "__part"
"""Column of the number of the file a row stands in, where a source has several."""


def overlaps(relation: Relation, parts: Sequence[Part], database: Database) -> list[Problem]:
    """Return KPF260 where two *parts* of a source with dates and without a key have rows of one day.

    A key is the author's word on which rows may be alike, and judged elsewhere; so is a file that is another's copy.
    """
    if len(parts) < 2 or not relation.timed or relation.source.key:
        return []
    first: dict[str, int] = {}
    alone = [number for number, part in enumerate(parts) if first.setdefault(part.sha256, number) == number]
    listed = ", ".join(map(str, alone))
    days = (
        f"SELECT DISTINCT {relation.day} AS day, {PART} AS part FROM {relation.view} "
        f"WHERE {relation.day} IS NOT NULL AND {PART} IN ({listed})"
    )
    shared = f"SELECT day, MIN(part) AS one, MAX(part) AS other FROM ({days}) GROUP BY day HAVING COUNT(*) > 1"
    count, begins, ends = database.select(f"SELECT COUNT(*), MIN(day), MAX(day) FROM ({shared})")[0]
    if not count:
        return []
    one, other = database.select(f"SELECT one, other FROM ({shared}) ORDER BY day LIMIT 1")[0]
    files = (parts[one].shown, parts[other].shown)
    return [_told(relation, files, int(count), (begins.isoformat(), ends.isoformat()))]


def _told(relation: Relation, files: tuple[str, str], count: int, span: tuple[str, str]) -> Problem:
    source = relation.source
    if count == 1:
        days = Text(f"on {span[0]}", f"ngày {span[0]}")
    else:
        days = Text(f"on {count} days from {span[0]} to {span[1]}", f"{count} ngày từ {span[0]} đến {span[1]}")
    pair = f"{files[0]}, {files[1]}"
    message = Text(
        f"source {source.name}: files have rows of the same days, e.g. {pair} ({days.en}); a row in both counts twice",
        f"nguồn {source.name}: các tệp có dòng của cùng những ngày, ví dụ {pair} ({days.vi}); dòng nằm ở cả hai tệp sẽ "
        "được tính hai lần",
    )
    hint = Text(
        "if their spans overlap, keep one of them; if they are about different shops or accounts, declare the `key` "
        "that tells their rows apart",
        "nếu các tệp xuất trùng thời gian, hãy giữ một tệp; nếu chúng nói về các cửa hàng hay tài khoản khác nhau, "
        "hãy khai báo `key` để phân biệt các dòng",
    )
    return Problem(
        "KPF260", message, source.location, Severity.WARNING, NAMES["KPF260"], help=hint, subject=source.name
    )
