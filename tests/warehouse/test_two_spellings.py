"""Every aggregate, filter and function, asked of a warehouse through Ibis and of DuckDB by our own SQL: same bytes."""

from __future__ import annotations

from datetime import date

import pytest

pytestmark = pytest.mark.slow

COLUMNS = {
    "order_id": "text",
    "day": "date",
    "shop": "text",
    "amount": {"type": "decimal", "scale": 2},
    "qty": "integer",
    "weight": "float",
    "paid": "boolean",
}
ROWS = """
    SELECT * FROM (VALUES
        ('a', DATE '2026-09-30', 'Quận 1', 10.50::DECIMAL(18, 2), 2, 0.1::DOUBLE, TRUE),
        ('b', DATE '2026-10-01', 'Quận 1', 20.25, 1, 0.2, TRUE),
        ('c', DATE '2026-10-15', 'Quận 3', 0.07, 3, NULL, FALSE),
        ('d', DATE '2026-10-31', NULL, NULL, 4, 0.7, NULL),
        ('e', DATE '2026-10-31', 'O''Brien "x" \\', -5.00, NULL, 0.4, TRUE),
        (NULL, NULL, 'Quận 1', 99.00, 5, 9.0, TRUE)
    ) AS t(order_id, day, shop, amount, qty, weight, paid)
"""
"""October holds b, c, d and e; the last row has no day."""

INPUTS = {
    "total": ({"agg": "sum", "expr": "amount"}, 15.32),
    "product": ({"agg": "sum", "expr": "amount * qty"}, 20.46),
    "tax": ({"agg": "sum", "expr": "round(amount * 0.1, 1)"}, 1.5),  # 2.0 + 0.0 - 0.5
    "difference": ({"agg": "sum", "expr": "abs(amount) - qty * 0.5"}, 18.32),  # 19.75 - 1.43; e has no qty
    "either": ({"agg": "sum", "expr": "amount if paid else qty"}, 22.25),  # 20.25 + 3 + 4 - 5
    "first_known": ({"agg": "sum", "expr": "coalesce(amount, qty)"}, 19.32),
    "smaller": ({"agg": "sum", "expr": "min(amount, qty)"}, 1.07),
    "held": ({"agg": "sum", "expr": "clip(amount, 0, 10)"}, 10.07),
    "rows": ({"agg": "count"}, 4.0),
    "known": ({"agg": "count", "expr": "shop"}, 3.0),
    "shops": ({"agg": "count_distinct", "expr": "shop"}, 3.0),
    "mean": ({"agg": "average", "expr": "amount"}, 15.32 / 3),
    "least": ({"agg": "min", "expr": "amount"}, -5.0),
    "most": ({"agg": "max", "expr": "qty / 2"}, 2.0),
    "middle": ({"agg": "median", "expr": "weight"}, 0.4),
    "high": ({"agg": "percentile", "p": 0.75, "expr": "amount"}, 10.16),  # halfway from 0.07 to 20.25
    "stock": ({"agg": "last", "expr": "qty"}, 4.0),
    "opening": ({"agg": "first", "expr": "amount"}, 20.25),
    "last_paid": ({"agg": "last", "expr": "amount", "filter": 'shop == "Quận 1"'}, 20.25),
    "nothing": ({"agg": "sum", "expr": "amount", "filter": "qty > 100"}, None),
    "zero": ({"agg": "sum", "expr": "amount", "filter": "qty > 100", "empty": 0}, 0.0),
}
FILTERS = {
    "shop == 'O\\'Brien \"x\" \\\\'": 1,
    'shop != "Quận 1"': 2,
    'shop in ["Quận 1", "Quận 3"]': 2,
    'shop not in ["Quận 1"]': 2,
    "shop is None": 1,
    "paid": 2,
    "not paid": 1,
    "paid is not None and amount is not None": 3,
    "amount >= 0.07": 2,
    "0 < amount <= 20.25": 2,
    'day >= "2026-10-15"': 3,
    "amount / qty > 20": 1,
    "weight == 0.2": 1,
    "safe_div(amount, qty - 1, 7) == 7": 1,
    "sqrt(qty) == 2": 1,
    "qty in [1, 3]": 2,
    "is_null(qty) or qty == 1": 2,
    "(amount if paid else None) is None": 2,
    "max(amount, weight, 0.3) < 1": 1,
}


@pytest.fixture
def shop(bench):
    bench.rows(ROWS)
    return bench


def test_every_aggregate_says_the_same(shop):
    found = shop.same(COLUMNS, {name: spec for name, (spec, _) in INPUTS.items()}, time="day", period="2026-10")
    for name, (_, expected) in INPUTS.items():
        assert found[name] == (None if expected is None else pytest.approx(expected, rel=1e-15)), name


