"""What stands beside a KPI on its card: it may not change the KPI's number, nor bring the card down."""

from __future__ import annotations

import pytest

DAILY = {"path": "rows.csv", "columns": {"day": "date", "shop": "text", "amount": "integer"}, "time": "day"}
BY_HAND = {f"2026-{month:02d}": 10 * month for month in range(1, 11)}
COUNTED = {"amount": "sum amount"}
GIVEN = {"cost": {"values": BY_HAND}, "rent": {"value": 10}}
SINCE_JANUARY = {"cost": "ytd(cost)", "rent": "ytd(rent)"}


def test_a_number_by_hand_does_not_depend_on_what_is_beside_it(project):
    """Costs of 10, 20, … 100 since January are 550; a rent of 10 for ten months is 100. Rows begin in March."""
    project.write("rows.csv", "day,shop,amount\n2026-03-05,a,1\n2026-10-05,a,1\n")
    for beside, shown in (({}, {}), (COUNTED, {"amount": "amount"})):
        found = project.score(DAILY, GIVEN | beside, formulas=SINCE_JANUARY | shown)
        assert {n: found.numbers[n] for n in SINCE_JANUARY} == {"cost": 550.0, "rent": 100.0}


def test_no_row_before_the_first_row_is_no_zero(project):
    """Nothing was counted in July, so there is no 0 of July either, though a rent of January stands beside."""
    project.write("rows.csv", "day,shop,amount\n2026-09-05,a,1\n2026-10-05,a,3\n")
    inputs = {"amount": {"agg": "sum", "expr": "amount", "empty": 0}}
    july = {"july": "coalesce(prev(amount, 3), 99)"}
    alone = project.score(DAILY, inputs, formulas=july)
    beside = project.score(DAILY, inputs | {"rent": {"value": 10}}, formulas=july | {"rent": "ytd(rent)"})
    assert (alone.numbers, beside.numbers) == ({"july": 99.0}, {"july": 99.0, "rent": 100.0})


def test_a_source_that_cannot_be_read_leaves_nothing_to_rank_by(project):
    """Ranked by an input whose column is gone: its KPI is in error, the other counts, and nothing else happens."""
    project.write("rows.json", '[{"day": "2026-10-01", "shop": "a"}]')
    project.write("more.csv", "day,shop,amount\n2026-10-01,a,2\n2026-10-01,b,5\n")
    told = project.score(
        DAILY | {"path": "rows.json", "format": "json"},
        {"amount": "sum amount", "other": {"source": "more", "agg": "sum", "expr": "amount"}},
        sources={"more": DAILY | {"path": "more.csv"}},
        slice_by=[{"column": "shop", "top": 1, "by": "amount"}],
    )
    assert (told.numbers, told.errors) == ({"amount": None, "other": 7.0}, ["KPF543"])
    assert told.of("(others)") == {"amount": None, "other": 7.0}


@pytest.mark.parametrize("beside", [{}, {"again": "count_distinct (paid_at)"}])
def test_brackets_around_a_moment_change_nothing(project, beside):
    """Two moments of one day are two moments, in brackets too and whoever else asks."""
    project.write("rows.csv", "paid_at\n2026-10-31 08:00:00\n2026-10-31 09:00:00\n")
    source = {"path": "rows.csv", "columns": {"paid_at": "timestamp"}, "time": "paid_at"}
    told = project.score(source, {"moments": "count_distinct paid_at"} | beside)
    assert set(told.numbers.values()) == {2.0}
