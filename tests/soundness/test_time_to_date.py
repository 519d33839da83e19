"""A running period against the same days of an earlier one: never part against whole, never a made-up percentage."""

from __future__ import annotations

from datetime import date

import pytest

import kpiframe

YAML = """
kpiframe: 1
name: shop
calendar: {{grain: {grain}}}
{slices}
sources:
  till:
    path: till.csv
    columns: {{day: date, shop: text, sold: integer, buyer: text, stock: integer}}
    time: day
  staff: {{path: staff.csv, columns: {{people: integer}}}}
  asked: {{path: asked.csv, columns: {{day: date, happy: boolean}}, time: day}}
bindings:
  sold: {{source: till, agg: sum, expr: sold}}
  buyers: {{source: till, agg: count_distinct, expr: buyer}}
  stock: {{source: till, agg: last, expr: stock}}
  people: {{source: staff, agg: sum, expr: people}}
  seats: {{value: 50}}
{budget}
  happy: {{source: asked, agg: count, filter: happy}}
  answers: {{source: asked, agg: count}}
kpis:
{kpis}
scorecards:
  - {{name: all, groups: [{{name: all, kpis: [{names}]}}]}}
"""
KPIS = {
    "sales": ("sold", "flow", "count"),
    "each": ("sold / buyers", "ratio", "ratio"),
    "on_hand": ("stock", "stock", "count"),
    "per_seat": ("sold / seats", "ratio", "ratio"),
    "per_head": ("sold / people", "ratio", "ratio"),
    "of_budget": ("sold / coalesce(budget, 1)", "ratio", "ratio"),
    "three": ("rolling_sum(sold, 3)", "flow", "count"),
    "above_three": ("sales - three", "flow", "count"),
    "delight": ("happy / answers * 100", "survey", "percent"),
}
INPUTS = ("sold", "buyers", "stock", "people", "seats", "budget", "happy", "answers")


def lines(names):
    for name in names:
        formula, kind, unit = KPIS[name]
        used = [i for i in INPUTS if i in formula.replace("(", " ").replace(",", " ").split()]
        inputs = ", ".join(f"{i}: {{unit: count}}" for i in used)
        base = ", base: answers" if name == "delight" else ""
        yield (
            f"  - {{name: {name}, label: {name}, formula: '{formula}', inputs: {{{inputs}}}, unit: {unit}, kind: {kind}, "
            f"direction: higher_is_better{base}}}"
        )


@pytest.fixture
def shop(tmp_path):
    def make(rows, names=("sales",), grain="month", slices=""):
        named = (*names, *(["sales", "three"] if "above_three" in names else []))
        text = YAML.format(
            budget='  budget: {values: {"2026-09": 100, "2026-10": 200}}' if "of_budget" in names else "",
            grain=grain,
            slices=slices,
            names=", ".join(dict.fromkeys(named)),
            kpis="\n".join(lines(dict.fromkeys(named))),
        )
        (tmp_path / "kpiframe.yaml").write_text(text, encoding="utf-8")
        (tmp_path / "till.csv").write_text("day,shop,sold,buyer,stock\n" + rows, encoding="utf-8")
        (tmp_path / "staff.csv").write_text("people\n3\n", encoding="utf-8")
        (tmp_path / "asked.csv").write_text("day,happy\n2026-09-05,yes\n2026-10-05,yes\n", encoding="utf-8")
        return kpiframe.load(tmp_path)

    return make


ROWS = """2026-08-03,north,8,z,1
2026-09-02,north,10,ann,70
2026-09-09,south,20,ann,80
2026-09-20,north,400,bob,10
2026-10-03,north,12,ann,90
2026-10-08,south,24,bob,95
"""
TENTH = date(2026, 10, 10)


def part(project, name, today=TENTH, period="2026-10", which="previous", index=0):
    card = project.score_all(period, today=today)[index]
    return getattr(card.document.result(name), which)


def test_nine_days_are_held_against_nine_days(shop):
    """On 10 October the file ends on the 8th: 1 to 8 October sold 36, 1 to 8 September 10. All September sold 430."""
    change = part(shop(ROWS), "sales")
    assert (change.value, change.difference, change.relative, change.verdict) == (430.0, None, None, "partial")
    assert change.to_date.until == date(2026, 10, 8)
    assert (change.to_date.value, change.to_date.earlier) == (36.0, 10.0)
    assert (change.to_date.difference, change.to_date.relative) == (26.0, pytest.approx(260.0))
    assert change.to_date.verdict == "better"


def test_rows_of_today_are_not_over_and_count_on_neither_side(shop):
    """On the 8th itself only seven days are over: 12 against 10."""
    change = part(shop(ROWS), "sales", today=date(2026, 10, 8))
    assert change.to_date.until == date(2026, 10, 7)
    assert (change.to_date.value, change.to_date.earlier) == (12.0, 10.0)


def test_what_does_not_add_up_is_counted_anew(shop):
    """To the 9th of the month ann buys for 30 in September: 30 each; in October ann and bob for 36: 18 each."""
    rows = ROWS + "2026-10-09,north,0,ann,95\n"
    change = part(shop(rows, ["each"]), "each")
    assert (change.to_date.value, change.to_date.earlier) == (18.0, 30.0)


def test_a_stock_is_read_as_of_the_same_day(shop):
    """On 8 September 70 were on hand, on the 20th 10."""
    change = part(shop(ROWS, ["on_hand"]), "on_hand")
    assert (change.value, change.to_date.value, change.to_date.earlier) == (10.0, 95.0, 70.0)


