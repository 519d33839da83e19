"""Pairs that nobody declared and that the numbers show."""

import random
from datetime import date

import pytest

from kpiframe.catalog.layouts import Group, Layout
from kpiframe.rules import pairs_by_numbers as module
from kpiframe.rules.correlation import changes, paired, spearman
from kpiframe.rules.definition_facts import setting_of
from kpiframe.rules.pairs_by_numbers import paired_by_numbers
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.texts import same

DAY = date(2026, 11, 21)
UP = [100, 101, 103, 106, 110, 115, 121, 128, 136, 145, 155, 166, 178]  # changes 1 to 12
SLOWING = [100, 112, 123, 133, 142, 150, 157, 163, 168, 172, 175, 177, 178]  # changes 12 to 1


def seen(values):
    return KpiSeen("scored", tuple(values))


@pytest.fixture
def found(kpi, world):
    def make(series, weights=None, declared=None):
        catalog, _ = world([kpi(n, corroborated_by=(declared or {}).get(n, [])) for n in series])
        shares = dict.fromkeys(series, 1 / len(series)) if weights is None else weights
        layout = Layout("card", same("c"), (Group("all", same("a"), 1.0, tuple(series)),))
        card = CardFacts(seen={name: seen(values) for name, values in series.items()})
        return list(paired_by_numbers(card, setting_of(catalog, layout, DAY, shares)))

    return make


def test_together_and_against_each_other(found):
    assert found({"up": UP, "slowing": SLOWING, "flat": [7] * 13}) == [("slowing", "up")]


def test_twelve_changes_at_least(found):
    assert found({"up": UP[:12], "slowing": SLOWING[:12]}) == []


def test_weighted_ones_only_and_none_that_are_declared(found):
    both = {"up": UP, "slowing": SLOWING}
    assert found(both, weights={"up": 1.0, "slowing": 0.0}) == []
    assert found(both, declared={"up": ["slowing"]}) == []
    assert found(both, declared={"slowing": ["up"]}) == []


def test_a_gap_does_not_hide_a_pair_that_has_twelve_changes_all_the_same(found):
    long = [90, 95, *UP]
    gap = [*long[:4], None, *long[5:]]
    assert found({"long": long, "gap": gap, "slowing": [1, 2, *SLOWING]}) == [
        ("gap", "long"), ("gap", "slowing"), ("long", "slowing"),
    ]  # fmt: skip
    assert found({"long": UP, "gap": [*UP[:4], None, *UP[5:]]}) == []


def test_it_is_the_same_as_looking_at_every_pair(found):
    rng = random.Random(7)
    series = {
        f"k{i:02}": [None if rng.random() < 0.08 * (i % 3) else rng.randint(0, 9) for _ in range(20)] for i in range(40)
    }
    slow = []
    for one in series:
        for two in series:
            xs, ys = paired(changes(series[one]), changes(series[two]))
            rho = spearman(xs, ys) if one < two and len(xs) == 12 else None
            if rho is not None and abs(rho) >= 0.5 - 1e-9:
                slow.append((one, two))
    assert len(slow) > 20
    assert found(series) == slow


def test_two_hundred_kpis_are_ranked_once_each(found, monkeypatch):
    ranked = []
    real = module.unit_ranks
    monkeypatch.setattr(module, "unit_ranks", lambda values: ranked.append(1) or real(values))
    rng = random.Random(8)
    found({f"k{i:03}": [rng.gauss(0, 1) for _ in range(25)] for i in range(200)})
    assert len(ranked) <= 2 * 200
