"""What is told of rows without dates: the days they are about, and what the file says of itself."""

from __future__ import annotations

from datetime import date

COUNT = {"n": {"source": "s", "agg": "count"}}
PLAIN = {"path": "s.csv", "columns": {"n": "integer"}}


def report(bench, **more):
    bench.write("s.csv", "n\n3\n4\n")
    found, _ = bench.gather({"s": PLAIN | more}, COUNT, period="2026-10")
    (told,) = found.reports
    return told.dated, told.covers, told.as_of


def test_a_span(bench):
    october = (date(2026, 10, 1), date(2026, 10, 31))
    assert report(bench, covers=october, as_of=october[1]) == (False, october, date(2026, 10, 31))


def test_a_day(bench):
    assert report(bench, as_of=date(2026, 9, 30)) == (False, None, date(2026, 9, 30))


def test_nothing(bench):
    assert report(bench) == (False, None, None)


def test_rows_with_dates(bench):
    bench.write("s.csv", "day\n2026-10-03\n")
    found, _ = bench.gather({"s": {"path": "s.csv", "columns": {"day": "date"}, "time": "day"}}, COUNT)
    assert (found.reports[0].dated, found.reports[0].as_of) == (True, None)
