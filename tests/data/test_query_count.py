"""A small project asks the engine little: what a statement costs is the same for ten rows as for ten thousand."""

from __future__ import annotations

import pytest

from kpiframe.data.database import Database

COLUMNS = {"day": "date", "shop": "text", "amount": "decimal"}
SUM = {"sales": {"source": "shop", "agg": "sum", "expr": "amount"}}


@pytest.fixture
def statements(monkeypatch):
    """The statements run so far."""
    run, seen = Database._run, []

    def watched(self, statement):
        seen.append(statement)
        return run(self, statement)

    monkeypatch.setattr(Database, "_run", watched)
    return seen


def sales(bench, statements, text, **more):
    bench.write("shop.csv", text)
    found, values = bench.gather({"shop": {"path": "shop.csv", "columns": COLUMNS, "time": "day", **more}}, SUM)
    return found, values, len(statements)


def test_a_clean_file_takes_five_statements(bench, statements):
    """Rows, census, days, aggregates, the answer with the spine inside."""
    found, values, count = sales(bench, statements, "day,shop,amount\n2026-10-01,Huế,2.5\n2026-10-02,Hội An,4\n")
    assert found.problems == ()
    assert values[()] == {"sales": (6.5,)}
    assert count == 5


def test_dropped_rows_their_texts_and_a_key_take_one_each(bench, statements):
    text = "day,shop,amount\n2026-10-01,Huế,2.5\n2026-10-02,Hội An,4\n,all,6.5\n"
    _, values, count = sales(bench, statements, text, drop_rows=['shop == "all"'], key=["day", "shop"])
    assert values[()] == {"sales": (6.5,)}
    assert count == 8


def test_broken_lines_are_asked_for_only_when_there_are_any(bench, statements):
    found, _, _ = sales(bench, statements, "day,shop,amount\n2026-10-01,Huế,2.5\n2026-10-02,Hội An\n")
    broken = [p for p in found.problems if p.severity == "error"]
    assert [(p.subject, p.location.line) for p in broken] == [("shop", 3)]


def test_only_sums_of_doubles_are_checked_for_their_range(bench, statements):
    """1e308 + 1e308 leaves the range of a double: an overflow, not an infinite number."""
    bench.write("shop.csv", "day,amount\n2026-10-01,1e308\n2026-10-02,1e308\n")
    columns = {"day": "date", "amount": "float"}
    found, _ = bench.gather({"shop": {"path": "shop.csv", "columns": columns, "time": "day"}}, SUM)
    assert [p.subject for p in found.problems if p.severity == "error"] == ["shop"]
