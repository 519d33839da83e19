"""A row says which slice it speaks of, whatever the slice is called; a period says how it is written."""

from __future__ import annotations

import pytest

import kpiframe

PROJECT = """
kpiframe: 1
name: shops
locale: en
calendar: {grain: GRAIN}
sources:
  sales: {path: sales.csv, columns: {day: date, group: text, amount: integer}, time: day, measured_by: own}
bindings:
  revenue: {source: sales, agg: sum, expr: amount}
slice_by: [group]
kpis:
  - name: income
    label: Income
    formula: revenue
    inputs: {revenue: {unit: money}}
    unit: money
    kind: flow
    direction: neutral
    family: business
    measured_by: own
scorecards:
  - {name: main, groups: [{name: all, kpis: [income]}]}
"""


@pytest.fixture
def load(tmp_path):
    def load(grain="month"):
        (tmp_path / "kpiframe.yaml").write_text(PROJECT.replace("GRAIN", grain), encoding="utf-8")
        (tmp_path / "sales.csv").write_text("day,group,amount\n2026-10-01,A,2\n2026-10-02,B,5\n", encoding="utf-8")
        return kpiframe.load(tmp_path)

    return load


def test_a_slice_called_like_a_column_keeps_its_own(load):
    rows = [row for card in load().score_all("2026-10") for row in card.table()]
    assert [(r.get("slice_group"), r["group"], r["value"]) for r in rows] == [
        (None, "all", 7),
        ("A", "all", 2),
        ("B", "all", 5),
    ]


@pytest.mark.parametrize(
    ("grain", "like"),
    [("day", "2026-10-31"), ("week", "2026-W44"), ("month", "2026-10"), ("quarter", "2026-Q4"), ("year", "2026")],
)
def test_a_period_written_wrongly_is_shown_how(load, grain, like):
    project = load(grain)
    with pytest.raises(kpiframe.UsageError) as caught:
        project.score("Oct")
    assert caught.value.problems[0].help.en == f"write it like {like}"
    assert project.score(like).document.frame.period == like
