"""Part periods, windows, calendars, late data, snapshots and the largest slices: the same from every warehouse.

Each case stands in a Parquet file and in a table; nothing but the place of the rows differs. PostgreSQL and Spark run
for real.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from datetime import date

import duckdb
import pytest

import kpiframe

pytestmark = pytest.mark.slow

COLUMNS = {
    "day": "date",
    "shop": "text",
    "amount": {"type": "decimal", "scale": 2},
    "qty": "integer",
    "buyer": "integer",
}
ROWS = """
    SELECT DATE '2025-01-01' + CAST(i * 7 % 669 AS INTEGER) AS day,
        ['Quận 1', 'Quận 3', NULL, 'Thủ Đức', 'Quận 1', 'Hội An'][1 + i % 6] AS shop,
        CAST((i * 37 % 1001 - 100) * 0.01 AS DECIMAL(18, 2)) AS amount,
        CASE WHEN i % 11 > 0 THEN CAST(i % 5 AS INTEGER) END AS qty, CAST(i % 97 AS BIGINT) AS buyer
    FROM range(2007) t(i)
"""
"""Three rows a day from January 2025 to 31 October 2026, shops of different size, some rows without a shop or qty."""
BINDINGS = {
    "total": {"agg": "sum", "expr": "amount"},
    "rows": {"agg": "count"},
    "buyers": {"agg": "count_distinct", "expr": "buyer"},
    "least": {"agg": "min", "expr": "qty"},
    "mean": {"agg": "average", "expr": "amount * qty", "filter": "qty > 0"},
    "stock": {"agg": "last", "expr": "qty", "empty": 0},
    "middle": {"agg": "median", "expr": "amount"},
    "rare": {"agg": "count", "expr": "qty", "filter": 'shop == "Hội An" and amount > 8', "empty": 0},
}
FORMULAS = {
    "window": ("rolling_sum(total, 3) / rolling_sum(rows, 3)", "ratio", ["total", "rows"]),
    "year": ("ytd(total)", "count", ["total"]),
    "growth": ("(total - prev(total)) / prev(total) * 100", "percent", ["total"]),
    "smooth": ("rolling_mean(buyers, 2)", "count", ["buyers"]),
}
TOP = [{"column": "shop", "top": 2, "by": "total"}]
SPRINT = {"grain": "sprint", "granularities": [{"name": "sprint", "interval": "2 weeks", "origin": "2026-01-05"}]}
CASES = {
    "part of a month": {"period": "2026-10", "today": date(2026, 10, 20), "slice_by": ["shop"]},
    "part of a month, the largest shops": {"period": "2026-10", "today": date(2026, 10, 20), "slice_by": TOP},
    "part of a week from Sunday": {
        "period": "2026-W43",
        "today": date(2026, 10, 22),
        "calendar": {"grain": "week", "first_day_of_week": "sunday"},
    },
    "whole months, the largest shops": {"period": "2026-09", "slice_by": TOP},
    "a fiscal quarter named by its start": {
        "period": "2026-Q2",
        "calendar": {"grain": "quarter", "first_month_of_year": 4, "year_named_by": "start"},
        "slice_by": ["shop"],
    },
    "steps of two weeks": {"period": "2026-10-12", "calendar": SPRINT, "today": date(2026, 10, 30)},
    "late data": {"period": "2026-10", "today": date(2026, 11, 3), "revision_window": "7 days"},
    "rows that are too old": {"period": "2026-10", "today": date(2026, 12, 9), "max_age": "3 days"},
}


@pytest.fixture(params=CASES, ids=[name.replace(" ", "-") for name in CASES])
def case(request):
    return {"time": "day", "formulas": FORMULAS, **CASES[request.param]}


def test_the_same_beside_a_stand_in(bench, case):
    bench.rows(ROWS)
    found = bench.same(COLUMNS, BINDINGS, **case)
    assert found["total"] is not None
    assert found["growth"] is not None


def test_one_month_by_fractions(bench):
    """Worked out by another engine of numbers: whole hundredths in Python."""
    bench.rows(ROWS)
    month = [i for i in range(2007) if "2026-09" in str(date.fromordinal(date(2025, 1, 1).toordinal() + i * 7 % 669))]
    cents = [i * 37 % 1001 - 100 for i in month]
    found = bench.same(COLUMNS, BINDINGS, time="day", period="2026-09", formulas=FORMULAS)
    assert (found["rows"], found["total"]) == (len(month), sum(cents) / 100)
    assert found["buyers"] == len({i % 97 for i in month})
    rare = [i for i, c in zip(month, cents, strict=True) if i % 6 == 5 and c > 800 and i % 11]
    assert found["rare"] == len(rare)


@pytest.mark.parametrize("snapshot", [{"as_of": "2026-09-30"}, {"covers": {"from": "2026-10-01", "to": "2026-10-31"}}])
def test_rows_without_a_day(bench, snapshot):
    bench.rows(ROWS)
    bindings = {name: BINDINGS[name] for name in ("total", "rows", "buyers", "middle")}
    found = bench.same(COLUMNS, bindings, period="2026-10", slice_by=["shop"], **snapshot)
    assert found["rows"] == 2007.0


@pytest.mark.parametrize(
    "made",
    [
        {"derive": {"from": "rows", "group_by": ["buyer"], "columns": {"spent": {"agg": "sum", "expr": "amount"}}}},
        {"join": {"from": "rows", "with": {"other": "shop"}}},
        {"union": ["rows", "other"]},
    ],
    ids=["derive", "join", "union"],
)
def test_sources_made_of_rows_that_stay_there_are_refused(bench, made):
    """With the line of the source that asks for it, before any connection; ``fetch: rows`` is the way."""
    bench.rows(ROWS)
    other = {"path": "../rows.parquet", "columns": COLUMNS, "time": "day"}
    with pytest.raises(kpiframe.DefinitionError) as caught:
        bench.there(COLUMNS, BINDINGS, time="day", sources={"other": other, "made": made})
    told = [p for p in caught.value.problems if p.code == "KPF250"]
    assert told
    assert "fetch: rows" in told[0].help.en


def test_sources_made_of_rows_that_are_fetched(bench):
    bench.rows(ROWS)
    made = {"derive": {"from": "rows", "group_by": ["buyer"], "columns": {"spent": {"agg": "sum", "expr": "amount"}}}}
    asked = {"time": "day", "period": "2026-10", "sources": {"spenders": made}}
    bindings = {"total": BINDINGS["total"], "largest": {"agg": "max", "expr": "spent", "source": "spenders"}}
    here, there = bench.here(COLUMNS, bindings, **asked), bench.there(COLUMNS, bindings, fetch="rows", **asked)
    bench.compare(here, there)
    assert there[0].results["k_largest"].value is not None


# ---- the same on servers
def prepared(bench_in, folder, place):
    """Every case in a folder of its own, its rows in one Parquet file; return the benches by name."""
    benches = {name: bench_in(folder / f"case_{number}", place) for number, name in enumerate(CASES)}
    for bench in benches.values():
        with duckdb.connect() as here:
            here.execute(f"COPY ({ROWS}) TO '{bench.folder / 'rows.parquet'}'")
    return benches


def test_postgres(bench_in, tmp_path, postgres):
    psycopg = pytest.importorskip("psycopg")
    url, password, socket = postgres
    with psycopg.connect(host=str(socket), user="kpi", password=password, dbname="postgres", autocommit=True) as there:
        there.execute("CREATE SCHEMA timely")
        there.execute(
            "CREATE TABLE timely.rows (day date NOT NULL, shop text, amount numeric, qty int, buyer bigint NOT NULL)"
        )
        with duckdb.connect() as here, there.cursor().copy("COPY timely.rows FROM STDIN") as out:
            for row in here.execute(ROWS).fetchall():
                out.write_row(row)
    for name, bench in prepared(bench_in, tmp_path, "timely.rows").items():
        case = {"time": "day", "formulas": FORMULAS, **CASES[name]}
        here = bench.here(COLUMNS, BINDINGS, **case)
        bench.compare(here, bench.there(COLUMNS, BINDINGS, environ={"WAREHOUSE": url}, **case))


SPARK = """
import datetime, json, sys
from pathlib import Path
from pyspark.sql import SparkSession

