"""Rows completed by rows of other sources: many to one, counted, and never multiplied in silence."""

from __future__ import annotations

import pytest

ORDERS = """day,customer,amount
2026-09-03,ann,10
2026-09-04,bob,20
2026-10-01,ann,40
2026-10-02,,80
2026-10-03,eve,160
"""
CUSTOMERS = """id,segment,since
ann,gold,2026-08-30
bob,plain,2026-09-04
"""
SOURCES = """
sources:
  orders:
    path: orders.csv
    columns: {day: date, customer: text, amount: integer}
    time: day
    measured_by: own
    max_age: 40 days
  customers:
    path: customers.csv
    columns: {id: text, segment: text, since: date}
  known_orders:
    join:
      from: orders
      with: {customers: {customer: id}}
      columns:
        segment: customers.segment
        since: customers.since
        age: {days_from: since, to: day}
        months: {months_from: since, to: day}
bindings:
  revenue: {source: known_orders, agg: sum, expr: amount}
  gold: {source: known_orders, agg: sum, expr: amount, filter: segment == "gold"}
  unknown: {source: known_orders, agg: sum, expr: amount, filter: segment is None}
  youngest: {source: known_orders, agg: min, expr: age}
  oldest: {source: known_orders, agg: max, expr: months}
"""


@pytest.fixture
def shop(written):
    written.write("orders.csv", ORDERS)
    written.write("customers.csv", CUSTOMERS)
    return written


def test_every_row_is_kept_once_with_what_is_looked_up(shop):
    """September: ann 4 days after she came (30 August), bob on his day. October: ann 32 days, two months later."""
    found, values = shop.asked(SOURCES)
    assert values[()] == {
        "revenue": (30.0, 280.0),
        "gold": (10.0, 40.0),
        "unknown": (None, 240.0),
        "youngest": (0.0, 32.0),
        "oldest": (1.0, 2.0),
    }
    assert [(r.source, r.rows) for r in found.reports] == [("customers", 2), ("known_orders", 5), ("orders", 5)]


def test_rows_that_match_nothing_are_counted_and_told(shop):
    """The order without a customer is not the same as the order of a customer nobody knows."""
    found, _ = shop.asked(SOURCES)
    (warning,) = found.problems
    assert (warning.code, warning.severity, warning.subject) == ("KPF230", "warning", "known_orders")
    assert "2 of 5 rows" in warning.message.en
    assert "1 without customer; 1 whose customer is not in customers, such as 'eve'" in warning.message.en


def test_a_blank_key_alone_is_only_noted(shop):
    shop.write("customers.csv", CUSTOMERS + "eve,plain,2026-10-03\n")
    found, values = shop.asked(SOURCES)
    assert [(p.code, p.severity) for p in found.problems] == [("KPF230", "info")]
    assert values[()]["unknown"] == (None, 80.0)
    (report,) = [r for r in found.reports if r.source == "known_orders"]
    assert [(n.code, n.severity) for n in report.notes] == [("KPF230", "info")]


def test_a_join_that_multiplies_rows_is_an_error_with_the_counts(shop):
    """ann stands in the customers twice: her two orders would become four rows, 5 - 2 + 4 = 7."""
    shop.write("customers.csv", CUSTOMERS + "ann,plain,2026-09-01\n")
    found, _ = shop.asked(SOURCES)
    (error,) = [p for p in found.problems if p.severity == "error"]
    assert (error.code, error.subject) == ("KPF229", "known_orders")
    assert "7 rows out of 5" in error.message.en
    assert "id 'ann'" in error.message.en
    assert "7 dòng" in error.message.vi


def test_rows_nobody_looks_up_may_repeat(shop):
    """zoe stands there twice, but has no order; neither do two customers without a name."""
    more = "zoe,gold,2026-09-01\nzoe,plain,2026-09-02\n,gold,2026-09-01\n,plain,2026-09-01\n"
    shop.write("customers.csv", CUSTOMERS + more)
    _, values = shop.asked(SOURCES)
    assert values[()]["revenue"] == (30.0, 280.0)
    assert values[()]["unknown"] == (None, 240.0)


@pytest.mark.parametrize(
    ("here", "there", "matched"),
    [
        ("Ann", "ann", None),
        ("ann ", "ann", None),
        ("Nguye\u0302\u0303n", "Nguy\u1ec5n", 10.0),
        ("007", "7", None),
    ],
    ids=["capitals count", "blanks count", "one letter, composed or not", "zeros in front count"],
)
def test_text_keys_are_compared_exactly(shop, here, there, matched):
    shop.write("orders.csv", f"day,customer,amount\n2026-10-01,{here},10\n")
    shop.write("customers.csv", f"id,segment,since\n{there},gold,2026-09-01\n")
    _, values = shop.asked(SOURCES)
    assert values[()]["gold"] == (matched,)


