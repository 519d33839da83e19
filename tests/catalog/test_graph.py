"""Levels and loops of definitions that name each other."""

from __future__ import annotations

import time

from kpiframe.catalog.graph import levels, levels_of
from kpiframe.catalog.loader import load_shipped


def test_levels_come_after_what_they_need():
    needs = {
        "profit": ["revenue", "cost"],
        "margin": ["profit", "revenue"],
        "revenue": [],
        "cost": [],
        "ratio": ["margin"],
    }
    assert levels_of(needs) == ((("revenue", "cost"), ("profit",), ("margin",), ("ratio",)), ())


def test_a_need_that_is_not_there_is_ignored():
    assert levels_of({"a": ["input", "b"], "b": ["input"]}) == ((("b",), ("a",)), ())


def test_a_loop_is_told_once_and_what_needs_it_has_no_level():
    found, cycles = levels_of({"a": ["b"], "b": ["c"], "c": ["a"], "user": ["a"], "free": []})
    assert found == (("free",),)
    assert cycles == (("a", "b", "c"),)


def test_every_group_of_mutual_need_gives_a_loop():
    needs = {"x": ["y", "z"], "y": ["y"], "z": ["x"]}
    assert sorted(levels_of(needs)[1]) == [("x", "z"), ("y",)]


def test_a_name_needed_twice_counts_once():
    assert levels_of({"a": ["b", "b"], "b": []}) == ((("b",), ("a",)), ())


def test_a_chain_of_a_twenty_thousand_needs_no_recursion_and_no_time():
    needs = {f"k{i}": [f"k{i + 1}"] for i in range(20_000)} | {"k20000": []}
    begin = time.process_time()
    assert len(levels_of(needs)[0]) == 20_001
    assert len(levels_of(needs | {"k20000": ["k0"]})[1][0]) == 20_001
    assert time.process_time() - begin < 5


def test_shipped_kpis_have_levels_and_no_loop():
    catalog, problems = load_shipped()
    found, cycles = levels(catalog.kpis)
    assert problems == []
    assert cycles == ()
    assert sorted(name for level in found for name in level) == sorted(catalog.kpis)


def test_an_input_hides_a_kpi_of_the_same_name(read):
    result = read(
        """\
        kpis:
          - name: sessions
            label: Sessions
            formula: sessions
            inputs: {sessions: {unit: sessions}}
            unit: count
            kind: flow
            direction: neutral
        """
    )
    assert result.problems == []
    assert levels(result.project.catalog.kpis) == ((("sessions",),), ())
