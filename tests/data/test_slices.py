"""Slices: recomputed from the rows, null kept as a group of its own, never a repeated total."""

from __future__ import annotations

import pytest

from kpiframe.catalog.slices import Top

ORDERS = {
    "path": "o.csv",
    "columns": {"day": "date", "channel": "text", "region": "text", "customer": "text", "amount": "decimal"},
    "time": "day",
}
ROWS = """day,channel,region,customer,amount
2026-09-10,web,north,ann,1
2026-10-01,web,north,ann,10
2026-10-02,web,south,bob,20
2026-10-03,shop,north,ann,40
2026-10-04,,north,eve,80
"""
BINDINGS = {
    "revenue": {"source": "o", "agg": "sum", "expr": "amount"},
    "buyers": {"source": "o", "agg": "count_distinct", "expr": "customer"},
    "typical": {"source": "o", "agg": "median", "expr": "amount"},
    "newest": {"source": "o", "agg": "last", "expr": "amount"},
}


@pytest.fixture
def orders(bench):
    bench.write("o.csv", ROWS)
    return bench


def test_total_and_slices(orders):
    found, values = orders.gather({"o": ORDERS}, BINDINGS, slice_by=["channel"])
    assert found.problems == ()
    october = {key: {n: v[-1] for n, v in row.items()} for key, row in values.items()}
    assert october == {
        (): {"revenue": 150.0, "buyers": 3.0, "typical": 30.0, "newest": 80.0},
        ("web",): {"revenue": 30.0, "buyers": 2.0, "typical": 15.0, "newest": 20.0},
        ("shop",): {"revenue": 40.0, "buyers": 1.0, "typical": 40.0, "newest": 40.0},
        (None,): {"revenue": 80.0, "buyers": 1.0, "typical": 80.0, "newest": 80.0},
    }


def test_distinct_counts_are_never_summed(orders):
    """Ann buys in both channels: 2 + 1 + 1 is 4, but there are 3 buyers."""
    _, values = orders.gather({"o": ORDERS}, BINDINGS, slice_by=["channel"])
    assert values[()]["buyers"][-1] == 3.0
    assert sum(row["buyers"][-1] for key, row in values.items() if key) == 4.0


def test_combinations(orders):
    _, values = orders.gather({"o": ORDERS}, {"revenue": BINDINGS["revenue"]}, slice_by=["channel", "region"])
    assert {key: row["revenue"] for key, row in values.items()} == {
        (): (1.0, 150.0),
        ("web", "north"): (1.0, 10.0),
        ("web", "south"): (None, 20.0),
        ("shop", "north"): (None, 40.0),
        (None, "north"): (None, 80.0),
    }


def test_level0_has_every_period_for_every_slice_once(orders):
    rows = orders.level0({"o": ORDERS}, {"revenue": BINDINGS["revenue"]}, slice_by=["channel"])
    assert rows == [
        (0, None, 0, 0, 1.0),
        (0, None, 1, 0, 150.0),
        (1, "shop", 0, 0, None),
        (1, "shop", 1, 0, 40.0),
        (1, "web", 0, 0, 1.0),
        (1, "web", 1, 0, 30.0),
        (1, None, 0, 0, None),
        (1, None, 1, 0, 80.0),
    ]


def test_a_source_without_the_slice_has_no_value_in_slices(orders):
    orders.write("c.csv", "day,cost\n2026-10-05,7\n")
    cost = {"path": "c.csv", "columns": {"day": "date", "cost": "decimal"}, "time": "day"}
    bindings = {"revenue": BINDINGS["revenue"], "cost": {"source": "c", "agg": "sum", "expr": "cost", "empty": 0}}
    found, values = orders.gather({"o": ORDERS, "c": cost}, bindings, slice_by=["channel"])
    assert [(p.code, p.severity.value) for p in found.problems] == [("KPF217", "warning")]
    assert "source c cannot be cut by channel: cost" in found.problems[0].message.en
    assert {key: row["cost"] for key, row in values.items()} == {
        (): (0.0, 7.0),
        ("web",): (None, None),
        ("shop",): (None, None),
        (None,): (None, None),
    }


def test_one_of_two_slices_is_not_enough(orders):
    orders.write("c.csv", "day,channel,cost\n2026-10-05,web,7\n")
    cost = {"path": "c.csv", "columns": {"day": "date", "channel": "text", "cost": "decimal"}, "time": "day"}
    bindings = {"revenue": BINDINGS["revenue"], "cost": {"source": "c", "agg": "sum", "expr": "cost"}}
    found, values = orders.gather({"o": ORDERS, "c": cost}, bindings, slice_by=["channel", "region"])
    assert "cannot be cut by region: cost" in found.problems[0].message.en
    assert values[("web", "north")]["cost"] == (None, None)


