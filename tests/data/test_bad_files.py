"""The corpus of bad data files: every one refused, or read without a silent change of a figure."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

CORPUS = Path(__file__).parents[1] / "corpus" / "data"
CASES = [
    pytest.param(book["usual"], case, id=f"{path.stem}: {case['name']}")
    for path in sorted(CORPUS.glob("*.yaml"))
    for book in [yaml.safe_load(path.read_text(encoding="utf-8"))]
    for case in book["cases"]
]


@pytest.mark.parametrize(
    "content",
    [
        ",".join(f"c{i}" for i in range(200_000)),
        "day,campaign,cost,clicks\n" + '"' * 300_001,
        "day,campaign,cost,clicks\n" + "x" * 3_000_000 + ",a,1,1\n",
        '"' + "day," * 500_000,
        "\n" * 1_000_000,
        "day,campaign,cost,clicks\n" + '"' + "\n" * 500_000,
    ],
    ids=["wide header", "quotes", "long cell", "open header", "blank lines", "open quote"],
)
def test_hostile_sizes_are_refused_quickly(bench, content):
    bench.write("case.csv", content)
    columns = {"day": "date", "campaign": "text", "cost": "decimal", "clicks": "integer"}
    began = time.process_time()
    found, _ = bench.gather(
        {"ads": {"path": "case.csv", "columns": columns, "time": "day"}},
        {"cost": {"source": "ads", "agg": "sum", "expr": "cost"}},
    )
    assert time.process_time() - began < 5
    assert {p.subject for p in found.problems if p.severity == "error"} == {"ads"}
    assert all(len(str(p)) <= 2_000 for p in found.problems)


def test_the_corpus_is_large_enough():
    assert len(CASES) >= 60


@pytest.mark.parametrize(("usual", "case"), CASES)
def test_bad_file(bench, usual, case):
    spec = {"path": "case.csv", **usual, **case.get("source", {})}
    if case["text"] is not None:
        text = case["text"] * case.get("deep", 1)
        bench.write(spec["path"], text.encode(case.get("encoding", "utf-8")))
    bindings = {
        "cost": {"source": "ads", "agg": "sum", "expr": "cost"},
        "clicks": {"source": "ads", "agg": "sum", "expr": "clicks"},
        "campaigns": {"source": "ads", "agg": "count_distinct", "expr": "campaign"},
    }
    found, values = bench.gather({"ads": spec}, bindings, period="2026-10")
    told = "\n".join(str(p) for p in found.problems)
    assert [p.code for p in found.problems] == case["expect"], told
    assert all(p.subject == "ads" for p in found.problems), told
    assert case.get("says", "") in told
    errors = [p for p in found.problems if p.severity == "error"]
    assert (case.get("line", 0) > 0) <= bool(errors)
    if "line" in case:
        assert (errors[0].location.file, errors[0].location.line) == (spec["path"], case["line"])
    if "cost" in case:
        assert not errors, told
        assert values[()]["cost"][-1] == case["cost"]
