"""GROUP BY for every grain asked: one scan of the rows for the slices, the total from their exact parts."""

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


def flow_query(flows: Mapping[str, Cut], rows: str, keys: Keys) -> str:
    """Return SQL of the aggregates *flows* (by quoted column), as DOUBLE, over the SELECT *rows*, one row per key.

    Columns: the keys, ``depth`` (0 total, 1 slice), the aggregates.
    """
    if keys.slices:
        return _rolled_up(flows, rows, keys)
    return grouped({column: cut.measure.double(cut.empty) for column, cut in flows.items()}, rows, keys)


def grouped(columns: Mapping[str, str], rows: str, keys: Keys) -> str:
    """Return SQL of *columns* (quoted column -> SQL over rows) at the grain of the keys without slices."""
    listed = [*keys.always, "0 AS depth", *(f"{sql} AS {column}" for column, sql in columns.items())]
    return f"SELECT {', '.join(listed)} FROM ({rows}) GROUP BY {', '.join(keys.always)}"


def _rolled_up(flows: Mapping[str, Cut], rows: str, keys: Keys) -> str:
    """Return the slices from one scan and the total from the slices' exact parts.

    What does not add up (distinct counts, quantiles, sums of doubles) is computed anew for the total.
    """
    parts = {c: _parts(i, cut) for i, (c, cut) in enumerate(flows.items()) if cut.measure.additive}
    loose = {c: f"{cut.measure.double(cut.empty)} AS {c}" for c, cut in flows.items() if c not in parts}
    every = [part for several in parts.values() for part in several]
    listed = ", ".join(keys.columns)
    fine = [f"{sql} AS {name}" for name, sql, _ in every] + list(loose.values())
    whole = [f"{function}({name}) AS {name}" for name, _, function in every]
    values = [f"{_whole(cut, parts[c])} AS {c}" if c in parts else c for c, cut in flows.items()]
    always, nothing = ", ".join(keys.always), (f"CAST(NULL AS VARCHAR) AS {s}" for s in keys.slices)
    total = f"SELECT {', '.join([always, *nothing, *whole])} FROM fine GROUP BY {always}"
    if loose:
        anew = f"SELECT {always}, {', '.join(loose.values())} FROM base GROUP BY {always}"
        kept = ", ".join(f"anew.{c}" for c in loose)
        total = f"SELECT total.*, {kept} FROM ({total}) AS total JOIN ({anew}) AS anew ON "
        total += same_keys("total", "anew", keys.always)
    return (
        f"WITH base AS ({rows}), fine AS MATERIALIZED (SELECT {listed}, {', '.join(fine)} FROM base GROUP BY {listed}) "
        f"SELECT {listed}, depth, {', '.join(values)} FROM "
        f"(SELECT *, 1 AS depth FROM fine UNION ALL SELECT *, 0 FROM ({total}))"
    )


def _parts(index: int, cut: Cut) -> tuple[tuple[str, str, str], ...]:
    """Return (column, SQL over rows, function that joins) of each part, the number of rows last where it decides."""
    parts = cut.measure.parts + (() if cut.empty is None else ((cut.measure.rows, "SUM"),))
    return tuple((f"x{index}_{i}", sql, function) for i, (sql, function) in enumerate(parts))


def _whole(cut: Cut, parts: tuple[tuple[str, str, str], ...]) -> str:
    names = [name for name, _, _ in parts]
    value = cut.measure.from_parts(names)
    return value if cut.empty is None else f"CASE WHEN {names[-1]} = 0 THEN {number(cut.empty)} ELSE {value} END"


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