def test_a_number_by_hand_belongs_to_the_total(orders):
    found, values = orders.gather({"o": ORDERS}, {**BINDINGS, "budget": {"value": 500}}, slice_by=["channel"])
    assert [p.code for p in found.problems] == ["KPF217"]
    assert {row["budget"][-1] for key, row in values.items() if key} == {None}
    assert values[()]["budget"] == (500.0, 500.0)


def test_slices_of_two_sources_meet(orders):
    orders.write("v.csv", "day,channel,visits\n2026-10-05,web,7\n2026-10-05,mail,9\n2026-10-06,,3\n")
    visits = {"path": "v.csv", "columns": {"day": "date", "channel": "text", "visits": "integer"}, "time": "day"}
    bindings = {"revenue": BINDINGS["revenue"], "visits": {"source": "v", "agg": "sum", "expr": "visits"}}
    _, values = orders.gather({"o": ORDERS, "v": visits}, bindings, slice_by=["channel"])
    assert {key: (row["revenue"][-1], row["visits"][-1]) for key, row in values.items()} == {
        (): (150.0, 19.0),
        ("web",): (30.0, 7.0),
        ("shop",): (40.0, None),
        ("mail",): (None, 9.0),
        (None,): (80.0, 3.0),
    }


def test_slices_of_later_periods_do_not_appear(orders):
    _, values = orders.gather({"o": ORDERS}, {"revenue": BINDINGS["revenue"]}, slice_by=["channel"], period="2026-09")
    assert set(values) == {(), ("web",)}


def test_slicing_by_a_condition_or_number(bench):
    bench.write("s.csv", "new,size,n\nyes,1,10\nno,1,20\nyes,2,40\n")
    source = {"path": "s.csv", "columns": {"new": "boolean", "size": "integer", "n": "integer"}}
    _, values = bench.gather({"s": source}, {"n": {"source": "s", "agg": "sum", "expr": "n"}}, slice_by=["new", "size"])
    assert {key: row["n"] for key, row in values.items()} == {
        (): (70.0,),
        ("true", "1"): (10.0,),
        ("false", "1"): (20.0,),
        ("true", "2"): (40.0,),
    }


def test_slicing_by_a_key_is_refused(bench):
    bench.write("s.csv", "id\n" + "".join(f"{i}\n" for i in range(10_001)))
    found, _ = bench.gather(
        {"s": {"path": "s.csv", "columns": {"id": "text"}}}, {"n": {"source": "s", "agg": "count"}}, slice_by=["id"]
    )
    assert [p.code for p in found.problems] == ["KPF223"]
    assert "10001 combinations" in found.problems[0].message.en


TOPS = {
    "path": "c.csv",
    "columns": {"day": "date", "client": "text", "amount": "decimal", "buyer": "text"},
    "time": "day",
}
CLIENTS = """day,client,amount,buyer
2026-09-01,dan,900,q
2026-10-01,ann,50,x
2026-10-02,bob,50,y
2026-10-03,cat,20,x
2026-10-04,dan,10,x
2026-10-05,dan,10,z
2026-10-06,,70,w
"""
BY_CLIENT = {
    "revenue": {"source": "c", "agg": "sum", "expr": "amount"},
    "buyers": {"source": "c", "agg": "count_distinct", "expr": "buyer"},
    "typical": {"source": "c", "agg": "median", "expr": "amount"},
}


def top(count, by="revenue", column="client"):
    return {"slice_by": [column], "tops": [Top(column, count, by)]}


def october(values):
    return {key: {n: v[-1] for n, v in row.items()} for key, row in values.items()}


def test_the_largest_keep_a_slice_and_the_rest_share_one(bench):
    """October: ann 50, bob 50, cat 20, dan 10 + 10, nobody 70. Two of four keep a slice, rows without a client too.

    The rest is cat and dan: 40; x buys from both, z from dan: 2 buyers, not 1 + 2; the median of 20, 10, 10 is 10.
    """
    bench.write("c.csv", CLIENTS)
    _, values = bench.gather({"c": TOPS}, BY_CLIENT, **top(2))
    assert october(values) == {
        (): {"revenue": 210.0, "buyers": 4.0, "typical": 35.0},
        ("ann",): {"revenue": 50.0, "buyers": 1.0, "typical": 50.0},
        ("bob",): {"revenue": 50.0, "buyers": 1.0, "typical": 50.0},
        ("(others)",): {"revenue": 40.0, "buyers": 2.0, "typical": 10.0},
        (None,): {"revenue": 70.0, "buyers": 1.0, "typical": 70.0},
    }


