"""Sources made from other sources: one row for each combination of ``group_by``."""

from __future__ import annotations

from collections.abc import Sequence

from kpiframe.catalog.bindings import Agg, Derive, Source
from kpiframe.catalog.shapes import EACH_PERIOD
from kpiframe.data.aggregates import Measure, measures
from kpiframe.data.cuts import Cut, Keys, grouped, same_keys, stock_query
from kpiframe.data.database import Database
from kpiframe.data.findings import unusable
from kpiframe.data.relations import Relation, Typed, kept_rows
from kpiframe.data.shape_findings import past_still_changes
from kpiframe.formula.algebras.rows import ColumnType
from kpiframe.problems import FormulaError, Problem
from kpiframe.sqltext import quote_name
from kpiframe.texts import Text


def derive_rows(
    source: Source, derive: Derive, origin: Relation, *, used: Sequence[str], number: int, database: Database
) -> tuple[Relation | None, list[Problem]]:
    """Make the rows of *source* from those of *origin*; only *used* columns are computed besides the groups.

    *origin* holds what was known at the end of the period shown; for a derivation anew for each period, of each.
    The problems may be notes only.
    """
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
    names = (*derive.group_by, EACH_PERIOD) if derive.each_period else derive.group_by
    groups = {name: _renamed(origin.columns[name], i) for i, name in enumerate(names)}
    made = {n: _column(n, len(groups) + i, m) for i, (n, m) in enumerate(computed.items())}
    columns = {**groups, **made}
    name = f"__derived_{number}"
    database.table(name, _query(origin, groups, made, computed))
    return kept_rows(source, name, columns, number, database), _still_changing(source, derive, origin.source, used)


def _query(
    origin: Relation,
    groups: dict[str, Typed],
    made: dict[str, Typed],
    computed: dict[str, Measure],
) -> str:
    """Return the SQL of the rows. Groups get names of their own (``k0``): no aggregate meets a renamed column."""
    keys = Keys(tuple(quote_name(f"k{i}") for i in range(len(groups))))
    named = ", ".join(f"{origin.columns[n].sql} AS {k}" for n, k in zip(groups, keys.columns, strict=True))
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


def _still_changing(source: Source, derive: Derive, origin: Source, used: Sequence[str]) -> list[Problem]:
    """Return a note when rows dated in past periods hold what only later rows tell.

    They do not when the origin's own time is a group; a first date never changes either.
    """
    if source.time is None or origin.time is None or derive.each_period or origin.time in derive.group_by:
        return []
    first = [n for n, a in derive.columns.items() if a.agg is Agg.MIN and a.expr and a.expr.text == origin.time]
    moving = [n for n in derive.columns if n in used and n not in first]
    return [past_still_changes(source, moving)] if moving else []


def _renamed(column: Typed, number: int) -> Typed:
    return Typed(column.name, quote_name(f"v{number}"), column.kind, column.timestamp)


def _column(name: str, number: int, measure: Measure) -> Typed:
    return Typed(name, quote_name(f"v{number}"), measure.result)


def _sql_type(kind: ColumnType) -> str:
    """Return the type a derived column is kept in: sums get all 38 digits, a whole number stays one."""
    return f"DECIMAL(38, {kind.scale})" if kind.sql == "DECIMAL" else kind.sql
