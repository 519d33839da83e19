"""Adding up: sums, counts, averages, stocks, periods and slices that look right and are not."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest
import yaml

import kpiframe

ROWS = {
    "path": "rows.csv",
    "columns": {
        "day": "date",
        "shop": "text",
        "buyer": "text",
        "amount": "decimal",
        "qty": "decimal",
        "weight": "float",
    },
    "time": "day",
}


def write(project, *rows):
    project.write("rows.csv", "day,shop,buyer,amount,qty,weight\n" + "".join(f"{row}\n" for row in rows))


def test_sums_of_doubles_do_not_depend_on_the_order_of_rows(project):
    """1e16 + 1 + 1 - 1e16 is 0, 2 or something between, by the order; the exact sum is 2."""
    weights = ["1e16", "1", "1", "-1e16"]
    rows = [f"2026-10-0{n},a,x,1,1,{weight}" for n, weight in enumerate(weights, start=1)]
    assert sum(map(float, weights)) == 0.0
    assert sum(map(float, sorted(weights, key=float))) != 2.0
    for order in (rows, rows[::-1], [rows[1], rows[3], rows[0], rows[2]]):
        write(project, *order)
        assert project.score(ROWS, {"weight": "sum weight"}).numbers == {"weight": 2.0}


def test_quantity_times_price_in_dong(project):
    """At scale 8 the product of two exact columns has 18 digits in the engine and raises."""
    price, qty = Fraction("99999999999.9999"), Fraction("1000000.5")
    with pytest.raises(Exception, match="Overflow in multiplication of DECIMAL"):
        project.naive("SELECT 99999999999.9999::DECIMAL(18,4) * 1000000.5::DECIMAL(18,4)")
    write(project, f"2026-10-01,a,x,{float(price):.4f},{float(qty)},1")
    assert project.score(ROWS, {"money": "sum amount * qty"}).numbers == {"money": float(price * qty)}


def test_sums_of_whole_numbers_never_wrap(project):
    """Three times 2^62 passes 2^63: wrapped, the sum would be below zero."""
    part = 2**62
    assert (3 * part + 2**63) % 2**64 - 2**63 < 0
    project.write("rows.csv", "pieces\n" + f"{part}\n" * 3)
    source = {"path": "rows.csv", "columns": {"pieces": "integer"}, "as_of": "2026-10-31"}
    assert project.score(source, {"total": "sum pieces"}).numbers == {"total": float(3 * part)}


TWO_SHOPS = (
    "2026-08-03,a,ann,1,1,1",
    "2026-09-03,a,ann,1,1,1",
    "2026-10-03,a,ann,1,1,1",
    "2026-10-04,b,ann,3,1,1",
    "2026-10-05,b,bob,5,1,1",
)


def test_people_are_counted_once_over_months_and_slices(project):
    """ann bought in every month and in both shops: 2 people, where months add up to 4 and shops to 3."""
    write(project, *TWO_SHOPS)
    inputs = {"buyers": "count_distinct buyer"}
    monthly = [project.score(ROWS, inputs, period=f"2026-{m}").numbers["buyers"] for m in ("08", "09", "10")]
    assert monthly == [1.0, 1.0, 2.0]
    quarter = project.score(ROWS, inputs, period="2026-Q4", calendar={"grain": "quarter"}).numbers["buyers"]
    assert quarter == 2.0
    year = project.score(ROWS, inputs, period="2026", calendar={"grain": "year"}).numbers["buyers"]
    assert (year, sum(monthly)) == (2.0, 4.0)
    told = project.score(ROWS, inputs, slice_by=["shop"])
    assert (told.numbers["buyers"], told.of("a")["buyers"], told.of("b")["buyers"]) == (2.0, 1.0, 2.0)


def test_the_total_of_a_ratio_is_no_mean_of_ratios(project):
    """Shop a: 1/1. Shop b: 8/4. Together 9/5, where the mean of the two is 1.5."""
    write(project, "2026-10-03,a,ann,1,1,1", "2026-10-04,b,ann,3,2,1", "2026-10-05,b,bob,5,2,1")
    inputs = {"amount": "sum amount", "qty": "sum qty"}
    told = project.score(ROWS, inputs, formulas={"price": "amount / qty"}, slice_by=["shop"])
    parts = told.of("a")["price"], told.of("b")["price"]
    assert (told.numbers["price"], parts) == (1.8, (1.0, 2.0))
    assert sum(parts) / 2 != told.numbers["price"]


def test_average_is_that_of_all_rows(project):
    """1, 3 and 5 are 3 on average; the mean of the shops' averages (1 and 4) is 2.5."""
    write(project, *TWO_SHOPS[2:])
    told = project.score(ROWS, {"mean": "average amount"}, slice_by=["shop"])
    assert (told.numbers["mean"], told.of("a")["mean"], told.of("b")["mean"]) == (3.0, 1.0, 4.0)


