"""Results as tables in Python: records, pandas, Polars and Arrow; and how far the work has come."""

import sys
from datetime import date

import pytest

import kpiframe

PROJECT = """
kpiframe: 1
name: shop
currency: VND
slice_by: [city]
sources:
  orders: {path: orders.csv, columns: {day: date, city: text, amount: integer}, time: day}
bindings:
  revenue: {source: orders, agg: sum, expr: amount}
kpis:
  - name: income
    label: Income
    formula: revenue
    inputs: {revenue: {unit: money}}
    unit: money
    kind: flow
    direction: higher_is_better
    thresholds: {warn: 50, target: 100}
    measured_by: own
    audience: [existing_customers]
scorecards:
  - {name: main, label: Main, groups: [{name: all, label: All, kpis: [income]}]}
"""


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    (folder / "kpiframe.yaml").write_text(PROJECT, encoding="utf-8")
    (folder / "orders.csv").write_text("day,city,amount\n2026-10-05,Huế,10\n2026-10-06,Hội An,30\n", encoding="utf-8")
    return kpiframe.load(folder).score_all("2026-10", today=date(2026, 11, 5))


def test_the_tables_of_all_slices_have_the_same_columns(cards):
    table = [row for card in cards for row in card.table()]
    found = sorted((r["slice_city"] or "", r["value"]) for r in table)
    assert found == [("", 40), ("Huế", 10), ("Hội An", 30)]
    assert len({tuple(r) for r in table}) == 1


def test_frames_of_all_slices_make_one(cards):
    pandas, polars, arrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    one = pandas.concat([card.to_pandas() for card in cards])
    two = polars.concat([card.to_polars() for card in cards])
    three = arrow.concat_tables([card.to_arrow() for card in cards])
    assert sorted(one["value"]) == sorted(two["value"]) == sorted(three["value"].to_pylist()) == [10, 30, 40]
    assert str(one["period_end"].dtype).startswith("datetime64")
    assert two.schema["period_end"] == polars.Date
    assert two.schema["n"] == polars.Float64
    assert three.schema.field("period_end").type == arrow.date32()
    assert one["slice_city"].isna().sum() == 1


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_frame_without_its_library_says_how_to_get_it(cards, library, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    convert = {"pandas": "to_pandas", "polars": "to_polars", "pyarrow": "to_arrow"}[library]
    with pytest.raises(kpiframe.UsageError, match=f"pip install {library}"):
        getattr(cards[0], convert)()


def test_the_work_tells_how_far_it_has_come(tmp_path):
    (tmp_path / "kpiframe.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "orders.csv").write_text("day,city,amount\n2026-10-05,Huế,10\n", encoding="utf-8")
    told = []
    kpiframe.load(tmp_path).score_all("2026-10", watch=lambda *now: told.append(now))
    assert told == [("sources", 0, 1), ("aggregates", 0, 1), ("scorecards", 0, 2), ("scorecards", 1, 2)]