def test_the_period_shown_ranks_and_the_slices_hold_for_every_period(bench):
    """In September dan was alone: he is among the rest in both months, or his series would be another's."""
    bench.write("c.csv", CLIENTS)
    _, values = bench.gather({"c": TOPS}, BY_CLIENT, **top(2))
    assert values[("(others)",)]["revenue"] == (900.0, 40.0)
    _, values = bench.gather({"c": TOPS}, BY_CLIENT, period="2026-09", **top(2))
    assert set(values) == {(), ("dan",)}


def test_equal_ones_are_ranked_by_name(bench):
    bench.write("c.csv", CLIENTS)
    _, values = bench.gather({"c": TOPS}, BY_CLIENT, **top(1))
    assert set(values) == {(), ("ann",), ("(others)",), (None,)}


def test_ranked_by_an_input_that_does_not_add_up_and_that_nobody_asked_for(bench):
    """By buyers dan comes first with 2; the input itself is on no scorecard."""
    bench.write("c.csv", CLIENTS)
    _, values = bench.gather({"c": TOPS}, BY_CLIENT, inputs=("revenue",), **top(1, "buyers"))
    assert october(values)["dan",] == {"revenue": 20.0}


def test_fewer_than_the_top_leave_no_rest(bench):
    bench.write("c.csv", CLIENTS)
    _, values = bench.gather({"c": TOPS}, BY_CLIENT, **top(50))
    assert set(values) == {(), ("ann",), ("bob",), ("cat",), ("dan",), (None,)}


def test_slices_and_the_rest_add_up_to_the_total(bench):
    bench.write("c.csv", CLIENTS)
    for count in (1, 2, 3, 4):
        _, values = bench.gather({"c": TOPS}, {"revenue": BY_CLIENT["revenue"]}, **top(count))
        parts = [row["revenue"][-1] or 0 for key, row in values.items() if key]
        assert (sum(parts), values[()]["revenue"][-1]) == (210.0, 210.0)


def test_another_source_is_folded_alike(bench):
    bench.write("c.csv", CLIENTS)
    bench.write("v.csv", "day,client,visits\n2026-10-05,ann,7\n2026-10-05,cat,9\n2026-10-06,eve,3\n2026-10-06,,1\n")
    visits = {"path": "v.csv", "columns": {"day": "date", "client": "text", "visits": "integer"}, "time": "day"}
    bindings = {"revenue": BY_CLIENT["revenue"], "visits": {"source": "v", "agg": "sum", "expr": "visits"}}
    _, values = bench.gather({"c": TOPS, "v": visits}, bindings, **top(2))
    assert {key: row["visits"][-1] for key, row in values.items()} == {
        (): 20.0,
        ("ann",): 7.0,
        ("bob",): None,
        ("(others)",): 12.0,
        (None,): 1.0,
    }


def test_a_client_called_like_the_rest_is_refused(bench):
    bench.write("c.csv", CLIENTS.replace("bob", "(others)"))
    found, _ = bench.gather({"c": TOPS}, BY_CLIENT, **top(2))
    assert [(p.code, p.severity.value) for p in found.problems] == [("KPF222", "error")]
    assert "column client holds (others)" in found.problems[0].message.en


def test_hostile_names_are_values_and_never_text_of_the_query(bench):
    bench.write("c.csv", CLIENTS.replace("ann", '"x\') OR 1=1 --"').replace("bob", "Nguyễn"))
    _, values = bench.gather({"c": TOPS}, BY_CLIENT, **top(2))
    assert october(values)["x') OR 1=1 --",]["revenue"] == 50.0
    assert october(values)["Nguyễn",]["revenue"] == 50.0


def test_ten_thousand_clients_and_the_largest_fifty(bench):
    """More values than slices may have are no fault once all but fifty are one."""
    bench.write("s.csv", "id,n\n" + "".join(f"{i:05d},{i}\n" for i in range(10_001)))
    source = {"path": "s.csv", "columns": {"id": "text", "n": "integer"}}
    found, values = bench.gather({"s": source}, {"n": {"source": "s", "agg": "sum", "expr": "n"}}, **top(50, "n", "id"))
    assert found.problems == ()
    assert len(values) == 52
    assert values[("(others)",)]["n"] == (float(sum(range(9_951))),)
    assert values[("09951",)]["n"] == (9951.0,)
