"""The total is the same number whether or not slices are asked for beside it."""

from __future__ import annotations

import itertools
import random

import pytest

import kpiframe

AGGREGATES = {
    "total": "agg: sum, expr: amount",
    "rows": "agg: count",
    "large": "agg: count, filter: amount > 50",
    "buyers": "agg: count_distinct, expr: buyer",
    "smallest": "agg: min, expr: amount",
    "largest": "agg: max, expr: amount, filter: amount < 90",
    "mean": "agg: average, expr: amount",
    "middle": "agg: median, expr: amount",
    "ninth": "agg: percentile, expr: amount, p: 0.9",
    "floating": "agg: sum, expr: weight",
    "half": "agg: average, expr: amount / 2",
    "stock": "agg: last, expr: amount",
    "none": "agg: sum, expr: amount, filter: amount > 1000, empty: 0",
    "nothing": "agg: sum, expr: amount, filter: amount > 1000",
}
CHANNELS = ["shop", "app", "Zalo", ""]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("slices")
    dice = random.Random(11)
    lines = ["day,channel,region,buyer,amount,weight"]
    for day, _ in itertools.product(range(1, 29), range(9)):
        channel, region = dice.choice(CHANNELS), dice.choice(["N", "S"])
        amount = f"{dice.randrange(1, 10_000) / 100:.2f}"
        lines.append(f"2026-10-{day:02d},{channel},{region},b{dice.randrange(30)},{amount},{dice.random()!r}")
    (place / "rows.csv").write_text("\n".join(lines) + "\n")
    return place


def scored(folder, slice_by):
    inputs = "".join(f"  {name}: {{source: rows, {agg}}}\n" for name, agg in AGGREGATES.items())
    kpis = "".join(
        f"  - {{name: k_{name}, label: {name}, formula: {name}, unit: count, kind: ratio, direction: neutral,"
        f" inputs: {{{name}: {{unit: count}}}}}}\n"
        for name in AGGREGATES
    )
    listed = ", ".join(f"k_{name}" for name in AGGREGATES)
    (folder / "kpiframe.yaml").write_text(
        "kpiframe: 1\nname: slices\nsources:\n  rows:\n    path: rows.csv\n    time: day\n    columns: {day: date, "
        "channel: text, region: text, buyer: text, amount: {type: decimal, scale: 2}, weight: float}\n"
        f"slice_by: [{', '.join(slice_by)}]\nbindings:\n{inputs}kpis:\n{kpis}"
        f"scorecards:\n  - {{name: all, groups: [{{name: all, weight: 1, kpis: [{listed}]}}]}}\n"
    )
    cards = kpiframe.load(folder).score_all("2026-10")
    return {tuple(c.document.frame.slice.values()): {n: r.value for n, r in c.results.items()} for c in cards}


@pytest.mark.parametrize("slice_by", [["channel"], ["channel", "region"]])
def test_the_total_does_not_depend_on_the_slices_beside_it(folder, slice_by):
    alone = scored(folder, [])[()]
    assert scored(folder, slice_by)[()] == alone
    assert alone["k_none"] == 0
    assert alone["k_nothing"] is None


def test_sums_and_counts_of_slices_add_up_and_distinct_counts_do_not(folder):
    cards = scored(folder, ["channel"])
    total, parts = cards.pop(()), cards.values()
    assert len(cards) == len(CHANNELS)
    for name in ("k_total", "k_rows", "k_large"):
        assert sum(part[name] for part in parts) == pytest.approx(total[name], rel=1e-12)
    assert sum(part["k_buyers"] for part in parts) > total["k_buyers"]
    assert min(part["k_smallest"] for part in parts) == total["k_smallest"]
