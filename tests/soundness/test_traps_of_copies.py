"""Rows that stand twice, in whatever form they come: 40 rows of 1 to 40 are 820, and 1640 when they are there twice."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS = [(date(2026, 10, 1 + i % 28), f"s{i}", i + 1) for i in range(40)]
SOURCE = {"columns": {"day": "date", "amount": "integer"}, "time": "day"}
AMOUNT = {"amount": "sum amount"}


def columns(rows):
    return {name: [row[place] for row in rows] for place, name in enumerate(("day", "shop", "amount"))}


def text(rows):
    return "day,shop,amount\n" + "".join(f"{day},{shop},{amount}\n" for day, shop, amount in rows)


def written(project, form, rows):
    """(source, frames) of *rows* in the *form*."""
    if form == "parquet":
        pq.write_table(pa.table(columns(rows)), project.folder / "rows.parquet")
    elif form == "json":
        project.write("rows.json", json.dumps([{"day": str(d), "shop": s, "amount": n} for d, s, n in rows]))
    else:
        made = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.table}[form](columns(rows))
        if form == "pandas":
            made["day"] = pd.to_datetime(made["day"])
        return SOURCE, {"rows": made}
    return SOURCE | {"path": f"rows.{form}"}, None


def score(project, form, rows, **more):
    source, frames = written(project, form, rows)
    return project.score(source | more, AMOUNT, frames=frames)


@pytest.mark.parametrize("form", ["parquet", "json", "pandas", "polars", "arrow"])
class TestEveryForm:
    def test_all_rows_twice(self, project, form):
        told = score(project, form, ROWS * 2)
        assert (told.numbers, told.codes) == ({"amount": 1640.0}, ["KPF249"])
        assert "40 of 80 rows" in told.text

    def test_once(self, project, form):
        told = score(project, form, ROWS)
        assert (told.numbers, told.codes) == ({"amount": 820.0}, [])

    def test_what_nobody_reads_tells_rows_apart(self, project, form):
        """The same amounts on the same days in other shops are no copy."""
        other = [(day, f"other {shop}", amount) for day, shop, amount in ROWS]
        assert score(project, form, [*ROWS, *other]).codes == []

    def test_a_key_says_which_rows_are_the_same(self, project, form):
        assert score(project, form, ROWS * 2, key=["day", "amount"]).codes == ["KPF212"]


@pytest.mark.parametrize(
    "rows",
    [
        [*ROWS, *ROWS[10:20]],
        [*ROWS[10:20], *ROWS],
        [*ROWS[:15], *ROWS[2:12], *ROWS[15:]],
        sorted([*ROWS, *ROWS[10:20]], key=lambda row: row[2]),
    ],
    ids=["behind", "before", "between", "sorted"],
)
def test_wherever_the_copy_stands(project, rows):
    """Ten rows twice, 11 to 20 or 3 to 12: the sum is too high by theirs."""
    project.write("rows.csv", text(rows))
    told = project.score(SOURCE | {"path": "rows.csv"}, AMOUNT)
    assert (told.numbers, told.codes) == ({"amount": float(sum(n for *_, n in rows))}, ["KPF249"])
    assert "10 of 50 rows" in told.text


def united(project, first, second, **more):
    project.write("first.csv", text(first))
    project.write("second.csv", text(second))
    sources = {name: SOURCE | {"path": f"{name}.csv"} for name in ("first", "second")}
    stacked = {"union": ["first", "second"], "time": "day"} | more
    return project.score({**SOURCE, "path": "first.csv"}, {"amount": {"source": "every", "agg": "sum", "expr": "amount"}},
                         sources=sources | {"every": stacked})  # fmt: skip


def test_two_sources_that_overlap_in_a_union(project):
    """Rows 1 to 30 and 21 to 40: ten count twice, 255 too much."""
    told = united(project, ROWS[:30], ROWS[20:])
    assert (told.numbers, told.codes) == ({"amount": 820.0 + sum(range(21, 31))}, ["KPF249"])
    assert "source every: 10 of 50 rows" in told.text


def test_two_sources_that_do_not(project):
    told = united(project, ROWS[:20], ROWS[20:])
    assert (told.numbers, told.codes) == ({"amount": 820.0}, [])
