"""The same data give the same bits, whatever the threads and the order of lines."""

from __future__ import annotations

import random
import struct
from datetime import date

import pytest

from kpiframe.catalog.bindings import Agg, Aggregate, Binding, Column, ColumnType, Source
from kpiframe.data.database import Database
from kpiframe.data.gathering import gather
from kpiframe.formula.syntax import Role, parse
from kpiframe.periods import Calendar

COLUMNS = (
    Column("day", ColumnType.DATE, "day"),
    Column("shop", ColumnType.TEXT, "shop"),
    Column("amount", ColumnType.DECIMAL, "amount"),
    Column("weight", ColumnType.FLOAT, "weight"),
    Column("qty", ColumnType.INTEGER, "qty"),
)
SOURCE = Source("s", path="s.csv", columns=COLUMNS, time="day")
AGGREGATES = {
    "money": (Agg.SUM, "amount * qty"),
    "weight": (Agg.SUM, "weight"),
    "share": (Agg.SUM, "amount / qty"),
    "mean": (Agg.AVERAGE, "weight"),
    "middle": (Agg.MEDIAN, "weight"),
    "high": (Agg.PERCENTILE, "weight"),
    "stock": (Agg.LAST, "weight"),
    "shops": (Agg.COUNT_DISTINCT, "weight"),
}
BINDINGS = {
    name: Binding(name, "s", Aggregate(agg, parse(text, Role.EXPR), p=0.9)) for name, (agg, text) in AGGREGATES.items()
}


def lines(count):
    """Weights over thirty orders of magnitude: any other order of adding gives other last bits."""
    made = random.Random(20261031)
    return [
        f"2026-{made.randint(1, 10):02d}-{made.randint(1, 28):02d},{made.choice('abcd')},{made.randint(0, 10**9) / 10**4:.4f},"
        f"{made.choice((-1, 1)) * made.random() * 10.0 ** made.randint(-15, 15)!r},{made.randint(1, 9)}"
        for _ in range(count)
    ]


def bits(folder, threads):
    with Database(threads=threads) as db:
        found = gather(
            db,
            sources={"s": SOURCE},
            bindings=BINDINGS,
            inputs=tuple(BINDINGS),
            calendar=Calendar(),
            timezone="UTC",
            slice_by=("shop",),
            period=None,
            today=date(2026, 11, 15),
            root=folder,
        )
        assert found.problems == ()
        rows = db.select(f"{found.level0.sql} ORDER BY ALL")
    return [tuple(struct.pack("<d", v) if isinstance(v, float) else v for v in row) for row in rows]


def write(folder, rows):
    (folder / "s.csv").write_text("day,shop,amount,weight,qty\n" + "\n".join(rows) + "\n")


@pytest.mark.parametrize("count", [20_000, pytest.param(400_000, marks=pytest.mark.slow)])
def test_threads_and_order_change_no_bit(tmp_path, count):
    rows = lines(count)
    write(tmp_path, rows)
    first = bits(tmp_path, 1)
    assert len(first) == 10 * 5
    assert [bits(tmp_path, threads) for threads in (2, 4)] == [first, first]
    for seed in (1, 2):
        shuffled = list(rows)
        random.Random(seed).shuffle(shuffled)
        write(tmp_path, shuffled)
        assert bits(tmp_path, 1 + seed) == first


def test_the_data_would_show_it():
    """The test above proves nothing unless plain adding does depend on the order."""
    weights = [float(line.split(",")[3]) for line in lines(20_000)]
    assert sum(weights) != sum(sorted(weights))
