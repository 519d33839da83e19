"""The spine of periods x slices with every input on it: where sources meet, after aggregation, never row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.data.constants import Constants
from kpiframe.data.cuts import same_keys
from kpiframe.data.database import Database
from kpiframe.data.findings import too_many_slices
from kpiframe.limits import LIMITS
from kpiframe.periods import Period, year_starts
from kpiframe.problems import DataError
from kpiframe.sqltext import number, quote_name, quote_text

GROUPING: Final = "__grouping"
_TABLE: Final = "__level0"


@dataclass(frozen=True, slots=True)
class Level0:
    """One row per period of the spine and slice; every input a DOUBLE."""

    sql: str
    partition: tuple[str, ...]
    """Columns that tell slices apart: ``__grouping`` (0 total, 1 slice), then one VARCHAR per slice name."""
    inputs: tuple[str, ...]
    order: str = "__t"
    year: str = "__year"


@dataclass(frozen=True, slots=True)
class Block:
    """A table of aggregates of one source: ``p`` (null: every period), ``depth``, slices, measures."""

    table: str
    columns: Mapping[str, tuple[str, float | None]]
    """Input -> (quoted column, value where the source has no row)."""
    timed: bool
    sliced: bool
    """Whether it has every slice column."""
    rows: int
    """How many rows the table has: no fewer than slices."""
    since: int = 0
    """Index of the first period an undated snapshot stands for."""
    loose: frozenset[str] = frozenset()
    """Inputs that may leave the range of a double."""


def slice_columns(slice_by: Sequence[str]) -> tuple[str, ...]:
    """Return the SQL names of the slices, ``__s0``, ``__s1``, …: hostile names never reach the engine."""
    return tuple(f"__s{i}" for i in range(len(slice_by)))


def build(
    blocks: Sequence[Block],
    constants: Constants,
    *,
    inputs: Sequence[str],
    periods: tuple[Period, ...],
    slice_by: Sequence[str],
    database: Database,
    counted: int = 0,
    table: str = _TABLE,
) -> Level0:
    """Join every block on the spine, on which rows begin with the period at index *counted*.

    DataError when there are more slices than the limit.
    """
    slices = slice_columns(slice_by)
    groups = _groups(blocks, slices)
    if sum(b.rows for b in blocks if b.sliced) > LIMITS.slices:
        count = int(database.select(f"SELECT COUNT(*) FROM ({groups}) WHERE depth = 1")[0][0])
        if count > LIMITS.slices:
            raise DataError(too_many_slices(count, LIMITS.slices, slice_by))
    cells = {**_from_blocks(blocks, counted), **_from_constants(constants)}
    listed = ['f.t AS "__t"', 'f.y AS "__year"', f"g.depth AS {quote_name(GROUPING)}"]
    listed += [f"g.{s} AS {quote_name(s)}" for s in slices]
    listed += [f"{cells.get(name, 'CAST(NULL AS DOUBLE)')} AS {quote_name(name)}" for name in inputs]
    joins = [_join(block, i, slices) for i, block in enumerate(blocks)]
    spine = _spine(constants, periods)
    sql = f"SELECT {', '.join(listed)} FROM ({spine}) AS f CROSS JOIN ({groups}) AS g {' '.join(joins)}"
    if any(b.loose for b in blocks):  # asked twice: for what is not finite, and for the values
        database.table(table, sql)
        sql = f"SELECT * FROM {quote_name(table)}"
    return Level0(sql, (GROUPING, *slices), tuple(inputs))


def _groups(blocks: Sequence[Block], slices: tuple[str, ...]) -> str:
    """Return SQL of (depth, slices): the total, and every slice that exists in any source."""
    total = "SELECT 0 AS depth" + "".join(f", CAST(NULL AS VARCHAR) AS {s}" for s in slices)
    sliced = [b.table for b in blocks if b.sliced]
    return " UNION ".join([total, *(f"SELECT depth, {', '.join(slices)} FROM {t} WHERE depth = 1" for t in sliced)])


def _spine(constants: Constants, periods: tuple[Period, ...]) -> str:
    years = year_starts(periods)
    values = [constants.column(name, periods) for name in constants.names]
    rows = []
    for t, period in enumerate(periods):
        cells = [str(t), str(years[t]), f"DATE {quote_text(period.start.isoformat())}"]
        cells += [_number(column[t]) for column in values]
        rows.append(f"({', '.join(cells)})")
    names = ", ".join(["t", "y", "p", *(f"k{i}" for i in range(len(values)))])
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS v({names})"


def _from_constants(constants: Constants) -> dict[str, str]:
    """Constants speak of the whole: in a slice they have no value, or the sum of the slices would be a multiple."""
    return {name: f"CASE WHEN g.depth = 0 THEN f.k{i} END" for i, name in enumerate(constants.names)}


def _from_blocks(blocks: Sequence[Block], counted: int) -> dict[str, str]:
    cells: dict[str, str] = {}
    for i, block in enumerate(blocks):
        for name, (column, empty) in block.columns.items():
            cells[name] = f"b{i}.{column}"
            if empty is not None:
                known = [] if block.sliced else ["g.depth = 0"]
                since = max(block.since, counted)
                known += [f"f.t >= {since}"] if since else []
                absent = " AND ".join([f"b{i}.depth IS NULL", *known])
                cells[name] = f"CASE WHEN {absent} THEN {number(empty)} ELSE {cells[name]} END"
    return cells


def _join(block: Block, index: int, slices: tuple[str, ...]) -> str:
    on = [f"f.p = b{index}.p" if block.timed else f"f.t >= {block.since}", f"g.depth = b{index}.depth"]
    if block.sliced and slices:
        on.append(same_keys("g", f"b{index}", slices))
    return f"LEFT JOIN {block.table} AS b{index} ON {' AND '.join(on)}"


def _number(value: float | None) -> str:
    return "CAST(NULL AS DOUBLE)" if value is None else number(value)
