"""What a source made from others knows: the rows up to the end of the period shown, and none after it.

Shops count who came back. A figure for September that already knows October is a lie nobody sees: it changes each
time the card is made again.
"""

from __future__ import annotations

import pytest

import kpiframe

ORDERS = """day,customer
2026-08-03,ann
2026-08-09,bob
2026-09-14,ann
2026-09-20,eve
2026-10-02,bob
2026-10-04,eve
2026-10-05,joe
"""
DERIVED = """
    derive:
      from: orders
      group_by: [customer]
      columns:
        first_day: {agg: min, expr: day}
        days: {agg: count_distinct, expr: day}
"""


def project(folder, source, more=""):
    names = ("customers", "returned", "rate")
    kpis = "".join(
        f"  - {{name: {n}_kpi, label: {n}, formula: {f}, unit: {u}, kind: ratio, direction: neutral, inputs: {{{i}}}}}\n"
        for n, f, u, i in (
            ("customers", "customers", "count", "customers: {unit: count}"),
            ("returned", "returned", "count", "returned: {unit: count}"),
            ("rate", "returned / customers", "ratio", "returned: {unit: count}, customers: {unit: count}"),
        )
    )
    (folder / "kpiframe.yaml").write_text(
        "kpiframe: 1\nname: shop\nsources:\n"
        "  orders: {path: orders.csv, columns: {day: date, customer: text}, time: day}\n"
        f"  people:{source}{more}"
        "bindings:\n  customers: {source: people, agg: count}\n"
        "  returned: {source: people, agg: count, filter: days >= 2}\n"
        f"kpis:\n{kpis}scorecards:\n  - {{name: all, groups: [{{name: all, weight: 1, kpis: "
        f"[{', '.join(f'{n}_kpi' for n in names)}]}}]}}\n"
    )
    return kpiframe.load(folder)


def values(made, period=None, **asked):
    card = made.score(period, **asked)
    return {row["kpi"].removesuffix("_kpi"): row["value"] for row in card.to_dict()["results"]}


def series(made, kpi, period):
    rows = {row["kpi"]: row for row in made.score(period).to_dict()["results"]}
    return {point["period"]: point["value"] for point in rows[f"{kpi}_kpi"]["series"]}


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS)
    return tmp_path


@pytest.mark.parametrize(
    ("period", "customers", "returned"),
    [("2026-08", 2, 0), ("2026-09", 3, 1), ("2026-10", 4, 3)],
)
def test_a_period_knows_nothing_of_later_rows(shop, period, customers, returned):
    """August: ann, bob. September: ann came back, eve is new. October: bob and eve came back, joe is new."""
    found = values(project(shop, DERIVED), period)
    assert (found["customers"], found["returned"]) == (customers, returned)
    assert found["rate"] == pytest.approx(returned / customers)


def test_a_card_of_a_past_period_is_the_same_when_more_rows_have_come(shop):
    lines = ORDERS.splitlines(keepends=True)
    (shop / "orders.csv").write_text("".join(line for line in lines if "2026-10" not in line))
    then = values(project(shop, DERIVED), "2026-09")
    (shop / "orders.csv").write_text(ORDERS)
    assert values(project(shop, DERIVED), "2026-09") == then == {"customers": 3, "returned": 1, "rate": 1 / 3}


def test_without_a_period_the_latest_complete_one_of_the_rows_is_shown(shop):
    """On 10 October the last complete month is September; the rows of October exist and do not count."""
    from datetime import date

    assert values(project(shop, DERIVED), today=date(2026, 10, 10))["returned"] == 1
    assert values(project(shop, DERIVED), today=date(2026, 11, 10))["returned"] == 3


def test_a_snapshot_has_no_trend(shop):
    """What September looked like is not known from October's rows by customer: no number instead of a wrong one."""
    found = series(project(shop, DERIVED), "returned", "2026-10")
    assert {k: v for k, v in found.items() if v is not None} == {"2026-10": 3}


def test_until_each_period_makes_the_trend_as_it_was(shop):
    """Each period is derived anew from the rows up to its end: the figures a monthly card would have shown."""
    each = DERIVED.replace("from: orders", "from: orders\n      until: each_period")
    made = project(shop, each)
    assert series(made, "customers", "2026-10") == {"2026-08": 2, "2026-09": 3, "2026-10": 4}
    assert series(made, "returned", "2026-10") == {"2026-08": 0, "2026-09": 1, "2026-10": 3}
    assert series(made, "returned", "2026-09") == {"2026-08": 0, "2026-09": 1}


def test_until_each_period_says_nothing_of_periods_without_rows(shop):
    """Nobody has counted November: the state at the end of October is not passed off as its."""
    each = DERIVED.replace("from: orders", "from: orders\n      until: each_period")
    assert values(project(shop, each), "2026-11") == {"customers": None, "returned": None, "rate": None}


def test_a_month_without_orders_in_between_still_has_customers(shop):
    (shop / "orders.csv").write_text("".join(line for line in ORDERS.splitlines(keepends=True) if "-09-" not in line))
    each = DERIVED.replace("from: orders", "from: orders\n      until: each_period")
    assert series(project(shop, each), "customers", "2026-10") == {"2026-08": 2, "2026-09": 2, "2026-10": 4}


def test_first_days_are_not_changed_by_later_rows(shop):
    """Cohorts: who came for the first time in a month. ann and bob in August, eve in September, joe in October."""
    made = project(shop, DERIVED, "    time: first_day\n")
    assert series(made, "customers", "2026-10") == {"2026-08": 2, "2026-09": 1, "2026-10": 1}
    assert series(made, "customers", "2026-09") == {"2026-08": 2, "2026-09": 1}


