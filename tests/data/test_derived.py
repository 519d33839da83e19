"""Sources made from sources: customers from orders, and what happens when they go round in circles."""

from __future__ import annotations

from datetime import date

import pytest

from kpiframe.periods import Calendar, Grain

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
    assert [(p.code, p.severity) for p in found.problems] == [("KPF231", "info")]
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


SURVEY = """
sources:
  answers: {path: answers.csv, columns: {answered_on: date, wave: text, score: integer}, time: answered_on}
  waves:
    derive:
      from: answers
      group_by: [wave]
      columns:
        began: {agg: min, expr: answered_on}
        ended: {agg: max, expr: answered_on}
        promoters: {agg: count, filter: score >= 9}
        detractors: {agg: count, filter: score <= 6}
        people: {agg: count, expr: score}
    time: ended
bindings:
  promoters: {source: waves, agg: sum, expr: promoters}
  detractors: {source: waves, agg: sum, expr: detractors}
  people: {source: waves, agg: sum, expr: people}
"""


def test_a_wave_over_two_months_is_one_survey(written):
    """Asked from 28 September to 2 October: the whole wave is October's, by the day it ended."""
    written.write(
        "answers.csv",
        "answered_on,wave,score\n2026-08-05,w1,9\n2026-08-06,w1,3\n2026-09-28,w2,10\n2026-09-30,w2,6\n2026-10-02,w2,9\n"
        "2026-10-02,w2,\n",
    )
    _, values = written.asked(SURVEY)
    assert values[()] == {
        "promoters": (1.0, None, 2.0),
        "detractors": (1.0, None, 1.0),
        "people": (2.0, None, 3.0),
    }


def test_seen_from_september_the_wave_was_half_done(written):
    """By the end of September only two of its answers were in: they are what September's card shows."""
    written.write("answers.csv", "answered_on,wave,score\n2026-09-28,w2,10\n2026-09-30,w2,6\n2026-10-02,w2,9\n")
    _, values = written.asked(SURVEY, period="2026-09")
    assert values[()] == {"promoters": (1.0,), "detractors": (1.0,), "people": (2.0,)}


EACH = """
sources:
  orders: {path: o.csv, columns: {day: date, customer: text, channel: text, amount: decimal}, time: day}
  customers:
    derive:
      from: orders
      group_by: [customer]
      until: each_period
      columns:
        orders: {agg: count}
        latest: {agg: last, expr: amount}
        middle: {agg: median, expr: amount}
bindings:
  customers: {source: customers, agg: count}
  repeaters: {source: customers, agg: count, filter: orders > 1}
  latest: {source: customers, agg: sum, expr: latest}
  middle: {source: customers, agg: max, expr: middle}
"""


def test_anew_for_each_period(written):
    """August: ann with 10.5 and 4.5 on one day. October adds 20 for ann, bob and eve (7, then an order unpriced)."""
    written.write("o.csv", ROWS)
    found, values = written.asked(EACH)
    assert found.problems == ()
    assert values[()] == {
        "customers": (1.0, 1.0, 3.0),
        "repeaters": (1.0, 1.0, 2.0),
        "latest": (15.0, 15.0, 25.0),
        "middle": (7.5, 7.5, 10.5),
    }
    assert found.as_of["customers"] == (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 21))


def test_each_period_may_be_a_week_or_a_quarter(written):
    written.write("o.csv", ROWS)
    _, values = written.asked(EACH, calendar=Calendar(grain=Grain.QUARTER), today=date(2027, 1, 5))
    assert values[()]["repeaters"] == (1.0, 2.0)
    _, values = written.asked(EACH, calendar=Calendar(grain=Grain.WEEK), period="2026-W43")
    # From week 31 (1 August) on; bob came in week 40, eve in week 43.
    assert values[()]["customers"] == (*[1.0] * 9, 2.0, 2.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("until: each_period", "until: every_period", "KPF505", "every_period"),
        ("time: day}\n", "}\n", "KPF506", "needs `time` on source orders"),
        ("        orders: {agg: count}", "        until: {agg: count}", "KPF508", "makes a column until itself"),
        (
            "  customers:\n    derive",
            "  customers:\n    time: until\n    derive",
            "KPF503",
            "time does not go with until",
        ),
        ("    derive:\n", "    union: [orders, orders]\n    derive:\n", "KPF503", "union does not go with derive"),
    ],
)
def test_faults_of_a_derivation_anew_for_each_period(written, old, new, code, told):
    assert old in EACH
    text = EACH.replace(old, new, 1).replace("        latest: {agg: last, expr: amount}\n", "")
    text = text.replace("  latest: {source: customers, agg: sum, expr: latest}\n", "")
    problems = written.refused(text)
    assert problems[0].code == code
    assert told in problems[0].message.en
