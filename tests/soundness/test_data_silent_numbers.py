"""Wrong numbers that would look right: each a trap others fell into."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from kpiframe.catalog.bindings import Agg, Aggregate, Binding, Column, ColumnType, Source
from kpiframe.data.database import Database
from kpiframe.data.gathering import gather
from kpiframe.formula.syntax import Role, parse
from kpiframe.periods import Calendar


def numbers(folder, sources, bindings, period="2026-10"):
    calendar = Calendar()
    with Database(threads=2) as db:
        found = gather(
            db,
            sources=sources,
            bindings=bindings,
            inputs=tuple(bindings),
            calendar=calendar,
            timezone="Asia/Ho_Chi_Minh",
            slice_by=(),
            period=calendar.parse(period),
            today=date(2026, 11, 15),
            root=folder,
        )
        row = db.select(f'{found.level0.sql} ORDER BY "__t" DESC LIMIT 1')[0]
    return dict(zip(found.level0.inputs, row[3:], strict=True))


def columns(**types):
    return tuple(Column(name, ColumnType(kind), name) for name, kind in types.items())


def bind(name, source, agg, expr=None, where=None):
    aggregate = Aggregate(
        Agg(agg), parse(expr, Role.EXPR) if expr else None, parse(where, Role.FILTER) if where else None
    )
    return Binding(name, source, aggregate)


def test_two_sources_never_multiply_each_other(tmp_path):
    """Three orders and two invoices of one customer: a join of rows would give six of each."""
    (tmp_path / "o.csv").write_text("day,who,n\n" + "2026-10-01,ann,1\n" * 3)
    (tmp_path / "i.csv").write_text("day,who,n\n" + "2026-10-02,ann,10\n" * 2)
    kinds = columns(day="date", who="text", n="integer")
    sources = {k: Source(k, path=f"{k}.csv", columns=kinds, time="day") for k in "oi"}
    bindings = {"orders": bind("orders", "o", "sum", "n"), "invoices": bind("invoices", "i", "sum", "n")}
    assert numbers(tmp_path, sources, bindings) == {"orders": 3.0, "invoices": 20.0}


def test_lazy_csv_and_table_agree(tmp_path):
    """The engine pushes casts into a lazy scan and then raises on a blank; rows are typed before they are counted."""
    (tmp_path / "t.csv").write_text("tenure,total\n1,29.85\n0, \n34,1889.5\n0, \n")
    source = Source("t", path="t.csv", columns=columns(tenure="integer", total="decimal"))
    bindings = {
        "sum": bind("sum", "t", "sum", "total"),
        "n": bind("n", "t", "count", "total"),
        "mean": bind("mean", "t", "average", "total"),
        "new": bind("new", "t", "count", where="total is None and tenure == 0"),
    }
    assert numbers(tmp_path, {"t": source}, bindings) == {"sum": 1919.35, "n": 2.0, "mean": 959.675, "new": 2.0}


def test_yes_and_no_stay_texts(tmp_path):
    """A sniffer makes them booleans, and `churn = 'Yes'` is then silently never true."""
    (tmp_path / "t.csv").write_text("churn\nYes\nNo\nYes\n")
    source = Source("t", path="t.csv", columns=columns(churn="text"))
    bindings = {"churned": bind("churned", "t", "count", where='churn == "Yes"')}
    assert numbers(tmp_path, {"t": source}, bindings) == {"churned": 2.0}


def test_leading_zeros_of_identifiers_stay(tmp_path):
    (tmp_path / "t.csv").write_text("id\n00001\n1\n01\n")
    source = Source("t", path="t.csv", columns=columns(id="text"))
    assert numbers(tmp_path, {"t": source}, {"ids": bind("ids", "t", "count_distinct", "id")}) == {"ids": 3.0}


def test_average_is_pooled_not_a_mean_of_means(tmp_path):
    """Days with 1 and 3 answers: (10 + 1 + 1 + 4) / 4, not (10 + 2) / 2."""
    (tmp_path / "t.csv").write_text("day,n\n2026-10-01,10\n2026-10-02,1\n2026-10-02,1\n2026-10-02,4\n")
    source = Source("t", path="t.csv", columns=columns(day="date", n="integer"), time="day")
    assert numbers(tmp_path, {"t": source}, {"mean": bind("mean", "t", "average", "n")}) == {"mean": 4.0}


def test_median_keeps_its_half(tmp_path):
    """Over a decimal column the engine rounds the median to the column's scale."""
    with duckdb.connect() as plain:
        rounded = plain.execute(
            "SELECT median(x) FROM (VALUES (0.01::DECIMAL(18,2)), (0.02::DECIMAL(18,2))) v(x)"
        ).fetchone()
    (tmp_path / "t.csv").write_text("x\n0.01\n0.02\n")
    source = Source("t", path="t.csv", columns=(Column("x", ColumnType.DECIMAL, "x", scale=2),))
    assert numbers(tmp_path, {"t": source}, {"m": bind("m", "t", "median", "x")}) == {"m": 0.015}
    assert float(rounded[0]) != 0.015


def test_missing_is_not_zero(tmp_path):
    (tmp_path / "t.csv").write_text("day,n\n2026-10-01,\n2026-10-02,\n")
    source = Source("t", path="t.csv", columns=columns(day="date", n="integer"), time="day")
    bindings = {"n": bind("n", "t", "sum", "n"), "rows": bind("rows", "t", "count")}
    assert numbers(tmp_path, {"t": source}, bindings) == {"n": None, "rows": 2.0}


@pytest.mark.parametrize(("order", "expected"), [("day,cost\n2026-10-01,5\n", 5.0), ("cost,day\n5,2026-10-01\n", 5.0)])
def test_columns_are_found_by_name(tmp_path, order, expected):
    (tmp_path / "t.csv").write_text(order)
    source = Source("t", path="t.csv", columns=columns(day="date", cost="decimal"), time="day")
    assert numbers(tmp_path, {"t": source}, {"c": bind("c", "t", "sum", "cost")}) == {"c": expected}
