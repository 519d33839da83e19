"""Joins, unions and derivations against plain Python loops over the same invented rows: the numbers must be equal."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from fractions import Fraction

import pytest

import kpiframe

MONTHS = [f"2026-{m:02d}" for m in range(3, 11)]
PROJECT = """
kpiframe: 1
name: shop
sources:
  web: {path: web.csv, columns: &columns {day: date, customer: text, store: text, amount: {type: decimal, scale: 2}}, time: day}
  till: {path: till.csv, columns: *columns, time: day}
  stores: {path: stores.csv, columns: {store: text, region: text}}
  orders: {union: {of: [web, till], origin: channel}}
  firsts: {derive: {from: orders, group_by: [customer], columns: {first_day: {agg: min, expr: day}}}}
  so_far:
    derive:
      from: orders
      group_by: [customer]
      until: each_period
      columns: {days: {agg: count_distinct, expr: day}, spent: {agg: sum, expr: amount}}
  told:
    join:
      from: orders
      with: {stores: store, firsts: customer}
      columns:
        region: stores.region
        age: {days_from: first_day, to: day}
        first_day: firsts.first_day
bindings:
  north: {source: told, agg: sum, expr: amount, filter: region == "north"}
  lost: {source: told, agg: count, filter: region is None}
  soon: {source: told, agg: count, filter: age > 0 and age <= 30}
  new_on_web: {source: told, agg: count, filter: age == 0 and channel == "web"}
  repeaters: {source: so_far, agg: count, filter: days >= 2}
  loyal_spend: {source: so_far, agg: sum, expr: spent, filter: days >= 3}
"""
INPUTS = ("north", "lost", "soon", "new_on_web", "repeaters", "loyal_spend")


def invented(seed):
    """Rows as (channel, day, customer, store, amount in hundredths)."""
    dice = random.Random(seed)
    rows = []
    for month in MONTHS:
        for _ in range(dice.randrange(20, 40)):
            day = f"{month}-{dice.randrange(1, 29):02d}"
            customer = dice.choice(["", *(f"c{i}" for i in range(40))])
            rows.append((dice.choice(["web", "till"]), day, customer, dice.choice("ABCX"), dice.randrange(1, 99999)))
    return rows


def days_between(first, then):
    from datetime import date

    return (date.fromisoformat(then) - date.fromisoformat(first)).days


def by_hand(rows):
    """Every input by month, the way one would count with a pencil."""
    region = {"A": "north", "B": "south", "C": "north"}
    first = {}
    for _, day, customer, _, _ in rows:
        first[customer] = min(day, first.get(customer, day))
    found = defaultdict(lambda: defaultdict(Fraction))
    for channel, day, customer, store, cents in rows:
        month = day[:7]
        # A blank customer is a group of the derivation, but a blank key matches nothing.
        age = days_between(first[customer], day) if customer else None
        found["north"][month] += Fraction(cents, 100) if region.get(store) == "north" else 0
        found["lost"][month] += store not in region
        found["soon"][month] += age is not None and 0 < age <= 30
        found["new_on_web"][month] += age == 0 and channel == "web"
    for month in MONTHS:
        known = [row for row in rows if row[1][:7] <= month]
        days = {customer: len({r[1] for r in known if r[2] == customer}) for customer in {r[2] for r in known}}
        spent = Counter()
        for _, _, customer, _, cents in known:
            spent[customer] += cents
        found["repeaters"][month] = Fraction(sum(n >= 2 for n in days.values()))
        found["loyal_spend"][month] = Fraction(sum(spent[c] for c, n in days.items() if n >= 3), 100)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_month_is_as_counted_by_hand(tmp_path, seed):
    rows = invented(seed)
    for channel in ("web", "till"):
        lines = [f"{d},{c},{s},{cents / 100:.2f}\n" for ch, d, c, s, cents in rows if ch == channel]
        (tmp_path / f"{channel}.csv").write_text("day,customer,store,amount\n" + "".join(lines))
    (tmp_path / "stores.csv").write_text("store,region\nA,north\nB,south\nC,north\nD,south\n")
    kpis = "".join(
        f"  - {{name: {n}_kpi, label: {n}, formula: {n}, unit: count, kind: ratio, direction: neutral,"
        f" inputs: {{{n}: {{unit: count}}}}}}\n"
        for n in INPUTS
    )
    listed = ", ".join(f"{n}_kpi" for n in INPUTS)
    (tmp_path / "kpiframe.yaml").write_text(
        f"{PROJECT}kpis:\n{kpis}scorecards:\n  - {{name: all, groups: [{{name: all, weight: 1, kpis: [{listed}]}}]}}\n"
    )
    expected = by_hand(rows)
    card = kpiframe.load(tmp_path).score(MONTHS[-1])
    assert [p.code for p in card.problems] == ["KPF230", "KPF230"]
    series = {row["kpi"].removesuffix("_kpi"): row["series"] for row in card.to_dict()["results"]}
    found = {n: {p["period"]: p["value"] for p in points} for n, points in series.items()}
    for name in INPUTS:
        told = {month: float(value) for month, value in expected[name].items() if value}
        assert {m: v for m, v in found[name].items() if v} == pytest.approx(told, rel=1e-12), name
