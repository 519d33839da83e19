"""Rows that stand in a file twice: a copy of an export is told, answers that happen to be alike are only noted."""

from __future__ import annotations

import pytest
import xlsxwriter

SOURCE = {"path": "s.csv", "columns": {"day": "date", "cost": "decimal"}, "time": "day"}
COST = {"cost": {"source": "s", "agg": "sum", "expr": "cost"}}
DAYS = [f"2026-10-{day:02},a campaign,{day * 7}" for day in range(1, 13)]
HEADER = "day,campaign,cost"


def told(bench, *files, **more):
    """(severity, message) of KPF249 among the problems and the notes, and the sum."""
    for number, lines in enumerate(files):
        bench.write(f"s{number or ''}.csv", "\n".join(lines) + "\n")
    path = {"path": "s*.csv"} if len(files) > 1 else {}
    found, numbers = bench.gather({"s": SOURCE | path | more}, COST, period="2026-10")
    seen = dict.fromkeys((*found.problems, *found.reports[0].notes))
    notes = [(p.severity.value, p.message.en) for p in seen if p.code == "KPF249"]
    return notes, numbers[()]["cost"][-1]


def test_an_export_that_was_appended_to_itself(bench):
    """Twelve days of 7 * (1 + … + 12) = 546 in all, and the same again."""
    notes, cost = told(bench, [HEADER, *DAYS, *DAYS])
    assert cost == 1092.0
    ((severity, message),) = notes
    assert severity == "warning"
    assert "12 of 24 rows" in message
    assert "lines 2 = 14, 3 = 15, 4 = 16" in message


def test_two_downloads_that_overlap(bench):
    """Day 1 to 8 in one file, 4 to 12 in the other: five days count twice."""
    notes, cost = told(bench, [HEADER, *DAYS[:8]], [HEADER, *DAYS[3:]])
    assert cost == 546.0 + 7 * (4 + 5 + 6 + 7 + 8)
    assert [severity for severity, _ in notes] == ["warning"]
    assert "5 of 17 rows" in notes[0][1]


def test_rows_without_repetition(bench):
    assert told(bench, [HEADER, *DAYS]) == ([], 546.0)


def test_answers_that_happen_to_be_alike_are_noted_only(bench):
    """Scores of one day: 9, 7, 9, 10, 9, 7, 8."""
    lines = [f"2026-10-01,x,{score}" for score in (9, 7, 9, 10, 9, 7, 8)]
    notes, cost = told(bench, [HEADER, *lines])
    assert cost == 59.0
    assert [severity for severity, _ in notes] == ["info"]
    assert "3 of 7 rows" in notes[0][1]


def test_a_declared_key_says_which_rows_may_be_alike(bench):
    notes, _ = told(bench, [HEADER, *DAYS, *DAYS], key=("day",))
    assert notes == []


def test_columns_that_are_not_read_tell_rows_apart(bench):
    """The same day and cost for two campaigns are two rows."""
    other = [line.replace("a campaign", "another") for line in DAYS]
    assert told(bench, [HEADER, *DAYS, *other]) == ([], 1092.0)


def test_quoted_cells_with_line_breaks_are_one_row(bench):
    lines = [f'2026-10-{day:02},"two\nlines",{day}' for day in range(1, 8)]
    assert told(bench, [HEADER, *lines]) == ([], 28.0)
    notes, cost = told(bench, [HEADER, *lines, *lines])
    assert cost == 56.0
    assert "7 of 14 rows" in notes[0][1]


@pytest.mark.parametrize(("times", "count"), [(1, 0), (2, 12)])
def test_a_sheet(bench, times, count):
    book = xlsxwriter.Workbook(str(bench.root / "s.xlsx"))
    sheet = book.add_worksheet()
    for line, row in enumerate([HEADER, *DAYS * times]):
        sheet.write_row(line, 0, row.split(","))
    book.close()
    found, _ = bench.gather({"s": SOURCE | {"path": "s.xlsx", "format": "workbook"}}, COST, period="2026-10")
    assert [p.code for p in found.problems if p.severity == "warning"] == ["KPF249"] * bool(count)
