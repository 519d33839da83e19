"""Promise 12: the locked DuckDB. Twelve ways out are shut, four ways of working stay open."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kpiframe.data.database import Database
from kpiframe.problems import DataError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "declared.csv").write_text("a,b\n1,2\n3,4\n")
    (tmp_path / "secret.csv").write_text("token\nhunter2\n")
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "secret.csv")
    return tmp_path


def csv(path):
    return (
        f"SELECT * FROM read_csv('{path}', auto_detect=false, all_varchar=true, header=false, skip=1, "
        "columns={'a': 'VARCHAR', 'b': 'VARCHAR'})"
    )


PROBES = {
    "another file": lambda f: f"SELECT * FROM read_text('{f}/secret.csv')",
    "a file named as a table": lambda f: f"SELECT * FROM '{f}/secret.csv'",
    "a path with ..": lambda f: csv(f"{f}/in/../secret.csv"),
    "a symbolic link": lambda f: csv(f"{f}/in/link.csv"),
    "the network": lambda f: "SELECT * FROM read_csv('https://example.org/a.csv')",
    "listing a folder": lambda f: f"SELECT * FROM glob('{f}/*')",
    "writing a file": lambda f: f"COPY (SELECT 1) TO '{f}/out.csv'",
    "writing over a source": lambda f: f"COPY (SELECT 1) TO '{f}/in/declared.csv' (USE_TMP_FILE false)",
    "attaching": lambda f: f"ATTACH '{f}/other.duckdb'",
    "installing": lambda f: "INSTALL httpfs",
    "loading": lambda f: "LOAD httpfs",
    "setting": lambda f: "SET enable_external_access=true",
    "a Python variable": lambda f: "SELECT * FROM folder",
    "two statements": lambda f: "SELECT 1; SELECT 2",
    "a statement behind a comment": lambda f: "SELECT 1 /* */; DROP TABLE x --",
    "explaining with effect": lambda f: "EXPLAIN ANALYZE SELECT 1",
    "a pragma": lambda f: "PRAGMA database_list",
    "a call": lambda f: "CALL pragma_version()",
    "creating": lambda f: "CREATE TABLE t AS SELECT 1",
    "nothing": lambda f: "",
    "no SQL": lambda f: "SELEC 1",
}


@pytest.mark.parametrize("way", PROBES)
def test_ways_out_are_shut(folder, way):
    with Database(threads=1) as db:
        db.allow([folder / "in" / "declared.csv"])
        with pytest.raises(DataError) as caught:
            db.select(PROBES[way](folder))
        assert [p.code for p in caught.value.problems] == ["KPF219"]
    assert (folder / "in" / "declared.csv").read_text() == "a,b\n1,2\n3,4\n"
    assert sorted(p.name for p in folder.iterdir()) == ["in", "secret.csv"]


def test_a_declared_csv_is_read(folder):
    with Database(threads=1) as db:
        db.allow([folder / "in" / "declared.csv"])
        assert db.select(csv(folder / "in" / "declared.csv")) == [("1", "2"), ("3", "4")]


def test_a_declared_parquet_is_read(folder):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = folder / "in" / "p.parquet"
    parquet.write_table(pyarrow.table({"x": [1, 2]}), path)
    with Database(threads=1) as db:
        db.allow([path])
        assert db.select(f"SELECT SUM(x) FROM read_parquet('{path}')") == [(3,)]


def test_a_frame_is_registered_after_the_lock(folder):
    pandas = pytest.importorskip("pandas")
    with Database(threads=1) as db:
        assert db.select("SELECT 1") == [(1,)]
        db.register("f", pandas.DataFrame({"x": [1, 2]}))
        assert db.select("SELECT SUM(x) FROM f") == [(3,)]


def test_spilling_works_under_the_lock(folder):
    with Database(threads=1, memory_limit="60MB", temp_directory=folder) as db:
        sql = "SELECT COUNT(*), MAX(r) FROM (SELECT ROW_NUMBER() OVER (ORDER BY hash(i)) r, i FROM range(3000000) t(i))"
        assert db.select(sql) == [(3_000_000, 3_000_000)]
    assert sorted(p.name for p in folder.iterdir()) == ["in", "secret.csv"]


def test_nothing_is_allowed_after_the_first_query(folder):
    with Database(threads=1) as db:
        db.select("SELECT 1")
        with pytest.raises(DataError):
            db.allow([folder / "secret.csv"])


def test_closing_removes_temporary_files(folder):
    with Database(threads=1, temp_directory=folder) as db:
        db.scratch("x.csv").write_text("1")
        assert len(list(folder.iterdir())) == 3
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("options", [{"timezone": "Asia/Nowhere"}, {"memory_limit": "much"}, {"threads": -1}])
def test_bad_options_are_told(options):
    with pytest.raises(DataError) as caught:
        Database(**options)
    assert caught.value.problems[0].code == "KPF219"


def test_standard_output_stays_empty():
    """The engine's progress bar writes to stdout even when it is redirected."""
    code = (
        "from kpiframe.data.database import Database\n"
        "with Database(threads=1) as db: db.select('SELECT COUNT(*) FROM range(200000000) t(i) WHERE i % 7 = 3')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.parametrize("way", PROBES)
def test_ways_out_are_shut_for_tables_too(folder, way):
    with Database(threads=1) as db:
        db.allow([folder / "in" / "declared.csv"])
        with pytest.raises(DataError) as caught:
            db.table("kept", PROBES[way](folder))
        assert [p.code for p in caught.value.problems] == ["KPF219"]
    assert (folder / "in" / "declared.csv").read_text() == "a,b\n1,2\n3,4\n"
    assert sorted(p.name for p in folder.iterdir()) == ["in", "secret.csv"]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t VALUES (1) RETURNING a",
        "UPDATE t SET a = 1",
        "DELETE FROM t",
        "EXECUTE q",
        "EXPLAIN SELECT 1",
        "SELECT 1) UNION ALL (SELECT 2",
        "PIVOT t ON a USING sum(a)",
    ],
)
@pytest.mark.parametrize("make", ["table", "view"])
def test_behind_as_the_engine_takes_a_select_only(text, make):
    """The gate asks for one CREATE; this pins that its grammar lets no other statement hide in one."""
    with Database(threads=1) as db:
        db.table("t", "SELECT 0 AS a")
        with pytest.raises(DataError):
            getattr(db, make)("kept", text)
        assert db.select("SELECT a FROM t") == [(0,)]