cases = json.loads(Path(sys.argv[1]).read_text())
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.sql.warehouse.dir", sys.argv[2] + "/warehouse")
    .getOrCreate()
)
spark.read.parquet(cases[0][0] + "/rows.parquet").createOrReplaceTempView("rows")

import kpiframe

found = []
for folder, period, today in cases:
    project = kpiframe.load(Path(folder) / "there", root=folder)
    asked = {"today": datetime.date.fromisoformat(today), "environ": {"WAREHOUSE": "pyspark://"}}
    cards = project.score_all(period, **asked)
    errors = [str(p) for p in cards[0].problems if p.severity == "error"]
    codes = [(p.code, p.message.en) for p in cards[0].problems if p.code != "KPF254"]
    found.append([errors, codes, [card.to_dict() for card in cards]])
Path(sys.argv[2], "found.json").write_text(json.dumps(found, default=str))
spark.stop()
"""


def test_spark(bench_in, tmp_path):
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark is not installed: pip install pyspark, and a Java runtime")
    benches = prepared(bench_in, tmp_path, "rows")
    asked = []
    for name, bench in benches.items():
        case = {"time": "day", "formulas": FORMULAS, **CASES[name]}
        period, today = case.pop("period"), case.pop("today", bench.today)
        table = {"url": {"env": "WAREHOUSE"}, "table": "rows", "fetch": "totals"}
        bench.define({"warehouse": table}, COLUMNS, BINDINGS, **case)
        asked.append((str(bench.folder), period, str(today)))
    (tmp_path / "cases.json").write_text(json.dumps(asked))
    (tmp_path / "spark.py").write_text(SPARK)
    done = subprocess.run(
        [sys.executable, tmp_path / "spark.py", tmp_path / "cases.json", tmp_path],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads((tmp_path / "found.json").read_text())
    for (name, bench), (errors, codes, documents) in zip(benches.items(), found, strict=True):
        here = bench.here(COLUMNS, BINDINGS, **{"time": "day", "formulas": FORMULAS, **CASES[name]})
        assert errors == []
        assert list(bench.differences(bench.plain(here), bench.plain(documents)))[:5] == []
        assert codes == [[p.code, p.message.en] for p in here[0].problems]
