"""Many cards: each is made when it is taken, by this process or another, and written as JSON without a copy."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import pytest

import kpiframe
from kpiframe.problems import Location, Problem, Severity, UsageError
from kpiframe.render.to_json import to_json
from kpiframe.texts import Text

PROJECT = """
kpiframe: 1
name: shop
slice_by: [city]
sources:
  orders: {path: orders.csv, columns: {day: date, city: text, amount: integer}, time: day}
bindings:
  revenue: {source: orders, agg: sum, expr: amount}
  orders:  {source: orders, agg: count}
kpis:
  - name: average_order
    label: {en: Average order, vi: Đơn hàng trung bình}
    formula: revenue / orders
    inputs: {revenue: {unit: money}, orders: {unit: orders}}
    unit: money
    kind: ratio
    direction: higher_is_better
    thresholds: {warn: 50, target: 100}
    measured_by: own
    audience: [existing_customers]
scorecards:
  - {name: main, label: Main, groups: [{name: all, label: All, kpis: [average_order]}]}
"""
ORDERS = "day,city,amount\n2026-09-06,Huế,30\n2026-10-05,Huế,10\n2026-10-06,Đà Nẵng,30\n2026-10-07,Đà Nẵng,50\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kpiframe.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path


def averages(cards) -> dict[str, float | None]:
    return {card.document.frame.slice.get("city", "all"): card.results["average_order"].value for card in cards}


def test_a_card_is_made_when_it_is_taken(folder):
    told = []
    cards = kpiframe.load(folder).score_each("2026-10", watch=lambda *step: told.append(step))
    made = [step for step in told if step[0] == "scorecards"]
    assert made == []  # the data are read, and no card is made
    taking = iter(cards)
    next(taking)
    assert [step for step in told if step[0] == "scorecards"] == [("scorecards", 0, 3)]
    next(taking)
    assert [step for step in told if step[0] == "scorecards"] == [("scorecards", 0, 3), ("scorecards", 1, 3)]


def test_cards_have_a_length_and_come_total_first_as_often_as_asked(folder):
    cards = kpiframe.load(folder).score_each("2026-10")
    assert len(cards) == 3
    assert averages(cards) == {"all": 30, "Huế": 10, "Đà Nẵng": 40}
    assert next(iter(averages(cards))) == "all"
    assert [card.to_dict() for card in cards] == [card.to_dict() for card in kpiframe.load(folder).score_all("2026-10")]


def test_what_is_wrong_with_the_data_is_known_before_a_card_is_taken(folder):
    (folder / "orders.csv").write_text(ORDERS + "soon,Huế,10\n", encoding="utf-8")
    cards = kpiframe.load(folder).score_each("2026-10")
    assert any(problem.severity is Severity.ERROR for problem in cards.problems)


@pytest.mark.parametrize("indent", [None, 2])
def test_json_has_the_bytes_of_the_copy(folder, indent):
    for card in kpiframe.load(folder).score_each("2026-10"):
        copied = json.dumps(card.to_dict(), sort_keys=True, allow_nan=False, ensure_ascii=False, indent=indent)
        assert card.to_json(indent) == copied
    assert card.to_json(2) + "\n" == to_json(card.to_dict())


def test_json_refuses_a_number_it_cannot_hold(folder):
    card = kpiframe.load(folder).score("2026-10")
    endless = replace(card, document=replace(card.document, score=replace(card.document.score, reported=float("inf"))))
    with pytest.raises(ValueError, match="inf"):
        endless.to_json()


def test_shares_make_the_same_cards_in_another_process(folder):
    cards = kpiframe.load(folder).score_each("2026-10")
    shares = pickle.loads(pickle.dumps(list(cards.shares(2))))
    assert [len(share.hands) for share in shares] == [2, 1]
    other = kpiframe.load(folder).resume(shares[0].common)
    made = [other.card(hand) for share in shares for hand in share.hands]
    assert [card.to_json() for card in made] == [card.to_json() for card in cards]


def test_definitions_that_changed_since_are_refused(folder):
    (share,) = kpiframe.load(folder).score_each("2026-10").shares(9)
    (folder / "kpiframe.yaml").write_text(PROJECT.replace("target: 100", "target: 99"), encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        kpiframe.load(folder).resume(share.common)
    assert refused.value.problems[0].message.en == "the definitions changed during the run"


def test_an_error_keeps_its_problems_between_processes():
    problem = Problem("KPF559", Text("no", "không"), Location("kpiframe.yaml", 3, 4), allowed=("a", "b"))
    again = pickle.loads(pickle.dumps(UsageError(problem)))
    assert type(again) is UsageError
    assert again.problems == (problem,)
    assert str(again) == str(UsageError(problem))