def test_all_rows_of_the_last_day_are_the_stock(project):
    """Two shops report on the 31st, 3 and 4 pieces: 7. A value at the largest day is 3 or 4, by the order of rows."""
    rows = ("2026-10-30,a,x,100,1,1", "2026-10-31,a,x,3,1,1", "2026-10-31,b,x,4,1,1")
    either = [
        project.naive(f"SELECT arg_max(x, d) FROM (VALUES {order}) t(x, d)")[0][0]
        for order in ("(100, 30), (3, 31), (4, 31)", "(100, 30), (4, 31), (3, 31)")
    ]
    assert either == [3, 4]
    for order in (rows, rows[::-1]):
        write(project, *order)
        told = project.score(ROWS, {"stock": "last amount"}, slice_by=["shop"])
        assert (told.numbers["stock"], told.of("a")["stock"], told.of("b")["stock"]) == (7.0, 3.0, 4.0)


def test_rows_without_a_day_enter_no_period_and_are_told(project):
    """9 of 10 đồng have no day: left out without a word the month would be 1."""
    write(project, "2026-10-01,a,x,1,1,1", ",a,x,9,1,1")
    told = project.score(ROWS, {"amount": "sum amount"})
    assert (told.numbers["amount"], told.codes) == (1.0, ["KPF215"])


def test_rows_later_than_today_are_told_and_enter_no_earlier_period(project):
    """A planned campaign of December, or 2062 for 2026: the newest row must not decide what is shown."""
    write(project, "2026-09-01,a,x,1,1,1", "2026-10-01,a,x,2,1,1", "2062-10-01,a,x,9,1,1")
    told = project.score(ROWS, {"amount": "sum amount"}, period=None)
    assert told.cards[0].document.frame.period == "2026-10"
    assert (told.numbers["amount"], told.codes) == (2.0, ["KPF216"])


def test_rows_without_a_slice_stay_a_group_of_their_own(project):
    """In SQL a null equals nothing: joined by slice, 4 of 7 are lost, and the rest does not add up to the total."""
    lost = "SELECT sum(a.x) FROM (VALUES ('a', 3), (NULL, 4)) a(s, x) JOIN (VALUES ('a'), (NULL)) b(s) ON a.s = b.s"
    assert project.naive(lost) == [(3,)]
    write(project, "2026-10-01,a,x,3,1,1", "2026-10-01,,x,4,2,1")
    told = project.score(ROWS, {"amount": "sum amount", "qty": "sum qty"}, slice_by=["shop"])
    assert told.of("a") == {"amount": 3.0, "qty": 1.0}
    assert told.of(None) == {"amount": 4.0, "qty": 2.0}
    assert told.numbers == {"amount": 7.0, "qty": 3.0}
    assert told.cards[-1].to_dict()["frame"]["slice"] == {"shop": None}


MOMENTS = {"path": "rows.csv", "columns": {"paid_at": "timestamp", "pieces": "integer"}, "time": "paid_at"}


