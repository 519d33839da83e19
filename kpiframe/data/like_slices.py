"""Slices that look alike and are two, and slices of which one of a KPI's sources knows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kpiframe.data.database import Database
from kpiframe.data.level0 import Block, slice_columns
from kpiframe.data.spellings import alike, bare_sql
from kpiframe.data.text_findings import like_values, lone_slices
from kpiframe.problems import Problem
from kpiframe.sqltext import quote_name


def like_slices(blocks: Sequence[Block], slice_by: Sequence[str], database: Database) -> list[Problem]:
    """Return KPF235 for every slice of *slice_by* with values that differ in spelling only."""
    tables = [block.table for block in blocks if block.sliced]
    if not tables or not slice_by:
        return []
    parts = []
    for place, column in enumerate(slice_columns(slice_by)):
        values = " UNION ".join(f"SELECT {quote_name(column)} AS v FROM {table} WHERE depth = 1" for table in tables)
        parts.append(f"SELECT {place} AS i, {bare_sql('v')} AS p, v FROM ({values}) WHERE v IS NOT NULL")
    grouped = " UNION ALL ".join(parts)
    near = f"SELECT i, list_sort(list(DISTINCT v)) AS l FROM ({grouped}) GROUP BY i, p HAVING COUNT(DISTINCT v) > 1"
    groups: dict[int, list[Sequence[str]]] = {}
    for place, texts in database.select(f"{near} ORDER BY i, l"):
        groups.setdefault(place, []).extend(alike(texts))
    return [like_values(slice_by[place], found) for place, found in groups.items() if found]


def unshared_slices(
    blocks: Sequence[Block],
    slice_by: Sequence[str],
    sources: Mapping[str, str],
    together: Iterable[Sequence[str]],
    database: Database,
) -> list[Problem]:
    """Return KPF237 for every source that has no row of slices another source of the same KPI has.

    *sources* says which input comes from which, *together* which inputs one KPI is made of.
    """
    tables: dict[str, list[str]] = {}
    for block in blocks:
        for name in {sources[name] for name in block.columns if block.sliced}:
            tables.setdefault(name, []).append(block.table)
    met = {n: set[str]() for n in tables}
    for inputs in together:
        here = {sources[name] for name in inputs if name in sources} & tables.keys()
        for name in here:
            met[name] |= here - {name}
    listed = ", ".join(f"{quote_name(c)} AS {quote_name(c)}" for c in slice_columns(slice_by))
    found: list[Problem] = []
    for name in sorted(tables):
        others = sorted({table for other in met[name] for table in tables[other]})
        if slice_by and others:
            rows = _lacking(tables[name], others, listed, database)
            found += [lone_slices(name, slice_by, rows)] if rows else []
    return found


def _lacking(mine: Sequence[str], others: Sequence[str], listed: str, database: Database) -> list[tuple[str, ...]]:
    def of(tables: Sequence[str]) -> str:
        return " UNION ".join(f"SELECT {listed} FROM {table} WHERE depth = 1" for table in tables)

    rows = database.select(f"SELECT * FROM (({of(others)}) EXCEPT ({of(mine)})) ORDER BY ALL")
    return [tuple("—" if v is None else str(v) for v in row) for row in rows]
