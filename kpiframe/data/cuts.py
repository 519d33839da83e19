"""GROUP BY once for every grain asked: the total and the slices come from one scan of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpiframe.data.aggregates import Measure
from kpiframe.sqltext import number


@dataclass(frozen=True, slots=True)
class Keys:
    """What rows are grouped by: quoted column names; without the *slices* among them for the total."""

    always: tuple[str, ...]
    slices: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every key column."""
        return (*self.always, *self.slices)

    @property
    def depth(self) -> str:
        """SQL that is 0 for the total and 1 for a slice."""
        return f"1 - GROUPING({self.slices[0]})" if self.slices else "0"

    def group_by(self, *more: str) -> str:
        """Return the GROUP BY list, *more* columns in every set."""
        total = f"({', '.join((*self.always, *more))})"
        if not self.slices:
            return total
        return f"GROUPING SETS ({total}, ({', '.join((*self.columns, *more))}))"


@dataclass(frozen=True, slots=True)
class Cut:
    """A measure on its way into a column, with the value it has where no row passes its filter."""

    measure: Measure
    empty: float | None = None


def flow_query(flows: Mapping[str, str], rows: str, keys: Keys) -> str:
    """Return SQL of the aggregates *flows* (quoted column -> SQL) over the SELECT *rows*, one row per key.

    Columns: the keys, ``depth`` (0 total, 1 slice), the aggregates.
    """
    listed = [*keys.columns, f"CAST({keys.depth} AS INTEGER) AS depth"]
    listed += [f"{sql} AS {column}" for column, sql in flows.items()]
    return f"SELECT {', '.join(listed)} FROM ({rows}) GROUP BY {keys.group_by()}"


def stock_query(stocks: Mapping[str, Cut], rows: str, moment: str, keys: Keys) -> str:
    """Return SQL of levels: per key, the sum over the rows of the first or latest *moment* that has any.

    Ties at that moment all count. Columns as in :func:`flow_query`; values in the type of their sum.
    """
    parts = [f"{cut.measure.total()} AS x{i}, {cut.measure.rows} AS n{i}" for i, cut in enumerate(stocks.values())]
    by_moment = (
        f"SELECT {', '.join(keys.columns)}, CAST({keys.depth} AS INTEGER) AS depth, {moment} AS m, {', '.join(parts)} "
        f"FROM ({rows}) GROUP BY {keys.group_by(moment)}"
    )
    window = f"OVER (PARTITION BY {', '.join((*keys.columns, 'depth'))})"
    ends = [
        f"{'MIN' if cut.measure.at_start else 'MAX'}(m) FILTER (WHERE n{i} > 0) {window} AS e{i}"
        for i, cut in enumerate(stocks.values())
    ]
    values = [f"{_level(i, cut)} AS {column}" for i, (column, cut) in enumerate(stocks.items())]
    listed = ", ".join((*keys.columns, "depth"))
    return (
        f"SELECT {listed}, {', '.join(values)} FROM (SELECT *, {', '.join(ends)} FROM ({by_moment})) GROUP BY {listed}"
    )


def same_keys(left: str, right: str, columns: tuple[str, ...]) -> str:
    """Return SQL that is true when two aliases agree in all *columns*, null being a key like any other."""
    return " AND ".join(f"{left}.{c} IS NOT DISTINCT FROM {right}.{c}" for c in columns)


def _level(index: int, cut: Cut) -> str:
    level = f"SUM(x{index}) FILTER (WHERE m = e{index})"
    if cut.empty is None:
        return level
    return f"CASE WHEN MAX(e{index}) IS NULL THEN {number(cut.empty)} ELSE {level} END"
