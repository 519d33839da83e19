"""A source that is SQL text runs when whoever starts kpiframe says so, and never because a file does."""

from __future__ import annotations

import json

import pytest

import kpiframe

PROJECT = """
kpiframe: 1
name: shop
sources:
  orders: {path: orders.csv, columns: {day: date, amount: integer}, time: day}
  best:
    query: {from: [orders], sql: "SELECT day, max(amount) AS amount FROM orders GROUP BY day"}
    columns: {day: date, amount: integer}
    time: day
bindings:
  revenue: {source: orders, agg: sum, expr: amount}
  best_orders: {source: best, agg: sum, expr: amount}
kpis:
  - {name: revenue_kpi, label: Revenue, formula: revenue, unit: count, kind: flow, direction: neutral, inputs: {revenue: {unit: count}}}
  - {name: best_kpi, label: Best, formula: best_orders, unit: count, kind: flow, direction: neutral, inputs: {best_orders: {unit: count}}}
scorecards:
  - {name: all, groups: [{name: all, weight: 1, kpis: [revenue_kpi, best_kpi]}]}
"""


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "kpiframe.yaml").write_text(PROJECT)
    (tmp_path / "orders.csv").write_text("day,amount\n2026-10-01,3\n2026-10-01,5\n2026-10-02,8\n")
    return tmp_path


def values(document):
    return {row["kpi"]: row["value"] for row in document["results"]}


def test_without_leave_the_others_are_scored_and_the_status_says_so(cli, shop):
    result = cli("score", shop, "--format", "json", "--period", "2026-10")
    assert result.status == 2
    assert values(json.loads(result.out)) == {"revenue_kpi": 16.0, "best_kpi": None}
    assert "KPF232" in result.err
    assert "--allow-sql" in result.err


def test_with_leave_it_runs(cli, shop):
    result = cli("score", shop, "--format", "json", "--period", "2026-10", "--allow-sql")
    assert result.status == 0
    assert values(json.loads(result.out)) == {"revenue_kpi": 16.0, "best_kpi": 13.0}


def test_explain_and_report_take_it_too(cli, shop):
    assert "13" in cli("explain", "best_kpi", shop, "--period", "2026-10", "--allow-sql").out
    assert cli("report", shop, "--period", "2026-10", "--allow-sql", "-o", shop / "out").status == 0


def test_no_definition_can_give_leave(cli, shop):
    (shop / "kpiframe.yaml").write_text(PROJECT.replace("name: shop", "name: shop\nallow_sql: true"))
    result = cli("score", shop, "--period", "2026-10")
    assert result.status == 2
    assert "KPF503" in result.err


def test_python_asks_for_it_by_name(shop):
    project = kpiframe.load(shop)
    assert project.score("2026-10").results["best_kpi"].value is None
    assert project.score("2026-10", allow_sql=True).results["best_kpi"].value == 13.0
    with pytest.raises(kpiframe.KpiframeError):
        project.score("2026-10", allow_sql="yes")
