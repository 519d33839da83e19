"""Codes, marks, brackets: what stands in a cell beside the number, or instead of it."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from pyarrow import parquet

from kpiframe.catalog.bindings import Unanswered

MEAN = {"mean": {"source": "s", "agg": "average", "expr": "rating"}}


def survey(**rating):
    return {
        "path": "s.csv",
        "columns": {"day": "date", "rating": {"type": "integer", **rating}},
        "time": "day",
    }


def test_a_code_is_no_answer_only_while_it_was_one(bench):
    """Until 2026-09-30 a 7 on the scale 1-5 meant "don't know"; from October the scale went to 7."""
    bench.write("s.csv", "day,rating\n2026-09-05,7\n2026-09-06,3\n2026-10-05,7\n2026-10-06,3\n2026-10-07,88\n")
    spec = survey(unanswered=(Unanswered(("88", "99")), Unanswered(("7",), until=date(2026, 9, 30))))
    found, numbers = bench.gather({"s": spec}, MEAN, period="2026-10")
    assert found.problems == ()
    assert numbers[()]["mean"] == (3.0, 5.0)


def test_without_the_declaration_the_code_is_a_rating(bench):
    """The silent trap: the mean looks plausible, 5 instead of 3."""
    bench.write("s.csv", "day,rating\n2026-09-05,7\n2026-09-06,3\n")
    _, numbers = bench.gather({"s": survey()}, MEAN, period="2026-09")
    assert numbers[()]["mean"] == (5.0,)


def test_codes_hold_in_typed_data_as_well(bench):
    days = pa.array([date(2026, 9, 5), date(2026, 10, 5), date(2026, 10, 6)], pa.date32())
    rating = pa.array([7.0, 99.0, 4.0], pa.float64())
    parquet.write_table(pa.table({"day": days, "rating": rating}), bench.root / "s.parquet")
    spec = survey(missing=("99",), unanswered=(Unanswered(("7",), until=date(2026, 9, 30)),))
    spec |= {"path": "s.parquet", "format": "parquet"}
    spec["columns"]["rating"]["type"] = "integer"
    _, numbers = bench.gather({"s": spec}, MEAN, period="2026-10")
    assert numbers[()]["mean"] == (None, 4.0)


MONEY = [
    ("US$34.15", {"marks": ("US$",)}, 34.15),
    ("34.15 ₫", {"marks": ("₫",)}, 34.15),
    ("₫ 1,234.50", {"marks": ("₫",)}, 1234.5),
    ("-$5", {"marks": ("$",)}, -5.0),
    ("$-5", {"marks": ("$",)}, -5.0),
    ("(5.25)", {"brackets": True}, -5.25),
    ("($1,000)", {"marks": ("$",), "brackets": True}, -1000.0),
    ("12", {"marks": ("$",), "brackets": True}, 12.0),
    ("€34.15", {"marks": ("US$",)}, None),
    ("34.15", {}, 34.15),
    ("US$34.15", {}, None),
    ("(5)", {}, None),
    ("$$5", {"marks": ("$",)}, None),
    ("(-5)", {"brackets": True}, None),
    ("(5", {"brackets": True}, None),
    ("--5", {"marks": ("$",)}, None),
]


@pytest.mark.parametrize(("cell", "declared", "value"), MONEY)
@pytest.mark.parametrize("kind", ["decimal", "float"])
def test_marks_and_brackets_are_read_only_as_declared(bench, cell, declared, value, kind):
    bench.write("s.csv", f'day,x\n2026-10-05,"{cell}"\n')
    spec = {
        "path": "s.csv",
        "thousands": ",",
        "columns": {"day": "date", "x": {"type": kind, **declared}},
        "time": "day",
    }
    found, numbers = bench.gather({"s": spec}, {"x": {"source": "s", "agg": "sum", "expr": "x"}}, period="2026-10")
    if value is None:
        assert [p.code for p in found.problems] == ["KPF210"]
    else:
        assert found.problems == ()
        assert numbers[()]["x"] == (value,)
