"""Sources made from other sources: one row for each combination of ``group_by``."""

from __future__ import annotations

from collections.abc import Sequence

from kpiframe.catalog.bindings import Derive, Source
from kpiframe.data.aggregates import Measure, measures
from kpiframe.data.cuts import Cut, Keys, grouped, same_keys, stock_query
from kpiframe.data.database import Database
from kpiframe.data.findings import unusable
from kpiframe.data.relations import Relation, Typed, rows_of
from kpiframe.formula.algebras.rows import ColumnType
from kpiframe.problems import FormulaError, Problem
from kpiframe.sqltext import quote_name
from kpiframe.texts import Text


def derive_rows(
    source: Source, derive: Derive, origin: Relation, *, used: Sequence[str], number: int, database: Database
) -> tuple[Relation | None, list[Problem]]:
    """Make the rows of *source* from those of *origin*; only *used* columns are computed besides the groups."""
    try:
        computed = measures({n: a for n, a in derive.columns.items() if n in used}, origin)
    except FormulaError as error:
        return None, list(error.problems)
    if any(m.stock for m in computed.values()) and not origin.source.time:
        why = Text(
            f"first and last need `time` on source {origin.source.name}",
            f"first và last cần `time` ở nguồn {origin.source.name}",
        )
        return None, [unusable(source.name, why, source.location)]
    groups = {name: _renamed(origin.columns[name], i) for i, name in enumerate(derive.group_by)}
    made = {n: _column(n, len(groups) + i, m) for i, (n, m) in enumerate(computed.items())}
    columns = {**groups, **made}
    name = f"__derived_{number}"
    database.table(name, _query(origin, derive, groups, made, computed))
    view, drops = name, _drops(source, columns)
    if drops:
        view = f"__rows_{number}"
        database.view(view, f"SELECT * FROM {quote_name(name)} WHERE NOT ({drops})")
    return Relation(source, quote_name(view), columns, timed=source.time is not None), []


def _query(
    origin: Relation,
    derive: Derive,
    groups: dict[str, Typed],
    made: dict[str, Typed],
    computed: dict[str, Measure],
) -> str:
    """Return the SQL of the rows. Groups get names of their own (``k0``): no aggregate meets a renamed column."""
    keys = Keys(tuple(quote_name(f"k{i}") for i in range(len(groups))))
    named = ", ".join(f"{origin.columns[n].sql} AS {k}" for n, k in zip(derive.group_by, keys.columns, strict=True))
    rows = f"SELECT {named}, * FROM {origin.view}"
    flows = {made[n].sql: f"CAST({m.value()} AS {_sql_type(m.result)})" for n, m in computed.items() if not m.stock}
    stocks = {made[n].sql: Cut(m) for n, m in computed.items() if m.stock}
    listed = [f"f.{k} AS {c.sql}" for k, c in zip(keys.columns, groups.values(), strict=True)]
    text = grouped({f"flow_{i}": sql for i, sql in enumerate(flows.values())}, rows, keys)
    listed += [f"f.flow_{i} AS {column}" for i, column in enumerate(flows)]
    if not stocks:
        return f"SELECT {', '.join(listed)} FROM ({text}) AS f"
    levels = stock_query({f"stock_{i}": cut for i, cut in enumerate(stocks.values())}, rows, origin.moment, keys)
    types = {made[n].sql: _sql_type(m.result) for n, m in computed.items() if m.stock}
    listed += [f"CAST(s.stock_{i} AS {types[column]}) AS {column}" for i, column in enumerate(stocks)]
    return f"SELECT {', '.join(listed)} FROM ({text}) AS f JOIN ({levels}) AS s ON {same_keys('f', 's', keys.columns)}"


def _drops(source: Source, columns: dict[str, Typed]) -> str:
    return " OR ".join(f"COALESCE({rows_of(f, columns.values()).text}, FALSE)" for f in source.drop_rows)


def _renamed(column: Typed, number: int) -> Typed:
    return Typed(column.name, quote_name(f"v{number}"), column.kind, column.timestamp)


def _column(name: str, number: int, measure: Measure) -> Typed:
    return Typed(name, quote_name(f"v{number}"), measure.result)


def _sql_type(kind: ColumnType) -> str:
    """Return the type a derived column is kept in: sums get all 38 digits, a whole number stays one."""
    return f"DECIMAL(38, {kind.scale})" if kind.sql == "DECIMAL" else kind.sql
