"""A number that changed its meaning is compared with nothing before; data known to be wrong are a state, no value.

The dates are those of the registry (verified, 2025 and 2026). Months are written out by hand: a change on 15 November
lies inside the comparisons shown for November (with October) and for December (with November), not in January's.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest

import kpiframe
from kpiframe.catalog.loader import load_shipped
from kpiframe.catalog.model import Direction, Input, Kpi, KpiKind, Target, Thresholds
from kpiframe.evaluation.results import KpiSeries, Result, Trace
from kpiframe.formula.syntax import parse
from kpiframe.periods import Calendar, spine
from kpiframe.scoring.breaks import breaks, faulty, span_of
from kpiframe.scoring.history import history_of
from kpiframe.scoring.judgement import State, Verdict
from kpiframe.scoring.judging import judge
from kpiframe.texts import same

MONTHS = Calendar()
BREAKS = [
    # entry, last month before, months shown without an arrow, first month after, last month without a year-on-year
    ("yt_shorts_views", "2025-02", ["2025-03", "2025-04"], "2025-05", "2026-03"),
    ("instagram_impressions", "2025-03", ["2025-04", "2025-05"], "2025-06", "2026-04"),
    ("instagram_plays", "2025-03", ["2025-04", "2025-05"], "2025-06", "2026-04"),
    ("nielsen_panel_only", "2025-08", ["2025-09"], "2025-10", "2026-08"),
    ("gsc_num100", "2025-08", ["2025-09", "2025-10"], "2025-11", "2026-09"),
    ("facebook_page_impressions", "2025-10", ["2025-11", "2025-12"], "2026-01", "2026-11"),
    ("facebook_page_fans", "2025-10", ["2025-11", "2025-12"], "2026-01", "2026-11"),
    ("shopee_view_attribution", "2025-12", ["2026-01", "2026-02", "2026-03", "2026-04"], "2026-05", "2027-03"),
    ("meta_7d_28d_view", "2025-12", ["2026-01", "2026-02"], "2026-03", "2027-01"),
    ("meta_click_through_2026", "2026-03", ["2026-04", "2026-05"], "2026-06", "2027-04"),
    ("meta_engaged_view", "2026-03", ["2026-04", "2026-05"], "2026-06", "2027-04"),
    ("gsc_impressions_fault", "2025-04", [], "2026-07", "2027-05"),
]


@pytest.fixture(scope="session")
def registry():
    catalog, problems = load_shipped()
    assert problems == []
    return catalog.lifecycle


def period(key):
    found = MONTHS.parse(key)
    assert found is not None
    return found


@pytest.fixture
def shown(registry):
    """Judge *month* of a series 100, 101, 102, … that begins in January 2024 and is linked to *entries*."""

    def run(month, *entries, **changes):
        periods = spine(period("2024-01"), period(month))
        values = tuple(100.0 + i for i in range(len(periods)))
        fields = {
            "name": "views",
            "label": same("Views"),
            "formula": parse("x"),
            "inputs": (Input("x", "count"),),
            "unit": "count",
            "kind": KpiKind.FLOW,
            "direction": Direction.HIGHER,
            "thresholds": Thresholds(50, 100),
        }
        series = KpiSeries("views", (), values, Result(values[-1]), Trace("x", str(values[-1])))
        return judge(
            Kpi(**(fields | changes)),
            series,
            periods,
            today=date(2028, 1, 1),
            max_age_days=None,
            not_applicable=None,
            lifecycle=[registry[name] for name in entries],
        )

    return run


def test_twelve_dated_breaks_of_thirteen_months(registry):
    assert len(BREAKS) == 12
    assert all(registry[name].verified and registry[name].comparability == "break" for name, *_ in BREAKS)


@pytest.mark.parametrize(("entry", "before", "during", "after", "yearly"), BREAKS)
def test_no_arrow_across_a_break_and_one_on_either_side(shown, entry, before, during, after, yearly):
    for month in (before, after):
        change = shown(month, entry).previous
        assert (change.verdict, change.difference, change.broken_by) == (Verdict.BETTER, 1, ""), month
    for month in during:
        change = shown(month, entry).previous
        assert (change.verdict, change.broken_by) == (Verdict.BROKEN, entry), month
        assert (change.difference, change.relative, change.band) == (None, None, None), month
        assert change.value is not None, "the earlier number stays in the drill-down"


@pytest.mark.parametrize(("entry", "before", "during", "after", "yearly"), BREAKS)
def test_a_year_on_year_comparison_stays_broken_for_a_year(shown, entry, before, during, after, yearly):
    assert shown(before, entry).year_ago.verdict is Verdict.BETTER
    assert shown(after, entry).year_ago.broken_by == entry
    assert shown(yearly, entry).year_ago.verdict is Verdict.BROKEN
    assert shown(period(yearly).shift(1).key, entry).year_ago.verdict is Verdict.BETTER


def test_a_kpi_that_is_linked_to_nothing_keeps_its_arrows(shown):
    found = shown("2025-11")
    assert (found.previous.verdict, found.year_ago.verdict) == (Verdict.BETTER, Verdict.BETTER)
    assert (found.marks, found.wrong) == ((), ())


@pytest.mark.parametrize(
    ("month", "state"),
    [
        ("2025-04", State.SCORED),
        ("2025-05", State.MISSING),  # from the 13th on
        ("2025-10", State.MISSING),
        ("2026-05", State.MISSING),
        ("2026-06", State.SCORED),
    ],
)
def test_data_known_to_be_wrong_are_a_state_and_no_value(shown, month, state):
    found = shown(month, "gsc_impressions_fault", "gsc_num100")
    assert found.state is state
    if state is State.MISSING:
        assert (found.reason, found.detail) == ("faulty_window", "gsc_impressions_fault")
        assert (found.value, found.score, found.margin) == (None, None, None)


def test_the_first_sound_month_is_compared_with_no_wrong_one(shown):
    """June 2026: May 2026 (the margin at its end) and June 2025 both lie in the window."""
    found = shown("2026-06", "gsc_impressions_fault", "gsc_num100")
    for change in (found.previous, found.year_ago):
        assert (change.value, change.verdict, change.broken_by) == (None, Verdict.BROKEN, "gsc_impressions_fault")
    assert shown("2026-07", "gsc_impressions_fault", "gsc_num100").previous.verdict is Verdict.BETTER


def test_wrong_values_do_not_stand_in_for_a_missing_one(shown):
    """The last score is that of April 2025 (115 of 100), not of a wrong month after it."""
    found = shown("2025-10", "gsc_impressions_fault", thresholds=Thresholds(110, 120))
    assert found.last_score == pytest.approx(50 + 40 * (115 - 110) / 10)
    assert found.wrong == tuple(f"2025-{m:02d}" for m in range(5, 11))


def test_a_growth_target_over_a_break_is_no_target(shown):
    grown = {"targets": (Target("2024", growth=5.0, over="same_period_last_year"),)}
    found = shown("2026-03", "facebook_page_impressions", **grown)
    assert (found.state, found.reason, found.detail) == (State.UNSCORED, "broken_base", "facebook_page_impressions")
    wrong = shown("2026-06", "gsc_impressions_fault", **grown)
    assert (wrong.state, wrong.reason) == (State.UNSCORED, "broken_base")
    assert shown("2025-10", "facebook_page_impressions", **grown).state is State.SCORED
    assert shown("2026-12", "facebook_page_impressions", **grown).state is State.SCORED


def test_scores_of_the_past_know_no_growth_over_a_break_either(registry):
    """Growth of 0 % on the month before: every month of a rising series is worth 100, two months are worth nothing."""
    periods = spine(period("2025-08"), period("2026-01"))
    series = KpiSeries("v", (), tuple(100.0 + 10 * i for i in range(6)), Result(150.0), Trace("x", "150"))
    grown = Target("2024", growth=0.0, over="previous_period", warn=1.0)
    kpi = Kpi(
        "v", same("V"), parse("x"), (Input("x", "count"),), "count", KpiKind.FLOW, Direction.HIGHER, targets=(grown,)
    )
    scores = history_of(kpi, series, periods, [registry["facebook_page_impressions"]]).scores
    assert [score is None for score in scores] == [True, False, False, True, True, False]
    assert [score is None for score in history_of(kpi, series, periods).scores] == [True, *[False] * 5]


def test_what_nobody_confirmed_breaks_nothing(shown, registry):
    from dataclasses import replace

    hearsay = replace(registry["facebook_page_impressions"], id="hearsay", verified=False)
    registry_with = {**registry, "hearsay": hearsay}
    assert breaks(registry_with["hearsay"], date(2025, 10, 1), date(2025, 11, 30))
    series = KpiSeries("v", (), (1.0, 2.0), Result(2.0), Trace("x", "2"))
    kpi = Kpi("v", same("V"), parse("x"), (Input("x", "count"),), "count", KpiKind.FLOW, Direction.HIGHER)
    asked = {"today": date(2026, 1, 1), "max_age_days": None, "not_applicable": None}
    months = spine(period("2025-10"), period("2025-11"))
    assert judge(kpi, series, months, lifecycle=[hearsay], **asked).previous.verdict is Verdict.BETTER


@pytest.mark.parametrize(
    ("entry", "first", "last"),
    [
        ("facebook_page_impressions", (2025, 11, 15), (2025, 11, 15)),  # known to the day
        ("gsc_num100", (2025, 9, 1), (2025, 9, 30)),  # to the month
        ("shopee_view_attribution", (2026, 1, 1), (2026, 3, 31)),  # to the quarter
        ("ces_v1", (2013, 1, 1), (2013, 12, 31)),  # to the year
    ],
)
def test_a_date_stands_for_the_whole_span_it_is_known_to(registry, entry, first, last):
    assert span_of(registry[entry]) == (date(*first), date(*last))


def test_an_entry_without_a_date_has_no_span(registry):
    assert span_of(registry["facebook_reach"]) is None
    assert not breaks(registry["facebook_reach"], date(2020, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("start", "end", "broken"),
    [
        ((2025, 11, 1), (2025, 11, 14), False),
        ((2025, 11, 1), (2025, 11, 15), True),
        ((2025, 11, 14), (2025, 12, 31), True),
        ((2025, 11, 15), (2025, 12, 31), False),  # both periods lie behind the change
    ],
)
def test_a_break_lies_after_the_start_and_not_after_the_end(registry, start, end, broken):
    assert breaks(registry["facebook_page_impressions"], date(*start), date(*end)) is broken


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ((2025, 4, 1), (2025, 5, 12), False),
        ((2025, 4, 1), (2025, 5, 13), True),
        ((2026, 5, 4), (2026, 5, 10), True),  # the end of the repair is only known to the month
        ((2026, 6, 1), (2026, 6, 30), False),
    ],
)
def test_a_period_that_touches_the_window_is_wrong(registry, start, end, wrong):
    assert faulty(registry["gsc_impressions_fault"], date(*start), date(*end)) is wrong


def test_a_change_that_is_no_break_is_marked_and_compared(shown):
    found = shown("2024-03", "ga4_conversions")
    assert [(mark.period, mark.entry.id) for mark in found.marks] == [("2024-03", "ga4_conversions")]
    assert found.previous.verdict is Verdict.BETTER


PROJECT = """
kpiframe: 1
name: pages
locale: en
sources:
  page: {path: page.csv, columns: {day: date, views: integer}, time: day, measured_by: platform, platform: meta_facebook}