def test_every_filter_keeps_the_same_rows(shop):
    bindings = {f"kept_{i}": {"agg": "count", "filter": text} for i, text in enumerate(FILTERS)}
    found = shop.same(COLUMNS, bindings, time="day", period="2026-10")
    assert {text: found[f"kept_{i}"] for i, text in enumerate(FILTERS)} == FILTERS


def test_slices_the_rest_and_rows_without_a_value(shop):
    bindings = {name: INPUTS[name][0] for name in ("total", "shops", "mean", "middle", "stock", "zero", "rows")}
    shop.same(COLUMNS, bindings, time="day", period="2026-10", slice_by=["shop"])
    shop.same(COLUMNS, bindings, time="day", period="2026-10", slice_by=["paid", "shop"])
    top = [{"column": "shop", "top": 1, "by": "total"}]
    assert shop.same(COLUMNS, bindings, time="day", period="2026-10", slice_by=top)["total"] == 15.32


def test_a_period_that_is_not_over_against_as_many_days_of_the_one_before(bench):
    """On the 20th of October 19 days are over: 1 + 2 + ... + 19 = 190 pieces, and twice as many a day in September."""
    bench.rows(
        "SELECT day, CASE month(day) WHEN 9 THEN 2 * day(day) ELSE day(day) END AS pieces "
        "FROM (SELECT DATE '2026-09-01' + CAST(i AS INTEGER) AS day FROM range(49) t(i))"
    )
    columns, bindings = {"day": "date", "pieces": "integer"}, {"total": {"agg": "sum", "expr": "pieces"}}
    asked = {"time": "day", "period": "2026-10", "today": date(2026, 10, 20)}
    assert bench.same(columns, bindings, **asked) == {"total": 190.0}
    (card, *_) = bench.there(columns, bindings, **asked)
    previous = card.results["k_total"].previous
    assert previous.value == 930.0  # all of September: 2 * (1 + ... + 30)
    part = previous.to_date
    assert (part.until, part.value, part.earlier, part.difference) == (date(2026, 10, 19), 190.0, 380.0, -190.0)


def test_a_source_without_time_counts_all_its_rows(shop):
    assert shop.same(COLUMNS, {"rows": {"agg": "count"}})["rows"] == 6.0


def test_no_row_at_all(bench):
    bench.rows(f"{ROWS} WHERE day < DATE '1999-01-01'")
    bindings = {name: INPUTS[name][0] for name in ("total", "rows", "zero", "middle", "stock")}
    assert bench.same(COLUMNS, bindings, time="day", period="2026-10") == {
        "total": None,
        "rows": None,
        "zero": 0.0,
        "middle": None,
        "stock": None,
    }
    assert bench.same(COLUMNS, {"rows": {"agg": "count"}}, period="2026-10") == {"rows": None}


def test_what_is_told_of_a_source(shop):
    """Dropped rows, repeated keys, cells below zero, rows without a day, misspelt texts."""
    bindings = {"kept": {"agg": "count", "filter": 'shop == "quận 1"'}}
    more = {"drop_rows": ["qty == 3"], "key": ["day"], "time": "day", "period": "2026-10"}
    shop.same(COLUMNS, bindings, **more)
    (there, *_) = shop.there(COLUMNS, bindings, **more)
    (source,) = there.to_dict()["sources"]
    assert (source["rows"], source["dropped"], source["duplicates"], source["outside"]) == (6, 1, 1, 1)
    assert {p.code for p in there.problems} >= {"KPF212", "KPF215", "KPF225", "KPF254"}


def test_calendars_of_every_grain(bench):
    """One row a day over two years, each worth its place."""
    bench.rows("SELECT DATE '2025-01-01' + CAST(i AS INTEGER) AS day, i AS pieces FROM range(730) t(i)")
    columns, bindings = (
        {"day": "date", "pieces": "integer"},
        {"total": {"agg": "sum", "expr": "pieces"}, "left": {"agg": "last", "expr": "pieces"}},
    )
    for calendar, period in (
        ({"grain": "day"}, "2026-02-28"),
        ({"grain": "week", "first_day_of_week": "sunday"}, "2026-W09"),
        ({"grain": "quarter", "first_month_of_year": 4}, "2026-Q4"),
        ({"grain": "year", "first_month_of_year": 7}, "2026"),
    ):
        found = bench.same(columns, bindings, time="day", period=period, calendar=calendar)
        assert found["total"] is not None, calendar