def test_the_day_ends_at_midnight_of_the_project(project):
    """17:00 UTC is midnight in Vietnam. The plain conversion goes the other way: 20:00 UTC would stay in October."""
    backwards = "SELECT CAST(timezone('Asia/Ho_Chi_Minh', TIMESTAMP '2026-10-31 20:00:00') AS DATE)::VARCHAR"
    assert project.naive(f"SET TimeZone = 'UTC'; {backwards}") == [("2026-10-31",)]
    project.write("rows.csv", "paid_at,pieces\n2026-10-31 16:59:59,1\n2026-10-31 17:00:00,2\n2026-10-31 20:00:00,4\n")
    inputs = {"pieces": "sum pieces"}
    assert project.score(MOMENTS | {"timezone": "UTC"}, inputs).numbers == {"pieces": 1.0}
    assert project.score(MOMENTS | {"timezone": "UTC"}, inputs, period="2026-11").numbers == {"pieces": 6.0}
    assert project.score(MOMENTS, inputs).numbers == {"pieces": 7.0}


def test_moments_with_a_zone_need_no_further_package(project, monkeypatch):
    """The engine hands such a value to Python through pytz, and raises where that is missing."""
    monkeypatch.setitem(sys.modules, "pytz", None)
    with pytest.raises(Exception, match="pytz"):
        project.naive("SELECT TIMESTAMPTZ '2026-10-31 20:00:00+00'")
    project.write("rows.csv", "paid_at,pieces\n2026-10-31T16:59:59Z,1\n2026-10-31T17:00:00Z,2\n")
    inputs = {"pieces": "sum pieces", "days": "count_distinct paid_at"}
    assert project.score(MOMENTS, inputs).numbers == {"pieces": 1.0, "days": 1.0}


def test_what_is_looked_up_and_not_there_is_no_zero(project):
    """Some engines fill an unmatched side with zeros: the average price would be 5, not 10."""
    orders, prices = "(VALUES ('a'), ('b')) o(sku)", "(VALUES ('a', 10)) p(sku, price)"
    filled = f"SELECT avg(coalesce(p.price, 0)) FROM {orders} LEFT JOIN {prices} USING (sku)"
    assert project.naive(filled) == [(5.0,)]
    project.write("rows.csv", "day,sku\n2026-10-01,a\n2026-10-02,b\n")
    project.write("prices.csv", "sku,price\na,10\n")
    told = project.score(
        {"path": "rows.csv", "columns": {"day": "date", "sku": "text"}, "time": "day"},
        {"mean": {"source": "priced", "agg": "average", "expr": "price"}, "sold": {"source": "priced", "agg": "count"}},
        sources={
            "prices": {"path": "prices.csv", "columns": {"sku": "text", "price": "integer"}, "key": ["sku"]},
            "priced": {"join": {"from": "rows", "with": {"prices": "sku"}, "columns": {"price": "prices.price"}}},
        },
    )
    assert told.numbers == {"mean": 10.0, "sold": 2.0}, told.text


def test_two_numbers_for_one_input_and_period_are_refused(project):
    """Written twice by hand, the last one would win without a word."""
    text = "values: {2026-10: 1, 2026-10: 2}"
    assert yaml.safe_load(text) == {"values": {"2026-10": 2}}
    write(project)
    project.define(ROWS, {"amount": "sum amount"})
    path = project.folder / "kpiframe.yaml"
    written = path.read_text("utf-8").replace(
        "    agg: sum\n    expr: amount\n", "    values:\n      2026-10: 1\n      2026-10: 2\n"
    )
    path.write_text(written.replace("    source: rows\n", ""), "utf-8")
    with pytest.raises(kpiframe.DefinitionError) as caught:
        kpiframe.load(project.folder, root=project.folder)
    assert [p.code for p in caught.value.problems] == ["KPF502"]