def test_a_join_carries_on_the_time_and_the_witness_of_its_rows(shop):
    shop.asked(SOURCES)
    made = shop.project.sources["known_orders"]
    assert (made.time, made.measured_by, made.max_age_days) == ("day", "own", 40)
    assert [(c.name, c.type) for c in made.columns] == [
        ("day", "date"),
        ("customer", "text"),
        ("amount", "integer"),
        ("segment", "text"),
        ("since", "date"),
        ("age", "integer"),
        ("months", "integer"),
    ]


def test_several_columns_may_make_the_key(written):
    written.write("sales.csv", "day,shop,item,units\n2026-10-01,A,tea,3\n2026-10-01,B,tea,5\n")
    written.write("prices.csv", "shop,item,price\nA,tea,10\nB,tea,100\n")
    _, values = written.asked("""
sources:
  sales: {path: sales.csv, columns: {day: date, shop: text, item: text, units: integer}, time: day}
  prices: {path: prices.csv, columns: {shop: text, item: text, price: integer}}
  priced:
    join:
      from: sales
      with: {prices: [shop, item]}
      columns: {price: prices.price}
bindings:
  takings: {source: priced, agg: sum, expr: units * price}
""")
    assert values[()]["takings"] == (530.0,)


def test_joins_go_on_from_joins_and_derivations(written):
    """Orders -> first day of each customer -> back to the orders, and the region of the shop besides."""
    written.write(
        "orders.csv", "day,customer,shop,amount\n2026-09-01,ann,A,1\n2026-10-01,ann,B,2\n2026-10-01,bob,B,4\n"
    )
    written.write("shops.csv", "shop,region\nA,north\nB,south\n")
    found, values = written.asked("""
sources:
  orders: {path: orders.csv, columns: {day: date, customer: text, shop: text, amount: integer}, time: day}
  shops: {path: shops.csv, columns: {shop: text, region: text}}
  placed: {join: {from: orders, with: {shops: shop}, columns: {region: shops.region}}}
  firsts: {derive: {from: placed, group_by: [customer], columns: {first_day: {agg: min, expr: day}}}}
  told: {join: {from: placed, with: {firsts: customer}, columns: {first_day: firsts.first_day, age: {days_from: first_day, to: day}}}}
bindings:
  from_new: {source: told, agg: sum, expr: amount, filter: age == 0}
  from_old_in_the_south: {source: told, agg: sum, expr: amount, filter: 'age > 0 and region == "south"'}
""")
    assert found.problems == ()
    assert values[()] == {"from_new": (1.0, 4.0), "from_old_in_the_south": (None, 2.0)}


def test_slices_may_be_looked_up(shop):
    _, values = shop.asked(SOURCES, slice_by=["segment"])
    assert {key: row["revenue"] for key, row in values.items()} == {
        (): (30.0, 280.0),
        ("gold",): (10.0, 40.0),
        ("plain",): (20.0, None),
        (None,): (None, 240.0),
    }


def test_rows_may_be_dropped_after_the_join(shop):
    text = SOURCES.replace("    join:\n", "    drop_rows: ['segment == \"gold\"']\n    join:\n")
    _, values = shop.asked(text)
    assert values[()]["revenue"] == (20.0, 240.0)


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("with: {customers: {customer: id}}", "with: {clients: {customer: id}}", "KPF543", "clients"),
        ("{customer: id}", "{customr: id}", "KPF543", "customr"),
        ("{customer: id}", "{customer: idd}", "KPF543", "idd"),
        ("{customer: id}", "{customer: since}", "KPF521", "customer is text here and since is date"),
        ("{customer: id}", "customer", "KPF543", "customer"),
        ("segment: customers.segment", "segment: customers.segmnt", "KPF543", "segmnt"),
        ("segment: customers.segment", "segment: orders.amount", "KPF543", "orders"),
        ("segment: customers.segment", "amount: customers.segment", "KPF508", "amount"),
        ("{days_from: since, to: day}", "{days_from: since, to: amount}", "KPF521", "amount is integer"),
        ("{days_from: since, to: day}", "{to: day}", "KPF506", "days_from or months_from"),
        ("{days_from: since, to: day}", "{days_from: sinc, to: day}", "KPF543", "sinc"),
        ("    join:\n", "    path: orders.csv\n    join:\n", "KPF503", "path does not go with join"),
        ("with: {customers: {customer: id}}", "with: {orders: customer}", "KPF503", "joined with itself"),
    ],
)
def test_faults_of_a_join(shop, old, new, code, told):
    assert old in SOURCES
    problems = shop.refused(SOURCES.replace(old, new, 1))
    assert problems[0].code == code
    assert told in problems[0].message.en
    assert problems[0].location.file == "kpiframe.yaml"


def test_a_loop_of_sources_is_an_error(written):
    (problem,) = written.refused("""
sources:
  one: {join: {from: two, with: {three: id}}}
  two: {derive: {from: one, group_by: [id], columns: {rows: {agg: count}}}}
  three: {path: three.csv, columns: {id: text}}
""")
    assert problem.code == "KPF540"
    assert "one -> two -> one" in problem.message.en
