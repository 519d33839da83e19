"""Sources whose rows are completed by at most one row of other sources: many to one, never more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kpiframe.catalog.bindings import Source
from kpiframe.catalog.shapes import Elapsed, Join, Match
from kpiframe.data.database import Database
from kpiframe.data.relations import Relation, Typed, kept_rows
from kpiframe.data.shape_findings import join_multiplies, join_unmatched
from kpiframe.formula.algebras.rows import ColumnType
from kpiframe.formula.kind import Kind
from kpiframe.problems import Problem, Severity
from kpiframe.sqltext import quote_name

_WHOLE = ColumnType(Kind.NUMBER, "BIGINT")


def join_rows(
    source: Source,
    join: Join,
    relations: Mapping[str, Relation],
    *,
    used: Sequence[str],
    number: int,
    database: Database,
) -> tuple[Relation | None, list[Problem]]:
    """Make the rows of *source*: those of the origin, each once. Only *used* columns are kept.

    An error (KPF229) when a row would match several; a finding (KPF230) when rows match none, whose columns are null.
    """
    origin = relations[join.origin]
    found = [p for m in join.matches for p in _check(source, m, origin, relations[m.source], database)]
    if any(p.severity is Severity.ERROR for p in found):
        return None, found
    seen = _seen(join, origin, relations)
    made = {name: seen[name] if name in seen else _since(join.elapsed[name], name, seen) for name in used}
    columns = {name: replace(typed, sql=quote_name(f"v{i}")) for i, (name, typed) in enumerate(made.items())}
    listed = ", ".join(f"{typed.sql} AS {columns[name].sql}" for name, typed in made.items())
    rows = f"{origin.view} AS o"
    for index, match in enumerate(join.matches):
        other = relations[match.source]
        rows += f" LEFT JOIN {other.view} AS m{index} ON {_same(match, origin, other, f'm{index}')}"
    name = f"__joined_{number}"
    database.table(name, f"SELECT {listed or '1 AS one'} FROM {rows}")
    return kept_rows(source, name, columns, number, database), found


def _seen(join: Join, origin: Relation, relations: Mapping[str, Relation]) -> dict[str, Typed]:
    """Return every column there is to take, by its name in the join; ``sql`` says whose it is."""
    seen = {name: replace(c, sql=f"o.{c.sql}") for name, c in origin.columns.items()}
    order = {match.source: index for index, match in enumerate(join.matches)}
    for name, (of, column) in join.columns.items():
        found = relations[of].columns.get(column)
        if found:
            seen[name] = replace(found, name=name, sql=f"m{order[of]}.{found.sql}")
    return seen


def _since(elapsed: Elapsed, name: str, seen: Mapping[str, Typed]) -> Typed:
    since, to = seen[elapsed.since].in_formulas, seen[elapsed.to].in_formulas
    if elapsed.unit == "days":
        return Typed(name, f"CAST({to} - {since} AS BIGINT)", _WHOLE)
    months = f"(year({to}) - year({since})) * 12 + month({to}) - month({since})"
    return Typed(name, f"CAST({months} AS BIGINT)", _WHOLE)


def _same(match: Match, origin: Relation, other: Relation, alias: str) -> str:
    """Return the SQL of the match. Texts are NFC on both sides and compared letter by letter; null matches nothing."""
    pairs = ((origin.columns[here].sql, other.columns[there].sql) for here, there in match.pairs)
    return " AND ".join(f"o.{mine} = {alias}.{theirs}" for mine, theirs in pairs)


def _check(source: Source, match: Match, origin: Relation, other: Relation, database: Database) -> list[Problem]:
    """Return what the counts of one match say."""
    theirs = [other.columns[there].sql for _, there in match.pairs]
    listed = ", ".join(theirs)
    present = " AND ".join(f"{column} IS NOT NULL" for column in theirs)
    keys = f"SELECT {listed}, COUNT(*) AS n FROM {other.view} WHERE {present} GROUP BY {listed}"
    mine = [f"o.{origin.columns[here].sql}" for here, _ in match.pairs]
    example = f"concat_ws(', ', {', '.join(f'CAST({column} AS VARCHAR)' for column in mine)})"
    whole = " AND ".join(f"{column} IS NOT NULL" for column in mine)
    row = database.select(
        f"SELECT COUNT(*), COALESCE(SUM(COALESCE(k.n, 1)), 0), MIN({example}) FILTER (WHERE k.n > 1), "
        f"MAX(k.n), COUNT(*) FILTER (WHERE NOT ({whole})), COUNT(*) FILTER (WHERE {whole} AND k.n IS NULL), "
        f"MIN({example}) FILTER (WHERE {whole} AND k.n IS NULL) "
        f"FROM {origin.view} AS o LEFT JOIN ({keys}) AS k ON {_same(match, origin, other, 'k')}"
    )[0]
    return _told(source, match, row)


def _told(source: Source, match: Match, row: Sequence[Any]) -> list[Problem]:
    rows, after, repeated, _, blank, lost, example = row
    if repeated is not None:
        return [join_multiplies(source, match, (int(rows), int(after)), str(repeated))]
    if blank or lost:
        return [join_unmatched(source, match, (int(blank), int(lost), int(rows)), example)]
    return []
