"""Numbers such as 1.234 and 350.000: three decimals each, or thousands whose mark nobody declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kpiframe.catalog.bindings import Column, ColumnType, Source
from kpiframe.catalog.codes import NAMES
from kpiframe.data.cells import Cell
from kpiframe.data.database import Database
from kpiframe.data.findings import shown
from kpiframe.data.number_cells import like_thousands
from kpiframe.data.relations import Typed
from kpiframe.problems import Problem, Severity
from kpiframe.sqltext import quote_text
from kpiframe.texts import Text

FORMS: Final = "__forms"
"""Column of rows: two bits for each doubted column, the first for a number like 1.234, the second for another one that
has its decimal mark."""
_UNSAID: Final = Column("", ColumnType.DECIMAL, "").scale
_SIZES: Final = ((4, "UTINYINT"), (8, "USMALLINT"), (16, "UINTEGER"), (31, "UBIGINT"))
_MOST: Final = _SIZES[-1][0]
_EXAMPLES: Final = 3


def doubted(source: Source, columns: Sequence[Column]) -> list[Column]:
    """Return the columns whose author said neither what separates thousands nor how many decimals there are."""
    if source.thousands or source.format == "json":
        return []
    kinds = (ColumnType.DECIMAL, ColumnType.FLOAT)
    return [c for c in columns if c.type in kinds and c.scale == _UNSAID][:_MOST]


def forms_sql(source: Source, columns: Sequence[Column], cells: Mapping[str, Cell], known: Mapping[str, Typed]) -> str:
    """Return SQL of the column :data:`FORMS` of *columns* over raw cells and typed columns."""
    bits = []
    for place, column in enumerate(columns):
        raw, value = cells[column.name].raw, known[column.name].sql
        mark, one, other = f"strpos({raw}, {quote_text(source.decimal)})", 1 << 2 * place, 2 << 2 * place
        # Where the mark stands is known sooner than what the whole text is like: most have two digits behind it.
        bits.append(
            f"CASE WHEN {mark} = 0 OR {value} IS NULL THEN 0 WHEN strlen({raw}) - {mark} < 3 THEN {other} "
            f"WHEN {like_thousands(column, source)(raw)} THEN {one} ELSE {other} END"
        )
    size = next(name for most, name in _SIZES if len(columns) <= most)
    return f"CAST({' + '.join(bits)} AS {size}) AS {FORMS}"


def like_thousands_only(
    source: Source, forms: int, columns: Sequence[Column], rows: tuple[str, Mapping[str, Cell]], database: Database
) -> list[Problem]:
    """Return a warning for each of *columns* in which every number with its decimal mark looks like thousands.

    *forms* is :data:`FORMS` of all rows together, *rows* are SQL of the untyped rows and their cells.
    """
    raw, cells = rows
    found = []
    for place, column in enumerate(columns):
        if forms >> 2 * place & 3 == 1:
            cell = cells[column.name].raw
            like_it = f"SELECT {cell} FROM ({raw}) WHERE {like_thousands(column, source)(cell)} LIMIT {_EXAMPLES}"
            found.append(_doubt(source, column, [str(row[0]) for row in database.select(like_it)]))
    return found


def _doubt(source: Source, column: Column, examples: Sequence[str]) -> Problem:
    """KPF239: decimals, or thousands read a thousand times too small."""
    told = "; ".join(shown(text) for text in examples)
    point, comma = '"."', '","'
    here, other = (point, comma) if source.decimal == "." else (comma, point)
    message = Text(
        f"source {source.name}, column {column.name}: every number with {here} has exactly three digits behind it "
        f"({told}) and is read as one of three decimals; if they are thousands, it is a thousand times too small",
        f"nguồn {source.name}, cột {column.name}: mọi số có dấu {here} đều có đúng ba chữ số phía sau ({told}) và "
        "đang được đọc là số có ba chữ số thập phân; nếu đó là hàng nghìn thì giá trị bị nhỏ đi một nghìn lần",
    )
    hint = Text(
        f"if it separates thousands: thousands: {here} and decimal: {other}; if these are decimals, say so: "
        "{type: decimal, scale: 3}",
        f"nếu là dấu hàng nghìn: thousands: {here} và decimal: {other}; nếu là chữ số thập phân, hãy ghi rõ: "
        "{type: decimal, scale: 3}",
    )
    return Problem(
        "KPF239", message, column.location, Severity.WARNING, NAMES["KPF239"], help=hint, subject=source.name
    )
