"""The table, the project and the hand-written query that ``bench_sql`` compares."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import duckdb

CHANNELS = ("web", "app", "shop", "call", "partner")
WHOLE = tuple(f"units_{n:02d}" for n in range(1, 11))
MONEY = tuple(f"money_{n:02d}" for n in range(1, 7))
FILTERED = {
    "web_units": ("units_01", 'channel == "web"', "channel = 'web'"),
    "app_units": ("units_02", 'channel == "app"', "channel = 'app'"),
    "shop_money": ("money_01", 'channel == "shop"', "channel = 'shop'"),
    "far_money": ("money_02", 'channel in ["call", "partner"]', "channel IN ('call', 'partner')"),
    "large_money": ("money_03", "money_03 >= 50", "money_03 >= 50"),
    "busy_units": ("units_03", 'units_03 > 3 and channel != "web"', "units_03 > 3 AND channel <> 'web'"),
    "calm_units": ("units_04", "not (units_04 > 2)", "NOT (units_04 > 2)"),
}
INPUTS = ("visits", "visitors", *WHOLE, *MONEY, *FILTERED)


def _formulas() -> dict[str, str]:
    """Return 40 formulas: ratios, differences, three-month windows, growth, and some that name others."""
    found = {f"ratio_{n:02d}": f"{INPUTS[n + 2]} / visits * 100" for n in range(16)}
    found |= {f"each_{n:02d}": f"{name} / visitors" for n, name in enumerate(FILTERED)}
    found |= {f"margin_{n:02d}": f"({a} - {b}) / {a}" for n, (a, b) in enumerate(pairwise(MONEY))}
    found |= {f"window_{n:02d}": f"rolling_sum({WHOLE[n]}, 3) / rolling_sum(visits, 3)" for n in range(4)}
    found |= {f"growth_{n:02d}": f"({MONEY[n]} - prev({MONEY[n]})) / prev({MONEY[n]}) * 100" for n in range(4)}
    found |= {f"both_{n:02d}": f"ratio_{n:02d} - ratio_{n + 1:02d}" for n in range(4)}
    return found


FORMULAS = _formulas()
NAMES = (*INPUTS, *FORMULAS)
"""Numbers in the order the hand-written query returns them."""


def make_table(rows: int, path: Path, clients: int = 100) -> None:
    """Write *rows* visits of *clients*, 16 segments and 24 months; every value follows from the row number.

    *path* ends in ``.parquet`` or ``.csv``.
    """
    whole = ", ".join(f"(hash(i * 1000 + {n}) % 7)::INTEGER AS {name}" for n, name in enumerate(WHOLE))
    money = ", ".join(
        f"((hash(i * 1000 + {n + 50}) % 10000) / 100)::DECIMAL(12, 2) AS {name}" for n, name in enumerate(MONEY)
    )
    channels = ", ".join(f"'{c}'" for c in CHANNELS)
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"""COPY (SELECT (DATE '2024-01-01' + (hash(i * 1000 + 101) % 731)::INTEGER) AS day,
            'client ' || (hash(i * 1000 + 102) % {clients}) AS client, 'segment ' || (hash(i * 1000 + 103) % 16) AS segment,
            [{channels}][1 + (hash(i * 1000 + 104) % 5)::INTEGER] AS channel, (hash(i * 1000 + 105) % 200000)::BIGINT AS visitor,
            {whole}, {money} FROM range({rows}) t(i)) TO '{path}' (FORMAT {path.suffix[1:]})"""
        )


def kpiframe_yaml(data: str = "visits.parquet") -> str:
    """Return the project: one source, 25 bindings, 40 KPIs, one scorecard, two slices."""
    columns = ["day: date", "client: text", "segment: text", "channel: text", "visitor: integer"]
    columns += [f"{name}: integer" for name in WHOLE] + [f"{name}: {{type: decimal, scale: 2}}" for name in MONEY]
    bindings = [
        "visits: {source: visits, agg: count}",
        "visitors: {source: visits, agg: count_distinct, expr: visitor}",
    ]
    bindings += [f"{name}: {{source: visits, agg: sum, expr: {name}}}" for name in (*WHOLE, *MONEY)]
    bindings += [
        f"{name}: {{source: visits, agg: sum, expr: {column}, filter: '{condition}'}}"
        for name, (column, condition, _) in FILTERED.items()
    ]
    lines = ["kpiframe: 1", "name: bench", "sources:", "  visits:", f"    path: data/{data}", "    columns:"]
    lines += [f"      {column}" for column in columns]
    lines += ["    time: day", "bindings:", *(f"  {binding}" for binding in bindings)]
    lines += ["slice_by: [client, segment]", "kpis:", *(_kpi(name, text) for name, text in FORMULAS.items())]
    lines += ["scorecards:", "  - name: all", "    groups:", f"      - {{name: all, kpis: [{', '.join(FORMULAS)}]}}"]
    return "\n".join(lines) + "\n"


def _kpi(name: str, formula: str) -> str:
    used = [i for i in INPUTS if i in formula.replace("(", " ").replace(")", " ").replace(",", " ").split()]
    inputs = ", ".join(f"{i}: {{unit: count}}" for i in used)
    unit = "percent" if name.startswith(("ratio", "growth", "both")) else "ratio"
    return (
        f"  - {{name: {name}, label: {name}, formula: '{formula}', inputs: {{{inputs}}}, unit: {unit}, kind: ratio, "
        "direction: neutral}"
    )


def hand_written(path: Path, *, exact: bool) -> str:
    """Return what a careful analyst would write over a Parquet file: one scan, totals and slices, guarded divisions."""

    def total(column: str, condition: str = "") -> str:
        summed = column if exact else f"{column}::DOUBLE"
        return f"sum({summed})" + (f" FILTER (WHERE {condition})" if condition else "")

    inputs = ["count(*) AS visits", "count(DISTINCT visitor) AS visitors"]
    inputs += [f"{total(name)}::DOUBLE AS {name}" for name in (*WHOLE, *MONEY)]
    inputs += [f"({total(column, sql)})::DOUBLE AS {name}" for name, (column, _, sql) in FILTERED.items()]
    kpis = [f"{INPUTS[n + 2]} / nullif(visits, 0) * 100 AS ratio_{n:02d}" for n in range(16)]
    kpis += [f"{name} / nullif(visitors, 0) AS each_{n:02d}" for n, name in enumerate(FILTERED)]
    kpis += [f"({a} - {b}) / nullif({a}, 0) AS margin_{n:02d}" for n, (a, b) in enumerate(pairwise(MONEY))]
    kpis += [
        f"CASE WHEN row_number() OVER months >= 3 THEN sum({WHOLE[n]}) OVER three / nullif(sum(visits) OVER three, 0) "
        f"END AS window_{n:02d}"
        for n in range(4)
    ]
    kpis += [
        f"({MONEY[n]} - lag({MONEY[n]}) OVER months) / nullif(lag({MONEY[n]}) OVER months, 0) * 100 AS growth_{n:02d}"
        for n in range(4)
    ]
    kpis += [f"ratio_{n:02d} - ratio_{n + 1:02d} AS both_{n:02d}" for n in range(4)]
    return (
        f"WITH base AS (SELECT date_trunc('month', day) AS month, client, segment, {', '.join(inputs)} "
        f"FROM read_parquet('{path}') GROUP BY GROUPING SETS ((1), (1, 2, 3))) "
        f"SELECT month, client, segment, {', '.join(INPUTS)}, {', '.join(kpis)} FROM base "
        "WINDOW months AS (PARTITION BY client, segment ORDER BY month), "
        "three AS (PARTITION BY client, segment ORDER BY month ROWS 2 PRECEDING) ORDER BY client, segment, month"
    )
