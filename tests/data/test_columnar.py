"""Parquet files and frames: typed already, cast only where nothing is lost."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

SUM = {"x": {"source": "s", "agg": "sum", "expr": "x"}}


def read(bench, values, kind, spec, *, agg="sum"):
    """(codes, number) for one Parquet column of the given Arrow type."""
    parquet.write_table(pyarrow.table({"x": pyarrow.array(values, kind)}), bench.root / "s.parquet")
    source = {"path": "s.parquet", "format": "parquet", "columns": {"x": spec}}
    found, numbers = bench.gather({"s": source}, {"x": {"source": "s", "agg": agg, "expr": "x"}})
    return [p.code for p in found.problems], numbers[()]["x"][-1] if numbers else None


CASES = [
    ([1, 2, None], pyarrow.int32(), "integer", [], 3.0),
    ([2**63], pyarrow.uint64(), "integer", ["KPF210"], None),
    ([1.0, 2.0], pyarrow.float64(), "integer", [], 3.0),
    ([1.5], pyarrow.float64(), "integer", ["KPF210"], None),
    ([float("nan")], pyarrow.float64(), "integer", ["KPF210"], None),
    ([1, 2], pyarrow.int64(), "decimal", [], 3.0),
    ([0.1, 12.34, None], pyarrow.float64(), "decimal", [], 12.44),
    ([0.00001], pyarrow.float64(), "decimal", ["KPF210"], None),
    ([0.1 + 0.2], pyarrow.float64(), "decimal", ["KPF210"], None),
    ([1e15], pyarrow.float64(), "decimal", ["KPF210"], None),
    ([0.1], pyarrow.float32(), "decimal", [], 0.1),
    ([Decimal("1.25")], pyarrow.decimal128(10, 2), "decimal", [], 1.25),
    ([Decimal("1.25")], pyarrow.decimal128(18, 4), "decimal", [], 1.25),
    ([Decimal("1.00001")], pyarrow.decimal128(20, 5), "decimal", ["KPF210"], None),
    ([Decimal("1.00010")], pyarrow.decimal128(20, 5), "decimal", [], 1.0001),
    ([Decimal(7)], pyarrow.decimal128(20, 5), "integer", [], 7.0),
    ([0.5, float("inf")], pyarrow.float64(), "float", ["KPF210"], None),
    ([0.5, float("nan")], pyarrow.float64(), "float", ["KPF210"], None),
    ([0.5, 1e-9], pyarrow.float64(), "float", [], 0.500000001),
    ([1], pyarrow.int8(), "float", [], 1.0),
    (["1,5"], pyarrow.string(), "decimal", ["KPF210"], None),
    (["1.5", " "], pyarrow.string(), "decimal", [], 1.5),
    (["5%"], pyarrow.string(), "percent", [], 5.0),
    ([0.05], pyarrow.float64(), "percent", ["KPF222"], None),
    ([True], pyarrow.bool_(), "integer", ["KPF222"], None),
    ([[1]], pyarrow.list_(pyarrow.int64()), "integer", ["KPF222"], None),
    ([b"1"], pyarrow.binary(), "integer", ["KPF222"], None),
    ([None, None], pyarrow.null(), "integer", [], None),
    ([date(2026, 1, 1)], pyarrow.date32(), "integer", ["KPF222"], None),
]


@pytest.mark.parametrize(
    ("values", "kind", "spec", "codes", "number"), CASES, ids=[f"{c[1]} {c[0]} as {c[2]}" for c in CASES]
)
def test_casts_lose_nothing(bench, values, kind, spec, codes, number):
    assert read(bench, values, kind, spec) == (codes, number)


def test_the_row_of_a_bad_cell_is_told(bench):
    parquet.write_table(pyarrow.table({"x": [1.0, 2.5, 3.0, 4.5]}), bench.root / "s.parquet")
    source = {"path": "s.parquet", "format": "parquet", "columns": {"x": "integer"}}
    found, _ = bench.gather({"s": source}, SUM)
    assert "2 unreadable cell(s): row 2 '2.5'; row 4 '4.5'" in found.problems[0].message.en
    assert found.problems[0].location.file == "s.parquet"


@pytest.mark.parametrize(
    ("values", "kind", "spec", "day"),
    [
        ([date(2026, 10, 31)], pyarrow.date32(), "date", date(2026, 10, 31)),
        ([datetime(2026, 10, 31)], pyarrow.timestamp("us"), "date", date(2026, 10, 31)),
        ([datetime(2026, 10, 31, 1)], pyarrow.timestamp("us"), "date", None),
        ([date(1800, 1, 1)], pyarrow.date32(), "date", None),
        ([datetime(2026, 10, 31, 23, 30)], pyarrow.timestamp("ms"), "timestamp", date(2026, 10, 31)),
        ([datetime(2026, 10, 31, 23, 30)], pyarrow.timestamp("ns"), "timestamp", date(2026, 10, 31)),
        ([datetime(2026, 10, 31, 17, 0, tzinfo=UTC)], pyarrow.timestamp("us", "UTC"), "timestamp", date(2026, 11, 1)),
        ([date(2026, 10, 31)], pyarrow.date32(), "timestamp", date(2026, 10, 31)),
    ],
)
def test_dates(bench, values, kind, spec, day):
    parquet.write_table(pyarrow.table({"d": pyarrow.array(values, kind)}), bench.root / "s.parquet")
    source = {"path": "s.parquet", "format": "parquet", "columns": {"d": spec}, "time": "d"}
    found, _ = bench.gather({"s": source}, {"n": {"source": "s", "agg": "count"}})
    assert (found.reports[0].last if found.reports else None) == day


def test_a_missing_parquet_column_has_a_place(bench):
    parquet.write_table(pyarrow.table({"Amount": [1]}), bench.root / "s.parquet")
    found, _ = bench.gather(
        {"s": {"path": "s.parquet", "format": "parquet", "columns": {"x": {"type": "integer", "header": "amount"}}}},
        SUM,
    )
    assert [(p.code, str(p.location), p.meant) for p in found.problems] == [
        ("KPF543", "kpiframe.yaml:5:7", ("Amount",))
    ]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"a,b\n1,2\n", b"PAR1" + b"\xff" * 64 + b"PAR1"])
def test_no_parquet_at_all(bench, content):
    bench.write("s.parquet", content)
    found, _ = bench.gather({"s": {"path": "s.parquet", "format": "parquet", "columns": {"x": "integer"}}}, SUM)
    assert [(p.code, p.subject) for p in found.problems] == [("KPF547", "s")]


FRAME = {"format": "frame", "columns": {"day": "date", "name": "text", "x": "decimal"}, "time": "day"}
DATA = {"day": [date(2026, 10, 1), date(2026, 10, 2)], "name": ["Phở", None], "x": [1.25, 2.5]}


@pytest.mark.parametrize("make", [pandas.DataFrame, polars.DataFrame, pyarrow.table], ids=["pandas", "polars", "arrow"])
def test_frames(bench, make):
    frame = make(DATA)
    bindings = {**SUM, "names": {"source": "s", "agg": "count", "expr": "name"}}
    assert bench.numbers({"s": FRAME}, bindings, frames={"s": frame}) == {"x": 3.75, "names": 1.0}


def test_a_frame_stands_for_a_file(bench):
    source = {**FRAME, "format": "csv", "path": "never-there.csv"}
    assert bench.numbers({"s": source}, SUM, frames={"s": polars.DataFrame(DATA)}) == {"x": 3.75}


def test_a_declared_frame_must_be_given(bench):
    found, _ = bench.gather({"s": FRAME}, SUM)
    assert [(p.code, p.subject) for p in found.problems] == [("KPF222", "s")]


def test_objects_of_a_frame_are_not_sniffed(bench):
    """A column of mixed objects is text until the declaration says otherwise."""
    frame = pandas.DataFrame({"day": ["2026-10-01"] * 3, "name": [1, "b", None], "x": ["1.5", 2, None]})
    bindings = {**SUM, "ones": {"source": "s", "agg": "count", "filter": 'name == "1"'}}
    assert bench.numbers({"s": FRAME}, bindings, frames={"s": frame}) == {"x": 3.5, "ones": 1.0}


def test_nan_is_missing_in_pandas_and_bad_in_polars(bench):
    """pandas writes a missing number as NaN, Polars has null for that."""
    data = {**DATA, "x": [1.25, math.nan]}
    assert bench.numbers({"s": FRAME}, SUM, frames={"s": pandas.DataFrame(data)}) == {"x": 1.25}
    found, _ = bench.gather({"s": FRAME}, SUM, frames={"s": polars.DataFrame(data)})
    assert [p.code for p in found.problems] == ["KPF210"]


def test_frame_columns_that_differ_by_case_only(bench):
    frame = polars.DataFrame({"X": [100], "x": [1], "day": [date(2026, 10, 1)], "name": ["a"]})
    assert bench.numbers({"s": FRAME}, SUM, frames={"s": frame}) == {"x": 1.0}


def test_categories(bench):
    frame = pandas.DataFrame({**DATA, "name": pandas.Categorical(["a", "b"])})
    bindings = {"a": {"source": "s", "agg": "sum", "expr": "x", "filter": 'name == "a"'}}
    assert bench.numbers({"s": FRAME}, bindings, frames={"s": frame}) == {"a": 1.25}


@pytest.mark.parametrize("thing", [42, "text", [1, 2], {"a": 1}, None])
def test_what_is_no_frame_is_told(bench, thing):
    found, _ = bench.gather({"s": FRAME}, SUM, frames={"s": thing})
    assert [p.subject for p in found.problems] == ["s"]
