"""A change of the headline splits into values, coverage and method, exactly."""

import pytest

from kpiframe.catalog.layouts import Missing
from kpiframe.scoring.comparability import split_change
from kpiframe.scoring.judgement import State
from kpiframe.scoring.totals import Item

GROUPS = [("all", 1)]


def scored(kpi, score):
    return Item(kpi, "all", 1, score, State.SCORED)


def test_each_part_has_its_own_figure():
    """Four KPIs. Old: 60, 80, 60 and 50 supposed for the missing one, 62.5. a rises by 12: +3. d comes in with 90
    instead of the supposed 50: +10. Another target then makes 75.5 a 70: -5.5."""
    old = [scored("a", 60), scored("b", 80), scored("c", 60), Item("d", "all", 1, None, State.MISSING)]
    new = [scored("a", 72), scored("b", 80), scored("c", 60), scored("d", 90)]
    split = split_change(old, new, GROUPS, Missing.CAUTIOUS, now=70)
    assert (split.values, split.coverage, split.method, split.total) == (3, 10, -5.5, 7.5)


def test_a_kpi_that_leaves_is_coverage_not_improvement():
    old = [scored("a", 90), scored("b", 30)]
    split = split_change(old, [scored("a", 90)], GROUPS, Missing.CAUTIOUS, now=90)
    assert (split.values, split.coverage, split.method) == (0, 30, 0)


@pytest.mark.parametrize("now", [None, 70])
def test_a_withheld_headline_has_no_split(now):
    old = [scored("a", 60), Item("b", "all", 1, None, State.ERROR)]
    new = [scored("a", 60), scored("b", 60)]
    assert split_change(old if now else new, new, GROUPS, Missing.CAUTIOUS, now) is None