def test_a_cohort_that_still_grows_is_told(shop):
    """Of the two of August one had come back by September, both by October: earlier cohorts had more time."""
    made = project(shop, DERIVED, "    time: first_day\n")
    assert series(made, "returned", "2026-09") == {"2026-08": 1, "2026-09": 0}
    assert series(made, "returned", "2026-10") == {"2026-08": 2, "2026-09": 1, "2026-10": 0}
    (note,) = made.score("2026-10").problems
    assert (note.code, note.severity, note.subject) == ("KPF231", "info", "people")
    assert "days count what happened up to the end of the period shown" in note.message.en
    assert "until: each_period" in note.help.en


def test_a_day_named_on_the_source_is_its_end(shop):
    """`as_of: 2026-09-14`: rows after that day do not count, in whichever later period it is shown."""
    made = project(shop, DERIVED, "    as_of: 2026-09-14\n")
    assert values(made, "2026-10") == {"customers": 2, "returned": 1, "rate": 0.5}
    assert values(made, "2026-08")["customers"] is None


def test_rows_without_a_time_enter_no_period_and_no_derivation(shop):
    (shop / "orders.csv").write_text(ORDERS + ",zoe\n")
    made = project(shop, DERIVED)
    assert values(made, "2026-10")["customers"] == 4
    assert [(p.code, p.subject) for p in made.score("2026-10").problems] == [("KPF215", "orders")]


def test_a_lookup_knows_no_later_rows_either(shop):
    """New and old customers: eve's order of September is her first, and October does not make it her second."""
    text = """
    join:
      from: orders
      with: {known: customer}
      columns: {first_day: known.first_day, last_day: known.last_day, days: {days_from: first_day, to: last_day}}
  known:
    derive:
      from: orders
      group_by: [customer]
      columns: {first_day: {agg: min, expr: day}, last_day: {agg: max, expr: day}}
"""
    assert values(project(shop, text), "2026-09")["returned"] == 1
    assert values(project(shop, text), "2026-10")["customers"] == 3


def test_rows_later_than_today_are_told_though_only_a_derivation_reads_them(shop):
    from datetime import date

    card = project(shop, DERIVED).score("2026-10", today=date(2026, 10, 3))
    assert [(p.code, p.subject) for p in card.problems if p.code == "KPF216"] == [("KPF216", "orders")]


def test_a_fault_far_below_stops_what_stands_on_it_and_nothing_else(shop):
    """joined <- firsts <- orders: a bad date in the orders, three steps away, leaves no number standing."""
    text = """
    join: {from: others, with: {known: customer}, columns: {days: known.days}}
  others: {path: others.csv, columns: {day: date, customer: text}, time: day}
  known:
    derive: {from: orders, group_by: [customer], columns: {days: {agg: count_distinct, expr: day}}}
"""
    (shop / "others.csv").write_text(ORDERS)
    made = project(shop, text)
    assert values(made, "2026-10") == {"customers": 3, "returned": 2, "rate": 2 / 3}
    (shop / "orders.csv").write_text(ORDERS.replace("2026-08-09", "2026-08-99"))
    card = made.score("2026-10")
    assert {row["state"] for row in card.to_dict()["results"]} == {"error"}
    assert [(p.code, p.subject) for p in card.problems if p.severity == "error"] == [("KPF210", "orders")]


@pytest.mark.parametrize("chain", ["derived", "derived twice", "queried"])
def test_a_made_source_is_as_old_as_its_rows(shop, chain):
    """Orders stop on 5 October. At the end of November "customers so far" is 56 days old, and says so."""
    from datetime import date

    source = {
        "derived": DERIVED,
        "derived twice": """
    derive: {from: firsts, group_by: [customer], columns: {days: {agg: max, expr: days}}}
  firsts:
    derive: {from: orders, group_by: [customer], columns: {days: {agg: count_distinct, expr: day}}}
""",
        "queried": """
    query: {from: [orders], sql: 'SELECT customer, count(DISTINCT day) AS days FROM orders GROUP BY customer'}
    columns: {customer: text, days: integer}
""",
    }[chain]
    text = project(shop, source) and (shop / "kpiframe.yaml").read_text()
    (shop / "kpiframe.yaml").write_text(text.replace("time: day}", "time: day, max_age: 40 days}", 1))
    made = kpiframe.load(shop)

    def states(period, today):
        card = made.score(period, today=today, allow_sql=True).to_dict()
        return {row["state"] for row in card["results"] if row["kpi"] == "returned_kpi"}

    assert states("2026-10", date(2026, 11, 1)) == {"unscored"}
    assert states("2026-11", date(2026, 12, 1)) == {"stale"}


def test_a_lookup_that_repeats_a_key_gives_no_sum_instead_of_a_doubled_one(shop):
    """bob stands twice among the members: joined row by row his two orders would count four times."""
    text = """
    join: {from: orders, with: {members: customer}, columns: {days: members.level}}
  members: {path: members.csv, columns: {customer: text, level: integer}}
"""
    (shop / "members.csv").write_text("customer,level\nann,2\nbob,1\neve,1\njoe,1\n")
    assert values(project(shop, text), "2026-10")["customers"] == 3
    (shop / "members.csv").write_text("customer,level\nann,2\nbob,1\nbob,2\neve,1\njoe,1\n")
    card = project(shop, text).score("2026-10")
    assert {row["value"] for row in card.to_dict()["results"]} == {None}
    assert [(p.code, p.subject) for p in card.problems if p.severity == "error"] == [("KPF229", "people")]
