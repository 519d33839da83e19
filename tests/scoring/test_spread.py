"""The spread of a mean reaches its margin from any data; without it there is a value, a score and no margin."""

from __future__ import annotations

from datetime import date

import pytest

import kpiframe
from kpiframe.project_reading import read_project

PROJECT = """
kpiframe: 1
name: ease
locale: en
sources:
  answers: {path: answers.csv, columns: {day: date, rating: float, sd: float, people: integer}, time: day,
            measured_by: independent}
bindings:
  mean_rating: {source: answers, agg: average, expr: rating}
  people_asked: {source: answers, agg: sum, expr: people}
  SPREAD
kpis:
  - name: ease
    label: Ease
    formula: mean_rating
    inputs: {mean_rating: {unit: score}, people_asked: {unit: people}, rating_sd: {unit: score}}
    base: people_asked
    interval: mean
    spread: rating_sd
    unit: score
    kind: survey
    direction: higher_is_better
    thresholds: {warn: 3, target: 5}
    family: satisfaction
    measured_by: independent
scorecards:
  - {name: main, groups: [{name: all, kpis: [ease]}]}
"""
BOUND = "rating_sd: {source: answers, agg: average, expr: sd}"
DATA = "day,rating,sd,people\n2026-09-30,4.2,1,100\n2026-10-31,4.3,1.5,225\n"


@pytest.fixture
def ease(tmp_path):
    def run(spread, data=DATA, **asked):
        (tmp_path / "kpiframe.yaml").write_text(PROJECT.replace("SPREAD", spread), encoding="utf-8")
        (tmp_path / "answers.csv").write_text(data, encoding="utf-8")
        return kpiframe.load(tmp_path).score("2026-10", today=date(2026, 11, 5), **asked).results["ease"]

    return run


def test_the_margin_comes_from_the_spread_of_the_period(ease):
    row = ease(BOUND)
    assert row.margin == pytest.approx((4.3 - 0.196, 4.3 + 0.196))  # 1.96 x 1.5 / 15
    assert (row.state, row.previous.verdict) == ("scored", "unchanged")  # 0.1 within hypot(0.196, 0.196) = 0.277


def test_an_unbound_spread_leaves_the_value_its_score(ease):
    row = ease("")
    assert (row.value, row.state, row.n, row.margin) == (4.3, "scored", 225, None)
    assert row.previous.verdict == "better"
    assert row.measured_by == "independent"


def test_a_spread_without_a_number_leaves_it_too(ease):
    row = ease(BOUND, DATA.replace("4.3,1.5,225", "4.3,,225"))
    assert (row.value, row.state, row.margin) == (4.3, "scored", None)


def test_an_unbound_spread_is_no_fault_of_the_project(tmp_path):
    (tmp_path / "kpiframe.yaml").write_text(PROJECT.replace("SPREAD", ""), encoding="utf-8")
    (tmp_path / "answers.csv").write_text(DATA, encoding="utf-8")
    assert read_project(tmp_path, root=tmp_path)[1] == []


def test_a_spread_names_an_input(tmp_path):
    wrong = PROJECT.replace("spread: rating_sd", "spread: rating_ds").replace("SPREAD", BOUND)
    (tmp_path / "kpiframe.yaml").write_text(wrong, encoding="utf-8")
    (tmp_path / "answers.csv").write_text(DATA, encoding="utf-8")
    faults = [p for p in read_project(tmp_path, root=tmp_path)[1] if p.code == "KPF520"]
    assert [p.meant[0] for p in faults] == ["rating_sd"]
    assert "rating_ds" in faults[0].message.vi


def test_numbers_given_by_hand_have_margins_alike(ease):
    given = {"mean_rating": 4.3, "people_asked": 225}
    assert ease("", observations={**given, "rating_sd": 1.5}).margin == pytest.approx((4.104, 4.496))
    assert ease("", observations=given).margin is None
