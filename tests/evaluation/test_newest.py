"""The day a value's data speak of: in the period asked for, and the newest there is where the period has none."""

from __future__ import annotations

from datetime import date

import pytest

import kpiframe

PROJECT = """
kpiframe: 1
name: brand
sources:
  sales: {path: sales.csv, time: day, columns: {day: date, sold: integer}}
  staff: {path: staff.csv, time: day, columns: {day: date, hours: integer}}
bindings:
  sold: {source: sales, agg: sum, expr: sold}
  hours: {source: staff, agg: sum, expr: hours}
kpis:
  - name: sold_an_hour
    label: Sold an hour
    formula: sold / hours
    inputs: {sold: {unit: count}, hours: {unit: count}}
    unit: ratio
    kind: ratio
    direction: neutral
    cadence: month
    audience: [existing_customers]
scorecards:
  - {name: card, groups: [{name: all, weight: 1, kpis: [sold_an_hour]}]}
"""


@pytest.fixture
def age(tmp_path):
    """Days that KPF201 says the data are old on 31 October; None where it says nothing."""

    def ask(sales, staff):
        (tmp_path / "kpiframe.yaml").write_text(PROJECT)
        for name, column, days in (("sales", "sold", sales), ("staff", "hours", staff)):
            lines = [f"day,{column}", *(f"2026-{day},1" for day in days)]
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
        card = kpiframe.load(tmp_path).score("2026-10", today=date(2026, 11, 9))
        (flag,) = [f for f in card.flags if f.id == "KPF201"] or [None]
        return flag and int(flag.message.en.split(" days old")[0].rsplit(" ", 1)[1])

    return ask


@pytest.mark.parametrize(
    ("sales", "staff", "days"),
    [
        (["10-20"], ["10-20"], None),  # eleven days
        (["07-15"], ["07-15"], 108),  # 16 days of July, then 31, 30 and 31
        (["07-15", "08-31"], ["08-31"], 61),  # the newest day, not the first
        (["08-31"], ["07-15"], 108),  # of two sources the one that lies back
    ],
)
def test_data_that_ended_before_the_period_are_as_old_as_their_newest_day(age, sales, staff, days):
    assert age(sales, staff) == days
