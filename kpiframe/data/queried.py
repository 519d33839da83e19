"""Sources asked for in SQL: one SELECT over declared sources by name, in the locked engine, and nothing beside it.

The engine's own parser says what a text reads; everything that is not on the lists below is refused before it runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kpiframe.catalog.bindings import Source
from kpiframe.catalog.shapes import Query
from kpiframe.data.database import Database
from kpiframe.data.relations import Relation
from kpiframe.data.shape_findings import sql_refused
from kpiframe.problems import DataError, Problem, did_you_mean
from kpiframe.sqltext import quote_name, quote_text
from kpiframe.texts import Text

_TABLES: Final = frozenset({"BASE_TABLE", "EMPTY", "EXPRESSION_LIST", "JOIN", "SUBQUERY", "TABLE_FUNCTION"})
_NODES: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE"})
_ROWS: Final = frozenset({"generate_series", "range", "unnest"})
"""Functions that may stand where a table does."""
_UNSTEADY: Final = frozenset(
    {
        "current_catalog",
        "current_date",
        "current_localtime",
        "current_localtimestamp",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "get_current_time",
        "get_current_timestamp",
        "localtime",
        "localtimestamp",
        "pg_sleep",
        "session_user",
        "user",
        "version",
    }
)
"""What answers otherwise elsewhere or tomorrow, beside what the engine itself calls unsteady."""


def query_rows(
    source: Source, query: Query, origins: Mapping[str, Relation], number: int, database: Database
) -> tuple[str | None, list[Problem]]:
    """Run the query of *source* over *origins* and keep its rows; return the name of their table."""
    problem = _refused(source, query, database)
    if problem:
        return None, [problem]
    for name, relation in origins.items():
        listed = ", ".join(f"{column.sql} AS {quote_name(c)}" for c, column in relation.columns.items())
        database.view(f"__asked_{number}_{name}", f"SELECT {listed or '1 AS one'} FROM {relation.view}")
    # The names a text may use are bound inside its own statement: nothing of it is left for another query.
    named = ", ".join(f"{quote_name(n)} AS (SELECT * FROM {quote_name(f'__asked_{number}_{n}')})" for n in origins)
    table = f"__query_{number}"
    try:
        database.table(table, f"WITH {named} SELECT * FROM (\n{_text(query)}\n)")
    except DataError as error:
        told = error.problems[0].message.en.removeprefix("the engine cannot do this: ")
        why = Text(f"the engine cannot run its SQL: {told}", f"bộ máy không chạy được câu lệnh SQL: {told}")
        return None, [sql_refused(source, why)]
    return table, []


def _text(query: Query) -> str:
    return query.sql.strip().removesuffix(";").rstrip()


def _refused(source: Source, query: Query, database: Database) -> Problem | None:
    """Return why the text is not run: it is no single SELECT, or reads something else than its sources."""
    try:
        lines = " || chr(10) || ".join(quote_text(line.replace("\t", " ")) for line in _text(query).splitlines())
        answer = json.loads(database.select(f"SELECT json_serialize_sql({lines or quote_text('')})")[0][0])
        # Only what an engine calls a SELECT can be spelled out; a second statement, or another kind, is an error.
        statements = answer.get("statements") or []
        nodes = list(_nodes(statements, frozenset(query.origins)))
    except (DataError, RecursionError, ValueError):
        statements, nodes, answer = [], [], {"error_message": "it cannot be read"}
    if answer.get("error") or len(statements) != 1:
        told = str(answer.get("error_message") or "there must be one statement")[:200]
        return sql_refused(
            source, Text(f"its SQL is no single SELECT: {told}", f"SQL không phải một câu SELECT: {told}")
        )
    unsteady = _UNSTEADY | _volatile(database)
    for node, names in nodes:
        found = _fault(node, source, names, unsteady)
        if found:
            return found
    return None


def _fault(node: Mapping[str, Any], source: Source, names: frozenset[str], unsteady: frozenset[str]) -> Problem | None:
    """Return what is wrong with one node of the text."""
    kind = str(node.get("type", ""))
    if kind == "BASE_TABLE":
        path = [str(part) for part in node["qualified_name"]["path"]]
        told = ".".join(path)
        if len(path) > 1 or told.lower() not in names:
            allowed = source.query.origins if source.query else ()
            why = Text(
                f"its SQL reads {told!r}, which `from` does not name", f"SQL đọc {told!r}, không có trong `from`"
            )
            return sql_refused(source, why, allowed, did_you_mean(told, allowed))
    elif kind == "TABLE_FUNCTION":
        called = str(node["function"]["function_name"])
        if called not in _ROWS:
            why = Text(f"its SQL may not read from {called}(…)", f"SQL không được đọc từ {called}(…)")
            return sql_refused(source, why, sorted(_ROWS))
    elif _stray(node, kind):
        why = Text(f"its SQL may not hold {kind.lower()}", f"SQL không được có {kind.lower()}")
        return sql_refused(source, why)
    if node.get("sample"):
        return sql_refused(source, Text("its SQL takes a random sample", "SQL lấy mẫu ngẫu nhiên"))
    called = _called(node, kind)
    if called in unsteady or (kind == "FUNCTION" and (node.get("schema") or node.get("catalog"))):
        why = Text(
            f"its SQL calls {called}, which does not answer the same everywhere and always",
            f"SQL gọi {called}, hàm không cho cùng kết quả ở mọi nơi, mọi lúc",
        )
        return sql_refused(source, why)
    return None


def _stray(node: Mapping[str, Any], kind: str) -> bool:
    """Whether the node stands for rows, or for a statement, in a way that is not on the lists."""
    if kind.endswith("_NODE"):
        return kind not in _NODES
    return "sample" in node and "from_table" not in node and kind not in _TABLES


def _called(node: Mapping[str, Any], kind: str) -> str:
    if kind == "COLUMN_REF":
        names = node.get("column_names") or [""]
        # Without brackets the standard's own words are calls, too; a column may bear any other name.
        return str(names[0]).lower() if len(names) == 1 and str(names[0]).lower() in _UNSTEADY else ""
    return str(node.get("function_name", "")).lower() if "function_name" in node else ""


def _volatile(database: Database) -> frozenset[str]:
    rows = database.select("SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'")
    return frozenset(str(row[0]) for row in rows)


def _nodes(statements: Any, names: frozenset[str]) -> Iterator[tuple[Mapping[str, Any], frozenset[str]]]:
    """Yield every mapping of a parsed text with the names of tables known there.

    By hand, so that depth cannot exhaust the stack.
    """
    waiting: list[tuple[Any, frozenset[str]]] = [(statements, names)]
    while waiting:
        here, known = waiting.pop()
        if isinstance(here, dict):
            known |= {str(entry["key"]).lower() for entry in (here.get("cte_map") or {}).get("map", ())}
            yield here, known
            waiting += [(part, known) for part in here.values()]
        elif isinstance(here, list):
            waiting += [(part, known) for part in here]
