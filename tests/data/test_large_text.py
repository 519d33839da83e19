"""Rows of text that memory cannot hold lie in a temporary file, and nothing else changes."""

from __future__ import annotations

import random

import pytest

from kpiframe.data import database
from kpiframe.data.database import Database
from kpiframe.data.findings import engine_failure
from kpiframe.problems import DataError

COLUMNS = {"day": "date", "shop": "text", "amount": {"type": "decimal", "scale": 2}, "n": "integer"}
SALES = {
    "path": "shop.csv",
    "columns": COLUMNS,
    "time": "day",
    "key": ["day", "shop", "n"],
    "drop_rows": ['shop == "all"'],
}
ASKED = {
    "sales": {"source": "shop", "agg": "sum", "expr": "amount"},
    "shops": {"source": "shop", "agg": "count_distinct", "expr": "shop"},
    "middle": {"source": "shop", "agg": "median", "expr": "n"},
    "newest": {"source": "shop", "agg": "last", "expr": "n"},
}


@pytest.fixture
def cramped(monkeypatch):
    """Every text is too large for the memory there is."""
    monkeypatch.setattr(database, "_SMALL", 0)
    monkeypatch.setattr(database, "_TYPED", 10**15)


def rows(count, seed=7):
    chance = random.Random(seed)
    lines = (
        f"2026-{1 + i % 10:02}-{1 + i % 28:02},{'all' if i % 50 == 0 else f'shop {chance.randrange(9)}'},"
        f"{chance.randrange(10_000) / 100:.2f},{i if i % 7 else ''}"
        for i in range(count)
    )
    return "day,shop,amount,n\n" + "\n".join(lines) + "\n"


def test_the_numbers_and_the_findings_are_the_same(bench, request):
    bench.write("shop.csv", rows(500))
    in_memory = bench.gather({"shop": SALES}, ASKED, slice_by=["shop"])
    request.getfixturevalue("cramped")
    in_a_file = bench.gather({"shop": SALES}, ASKED, slice_by=["shop"])
    assert in_a_file[1] == in_memory[1]
    assert in_memory[1][()]["sales"][-1] is not None
    assert (in_a_file[0].reports, in_a_file[0].problems) == (in_memory[0].reports, in_memory[0].problems)


def test_bad_cells_are_found_in_it(bench, cramped):
    bench.write("shop.csv", rows(20) + "2026-10-30,shop 1,1_000,5\n")
    found, _ = bench.gather({"shop": SALES}, ASKED)
    assert [(p.code, p.location.line) for p in found.problems if p.severity == "error"] == [("KPF210", 22)]


def test_the_file_is_gone_with_the_database_and_the_lock_holds(cramped, tmp_path):
    with Database(temp_directory=tmp_path) as db:
        db.expect(1)
        db.hold("kept", "SELECT range AS n FROM range(100000)")
        assert db.select("SELECT SUM(n) FROM kept") == [(4_999_950_000,)]
        (scratch,) = tmp_path.iterdir()
        assert "rows.duckdb" in {path.name for path in scratch.iterdir()}
        with pytest.raises(DataError):
            db.select(f"SELECT * FROM read_blob('{scratch}/rows.duckdb')")
    assert list(tmp_path.iterdir()) == []


def test_text_that_fits_stays_in_memory(tmp_path):
    """Twice the text must fit: 64 MB never count, 100 MB are too much for 150."""
    for text, limit, files in (
        (63_000_000, "150MB", set()),
        (100_000_000, "4GB", set()),
        (100_000_000, "150MB", {"rows.duckdb"}),
    ):
        with Database(temp_directory=tmp_path, memory_limit=limit) as db:
            db.expect(text)
            (scratch,) = tmp_path.iterdir()
            assert {path.name for path in scratch.iterdir() if path.suffix == ".duckdb"} == files


def test_what_the_engine_cannot_read_and_finds_no_fault_with_is_not_believed(bench, monkeypatch):
    """It may read on past what it failed over: no line is listed, and yet the rows are not those of the file."""
    bench.write("shop.csv", rows(20))
    held, reads = Database.hold, []

    def fails_strictly(self, name, sql):
        reads.append("store_rejects" in sql)
        if not reads[-1]:
            raise DataError(engine_failure("it cannot be read strictly"))
        held(self, name, sql)

    monkeypatch.setattr(Database, "hold", fails_strictly)
    found, _ = bench.gather({"shop": SALES}, ASKED)
    assert reads == [False, False, True]
    assert [p.code for p in found.problems if p.severity == "error"] == ["KPF547"]