def test_the_same_number_for_every_period_can_be_cut(shop):
    change = part(shop(ROWS, ["per_seat"]), "per_seat")
    assert (change.to_date.value, change.to_date.earlier) == (36 / 50, 10 / 50)


@pytest.mark.parametrize("name", ["per_head", "of_budget", "three", "above_three", "delight"])
def test_what_cannot_be_cut_at_a_day_says_partial_and_no_more(shop, name):
    """A snapshot, a budget for a whole month, a window over months, what is made of one, a survey wave.

    The budget would be missing and ``coalesce`` would hide it: 36 / 1 is a number, and wrong.
    """
    change = part(shop(ROWS, [name]), name)
    assert change.verdict in ("partial", None)
    assert change.to_date is None
    assert (change.difference, change.relative) == (None, None)


def test_nothing_sold_in_those_days_before_is_no_percentage(shop):
    change = part(shop(ROWS.replace("2026-09-02", "2026-09-22")), "sales", today=date(2026, 10, 9))
    assert change.to_date is None
    assert change.verdict == "partial"


def test_a_period_that_is_over_is_compared_whole(shop):
    change = part(shop(ROWS), "sales", today=date(2026, 11, 1))
    assert change.to_date is None
    assert (change.difference, change.verdict) == (36.0 - 430.0, "worse")


def test_a_longer_month_so_far_is_held_against_the_whole_shorter_one(shop):
    """30 days of March against the 28 days there are in February."""
    rows = "2026-02-01,n,5,a,1\n2026-02-28,n,7,a,1\n2026-03-01,n,1,a,1\n2026-03-30,n,2,a,1\n"
    change = part(shop(rows), "sales", today=date(2026, 3, 31), period="2026-03")
    assert (change.to_date.value, change.to_date.earlier) == (3.0, 12.0)


@pytest.mark.parametrize(
    ("grain", "period", "today", "value", "earlier"),
    [
        ("week", "2026-W41", "2026-10-09", 24.0, None),
        ("month", "2026-10", "2026-10-10", 36.0, 10.0),
        ("quarter", "2026-Q4", "2026-10-10", 36.0, 5.0),
        ("year", "2026", "2026-10-10", 8.0 + 10 + 20 + 400 + 12 + 24 + 5, 3.0),
    ],
)
def test_every_grain(shop, grain, period, today, value, earlier):
    """The days counted are 3 of a week, 8 of October, 8 of the fourth quarter, 281 of the year.

    1 to 8 July sold 5 and 2025 up to 8 October 3, in the rows added here; the week before sold nothing to Thursday.
    """
    rows = ROWS + "2026-07-05,north,5,z,1\n2025-03-01,north,3,z,1\n2025-10-09,north,100,z,1\n"
    change = part(shop(rows, grain=grain), "sales", today=date.fromisoformat(today), period=period)
    if earlier is None:
        assert change.to_date is None
    else:
        assert (change.to_date.value, change.to_date.earlier) == (value, earlier)


def test_the_same_days_a_year_ago(shop):
    rows = ROWS + "2025-10-08,north,6,z,1\n2025-10-09,north,100,z,1\n"
    change = part(shop(rows), "sales", which="year_ago")
    assert (change.to_date.value, change.to_date.earlier) == (36.0, 6.0)


def test_slices_are_cut_at_the_day_of_the_whole(shop):
    """South sold 24 to the 8th and 20 on the 9th of September, north 12 against 10."""
    project = shop(ROWS, slices="slice_by: [shop]")
    north, south = (part(project, "sales", index=i) for i in (1, 2))
    assert (north.to_date.value, north.to_date.earlier) == (12.0, 10.0)
    assert south.to_date is None


def test_the_page_says_the_day_and_against_what(shop):
    page = shop(ROWS).score("2026-10", today=TENTH).to_markdown("en")
    assert "to Oct 8, 2026, against as many days" in page
    assert "+260" in page
    page = shop(ROWS, ["three"]).score("2026-10", today=TENTH).to_markdown("vi")
    assert "kỳ chưa trọn" in page


def test_who_came_back_since_has_no_part_of_a_period(tmp_path):
    """Ann first came on 1 September and again on 1 October, Bob first on 1 October: early September had longer."""
    (tmp_path / "kpiframe.yaml").write_text(
        """
kpiframe: 1
name: shop
sources:
  visits: {path: visits.csv, columns: {day: date, who: text}, time: day}
  people:
    derive: {from: visits, group_by: [who], columns: {first: {agg: min, expr: day}, days: {agg: count}}}
    time: first
  known: {join: {from: visits, with: {people: who}, columns: {first: people.first}}, time: day}
bindings:
  visits: {source: visits, agg: count}
  returned: {source: people, agg: count, filter: days >= 2}
  told: {source: known, agg: count}
kpis:
  - {name: all_visits, label: v, formula: visits, inputs: {visits: {unit: count}}, unit: count, kind: flow, direction: neutral}
  - {name: came_back, label: b, formula: returned, inputs: {returned: {unit: count}}, unit: count, kind: flow, direction: neutral}
  - {name: through, label: t, formula: told, inputs: {told: {unit: count}}, unit: count, kind: flow, direction: neutral}
scorecards:
  - {name: all, groups: [{name: all, kpis: [all_visits, came_back, through]}]}
""",
        encoding="utf-8",
    )
    rows = ["day,who", "2026-09-01,ann", "2026-10-01,ann", "2026-10-01,bob", "2026-10-05,bob"]
    (tmp_path / "visits.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    project = kpiframe.load(tmp_path)
    assert part(project, "all_visits").to_date.value == 3.0
    assert part(project, "came_back").to_date is None
    assert part(project, "through").to_date is None
