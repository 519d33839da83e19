"""Every aggregate over rows small enough to do by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

ROWS = """day,shop,amount,qty,status,ratio
2026-10-01,a,10.50,1,paid,0.5
2026-10-01,b,20.25,2,paid,0.25
2026-10-15,a,5.00,3,open,
2026-10-15,a,,4,paid,0.125
2026-10-15,b,7.75,5,open,1e3
"""
SOURCE = {
    "path": "s.csv",
    "columns": {
        "day": "date",
        "shop": "text",
        "amount": "decimal",
        "qty": "integer",
        "status": "text",
        "ratio": "float",
    },
    "time": "day",
}
CASES = [
    # amounts 10.50 20.25 5.00 null 7.75; quantities 1 2 3 4 5
    ({"agg": "sum", "expr": "amount"}, Fraction(435, 10)),
    ({"agg": "sum", "expr": "qty"}, 15),
    ({"agg": "sum", "expr": "amount * qty"}, Fraction(1050 + 4050 + 1500 + 3875, 100)),
    ({"agg": "sum", "expr": "amount", "filter": 'status == "paid"'}, Fraction(3075, 100)),
    ({"agg": "sum", "expr": "amount", "filter": 'status == "void"'}, None),
    ({"agg": "sum", "expr": "amount", "filter": 'status == "void"', "empty": 0}, 0),
    ({"agg": "sum", "expr": "amount", "filter": "amount is None", "empty": 0}, None),
    (
        {"agg": "sum", "expr": "amount / qty"},
        Fraction(1050, 100) + Fraction(2025, 200) + Fraction(5, 3) + Fraction(775, 500),
    ),
    ({"agg": "sum", "expr": "ratio"}, Fraction(1000875, 1000)),
    ({"agg": "sum", "expr": "amount * 0.1"}, Fraction(435, 100)),
    ({"agg": "sum", "expr": "1 if amount >= 10 else 0"}, 2),
    ({"agg": "count"}, 5),
    ({"agg": "count", "expr": "amount"}, 4),
    ({"agg": "count", "filter": 'status == "open"'}, 2),
    ({"agg": "count", "filter": 'status == "void"'}, 0),
    ({"agg": "count", "filter": 'day >= "2026-10-15"'}, 3),
    ({"agg": "count", "filter": 'shop in ["a", "c"] and qty > 1'}, 2),
    ({"agg": "count_distinct", "expr": "shop"}, 2),
    ({"agg": "count_distinct", "expr": "amount"}, 4),
    ({"agg": "count_distinct", "expr": "day"}, 2),
    ({"agg": "count_distinct", "expr": "shop", "filter": "qty > 4"}, 1),
    ({"agg": "min", "expr": "amount"}, 5),
    ({"agg": "max", "expr": "amount"}, Fraction(2025, 100)),
    ({"agg": "max", "expr": "amount - qty"}, Fraction(1825, 100)),
    ({"agg": "average", "expr": "amount"}, Fraction(435, 40)),
    ({"agg": "average", "expr": "qty", "filter": 'shop == "b"'}, Fraction(7, 2)),
    ({"agg": "average", "expr": "qty", "filter": 'shop == "z"'}, None),
    ({"agg": "median", "expr": "amount"}, Fraction(1825, 200)),
    ({"agg": "median", "expr": "qty"}, 3),
    ({"agg": "percentile", "expr": "qty", "p": 0.9}, Fraction(46, 10)),
    ({"agg": "percentile", "expr": "qty", "p": 0.0}, 1),
    ({"agg": "last", "expr": "qty"}, 12),
    ({"agg": "first", "expr": "qty"}, 3),
    ({"agg": "last", "expr": "qty", "at": "period_start"}, 3),
    ({"agg": "last", "expr": "qty", "filter": 'status == "paid"'}, 4),
    ({"agg": "first", "expr": "qty", "filter": 'status == "open"'}, 8),
    ({"agg": "last", "expr": "amount", "filter": 'shop == "a"'}, 5),
    ({"agg": "last", "expr": "qty", "filter": 'shop == "z"'}, None),
    ({"agg": "last", "expr": "qty", "filter": 'shop == "z"', "empty": 0}, 0),
]


@pytest.mark.parametrize(("spec", "value"), CASES, ids=[str(c[0]) for c in CASES])
def test_aggregate(bench, spec, value):
    bench.write("s.csv", ROWS)
    number = bench.numbers({"s": SOURCE}, {"x": {"source": "s", **spec}}, period="2026-10")["x"]
    assert number is None if value is None else number == pytest.approx(float(value), rel=1e-12, abs=0)


def test_integer_and_decimal_sums_are_exact(bench):
    """Ten cents added a million times are a hundred thousand; in floats they are not."""
    bench.write("s.csv", "x\n" + "0.1\n" * 10_000 + "0.0001\n")
    assert bench.numbers(
        {"s": {"path": "s.csv", "columns": {"x": "decimal"}}}, {"x": {"source": "s", "agg": "sum", "expr": "x"}}
    )["x"] == float(Fraction(10_000_001, 10_000))


def test_products_of_decimals_do_not_overflow(bench):
    """Quantity times price in đồng passes 10^10 at scale 8."""
    bench.write("s.csv", "price,qty\n99999999999.9999,1000000.5\n")
    source = {"path": "s.csv", "columns": {"price": "decimal", "qty": "decimal"}}
    number = bench.numbers({"s": source}, {"x": {"source": "s", "agg": "sum", "expr": "price * qty"}})["x"]
    assert number == float(Fraction(999999999999999, 10_000) * Fraction(10_000_005, 10))


def test_overflow_names_the_input(bench):
    bench.write("s.csv", "n\n9223372036854775807\n9223372036854775807\n")
    found, _ = bench.gather(
        {"s": {"path": "s.csv", "columns": {"n": "integer"}}},
        {
            "fine": {"source": "s", "agg": "count"},
            "huge": {"source": "s", "agg": "sum", "expr": "n * n * n"},
            "wide": {"source": "s", "agg": "sum", "expr": "n + n"},
        },
    )
    assert [p.code for p in found.problems] == ["KPF211", "KPF211"]
    assert {p.message.en.split(":")[0] for p in found.problems} == {"overflow in input huge", "overflow in input wide"}
    assert all(p.subject == "s" for p in found.problems)


def test_sums_of_whole_numbers_do_not_wrap(bench):
    bench.write("s.csv", "n\n9223372036854775807\n9223372036854775807\n")
    source = {"path": "s.csv", "columns": {"n": "integer"}}
    assert bench.numbers({"s": source}, {"x": {"source": "s", "agg": "sum", "expr": "n"}})["x"] == float(2**64 - 2)


def test_a_sum_of_doubles_beyond_their_range_is_an_overflow(bench):
    bench.write("s.csv", "x\n1e308\n1e308\n")
    found, _ = bench.gather(
        {"s": {"path": "s.csv", "columns": {"x": "float"}}}, {"x": {"source": "s", "agg": "sum", "expr": "x"}}
    )
    assert [p.code for p in found.problems] == ["KPF211"]


def test_equal_aggregates_are_computed_once(bench, monkeypatch):
    from kpiframe.data.database import Database

    seen = []
    table = Database.table
    monkeypatch.setattr(
        Database, "table", lambda self, name, sql: (seen.append((name, sql)), table(self, name, sql))[1]
    )
    bench.write("s.csv", ROWS)
    numbers = bench.numbers(
        {"s": SOURCE},
        {
            "one": {"source": "s", "agg": "sum", "expr": "amount*qty"},
            "two": {"source": "s", "agg": "sum", "expr": "( amount * qty )"},
            "other": {"source": "s", "agg": "sum", "expr": "qty"},
        },
    )
    flows = dict(seen)["__flows_0"]
    assert flows.count("SUM(") == 2
    assert numbers["one"] == numbers["two"] == 104.75


def test_levels_need_a_time(bench):
    bench.write("s.csv", "n\n1\n")
    found, _ = bench.gather(
        {"s": {"path": "s.csv", "columns": {"n": "integer"}}}, {"x": {"source": "s", "agg": "last", "expr": "n"}}
    )
    assert [p.code for p in found.problems] == ["KPF222"]
    assert "need `time`" in str(found.problems[0])


def test_ties_of_the_last_moment_all_count(bench):
    """Two rows carry the last time stamp of October: both belong to the level, in either order of lines."""
    lines = ["2026-10-30 10:00:00,1", "2026-10-31 23:00:00,20", "2026-10-31 23:00:00,300", "2026-10-31 22:59:59,4000"]
    source = {"path": "s.csv", "columns": {"at": "timestamp", "n": "integer"}, "time": "at"}
    for order in (lines, lines[::-1]):
        bench.write("s.csv", "at,n\n" + "\n".join(order))
        assert bench.numbers({"s": source}, {"x": {"source": "s", "agg": "last", "expr": "n"}})["x"] == 320