bindings:
  page_views: {source: page, agg: sum, expr: views}
kpis:
  - name: page_views_shown
    label: {en: Page views, vi: Lượt xem trang}
    description: {en: Views of the page., vi: Số lượt xem trang.}
    formula: page_views
    inputs: {page_views: {unit: count}}
    unit: count
    kind: flow
    direction: higher_is_better
    thresholds: {warn: 100, target: 200}
    family: awareness
    measured_by: platform
    platform: meta_facebook
    lifecycle: [LINK]
scorecards:
  - {name: main, groups: [{name: all, kpis: [page_views_shown]}]}
"""


def card_of(folder, link, month, first=150, project=PROJECT):
    (folder / "kpiframe.yaml").write_text(project.replace("LINK", link), encoding="utf-8")
    months = [m.key for m in spine(period("2024-10"), period(month))]
    rows = "".join(f"{key}-10,{first + i}\n" for i, key in enumerate(months))
    (folder / "page.csv").write_text(f"day,views\n{rows}", encoding="utf-8")
    return kpiframe.load(folder).score(month, today=date(2026, 12, 1))


def test_every_output_says_why_there_is_no_arrow(tmp_path):
    """December 2025 and its year before: Facebook's pages went from impressions to views on 15 November."""
    card = card_of(tmp_path, "facebook_page_impressions", "2025-12")
    row = card.results["page_views_shown"]
    assert (row.value, row.previous.value, row.year_ago.value) == (164, 163, 152)
    plain = json.loads(json.dumps(card.to_dict()))["results"][0]
    for change in (plain["previous"], plain["year_ago"]):
        assert (change["verdict"], change["broken_by"]) == ("broken", "facebook_page_impressions")
        assert (change["difference"], change["relative"], change["band"]) == (None, None, None)
        assert "15 November 2025" in change["broken_text"]["en"]
        assert "15/11/2025" in change["broken_text"]["vi"]
    assert [(b["period"], b["comparability"]) for b in plain["breaks"]] == [("2025-11", "break")]
    for language, word, day in (
        ("en", "not comparable", "15 November 2025"),
        ("vi", "không so sánh được", "15/11/2025"),
    ):
        texts = [card.to_html(language), card.to_markdown(language), terminal(card, language)]
        for text in texts:
            assert word in text, language
            assert day in re.sub(r"\s+", " ", text), language
            assert "▲ " not in re.sub(r"(▲▼|⚑).*", "", text), language
    assert 'stroke-dasharray="2 2"' in card.to_html("en")
    assert "▲ " in card_of(tmp_path, "vanity_followers", "2025-12").to_markdown("en")
    cells = next(csv.DictReader(io.StringIO(spreadsheet(card))))
    assert cells["previous_broken_by"] == cells["year_ago_broken_by"] == "facebook_page_impressions"


