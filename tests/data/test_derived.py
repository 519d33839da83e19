"""Sources made from sources: customers from orders, and what happens when they go round in circles."""

from __future__ import annotations

from datetime import date

ORDERS = {
    "path": "o.csv",
    "columns": {"day": "date", "customer": "text", "channel": "text", "amount": "decimal", "at": "timestamp"},
    "time": "day",
}
ROWS = """day,customer,channel,amount,at
2026-08-01,ann,web,10.5,2026-08-01 10:00:00
2026-08-01,ann,web,4.5,2026-08-01 11:00:00
2026-10-02,ann,web,20,2026-10-02 10:00:00
2026-10-02,bob,shop,5,2026-10-02 12:00:00
2026-10-20,eve,web,7,2026-10-20 10:00:00
2026-10-21,eve,web,,2026-10-21 10:00:00
"""
CUSTOMERS = {
    "derive": {
        "from": "orders",
        "group_by": ["customer", "channel"],
        "columns": {
            "first_day": {"agg": "min", "expr": "day"},
            "orders": {"agg": "count"},
            "days": {"agg": "count_distinct", "expr": "day"},
            "spent": {"agg": "sum", "expr": "amount"},
            "typical": {"agg": "median", "expr": "amount"},
            "latest": {"agg": "last", "expr": "amount"},
        },
    },
    "time": "first_day",
}


def made(bench, bindings, *, sources=None, **more):
    bench.write("o.csv", ROWS)
    return bench.gather({"orders": ORDERS, "customers": CUSTOMERS, **(sources or {})}, bindings, **more)


def test_one_row_per_group(bench):
    found, values = made(
        bench,
        {
            "new_customers": {"source": "customers", "agg": "count"},
            "repeaters": {"source": "customers", "agg": "count", "filter": "days > 1"},
            "first_spend": {"source": "customers", "agg": "sum", "expr": "spent"},
            "typical": {"source": "customers", "agg": "max", "expr": "typical"},
            "latest": {"source": "customers", "agg": "sum", "expr": "latest"},
            "revenue": {"source": "orders", "agg": "sum", "expr": "amount"},
        },
    )
    assert found.problems == ()
    assert values[()] == {
        "new_customers": (1.0, None, 2.0),
        "repeaters": (1.0, None, 1.0),
        "first_spend": (35.0, None, 12.0),
        "typical": (10.5, None, 7.0),
        "latest": (20.0, None, 5.0),
        "revenue": (15.0, None, 32.0),
    }
    assert [(r.source, r.rows, r.first) for r in found.reports] == [
        ("customers", 3, date(2026, 8, 1)),
        ("orders", 6, date(2026, 8, 1)),
    ]


def test_a_derived_source_is_sliced_by_its_groups(bench):
    _, values = made(bench, {"n": {"source": "customers", "agg": "count"}}, slice_by=["channel"])
    assert {key: row["n"] for key, row in values.items()} == {
        (): (1.0, None, 2.0),
        ("web",): (1.0, None, 1.0),
        ("shop",): (None, None, 1.0),
    }


def test_deriving_from_a_derivation(bench):
    """How many customers bought on one day only, on two days …"""
    levels = {
        "derive": {"from": "customers", "group_by": ["days"], "columns": {"people": {"agg": "count"}}},
    }
    _, values = made(
        bench,
        {"most": {"source": "levels", "agg": "max", "expr": "people", "filter": "days == 2"}},
        sources={"levels": levels},
        period="2026-10",
    )
    assert values[()]["most"] == (2.0,)


def test_a_bad_origin_stops_what_derives_from_it(bench):
    bench.write("o.csv", ROWS.replace("web,20,", "web,x,"))
    found, _ = bench.gather(
        {"orders": ORDERS, "customers": CUSTOMERS}, {"n": {"source": "customers", "agg": "max", "expr": "spent"}}
    )
    assert [(p.code, p.subject) for p in found.problems] == [("KPF210", "orders")]


def test_a_cycle_is_an_error_that_prints_the_loop(bench):
    loop = {"derive": {"from": "b", "group_by": ["x"], "columns": {"n": {"agg": "count"}}}}
    back = {"derive": {"from": "a", "group_by": ["x"], "columns": {"n": {"agg": "count"}}}}
    found, _ = bench.gather({"a": loop, "b": back}, {"n": {"source": "a", "agg": "count"}})
    assert [p.code for p in found.problems] == ["KPF218"]
    assert "a -> b -> a" in found.problems[0].message.en


def test_a_missing_origin_is_an_error(bench):
    found, _ = bench.gather({"customers": CUSTOMERS}, {"n": {"source": "customers", "agg": "count"}})
    assert [(p.code, p.subject) for p in found.problems] == [("KPF222", "orders")]


def test_only_used_columns_of_the_origin_are_read(bench):
    """The stamp is unreadable, but nobody asks for it."""
    bench.write("o.csv", ROWS.replace("2026-10-20 10:00:00", "soon"))
    found, _ = bench.gather({"orders": ORDERS, "customers": CUSTOMERS}, {"n": {"source": "customers", "agg": "count"}})
    assert found.problems == ()
