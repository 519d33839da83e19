"""The shipped example on CSV, Parquet, DuckDB, PostgreSQL and Spark: the same document to the last byte.

Beside it, slices and the harder aggregates (medians, levels, distinct counts) over its orders.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

import kpiframe

PERIOD, TODAY = "2026-10", "2026-11-05"
TYPES = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DECIMAL(18, 2)", "date": "DATE", "boolean": "BOOLEAN"}
WORDS = {"Có": True, "Không": False}
HARDER = """
  middle: {source: orders, agg: median, expr: amount}
  high: {source: orders, agg: percentile, p: 0.9, expr: "amount * 1.1", filter: "customer_kind is not None"}
  latest: {source: orders, agg: last, expr: amount, empty: 0}
  shops: {source: orders, agg: count_distinct, expr: shop}
  typical: {source: orders, agg: average, expr: "clip(amount, 0, 150000)"}
"""
NAMES = re.findall(r"^  (\w+):", HARDER, re.MULTILINE)


@pytest.fixture(scope="session")
def example(tmp_path_factory, repository):
    """The example with the harder inputs, cut by shop and channel."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(repository / "examples" / "pho-sen", folder / "csv")
    path = folder / "csv" / "kpiframe.yaml"
    text = path.read_text("utf-8").replace("\nbindings:\n", f"\nbindings:{HARDER}", 1)
    kpis = "".join(
        f"  - {{name: k_{name}, label: {name}, formula: {name}, unit: count, kind: flow, direction: neutral, "
        f"inputs: {{{name}: {{unit: count}}}}}}\n"
        for name in NAMES
    )
    listed = ", ".join(f"k_{name}" for name in NAMES)
    (folder / "csv" / "definitions" / "harder.yaml").write_text(
        f"kpis:\n{kpis}scorecards:\n  - {{name: harder, groups: [{{name: all, weight: 1, kpis: [{listed}]}}]}}\n",
        "utf-8",
    )
    path.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def tables(example):
    """Source -> (columns as (header, SQL type), rows): read by nothing of ours."""
    project = kpiframe.load(example / "csv", root=example).definition
    found = {}
    for source in project.sources.values():
        with (example / "csv" / source.path).open(encoding="utf-8", newline="") as stream:
            lines = list(csv.DictReader(stream))
        columns = [(c.header, TYPES[c.type.value]) for c in source.columns]
        found[source.name] = (columns, [[typed(line[header], kind) for header, kind in columns] for line in lines])
    return found


def typed(cell, kind):
    if cell == "":
        return None
    if kind == "DATE":
        return datetime.strptime(cell, "%d/%m/%Y").date()
    if kind == "BOOLEAN":
        return WORDS[cell]
    return int(cell) if kind == "BIGINT" else cell


def moved_to(example, name, place):
    """Copy the project with each source at ``place(source, path)``; lines stay where they are."""
    folder = example / name
    if folder.exists():
        return folder
    shutil.copytree(example / "csv", folder)
    path = folder / "kpiframe.yaml"
    source = ""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        if re.fullmatch(r"  \w+:", line):
            source = line.strip(" :")
        found = re.fullmatch(r"    path: data/(.+)\.csv", line)
        kept = f"    {place(source, found[1])}" if found else line
        lines.append(kept.replace(', format: "%d/%m/%Y"', ""))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def sliced(folder):
    """The same project, cut by what the orders know."""
    path = folder / "kpiframe.yaml"
    text = path.read_text("utf-8")
    if "\nslice_by:" not in text:
        path.write_text(text.replace("\nbindings:\n", "\nslice_by: [shop]\nbindings:\n"), "utf-8")


def plain(documents):
    """Without what says where the rows are."""
    documents = documents if isinstance(documents, list) else [documents]
    for document in documents:
        document["provenance"].pop("definitions")
        for source in document["sources"]:
            source.pop("path")
            source.pop("sha256")
    return json.dumps(documents, ensure_ascii=False, sort_keys=True)