def test_a_value_from_wrong_data_stands_in_no_output(tmp_path):
    card = card_of(tmp_path, "gsc_impressions_fault", "2025-10", 765_400)
    row = card.results["page_views_shown"]
    assert (row.state, row.reason, row.value, row.trace) == ("missing", "faulty_window", None, None)
    assert row.reason_text is not None
    assert "13 May 2025" in row.reason_text.en
    assert "13/05/2025" in row.reason_text.vi
    assert [p.value for p in row.series] == [765_400 + i for i in range(7)] + [None] * 6
    october = re.compile(r"765[.,]?412")
    for language in ("en", "vi"):
        for text in (card.to_html(language), card.to_markdown(language), terminal(card, language)):
            assert not october.search(text), language
    sound = card_of(tmp_path, "vanity_followers", "2025-10", 765_400)
    assert all(october.search(text) for text in (sound.to_html("en"), sound.to_markdown("vi")))


RATIO = """
  - name: views_a_post
    label: {en: Views a post, vi: Lượt xem mỗi bài}
    description: {en: Views for each post., vi: Số lượt xem mỗi bài.}
    formula: page_views_shown / 10
    inputs: {}
    unit: count
    kind: ratio
    direction: higher_is_better
    thresholds: {warn: 10, target: 20}
    family: awareness
    measured_by: own
scorecards:"""


@pytest.mark.parametrize(
    ("link", "month", "state", "broken_by"),
    [
        ("facebook_page_impressions", "2025-12", "scored", "facebook_page_impressions"),
        ("gsc_impressions_fault", "2025-10", "missing", None),
        ("vanity_followers", "2025-12", "scored", None),
    ],
)
def test_what_is_computed_from_a_number_that_changed_has_changed_too(tmp_path, link, month, state, broken_by):
    """A KPI over another one: the link stands on the other alone."""
    text = PROJECT.replace("scorecards:", RATIO.lstrip("\n"), 1).replace("kpis: [page", "kpis: [views_a_post, page")
    row = card_of(tmp_path, link, month, project=text).results["views_a_post"]
    assert (row.state, row.previous.broken_by) == (state, broken_by)
    assert (row.value is None) == (state == "missing")


def terminal(card, language):
    from kpiframe.render.to_terminal import to_terminal

    return to_terminal(card.to_dict(), language)


def spreadsheet(card):
    from kpiframe.render.to_csv import to_csv

    return to_csv(card.to_dict())
