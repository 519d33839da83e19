"""What is always told of a source."""

from __future__ import annotations

import hashlib
from datetime import date

SOURCE = {
    "path": "data/ads.csv",
    "columns": {"day": "date", "name": "text", "cost": {"type": "decimal", "missing": ["--"]}, "clicks": "integer"},
    "time": "day",
    "key": ["day", "name"],
    "drop_rows": ['name == "Total: Account"'],
    "max_bad_cells": 2,
}
ROWS = """day,name,cost,clicks
2026-09-01,a,1.5,1
2026-10-01,a,-2,1
2026-10-01,a,--,1
2026-10-02,b,oops,1
,b,3,1
2026-12-01,b,4,1
2026-10-31,Total: Account,bad,-7
"""
COST = {"cost": {"source": "ads", "agg": "sum", "expr": "cost"}}


def test_nobody_looks_for_repeated_rows_where_no_key_is_declared(bench):
    bench.write("data/ads.csv", ROWS)
    found, _ = bench.gather({"ads": {k: v for k, v in SOURCE.items() if k != "key"}}, COST)
    assert found.reports[0].duplicates is None


def test_rows_of_whole_reports_are_as_new_as_their_last_day(bench):
    """A report for the month has one row, dated its first day: it tells of the 31st all the same."""
    bench.write("meta.csv", "from,to,cost\n2026-09-01,2026-09-30,3\n2026-10-01,2026-10-31,4\n")
    columns = {"from": "date", "to": "date", "cost": "decimal"}
    source = {"path": "meta.csv", "columns": columns, "time": "from", "time_end": "to"}
    found, values = bench.gather({"meta": source}, {"cost": {"source": "meta", "agg": "sum", "expr": "cost"}})
    assert values[()]["cost"] == (3.0, 4.0)
    assert found.as_of["meta"] == (date(2026, 9, 30), date(2026, 10, 31))
    del source["time_end"]
    found, _ = bench.gather({"meta": source}, {"cost": {"source": "meta", "agg": "sum", "expr": "cost"}})
    assert found.as_of["meta"] == (date(2026, 9, 1), date(2026, 10, 1))


def test_report(bench):
    path = bench.write("data/ads.csv", ROWS)
    found, values = bench.gather({"ads": SOURCE}, COST)
    report = found.reports[0]
    assert values[()]["cost"] == (1.5, -2.0)
    assert (report.source, report.path, report.rows, report.dropped) == ("ads", "data/ads.csv", 7, 1)
    assert (report.bad_cells, report.duplicates, report.outside) == (1, 1, 2)
    assert (report.first, report.last) == (date(2026, 9, 1), date(2026, 12, 1))
    assert report.nulls == {"day": 1, "name": 0, "cost": 2}
    assert report.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [p.code for p in report.notes] == ["KPF221", "KPF212"]
    assert "cost 1" in report.notes[0].message.en
    assert [(p.code, p.severity.value) for p in found.problems] == [
        ("KPF210", "warning"),
        ("KPF212", "warning"),
        ("KPF215", "warning"),
        ("KPF216", "warning"),
    ]


def test_bad_cells_of_dropped_rows_do_not_count(bench):
    bench.write("data/ads.csv", ROWS.replace("oops", "2"))
    found, _ = bench.gather({"ads": {**SOURCE, "max_bad_cells": 0}}, COST)
    assert found.reports[0].bad_cells == 0


def test_bad_cells_nobody_uses_do_not_count(bench):
    bench.write("data/ads.csv", ROWS)
    source = {**SOURCE, "max_bad_cells": 0}
    assert bench.numbers({"ads": source}, {"clicks": {"source": "ads", "agg": "sum", "expr": "clicks"}}) == {
        "clicks": 3.0
    }


def test_the_problem_says_where_what_and_what_is_allowed(bench):
    bench.write("data/ads.csv", ROWS)
    found, _ = bench.gather({"ads": {**SOURCE, "max_bad_cells": 0}}, COST)
    problem = next(p for p in found.problems if p.severity == "error")
    assert str(problem.location) == "data/ads.csv:5:1"
    assert problem.message.en == (
        "source ads, column cost: 1 unreadable cell(s): line 5 'oops'; "
        "allowed is a number like 1234.5, at most 4 decimals and 14 digits before them"
    )
    assert problem.message.vi == (
        "nguồn ads, cột cost: 1 ô không đọc được: dòng 5 'oops'; "
        "cho phép số như 1234.5, tối đa 4 chữ số thập phân và 14 chữ số phía trước"
    )
    assert [str(place) for place, _ in problem.related] == ["kpiframe.yaml:5:7"]


def test_every_fault_of_every_source_at_once(bench):
    bench.write("data/ads.csv", ROWS.replace("oops", "2").replace("--", "?"))
    bench.write("b.csv", "y\n1\n")
    sources = {
        "ads": {**SOURCE, "max_bad_cells": 0},
        "b": {"path": "b.csv", "columns": {"x": "integer"}},
        "c": {"path": "gone.csv", "columns": {"x": "integer"}},
    }
    bindings = {
        **COST,
        "b": {"source": "b", "agg": "count", "expr": "x"},
        "c": {"source": "c", "agg": "count", "expr": "x"},
    }
    found, _ = bench.gather(sources, bindings)
    assert {(p.code, p.subject) for p in found.problems if p.severity == "error"} == {
        ("KPF210", "ads"),
        ("KPF543", "b"),
        ("KPF547", "c"),
    }


def test_a_binding_that_names_no_column(bench):
    bench.write("data/ads.csv", ROWS)
    found, _ = bench.gather({"ads": SOURCE}, {"cost": {"source": "ads", "agg": "sum", "expr": "csot"}})
    assert [(p.code, p.subject, p.meant) for p in found.problems] == [("KPF520", "ads", ("cost",))]


def test_an_expression_of_the_wrong_kind(bench):
    bench.write("data/ads.csv", ROWS)
    found, _ = bench.gather({"ads": SOURCE}, {"cost": {"source": "ads", "agg": "sum", "expr": "name + 1"}})
    assert [(p.code, p.subject) for p in found.problems if p.severity == "error"] == [("KPF521", "ads")]


def test_examples_of_duplicate_keys(bench):
    bench.write("k.csv", "id,n\nb,1\nb,1\na,1\na,1\na,1\n,1\n,1\nc,1\n")
    source = {"path": "k.csv", "columns": {"id": "text", "n": "integer"}, "key": ["id"]}
    found, _ = bench.gather({"k": source}, {"n": {"source": "k", "agg": "count"}})
    assert found.reports[0].duplicates == 4
    assert "4 row(s) repeat the key (id): (a) x 3; (b) x 2; (—) x 2" in found.problems[0].message.en
