"""``score -o`` and ``--to``: what a file's name decides, what is refused, and what is never destroyed."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

PROGRAM = Path(sys.executable).parent / "kpiframe"
OCTOBER = ("--period", "2026-10", "--today", "2026-11-05")
SCORE = ("score", "brand", *OCTOBER)


def table(sql: str) -> list[tuple]:
    return duckdb.sql(sql).fetchall()


@pytest.fixture
def kpis(cli, brand):
    return [row["kpi"] for row in json.loads(cli(*SCORE, "-f", "json").out)["results"]]


@pytest.mark.parametrize(
    "name", ["r.csv", "r.json", "r.ndjson", "r.jsonl", "r.parquet", "r.xlsx", "r.txt", "r", "R.CSV"]
)
def test_the_end_of_the_name_says_the_format(cli, brand, tmp_path, kpis, name):
    shown = cli(*SCORE, "-o", name)
    assert (shown.status, shown.out, shown.err.strip()) == (0, "", name)
    path = tmp_path / name
    kind = path.suffix.lower()
    if kind == ".csv":
        assert [row["kpi"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())] == kpis
    elif kind == ".json":
        assert [row["kpi"] for row in json.loads(path.read_text(encoding="utf-8"))["results"]] == kpis
    elif kind in (".ndjson", ".jsonl"):
        assert [json.loads(line)["kpi"] for line in path.read_text(encoding="utf-8").splitlines()] == kpis
    elif kind == ".parquet":
        assert [kpi for (kpi,) in table(f"SELECT kpi FROM '{path}'")] == kpis
    elif kind == ".xlsx":
        assert path.read_bytes().startswith(b"PK")
    else:
        assert "Brand health" in path.read_text(encoding="utf-8")


def test_every_table_holds_the_same_numbers(cli, brand, tmp_path):
    for name in ("r.csv", "r.parquet", "r.ndjson"):
        assert cli(*SCORE, "-o", name).status == 0
    asked = "SELECT kpi, value, score, weight, state, fingerprint FROM"
    found = [
        table(f"{asked} read_csv('{tmp_path}/r.csv', all_varchar=false)"),
        table(f"{asked} '{tmp_path}/r.parquet'"),
        [
            tuple(json.loads(line)[k] for k in ("kpi", "value", "score", "weight", "state", "fingerprint"))
            for line in (tmp_path / "r.ndjson").read_text(encoding="utf-8").splitlines()
        ],
    ]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("suffix", ["csv", "parquet", "ndjson", "json", "xlsx"])
def test_the_same_run_writes_the_same_bytes(cli, brand, tmp_path, suffix):
    for name in ("a", "b"):
        assert cli(*SCORE, "-o", f"{name}.{suffix}", LANG="vi_VN.UTF-8" if name == "b" else "C").status == 0
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


@pytest.mark.parametrize(
    ("words", "said", "said_vi"),
    [
        (("-o", "r.parqet"), "did you mean: .parquet?", "có phải ý bạn là: .parquet?"),
        (("-o", "page.html"), "kpiframe report", "kpiframe report"),
        (("-f", "csv", "-o", "r.parquet"), "r.parquet is no name for csv", "r.parquet không phải tên tệp cho dạng csv"),
        (("-f", "xlsx", "-o", "r.csv"), "r.csv is no name for xlsx", "r.csv không phải tên tệp cho dạng xlsx"),
        (("-f", "parquet"), "add -o results.parquet", "thêm -o results.parquet"),
        (("--to", "sqlite:x.db"), "'sqlite' is no place for results", "'sqlite' không phải nơi ghi kết quả"),
        (("--to", "duckdb:"), "allowed: duckdb:FILE", "được phép: duckdb:FILE"),
        (("--to", "postgresql://me:hunter2@host/db"), "the name of a warehouse", "tên của kho dữ liệu"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_written_is_refused_before_any_work(cli, brand, tmp_path, words, said, said_vi):
    before = sorted(os.listdir(tmp_path))
    for language, text in (("en", said), ("vi", said_vi)):
        shown = cli(*SCORE, *words, "--lang", language)
        assert (shown.status, shown.out) == (2, "")
        assert text in shown.err
        assert "hunter2" not in shown.err
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("name", ["r.parquet", "r.xlsx", "r.csv"])
def test_a_file_that_exists_is_replaced_only_by_force(cli, brand, tmp_path, name):
    (tmp_path / name).write_text("mine", encoding="utf-8")
    refused = cli(*SCORE, "-o", name)
    assert refused.status == 2
    assert "--force" in refused.err
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    assert cli(*SCORE, "-o", name, "--force").status == 0
    assert (tmp_path / name).read_bytes() != b"mine"


@pytest.mark.parametrize(
    "words", [("-o", "brand/data/orders.csv", "--force"), ("--to", "duckdb:brand/data/orders.csv")]
)
def test_a_source_is_never_overwritten_not_even_by_force(cli, brand, words):
    before = (brand / "data" / "orders.csv").read_bytes()
    shown = cli(*SCORE, *words)
    assert shown.status == 2
    assert "is a file of the source orders" in shown.err
    assert (brand / "data" / "orders.csv").read_bytes() == before


def test_results_do_not_become_part_of_a_folder_of_sources(cli, brand, edit):
    """Else the next run would read its own results as data."""
    edit("kpiframe.yaml", "path: data/orders.csv", "path: data/orders*.csv")
    shown = cli(*SCORE, "-o", "brand/data/orders-results.csv")
    assert shown.status == 2
    assert "is a file of the source orders" in shown.err
    assert not (brand / "data" / "orders-results.csv").exists()


def test_a_table_in_a_duckdb_file_is_filled_once(cli, brand, tmp_path, kpis):
    first, second = cli(*SCORE, "--to", "duckdb:r.duckdb"), cli(*SCORE, "--to", "duckdb:r.duckdb")
    assert (first.status, first.out) == (second.status, second.out) == (0, "")
    assert f"{len(kpis)} rows added, 0 replaced, 0 superseded" in first.err
    assert f"0 rows added, 0 replaced, 0 superseded, {len(kpis)} unchanged" in second.err
    with duckdb.connect(str(tmp_path / "r.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT kpi FROM kpiframe_results WHERE NOT superseded").fetchall()
    assert sorted(kpi for (kpi,) in found) == sorted(kpis)


def test_a_changed_definition_keeps_the_old_rows_and_marks_them(cli, brand, edit, tmp_path, kpis):
    cli(*SCORE, "--to", "duckdb:r.duckdb")
    edit("definitions/shop.yaml", "formula: revenue / orders", "formula: revenue / orders / 1000")
    cli(*SCORE, "--to", "duckdb:r.duckdb")
    with duckdb.connect(str(tmp_path / "r.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "SELECT superseded, value FROM kpiframe_results WHERE kpi = 'average_order' ORDER BY superseded"
        ).fetchall()
        current = connection.execute("SELECT count(*) FROM kpiframe_results WHERE NOT superseded").fetchall()
    (now, new), (before, old) = found
    assert (now, before) == (False, True)
    assert new == pytest.approx(old / 1000)
    assert current == [(len(kpis),)]


def test_a_file_and_a_table_and_the_screen_in_one_run(cli, brand, tmp_path):
    shown = cli(*SCORE, "--to", "duckdb:r.duckdb", "-f", "csv")
    assert shown.out.startswith("project,")
    assert (tmp_path / "r.duckdb").exists()


def test_slices_reach_every_table(cli, brand, edit, tmp_path):
    edit("kpiframe.yaml", "bindings:\n", "slice_by: [status]\nbindings:\n")
    assert cli(*SCORE, "-o", "r.parquet", "--to", "duckdb:r.duckdb").status == 0
    asked = "SELECT slice_status, count(*) > 1 FROM '{}' GROUP BY ALL ORDER BY ALL NULLS FIRST"
    expected = [(None, True), ("cancelled", True), ("paid", True)]
    assert table(asked.format(tmp_path / "r.parquet")) == expected


def test_a_run_with_a_broken_source_is_written_and_says_so(cli, brand, tmp_path):
    (brand / "data" / "survey.csv").write_text("answered_on,score\n2026-10-01,nine\n", encoding="utf-8")
    shown = cli(*SCORE, "-o", "r.parquet")
    assert shown.status == 2
    assert ("recommendation", "error", None) in table(f"SELECT kpi, state, value FROM '{tmp_path}/r.parquet'")


def test_a_workbook_that_report_wrote_is_replaced_and_a_foreign_one_is_not(cli, brand, tmp_path):
    words = ("report", "brand", *OCTOBER, "-f", "xlsx", "-o", "out")
    assert (cli(*words).status, cli(*words).status) == (0, 0)
    (page,) = (tmp_path / "out").iterdir()
    page.write_bytes(b"PK mine")
    assert cli(*words).status == 2
    assert page.read_bytes() == b"PK mine"


def large(folder: Path, slices: int) -> None:
    """Spread the orders of the brand in *folder* over many customers, and slice by them."""
    path = folder / "kpiframe.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("bindings:\n", "slice_by: [customer]\nbindings:\n", 1), encoding="utf-8")
    rows = "".join(f"{i},2026-10-{i % 28 + 1:02},C{i:05},{i + 1000},paid\n" for i in range(slices))
    (folder / "data" / "orders.csv").write_text(f"order_id,ordered_on,customer,amount,status\n{rows}", encoding="utf-8")


def start(words, folder: Path) -> subprocess.Popen:
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.Popen(
        [PROGRAM, *words],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )


def test_an_interrupted_score_leaves_no_file_and_no_traceback(brand, tmp_path):
    large(brand, 3000)
    process = start([*SCORE, "-o", "r.parquet", "--to", "duckdb:r.duckdb"], tmp_path)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.rstrip().endswith("interrupted; what was not finished was not written")
    assert "Traceback" not in err
    assert sorted(os.listdir(tmp_path)) == ["brand"]


def test_an_interrupted_report_leaves_whole_pages_only(brand, tmp_path):
    large(brand, 60)
    process = start(["report", "brand", *OCTOBER, "-o", "out", "--jobs", "2"], tmp_path)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not list((tmp_path / "out").glob("*.html")):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    pages = list((tmp_path / "out").iterdir())
    assert 0 < len(pages) < 61
    assert all(
        page.suffix == ".html" and page.read_text(encoding="utf-8").rstrip().endswith("</html>") for page in pages
    )


def test_an_interrupt_inside_the_engine_is_an_interrupt(tmp_path):
    """DuckDB turns the signal into a RuntimeError of its own; when it no longer does, this can go."""
    code = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from kpiframe.data.database import Database
with Database(threads=1) as database:
    print("ready", flush=True)
    try:
        database.select("SELECT sum(sin(a.range * b.range)) FROM range(1000000) a, range(1000000) b")
    except KeyboardInterrupt as error:
        print(type(error.__context__).__name__, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert out == "RuntimeError\n"


@pytest.mark.slow
def test_several_processes_write_the_same_bytes_as_one(brand, tmp_path):
    large(brand, 12)
    made = []
    for jobs in ("1", "2"):
        words = ["report", "brand", *OCTOBER, "-f", "html,json,xlsx", "-o", f"out{jobs}", "--jobs", jobs]
        process = start(words, tmp_path)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        made.append(
            ({p.name: p.read_bytes() for p in (tmp_path / f"out{jobs}").iterdir()}, out.replace(f"out{jobs}", ""))
        )
    assert len(made[0][0]) == 3 * 13 + 1  # and the list of them all
    assert made[0] == made[1]
