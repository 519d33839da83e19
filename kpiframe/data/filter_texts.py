"""Do the texts that conditions name occur in the data? One that misses by a blank or a mark counts nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from kpiframe.catalog.bindings import Binding
from kpiframe.data.database import Database
from kpiframe.data.relations import Relation, Typed
from kpiframe.data.spellings import bare_sql, folded, slip
from kpiframe.data.text_findings import Condition, text_misspelt, text_unseen
from kpiframe.data.usage import Usage
from kpiframe.formula.kind import Kind
from kpiframe.problems import Problem, did_you_mean
from kpiframe.sqltext import quote_text
from kpiframe.texts import Text

_SHOWN: Final = 200
"""Values of a column among which the nearest one is looked for."""
Named: TypeAlias = dict[str, dict[str, tuple[Condition, bool]]]
"""Column -> text -> (condition that names it first, whether it keeps rows rather than leaving them out)."""


def text_problems(used: Sequence[Usage], relations: Mapping[str, Relation], database: Database) -> list[Problem]:
    """Return KPF225 for every text of a condition that no row holds, or that rows hold in another spelling too.

    Conditions are filters of bindings and of derived columns, and ``drop_rows``.
    """
    found: list[Problem] = []
    for usage in used:
        relation = relations.get(usage.source.name)
        if relation is None:
            continue
        found += _check(relation, relation.view, _filters(usage.bindings), database)
        if not relation.remote:
            found += _check(relation, relation.view, _derived(relation, used), database)
            found += _check(relation, relation.before or relation.view, _drops(relation), database)
    return found


def named(columns: Mapping[str, Typed], bindings: Sequence[Binding]) -> Named:
    """Return the texts that the filters of *bindings* compare text *columns* with."""
    return _named(columns, _filters(bindings))


def _filters(bindings: Iterable[Binding]) -> list[Condition]:
    return [
        Condition(Text(f"input {b.input}", f"đầu vào {b.input}"), b.aggregate.filter, b.location)
        for b in bindings
        if b.aggregate and b.aggregate.filter
    ]


def _derived(origin: Relation, used: Sequence[Usage]) -> list[Condition]:
    """Return the filters over the rows of *origin* of the columns that are derived from it."""
    found = []
    for usage in used:
        source, derive = usage.source, usage.source.derive
        if derive is None or derive.origin != origin.source.name:
            continue
        for name, aggregate in derive.columns.items():
            if aggregate.filter and name in usage.columns:
                of = Text(f"column {name} of source {source.name}", f"cột {name} của nguồn {source.name}")
                found.append(Condition(of, aggregate.filter, source.location))
    return found


def _drops(relation: Relation) -> list[Condition]:
    of, at = Text("drop_rows", "drop_rows"), relation.source.location
    return [Condition(of, formula, at, drops=True) for formula in relation.source.drop_rows]


def _check(relation: Relation, rows: str, conditions: Sequence[Condition], database: Database) -> list[Problem]:
    texts_of = _named(relation.columns, conditions)
    if not texts_of:
        return []
    parts = [
        f"SELECT {i} AS c, v FROM ({_values(relation.columns[column].sql, rows)}) WHERE {_like(texts)}"
        for i, (column, texts) in enumerate(texts_of.items())
    ]
    values = database.select(" UNION ALL ".join(parts) + " ORDER BY c, v")
    found: list[Problem] = []
    for i, (column, texts) in enumerate(texts_of.items()):
        held = [str(value) for place, value in values if place == i]
        for text, (condition, keeps) in texts.items():
            # what counts unless it is left out must be left out in every spelling; what is kept is named by its word
            others = [v for v in held if v not in texts and _same(v, text, near=not keeps)]
            if others:
                source = relation.source.name
                found.append(text_misspelt(source, condition, column, text, others, keeps=keeps))
            elif keeps and text not in held:
                near = did_you_mean(text, _some(relation.columns[column].sql, rows, database))
                found.append(text_unseen(relation.source.name, condition, column, text, near))
    return found


def _named(columns: Mapping[str, Typed], conditions: Iterable[Condition]) -> Named:
    found: Named = {}
    for condition in conditions:
        for column, text, keeps in _texts(condition.formula.tree):
            if column in columns and columns[column].kind.kind is Kind.TEXT:
                found.setdefault(column, {}).setdefault(text, (condition, keeps is not condition.drops))
    return found


def _texts(tree: ast.expr) -> Iterator[tuple[str, str, bool]]:
    """Return (column, text, keeps) of every comparison of a column with a text, whichever stands first."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            continue
        if not isinstance(node.ops[0], (ast.Eq, ast.NotEq, ast.In, ast.NotIn)):
            continue
        left, right = node.left, node.comparators[0]
        if isinstance(left, ast.Constant):
            left, right = right, left
        if isinstance(left, ast.Name):
            for each in right.elts if isinstance(right, (ast.List, ast.Tuple)) else [right]:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield left.id, each.value, isinstance(node.ops[0], (ast.Eq, ast.In))


def _like(texts: Mapping[str, tuple[Condition, bool]]) -> str:
    """Return the SQL condition that a value ``v`` may be one of *texts* in another spelling.

    A letter too many matters for what is left out only; lengths come first, so that many values cost little.
    """
    same = ", ".join(bare_sql(quote_text(text)) for text in texts)
    near = [
        f"(abs(length(v) - {len(text)}) <= 2 "
        f"AND damerau_levenshtein({bare_sql('v')}, {bare_sql(quote_text(text))}) = 1)"
        for text, (_, keeps) in texts.items()
        if not keeps
    ]
    return " OR ".join([f"{bare_sql('v')} IN ({same})", *near])


def _same(value: str, text: str, *, near: bool) -> bool:
    return folded(value) == folded(text) or (near and slip(text, value))


def _values(column: str, rows: str) -> str:
    """Return SQL of the different values, as ``v``. Not DISTINCT: conditions on it would be worked out for each row."""
    return f"SELECT MIN({column}) AS v FROM {rows} GROUP BY {column}"


def _some(column: str, rows: str, database: Database) -> list[str]:
    text = f"SELECT DISTINCT CAST({column} AS VARCHAR) AS v FROM {rows} WHERE {column} IS NOT NULL ORDER BY v"
    return [str(value) for (value,) in database.select(f"{text} LIMIT {_SHOWN}")]
