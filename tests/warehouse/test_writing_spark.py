"""Results into a table of Spark, in a process of its own with a metastore of its own: every step tells what it saw."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys

import pytest

pytest.importorskip("ibis")
pytestmark = pytest.mark.slow

SCRIPT = """
import json, sys
from datetime import date
from pathlib import Path
from pyspark.sql import SparkSession

here = Path(sys.argv[1])
settings = {
    "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "1",
    "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.warehouse.dir": str(here / "tables"), "spark.sql.catalogImplementation": "hive",
    "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={here}/meta;create=true",
    "spark.driver.extraJavaOptions": f"-Dderby.system.home={here}",
}
builder = SparkSession.builder.master("local[1]")
for key, value in settings.items():
    builder = builder.config(key, value)
spark = builder.getOrCreate()

from kpiframe.catalog.warehouses import Outlet
from kpiframe.data import spark_results
from kpiframe.data.warehouse_writing import target_of, write_results
from kpiframe.problems import UsageError

KINDS = [
    ("project", "text"), ("scorecard", "text"), ("period", "text"), ("slice", "text"), ("kpi", "text"),
    ("value", "number"), ("as_of", "day"), ("complete", "yes_no"), ("fingerprint", "text"), ("methodology", "text"),
]
told = {}


def row(kpi="nps", value=0.1, *, period="2026-10", cut=None, mark="f1"):
    return ("sen", "main", period, cut, kpi, value, date(2026, 10, 31), True, mark, "m1")


def write(step, rows, kinds=KINDS, table="bi.results"):
    try:
        done = write_results(target_of(Outlet("lake", "LAKE"), table, [], {"LAKE": "pyspark://"}), kinds, rows)
        told[step] = [done.added, done.replaced, done.superseded, done.unchanged, done.sent[0]]
    except UsageError as error:
        told[step] = [error.problems[0].code, error.problems[0].message.en, error.problems[0].message.vi]
    except KeyboardInterrupt:
        told[step] = "interrupted"


def held(what="period, kpi, slice, value, fingerprint, superseded", table="bi.results"):
    return [list(r) for r in spark.sql(f"SELECT {what} FROM {table} ORDER BY ALL").collect()]


def broken():
    yield row(value=9.0)
    raise KeyboardInterrupt


def failing(*_):
    raise OSError("disk full")


spark.sql("CREATE DATABASE bi")
first = [row("nps", 0.1, cut='{"city": "Hu\\u1ebf"}'), row("csat", None), row("nps", 1 / 3, period="2026-09")]
write("first", first)
told["types"] = [[f.name, f.dataType.simpleString()] for f in spark.table("bi.results").schema]
write("again", first)
write("broken", broken())
told["before"] = held()
write("changed", [(*row("nps", 0.2, cut='{"city": "Hu\\u1ebf"}'), "Web"), (*row("csat", None, mark="f2"), None)],
      [*KINDS, ("slice_k\\u00eanh", "text")])
told["after"] = held("period, kpi, value, fingerprint, superseded, `slice_k\\u00eanh`")
overwrite, spark_results._overwrite = spark_results._overwrite, failing
write("failed", [row("nps", 7.0)])
spark_results._overwrite = overwrite
write("left over", [row("nps", 7.0)])
told["tables"] = [r.tableName for r in spark.sql("SHOW TABLES IN bi").collect()]
spark.sql("INSERT OVERWRITE bi.results BY NAME SELECT * FROM bi.results__kpiframe_next")
spark.sql("DROP TABLE bi.results__kpiframe_next")
write("mended", [row("nps", 7.0)])
spark.sql("CREATE TABLE bi.other (project string)")
write("foreign", [row()], table="bi.other")
told["other"] = [f.name for f in spark.table("bi.other").schema]
told["views"] = [t.name for t in spark.catalog.listTables("default")]
Path(sys.argv[2]).write_text(json.dumps(told))
spark.stop()
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark is not installed: pip install pyspark, and a Java runtime")
    folder = tmp_path_factory.mktemp("lake")
    (folder / "lake.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, folder / "lake.py", folder, folder / "told.json"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads((folder / "told.json").read_text(encoding="utf-8"))


def test_the_table_is_made_and_the_same_run_changes_nothing(told):
    assert told["first"] == [3, 0, 0, 0, 3]
    assert told["again"] == [0, 0, 0, 3, 3]
    assert told["types"] == [
        ["project", "string"], ["scorecard", "string"], ["period", "string"], ["slice", "string"], ["kpi", "string"],
        ["value", "double"], ["as_of", "date"], ["complete", "boolean"], ["fingerprint", "string"],
        ["methodology", "string"], ["superseded", "boolean"],
    ]  # fmt: skip


def test_rows_that_break_off_leave_the_table_as_it_was(told):
    assert told["broken"] == "interrupted"
    assert told["before"] == [
        ["2026-09", "nps", None, 1 / 3, "f1", False],
        ["2026-10", "csat", None, None, "f1", False],
        ["2026-10", "nps", '{"city": "Huế"}', 0.1, "f1", False],
    ]


def test_a_changed_definition_keeps_the_old_row_and_a_new_slice_gets_a_column(told):
    """The number of nps is replaced, csat has another fingerprint: one row added, one marked; September is not meant."""
    assert told["changed"] == [1, 1, 1, 0, 2]
    assert told["after"] == [
        ["2026-09", "nps", 1 / 3, "f1", False, None],
        ["2026-10", "csat", None, "f1", True, None],
        ["2026-10", "csat", None, "f2", False, None],
        ["2026-10", "nps", 0.2, "f1", False, "Web"],
    ]


def test_what_fails_in_the_middle_keeps_every_row_beside_the_table_and_stops_the_next_run(told):
    code, english, vietnamese = told["failed"]
    assert code == "KPF909"
    assert "disk full" in english
    assert "INSERT OVERWRITE `bi`.`results` BY NAME SELECT * FROM `bi`.`results__kpiframe_next`" in vietnamese
    assert told["left over"][0] == "KPF909"
    assert "another run is writing, or one was interrupted" in told["left over"][1]
    assert told["tables"] == ["results", "results__kpiframe_next"]
    assert told["mended"] == [0, 0, 0, 1, 1]  # what was asked for then is what the table holds now


def test_a_table_that_is_not_ours_is_refused_and_not_altered(told):
    assert told["foreign"][0] == "KPF909"
    assert "lake:bi.other is there and kpiframe did not make it: scorecard, period" in told["foreign"][1]
    assert told["other"] == ["project"]
    assert told["views"] == []
