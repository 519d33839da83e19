"""What each change is worth: its own points where it can stand alone, else the points of all together."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kpiframe.catalog.differences import Change, Effect
from kpiframe.history.impact import MOST_ALONE, Impact, measure
from kpiframe.problems import Problem, UsageError
from kpiframe.texts import same


def card(score, period="2026-10"):
    return SimpleNamespace(score=SimpleNamespace(relevance=score), frame=SimpleNamespace(period=period))


def change(path):
    return Change(path, same(path), same("a"), same("b"), Effect.VALUES)


@pytest.mark.parametrize(
    ("before", "after", "alone", "expected"),
    [
        (70.0, 75.0, {"x": 3.0, "y": 2.0}, [(3.0, True), (2.0, True)]),
        (70.0, 75.0, {"x": 5.0}, [(5.0, True), (5.0, False)]),  # y cannot stand alone
        (70.0, 75.0, {"x": 0.0, "y": -1.0}, [(5.0, False), (5.0, False)]),  # neither lifts it, both do
        (70.0, 75.0, {"x": 0.0, "y": None}, [(0.0, True), (None, True)]),  # of y alone nothing is known
        (70.0, 65.0, {"x": -2.0, "y": -3.0}, [(-2.0, True), (-3.0, True)]),
        (None, 75.0, {"x": None}, [(None, True), (None, False)]),
    ],
)
def test_points_of_a_change_and_whether_they_are_its_own(before, after, alone, expected):
    impact = Impact(card(before), card(after), alone)
    assert [impact.rise_of(change(path)) for path in ("x", "y")] == expected


def test_the_older_version_is_scored_in_the_period_the_newer_one_was():
    asked = []

    def score(project, period):
        asked.append((project, period))
        return card({"new": 80.0, "old": 70.0}[project])

    impact = measure("old", "new", [change("sources.rows.path")], score, None)
    assert asked == [("new", None), ("old", "2026-10")]
    assert (impact.rise, impact.rise_of(change("sources.rows.path"))) == (10.0, (10.0, True))


def test_a_mixture_that_cannot_be_scored_and_one_too_many_are_not_told_apart():
    def score(project, period):
        if project not in ("old", "new"):
            raise UsageError(Problem("KPF551", same("no")))
        return card(70.0)

    many = [change(f"sources.s{n}.path") for n in range(MOST_ALONE + 1)]
    assert measure("old", "new", many, score, None).alone == {}
    assert measure("old", "new", many[:2], score, None).alone == {}