def scored(folder, environ=None):
    """Both scorecards by the command line, in a process of its own."""
    program = Path(sys.executable).parent / "kpiframe"
    found = []
    for card in ("harder", None):
        arguments = [
            "score",
            str(folder),
            "--period",
            PERIOD,
            "--today",
            TODAY,
            "--format",
            "json",
            "--root",
            str(folder),
        ]
        done = subprocess.run(
            [program, *arguments, *(["--scorecard", card] if card else [])],
            env={**os.environ, "KPIFRAME_LANG": "en", **(environ or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        found.append((json.loads(done.stdout), done.stderr))
    return found


@pytest.fixture(scope="session")
def expected(example):
    return [plain(document) for document, _ in scored(example / "csv")]


def write_parquet(tables, folder):
    folder.mkdir(exist_ok=True)
    for name, (columns, rows) in tables.items():
        with duckdb.connect() as here:
            fill(here, name, columns, rows)
            here.execute(f"COPY {name} TO '{folder / name}.parquet'")
    return folder


def fill(connection, name, columns, rows):
    listed = ", ".join(f'"{header}" {kind}' for header, kind in columns)
    connection.execute(f"CREATE TABLE {name} ({listed})")
    connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)


@pytest.mark.slow
def test_parquet(example, tables, expected, same):
    folder = moved_to(example, "parquet", lambda name, _: f"path: rows/{name}.parquet")
    write_parquet(tables, folder / "rows")
    same([plain(document) for document, _ in scored(folder)], expected)


@pytest.mark.slow
def test_a_duckdb_file(example, tables, expected, same):
    folder = moved_to(
        example, "duckdb", lambda name, _: f"{{path: shop.duckdb, table: {name}}}".strip("{}").replace(", ", "\n    ")
    )
    with duckdb.connect(str(folder / "shop.duckdb")) as there:
        for name, (columns, rows) in tables.items():
            fill(there, name, columns, rows)
    found = [re.sub(r"kpiframe\.yaml:\d+", "kpiframe.yaml", plain(document)) for document, _ in scored(folder)]
    same(found, [re.sub(r"kpiframe\.yaml:\d+", "kpiframe.yaml", text) for text in expected])


# ---- PostgreSQL
@pytest.fixture(scope="session")
def shop(postgres, tables):
    import psycopg

    url, password, folder = postgres
    with psycopg.connect(host=str(folder), user="kpi", password=password, dbname="postgres", autocommit=True) as there:
        there.execute("CREATE SCHEMA shop")
        for name, (columns, rows) in tables.items():
            listed = ", ".join(f'"{header}" {kind}' for header, kind in columns)
            there.execute(f"CREATE TABLE shop.{name} ({listed})")
            with there.cursor() as cursor:
                cursor.executemany(f"INSERT INTO shop.{name} VALUES ({', '.join(['%s'] * len(columns))})", rows)
    return url


def to_table(kind, schema=""):
    return lambda name, _: f"warehouse: {{url: {{env: WAREHOUSE}}, table: {schema}{name}, kind: {kind}}}"


@pytest.mark.slow
def test_postgres(example, shop, expected, same):
    folder = moved_to(example, "postgres", to_table("postgres", "shop."))
    found = scored(folder, {"WAREHOUSE": shop})
    same([plain(document) for document, _ in found], expected)
    for _, told in found:
        costs = re.findall(r"source (\w+): postgres:shop\.\w+: (\d+) queries, ([\d,]+) rows moved here", told)
        assert costs
        assert "planted-" not in told


@pytest.mark.slow
def test_postgres_cut_by_shop(example, shop):
    here = shutil.copytree(example / "csv", example / "csv-cut", dirs_exist_ok=True)
    there = shutil.copytree(
        moved_to(example, "postgres", to_table("postgres", "shop.")), example / "postgres-cut", dirs_exist_ok=True
    )
    sliced(here)
    sliced(there)
    (one, _), (other, _) = scored(here)[0], scored(there, {"WAREHOUSE": shop})[0]
    assert len(one) > 3
    assert plain(other) == plain(one)


@pytest.mark.slow
def test_a_wrong_password_and_a_table_without_rights_are_told_without_the_address(example, shop, postgres):
    import psycopg

    _, password, folder = postgres
    with psycopg.connect(host=str(folder), user="kpi", password=password, dbname="postgres", autocommit=True) as there:
        there.execute("DROP ROLE IF EXISTS guest")
        there.execute("CREATE ROLE guest LOGIN PASSWORD 'planted-guest-word'")
        there.execute("DROP ROLE IF EXISTS orders")
        there.execute("CREATE ROLE orders LOGIN PASSWORD 'planted-@:/?#% word'")
    project = moved_to(example, "postgres", to_table("postgres", "shop."))
    program = Path(sys.executable).parent / "kpiframe"
    for url, words in (
        (f"postgres://guest:planted-wrong-word@/postgres?host={folder}", "password authentication failed"),
        (f"postgres://guest:planted-guest-word@/postgres?host={folder}", "cannot be read"),
        ("postgres://kpi:planted-wrong-word@127.0.0.1:9/postgres", "Connection refused"),
        ("postgres://kpi:planted-wrong-word@no-such-host.invalid/postgres", "cannot be read"),
        ("postgres://kpi:planted-wrong-word@127.0.0.1:9/postgres?sslmode=verify-full&sslrootcert=/nowhere", "read"),
        (f"postgres://orders:planted-%40%3A%2F%3F%23%25%20word@/postgres?host={folder}", "permission denied"),
        (f"postgres://orders:planted-@:/?#% word@/postgres?host={folder}", "not clear where the password"),
    ):
        for kind in ("table", "json") if "wrong-word@/" in url else ("json",):
            done = subprocess.run(
                [program, "score", project, "--period", PERIOD, "--format", kind, "--today", TODAY],
                env={**os.environ, "WAREHOUSE": url, "KPIFRAME_LANG": "en", "KPIFRAME_TRACEBACK": "1"},
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            told = done.stdout + done.stderr
            assert "KPF251" in told
            assert words in told
            assert "planted-" not in told
            assert "%3A%2F" not in told.replace("%40 %3A %2F %3F", "")


@pytest.mark.slow
def test_postgres_sees_one_state_of_the_table(postgres):
    """A row that is written between two questions belongs to neither: all share one transaction, which cannot write."""
    import psycopg

    from kpiframe.catalog.warehouses import BACKENDS
    from kpiframe.data.warehouse import WarehouseError, connect
    from kpiframe.data.warehouse_secrets import address_of

    url, password, folder = postgres
    with psycopg.connect(host=str(folder), user="kpi", password=password, dbname="postgres", autocommit=True) as there:
        there.execute("CREATE TABLE growing AS SELECT 1 AS n")
        door = connect(BACKENDS["postgres"], address_of(url))
        table = door.table("growing")
        assert door.fetch(table.aggregate(n=table.count())).table.to_pylist() == [{"n": 1}]
        there.execute("INSERT INTO growing VALUES (2)")
        assert door.fetch(table.aggregate(n=table.count())).table.to_pylist() == [{"n": 1}]
        with pytest.raises(WarehouseError, match="read-only"):
            door._guarded(lambda: door._connection.raw_sql("DELETE FROM growing"))
        door.close()


# ---- Spark: local mode, in a process of its own
SPARK = """
import json, sys
from pathlib import Path
from pyspark.sql import SparkSession

folder, rows = Path(sys.argv[1]), Path(sys.argv[2])
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.sql.warehouse.dir", str(rows / "warehouse"))
    .getOrCreate()
)
for path in rows.glob("*.parquet"):
    spark.read.parquet(str(path)).createOrReplaceTempView(path.stem)

import datetime
import kpiframe

project = kpiframe.load(folder, root=folder)
asked = {"today": datetime.date.fromisoformat(sys.argv[3]), "environ": {"WAREHOUSE": "pyspark://"}}
found = []
for card in ("harder", None):
    cards = project.score_all(sys.argv[4], scorecard=card, **asked)
    assert not [p for p in cards[0].problems if p.severity == "error"], cards[0].problems
    found.append([card.to_dict() for card in cards])
Path(sys.argv[5]).write_text(json.dumps(found, default=str))
spark.sql("SELECT 1").collect()  # the session was there before and is left running
spark.stop()
"""


@pytest.mark.slow
def test_spark(example, tables, expected, tmp_path, same):
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark is not installed: pip install pyspark, and a Java runtime")
    folder = moved_to(example, "spark", to_table("pyspark"))
    rows = write_parquet(tables, tmp_path / "rows")
    script, out = tmp_path / "spark.py", tmp_path / "out.json"
    script.write_text(SPARK)
    done = subprocess.run(
        [sys.executable, script, folder, rows, TODAY, PERIOD, out],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    same([plain(documents) for documents in json.loads(out.read_text())], expected)
