"""Amounts of two currencies: 100 dollars and 2,000,000 đồng are not 2,000,100 of anything."""

from __future__ import annotations

import pytest

DONG = {"path": "dong.csv", "columns": {"day": "date", "spend": {"type": "decimal", "money": True}}, "time": "day"}
DOLLARS = DONG | {"path": "rows.csv", "currency": "USD"}
SPENT = {"name": "spent", "label": "Spent", "unit": "money", "kind": "flow", "direction": "neutral"}


@pytest.fixture
def money(project):
    """A KPI ``spent`` in the project's money, of dollars (``rows``) and đồng (``dong``)."""
    project.write("rows.csv", "day,spend\n2026-10-03,100\n")
    project.write("dong.csv", "day,spend\n2026-10-03,2000000\n")

    def score(formula, bindings, sources=None, unit="money"):
        kpi = SPENT | {"unit": unit, "formula": formula, "inputs": {name: {"unit": unit} for name in bindings}}
        card = {"name": "all", "groups": [{"name": "all", "weight": 1, "kpis": ["spent"]}]}
        sources = {"dong": DONG, **(sources or {})}
        told = project.score(DOLLARS, bindings, sources=sources, kpis=[kpi], scorecards=[card])
        return told.numbers.get("spent"), told.errors, told.text

    return score


IN_DONG = {"source": "dong", "agg": "sum", "expr": "spend"}


def test_dollars_are_no_dong(money):
    number, errors, text = money("meta + tiktok", {"meta": "sum spend", "tiktok": IN_DONG})
    assert (number, errors) == (None, ["KPF584"])
    assert "VND" in text
    assert "is in USD" in text


def test_dollars_that_are_converted_are(money):
    """100 * 25,400 + 2,000,000."""
    number, errors, _ = money("meta + tiktok", {"meta": "sum spend * 25400", "tiktok": IN_DONG})
    assert (number, errors) == (4_540_000.0, [])


def test_how_many_payments_is_no_money(money):
    assert money("paid", {"paid": "count spend"}, unit="count")[:2] == (1.0, [])


def test_what_is_derived_of_dollars_is_in_dollars(money):
    each = {"derive": {"from": "rows", "group_by": ["day"], "columns": {"most": {"agg": "max", "expr": "spend"}}}}
    most = {"most": {"source": "each", "agg": "sum", "expr": "most"}}
    assert money("most", most, {"each": each | {"time": "day"}})[1] == ["KPF584"]
    each["derive"]["columns"]["most"] = {"agg": "sum", "expr": "spend * 25400"}
    number, errors, _ = money("most", most, {"each": each | {"time": "day", "currency": "VND"}})
    assert (number, errors) == (2_540_000.0, [])


def test_dollars_and_dong_are_not_stacked(money):
    both = {"source": "both", "agg": "sum", "expr": "spend"}
    assert money("all_of_it", {"all_of_it": both}, {"both": {"union": ["rows", "dong"]}})[1] == ["KPF240"]
