"""Result tables out: Parquet, and a table in a DuckDB file that holds a run once however often it runs."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kpiframe.data.writing import Written, write_parquet, write_table
from kpiframe.problems import UsageError

KINDS = [
    ("project", "text"), ("scorecard", "text"), ("period", "text"), ("slice", "text"), ("kpi", "text"),
    ("value", "number"), ("as_of", "day"), ("complete", "yes_no"), ("fingerprint", "text"), ("methodology", "text"),
]  # fmt: skip


def row(kpi="nps", value=40.0, *, period="2026-10", cut=None, mark="f1", method="m1", project="sen"):
    return (project, "main", period, cut, kpi, value, date(2026, 10, 31), True, mark, method)


def current(file: Path, what="kpi, value, fingerprint"):
    with duckdb.connect(str(file), read_only=True) as connection:
        return sorted(connection.execute(f"SELECT {what} FROM kpiframe_results WHERE NOT superseded").fetchall())


def count(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute("SELECT count(*) FROM kpiframe_results").fetchone()[0]


def test_parquet_keeps_types_texts_and_missing_values(tmp_path):
    path = tmp_path / "r.parquet"
    write_parquet(path, KINDS, [row("nps", None, cut='{"a": "=1"}'), row("điểm", 0.1)])
    found = duckdb.sql(f"SELECT kpi, value, as_of, complete, slice FROM read_parquet('{path}')")
    assert [str(t) for t in found.types] == ["VARCHAR", "DOUBLE", "DATE", "BOOLEAN", "VARCHAR"]
    assert found.fetchall() == [
        ("nps", None, date(2026, 10, 31), True, '{"a": "=1"}'),
        ("điểm", 0.1, date(2026, 10, 31), True, None),
    ]


def test_parquet_has_the_same_bytes_twice_and_any_number_of_rows(tmp_path):
    many = [row(f"kpi_{i}", i / 7) for i in range(12_001)]
    for name in ("a", "b"):
        write_parquet(tmp_path / name, KINDS, iter(many))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    found = duckdb.sql(f"SELECT kpi, value FROM read_parquet('{tmp_path / 'a'}')").fetchall()
    assert found == [(r[4], r[5]) for r in many]


def test_a_table_without_rows_is_still_a_table(tmp_path):
    write_parquet(tmp_path / "none.parquet", KINDS, [])
    assert duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path / 'none.parquet'}')").columns == [n for n, _ in KINDS]


def test_the_same_run_twice_leaves_the_same_rows(tmp_path):
    file = tmp_path / "r.duckdb"
    run = [row("nps", 40.0), row("nps", 38.0, cut='{"city": "Huế"}'), row("csat", None)]
    assert write_table(file, KINDS, run) == Written(added=3, replaced=0, superseded=0)
    before = current(file)
    assert write_table(file, KINDS, run) == Written(added=0, replaced=0, superseded=0, unchanged=3)
    assert (current(file), count(file)) == (before, 3)


def test_new_data_under_the_same_definition_replace_the_number(tmp_path):
    file = tmp_path / "r.duckdb"
    write_table(file, KINDS, [row(value=40.0)])
    write_table(file, KINDS, [row(value=41.0)])
    assert (current(file), count(file)) == ([("nps", 41.0, "f1")], 1)


@pytest.mark.parametrize("change", [{"mark": "f2"}, {"method": "m2"}])
def test_a_changed_definition_adds_rows_and_the_old_ones_stay_marked(tmp_path, change):
    file = tmp_path / "r.duckdb"
    write_table(file, KINDS, [row(value=40.0), row(value=7.0, period="2026-09")])
    assert write_table(file, KINDS, [row(value=55.0, **change)]) == Written(added=1, replaced=0, superseded=1)
    assert current(file, "period, value") == [("2026-09", 7.0), ("2026-10", 55.0)]
    assert count(file) == 3


def test_a_definition_that_comes_back_is_current_again(tmp_path):
    file = tmp_path / "r.duckdb"
    for mark, value in (("f1", 40.0), ("f2", 55.0), ("f1", 42.0)):
        write_table(file, KINDS, [row(value=value, mark=mark)])
    assert (current(file), count(file)) == ([("nps", 42.0, "f1")], 2)


def test_a_kpi_that_left_the_scorecard_and_a_slice_that_is_gone_are_no_longer_current(tmp_path):
    file = tmp_path / "r.duckdb"
    write_table(file, KINDS, [row("nps"), row("old"), row("nps", cut='{"city": "Huế"}')])
    assert write_table(file, KINDS, [row("nps")]) == Written(added=0, replaced=0, superseded=2, unchanged=1)
    assert current(file, "kpi, slice") == [("nps", None)]


def test_other_clients_in_the_same_file_are_left_alone(tmp_path):
    file = tmp_path / "r.duckdb"
    write_table(file, KINDS, [row(project="one")])
    write_table(file, KINDS, [row(project="two", mark="f9")])
    assert current(file, "project") == [("one",), ("two",)]


def test_a_new_slice_gets_a_column_and_older_rows_have_nothing_there(tmp_path):
    file = tmp_path / "r.duckdb"
    write_table(file, KINDS, [row(period="2026-09")])
    write_table(file, [*KINDS, ("slice_Kênh", "text")], [(*row(cut='{"Kênh": "Web"}'), "Web")])
    assert current(file, 'period, "slice_Kênh"') == [("2026-09", None), ("2026-10", "Web")]
    write_table(file, KINDS, [row(period="2026-08")])
    assert count(file) == 3


def test_other_tables_of_the_file_are_left_alone(tmp_path):
    file = tmp_path / "shop.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE orders AS SELECT 1 AS id")
    write_table(file, KINDS, [row()])
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("SELECT id FROM orders").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE kpiframe_results (project INTEGER)",
        "CREATE VIEW kpiframe_results AS SELECT 1 AS project",
        """CREATE TABLE kpiframe_results AS SELECT '' project, '' scorecard, '' period, '' slice, '' kpi, 1 AS value,
        '' fingerprint, '' methodology, false superseded""",
    ],
)
def test_a_table_of_that_name_that_is_not_ours_is_refused(tmp_path, made):
    file = tmp_path / "other.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(made)
    with pytest.raises(UsageError) as caught:
        write_table(file, KINDS, [row()])
    problem = caught.value.problems[0]
    assert (problem.code, problem.message.en != problem.message.vi) == ("KPF909", True)
    assert "other.duckdb" in problem.message.vi


def test_a_file_that_is_no_database_stays_as_it_is(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("mine " * 2000, encoding="utf-8")
    with pytest.raises(UsageError, match=r"notes\.txt is not a DuckDB file"):
        write_table(file, KINDS, [row()])
    assert file.read_text(encoding="utf-8") == "mine " * 2000
    assert os.listdir(tmp_path) == ["notes.txt"]


def test_a_file_another_program_has_open_is_left_alone_and_said_so(tmp_path):
    file = tmp_path / "busy.duckdb"
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(UsageError, match=r"busy\.duckdb was not written") as caught:
            write_table(file, KINDS, [row()])
        other.stdin.close()
    assert "close the programs that have it open" in caught.value.problems[0].help.en


def test_what_fails_half_way_leaves_nothing_behind(tmp_path):
    def broken():
        yield row()
        raise KeyboardInterrupt

    new, old = tmp_path / "new.duckdb", tmp_path / "old.duckdb"
    write_table(old, KINDS, [row(value=1.0)])
    for file in (new, old):
        with pytest.raises(KeyboardInterrupt):
            write_table(file, KINDS, broken())
    assert sorted(os.listdir(tmp_path)) == ["old.duckdb"]
    assert current(old) == [("nps", 1.0, "f1")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b"day,leads\n2026-10-01,5\n"),
        ("x.json", b'[{"day": "2026-10-01"}]'),
        ("x.duckdb", b"not a database"),
        ("empty.duckdb", b""),
    ],
)
def test_a_file_that_duckdb_did_not_make_is_refused_and_stays(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(UsageError, match="is not a DuckDB file"):
        write_table(file, KINDS, [row()])
    assert file.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_parquet_file_is_no_place_for_a_table(tmp_path):
    file = tmp_path / "x.parquet"
    write_parquet(file, KINDS, [row()])
    with pytest.raises(UsageError, match=r"-o FILE"):
        write_table(file, KINDS, [row()])


def test_a_new_file_may_be_called_anything(tmp_path):
    file = tmp_path / "results.csv"
    assert write_table(file, KINDS, [row()]) == Written(1, 0, 0)
    assert write_table(file, KINDS, [row()]) == Written(0, 0, 0, unchanged=1)
    assert count(file) == 1


def test_an_older_table_gets_the_columns_it_lacks_and_its_rows_nothing_there(tmp_path):
    file = tmp_path / "r.duckdb"
    write_table(file, KINDS, [row(period="2026-09")])
    newer = [*KINDS, ("comparison", "text"), ("previous_whole_value", "number")]
    assert write_table(file, newer, [(*row(period="2026-10"), "to_date", 300.0)]) == Written(1, 0, 0)
    assert current(file, "period, comparison, previous_whole_value") == [
        ("2026-09", None, None),
        ("2026-10", "to_date", 300.0),
    ]
