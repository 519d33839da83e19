"""Days as sentences write them, and what a source tells of its own date."""

from datetime import date

import pytest

from kpiframe.catalog.day_words import cited, dated, since, written
from kpiframe.catalog.knowledge import Citation, LifecycleEntry
from kpiframe.problems import Severity
from kpiframe.texts import NO_TEXT, Text, same


def test_a_day():
    assert written(date(2010, 6, 17)) == Text("17 June 2010", "17/06/2010")


@pytest.mark.parametrize(
    ("day", "precision", "told"),
    [
        (date(2025, 11, 15), "day", Text("15 November 2025", "15/11/2025")),
        (date(2026, 4, 1), "month", Text("April 2026", "tháng 4/2026")),
        (date(2026, 7, 1), "quarter", Text("Q3 2026", "quý 3/2026")),
        (date(2026, 12, 1), "quarter", Text("Q4 2026", "quý 4/2026")),
        (date(2021, 1, 1), "year", Text("2021", "2021")),
        (None, "day", NO_TEXT),
    ],
)
def test_an_entry_is_dated_as_precisely_as_it_is_known(day, precision, told):
    entry = LifecycleEntry("x", same("X"), "retired", same("Gone."), Severity.ERROR, True, day, precision)
    assert since(entry) == told


class TestSources:
    def test_its_own_date_stands_as_far_as_it_is_known(self):
        assert dated(Citation("a", "On AVEs", "2017-05", read_on="2026-11-21")) == same("2017-05")

    def test_without_one_it_tells_when_it_was_read(self):
        assert dated(Citation("a", "On AVEs", read_on="2026-03-04")) == Text("read 2026-03-04", "đọc ngày 04/03/2026")

    def test_without_either_it_tells_nothing(self):
        assert dated(Citation("a", "On AVEs")) == NO_TEXT

    def test_in_one_line(self):
        source = Citation("a", "On AVEs", read_on="2026-03-04", url="https://example.org/ave")
        assert cited(source, "vi") == "On AVEs, đọc ngày 04/03/2026, https://example.org/ave"
        assert cited(source, "en", address=False) == "On AVEs, read 2026-03-04"
        assert cited(Citation("b", "Off AVEs"), "en") == "Off AVEs"
