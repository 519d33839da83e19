"""Sources one below the other: the same columns by name, and on request where a row came from."""

from __future__ import annotations

import pytest

SOURCES = """
sources:
  old_till: {path: old.csv, columns: {day: date, receipt: text, amount: {type: decimal, scale: 2}}, time: day, key: [receipt], measured_by: own}
  new_till: {path: new.csv, columns: {amount: {type: decimal, scale: 4}, receipt: text, day: date}, time: day, key: [receipt], measured_by: own}
  tills: {union: [old_till, new_till]}
bindings:
  takings: {source: tills, agg: sum, expr: amount}
  receipts: {source: tills, agg: count}
"""
MARKED = SOURCES.replace("union: [old_till, new_till]", "union: {of: [old_till, new_till], origin: till}") + (
    '  from_old: {source: tills, agg: sum, expr: amount, filter: till == "old_till"}\n'
)


@pytest.fixture
def tills(written):
    """Two files with their columns in another order and money of another exactness."""
    written.write("old.csv", "day,receipt,amount\n2026-09-30,a1,10.25\n2026-10-01,a2,20.5\n")
    written.write("new.csv", "amount,receipt,day\n0.0001,b1,2026-10-02\n40,b2,2026-11-01\n")
    return written


def test_columns_meet_by_name(tills):
    found, values = tills.asked(SOURCES, period="2026-10")
    assert found.problems == ()
    assert values[()] == {"takings": (10.25, 20.5001), "receipts": (1.0, 2.0)}
    assert [(r.source, r.rows) for r in found.reports] == [("new_till", 2), ("old_till", 2), ("tills", 4)]


def test_a_column_names_the_source_of_a_row(tills):
    _, values = tills.asked(MARKED, period="2026-10", slice_by=["till"])
    assert {key: row["takings"] for key, row in values.items()} == {
        (): (10.25, 20.5001),
        ("old_till",): (10.25, 20.5),
        ("new_till",): (None, 0.0001),
    }
    assert values[()]["from_old"] == (10.25, 20.5)


def test_time_key_and_witness_carry_over(tills):
    tills.asked(SOURCES)
    made = tills.project.sources["tills"]
    assert (made.time, made.key, made.measured_by) == ("day", ("receipt",), "own")


def test_a_key_that_stands_in_both_is_told(tills):
    """Each file alone is clean; together receipt a2 was counted twice."""
    tills.write("new.csv", "amount,receipt,day\n20.5,a2,2026-10-01\n")
    found, _ = tills.asked(SOURCES)
    (warning,) = found.problems
    assert (warning.code, warning.subject) == ("KPF212", "tills")
    assert "(a2) x 2" in warning.message.en


def test_a_bad_member_stops_the_union(tills):
    tills.write("new.csv", "amount,receipt,day\nmuch,b1,2026-10-02\n")
    found, _ = tills.asked(SOURCES)
    assert [(p.code, p.subject) for p in found.problems] == [("KPF210", "new_till")]


def test_a_union_may_be_derived_from(tills):
    more = SOURCES.replace(
        "bindings:",
        (
            "  days: {derive: {from: tills, group_by: [day], columns: {taken: {agg: sum, expr: amount}}}, time: day}\nbindings:\n"
            "  best_day: {source: days, agg: max, expr: taken}"
        ),
    )
    _, values = tills.asked(more, period="2026-10")
    assert values[()]["best_day"] == (10.25, 20.5)


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("[old_till, new_till]", "[old_till, newtill]", "KPF543", "newtill"),
        ("[old_till, new_till]", "[old_till, old_till]", "KPF508", "twice"),
        ("[old_till, new_till]", "[old_till]", "KPF505", "union"),
        (
            "{amount: {type: decimal, scale: 4}, receipt: text",
            "{amount: integer, receipt: text",
            "KPF521",
            "amount: decimal and integer",
        ),
        (
            "{amount: {type: decimal, scale: 4}, receipt: text",
            "{amount: {type: decimal}, receit: text",
            "KPF521",
            "receipt: text and absent",
        ),
        ("union: [old_till, new_till]", "union: [old_till, new_till], columns: {day: date}", "KPF503", "columns"),
        ("union: [old_till, new_till]", "union: {of: [old_till, new_till], origin: day}", "KPF508", "day"),
    ],
)
def test_faults_of_a_union(tills, old, new, code, told):
    assert old in SOURCES
    problems = tills.refused(SOURCES.replace(old, new, 1).replace("key: [receipt], ", ""))
    assert problems[0].code == code, problems[0]
    assert told in problems[0].message.en


def test_different_times_must_be_decided(tills):
    """One till dates a row when it was paid, the other when it was booked."""
    text = SOURCES.replace("receipt: text, amount", "receipt: text, booked: date, amount").replace(
        "receipt: text, day: date", "receipt: text, booked: date, day: date"
    )
    other = text.replace("day: date}, time: day", "day: date}, time: booked")
    (problem,) = tills.refused(other)
    assert (problem.code, "different `time`" in problem.message.en) == ("KPF506", True)
    assert tills.refused(other.replace("tills: {", "tills: {time: day, ")) == []
