"""Values that rows are counted or grouped by and that look alike: two customers where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kpiframe.catalog.bindings import Agg, Aggregate
from kpiframe.data.cells import UNSEEN_TEXT
from kpiframe.data.database import Database
from kpiframe.data.filter_texts import text_problems
from kpiframe.data.ready import Ready
from kpiframe.data.relations import Relation
from kpiframe.data.spellings import alike, bare_sql
from kpiframe.data.text_findings import like_keys
from kpiframe.data.usage import Usage
from kpiframe.formula.kind import Kind
from kpiframe.problems import Problem

_MANY: Final = 500_000
"""Rows of a source beyond which only blanks and capitals are looked at: marks of letters take four times as long."""
_EXAMPLES: Final = 20


def spelling_problems(used: Sequence[Usage], ready: Ready, database: Database) -> list[Problem]:
    """Return what is to be said of texts in conditions (KPF225), and of those that rows are told apart by (KPF236)."""
    found = text_problems(used, ready.relations, database)
    for usage in used:
        relation = ready.relations.get(usage.source.name)
        if relation and not relation.remote:
            rows = ready.reports[usage.source.name].rows
            for column in dict.fromkeys(_keys(usage, relation, used)):
                found += _alike(relation, column, database, many=rows > _MANY)
    return found


def _keys(usage: Usage, relation: Relation, used: Sequence[Usage]) -> Iterator[str]:
    """Yield the text columns that aggregates count the values of, or that derived rows are grouped by."""
    counting = [b.aggregate for b in usage.bindings if b.aggregate]
    names: list[str] = []
    for other in used:
        derive = other.source.derive
        if derive and derive.origin == usage.source.name:
            names += derive.group_by
            counting += [a for n, a in derive.columns.items() if n in other.columns]
    names += [name for aggregate in counting for name in _counted(aggregate, relation)]
    for name in names:
        if name in relation.columns and relation.columns[name].kind.kind is Kind.TEXT:
            yield name


def _counted(aggregate: Aggregate, relation: Relation) -> list[str]:
    bare = relation.bare(aggregate.expr) if aggregate.agg is Agg.COUNT_DISTINCT and aggregate.expr else None
    return [bare.name] if bare else []


def _alike(relation: Relation, name: str, database: Database, *, many: bool) -> list[Problem]:
    column = relation.columns[name].sql
    plain = f"lower(trim(v, {UNSEEN_TEXT}))"
    bare = plain if many else f"CASE WHEN strlen(v) = length(v) THEN {plain} ELSE {bare_sql('v')} END"
    values = f"SELECT DISTINCT {column} AS v FROM {relation.view} WHERE {column} IS NOT NULL"
    # Lists of texts cost more than everything else: they are made of the few groups that need them.
    near = f"SELECT p FROM (SELECT {bare} AS p, MIN(v) AS a, MAX(v) AS b FROM ({values}) GROUP BY p) WHERE a <> b"
    if not database.select(f"{near} LIMIT 1"):
        return []
    listed = (
        f"SELECT list_sort(list(v)) AS l FROM (SELECT {bare} AS p, v FROM ({values})) "
        f"WHERE p IN ({near}) GROUP BY p ORDER BY l LIMIT {_EXAMPLES}"
    )
    groups = [group for (texts,) in database.select(listed) for group in alike(texts)]
    return [like_keys(relation.source.name, name, groups, relation.source.location)] if groups else []
