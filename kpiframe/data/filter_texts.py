"""Do the texts that filters name occur in the data? A filter that misses by a blank or a capital counts nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from kpiframe.catalog.bindings import Binding
from kpiframe.data.database import Database
from kpiframe.data.findings import text_misspelt, text_unseen
from kpiframe.data.relations import Relation, Typed
from kpiframe.formula.kind import Kind
from kpiframe.problems import Problem, did_you_mean
from kpiframe.sqltext import quote_text

_BLANKS: Final = " \u00a0"
_SHOWN: Final = 200
"""Values of a column among which the nearest one is looked for."""
Named: TypeAlias = dict[str, dict[str, tuple[Binding, bool]]]
"""Column -> text -> (binding that names it first, whether it keeps rows rather than leaving them out)."""


def check_texts(relation: Relation, bindings: Sequence[Binding], database: Database) -> list[Problem]:
    """Return a warning for every text of a filter that no row holds, or that rows hold in another spelling too."""
    held_by = named(relation.columns, bindings)
    if not held_by:
        return []
    parts = [
        f"SELECT {i} AS c, v FROM (SELECT DISTINCT {relation.columns[column].sql} AS v FROM {relation.view}) "
        f"WHERE lower(trim(v, {quote_text(_BLANKS)})) IN ({', '.join(quote_text(_plain(text)) for text in texts)})"
        for i, (column, texts) in enumerate(held_by.items())
    ]
    rows = database.select(" UNION ALL ".join(parts) + " ORDER BY c, v")
    found: list[Problem] = []
    for i, (column, texts) in enumerate(held_by.items()):
        held = [str(value) for place, value in rows if place == i]
        for text, (binding, keeps) in texts.items():
            others = [v for v in held if v not in texts and _plain(v) == _plain(text)]
            if others:
                found.append(text_misspelt(relation.source.name, binding, column, text, others))
            elif keeps and text not in held:
                near = did_you_mean(text, _values(relation, column, database))
                found.append(text_unseen(relation.source.name, binding, column, text, near))
    return found


def named(columns: Mapping[str, Typed], bindings: Sequence[Binding]) -> Named:
    """Return the texts that the filters of *bindings* compare text *columns* with."""
    found: Named = {}
    for binding in bindings:
        formula = binding.aggregate.filter if binding.aggregate else None
        for column, text, keeps in _texts(formula.tree) if formula else ():
            if column in columns and columns[column].kind.kind is Kind.TEXT:
                found.setdefault(column, {}).setdefault(text, (binding, keeps))
    return found


def _texts(tree: ast.expr) -> Iterator[tuple[str, str, bool]]:
    """Return (column, text, keeps) of every comparison of a column with a text."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Name) or len(node.ops) != 1:
            continue
        if isinstance(node.ops[0], (ast.Eq, ast.NotEq, ast.In, ast.NotIn)):
            right = node.comparators[0]
            for each in right.elts if isinstance(right, (ast.List, ast.Tuple)) else [right]:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield node.left.id, each.value, isinstance(node.ops[0], (ast.Eq, ast.In))


def _values(relation: Relation, column: str, database: Database) -> list[str]:
    sql = relation.columns[column].sql
    text = f"SELECT DISTINCT CAST({sql} AS VARCHAR) AS v FROM {relation.view} WHERE {sql} IS NOT NULL ORDER BY v"
    return [str(value) for (value,) in database.select(f"{text} LIMIT {_SHOWN}")]


def _plain(text: str) -> str:
    return text.strip(_BLANKS).lower()
