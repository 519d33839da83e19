"""Sources that hold the rows of several others, one below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpiframe.catalog.bindings import Source
from kpiframe.catalog.shapes import Union
from kpiframe.data.database import Database
from kpiframe.data.relations import Relation, Typed, kept_rows
from kpiframe.formula.algebras.rows import ColumnType
from kpiframe.formula.kind import Kind
from kpiframe.sqltext import quote_name, quote_text

_TEXT = ColumnType(Kind.TEXT, "VARCHAR")


def unite_rows(
    source: Source,
    union: Union,
    relations: Mapping[str, Relation],
    *,
    used: Sequence[str],
    number: int,
    database: Database,
) -> Relation:
    """Make the rows of *source* from those of every member; only *used* columns are kept. Columns go by name."""
    members = [relations[name] for name in union.members]
    columns = {name: _column(name, i, union, members) for i, name in enumerate(used)}
    parts = []
    for member in members:
        cells = (_cell(c, member, union.mark) for c in columns.values())
        parts.append(f"SELECT {', '.join(cells) or '1 AS one'} FROM {member.view}")
    name = f"__united_{number}"
    database.view(name, " UNION ALL ".join(parts))
    return kept_rows(source, name, columns, number, database)


def _column(name: str, number: int, union: Union, members: Sequence[Relation]) -> Typed:
    sql = quote_name(f"v{number}")
    if name == union.mark:
        return Typed(name, sql, _TEXT)
    found = [member.columns[name] for member in members]
    scale = max(column.kind.scale for column in found)
    return replace(found[0], sql=sql, kind=replace(found[0].kind, scale=scale))


def _cell(column: Typed, member: Relation, mark: str | None) -> str:
    if column.name == mark:
        return f"{quote_text(member.source.name)} AS {column.sql}"
    mine = member.columns[column.name]
    if mine.kind.scale == column.kind.scale:
        return f"{mine.sql} AS {column.sql}"
    # A decimal with more places holds the other exactly.
    return f"CAST({mine.sql} AS DECIMAL(38, {column.kind.scale})) AS {column.sql}"
