"""The document says everything once, in a stable order, and invents nothing."""

import json
from dataclasses import replace
from datetime import date

import pytest

from kpiframe.texts import Text

ALIVE = ["good", "fair", "poor", "context", "absent", "old", "small", "early", "excused", "reach"]


def test_the_frame_holds_whatever_changes_a_number(assembled):
    frame = assembled().frame
    assert (frame.project, frame.scorecard, frame.period, frame.complete) == (
        "pho-sen",
        "brand-health",
        "2026-10",
        True,
    )
    assert (frame.period_start, frame.period_end) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (frame.previous, frame.year_ago, frame.grain) == ("2026-09", "2025-10", "month")
    assert (frame.currency, frame.timezone, frame.locale) == ("VND", "UTC", "vi")
    assert (frame.as_of, frame.today, frame.slice) == (date(2026, 10, 30), date(2026, 11, 5), {})


def test_an_unfinished_period_says_so(assembled):
    assert not assembled(today=date(2026, 10, 31)).frame.complete


def test_a_slice_stands_in_the_frame_and_on_every_row(assembled):
    document = assembled(slice=(("channel", "web"), ("region", None)))
    assert document.frame.slice == {"channel": "web", "region": None}
    assert all(row.slice == document.frame.slice for row in document.results)


def test_rows_come_in_printed_order_and_none_is_left_out(assembled):
    assert [row.kpi for row in assembled().results] == ALIVE


def test_every_state_has_its_row_and_its_count(assembled, with_error):
    document = assembled(layout=with_error)
    states = {row.kpi: row.state for row in document.results}
    assert [states[k] for k in ("context", "absent", "old", "small", "early", "excused", "broken")] == [
        "unscored",
        "missing",
        "stale",
        "small_sample",
        "too_early",
        "not_applicable",
        "error",
    ]
    assert document.score.counts == {
        "on_target": 2,  # good 46, reach 60
        "watch": 1,  # fair 40
        "off_target": 1,  # poor 20
        "unscored": 1,
        "not_applicable": 1,
        "missing": 1,
        "stale": 1,
        "too_early": 1,
        "small_sample": 1,
        "error": 1,
    }
    assert document.score.withheld == "error"


def test_the_headline_is_what_its_rows_add_up_to(assembled):
    """Customer holds 60 %: good, fair, poor, absent weigh 1 each, old 0.1^0.15 for data nine months old. Three of them
    have scores: 92.667, 76.667 and 30. The other 40 % have no score this month, so there is no headline."""
    document = assembled()
    rows = {row.kpi: row for row in document.results}
    share = 0.6 / (4 + 0.1**0.15)
    scores = [90 + 10 / 3.75, 50 + 40 * 10 / 15, 50 * (20 - 5) / 25]
    assert [rows[k].score for k in ("good", "fair", "poor")] == pytest.approx(scores)
    assert [rows[k].weight for k in ("good", "absent", "old")] == pytest.approx([share, share, share * 0.1**0.15])
    assert [rows[k].weight for k in ("small", "early", "excused", "reach")] == [0.2, 0.2, 0, 0]
    assert document.score.coverage == pytest.approx(3 * share)
    assert document.score.low == pytest.approx(share * sum(scores))
    assert document.score.high == pytest.approx(share * sum(scores) + 100 * (1 - 3 * share))
    assert (document.score.relevance, document.score.withheld, document.score.band) == (None, "coverage", None)
    assert [rows[k].imputed for k in ("absent", "old", "small", "early", "excused")] == [50, 50, 50, 50, None]


def test_groups_and_gap_are_those_of_the_totals(assembled):
    document = assembled()
    customer, rest = document.groups
    assert (customer.label, customer.weight, customer.withheld) == (Text("Customer", "Khách hàng"), 0.6, "coverage")
    assert (rest.kpis, rest.coverage) == (("small", "early", "excused", "reach"), 0)
    assert document.score.reported == pytest.approx((90 + 10 / 3.75 + 50 + 40 * 10 / 15 + 30 + 100) / 4)
    assert (document.score.flattery_gap, document.score.gap_reason) == (None, "low_independent_coverage")
    assert [m.kpi for m in document.score.moves][:2] == ["early", "small"]


def test_the_weight_of_a_row_explains_itself(assembled):
    good, reach = (assembled().result(name) for name in ("good", "reach"))
    assert (good.weight_parts.agency, good.weight_parts.relevance, good.weight_parts.zero_because) == (1, 1, None)
    assert (reach.weight, reach.weight_parts.relevance, reach.weight_parts.zero_because) == (0, 0, "directness")
    assert (reach.state, reach.score) == ("scored", 100)


def test_an_agency_weight_of_zero_is_named(assembled, sample):
    base = sample()
    silent = replace(base.catalog.kpis["good"], relevance=replace(base.catalog.kpis["good"].relevance, weight=0))
    of = replace(base, catalog=replace(base.catalog, kpis={**base.catalog.kpis, "good": silent}))
    assert assembled(of).result("good").weight_parts.zero_because == "agency"


def test_a_series_has_at_most_13_periods_with_the_shown_one_last(assembled):
    points = assembled().result("good").series
    assert len(points) == 13
    assert (points[0].period, points[-1].period, points[-1].value) == ("2025-10", "2026-10", 46)


def test_comparisons_come_with_their_periods(assembled):
    row = assembled().result("good")
    assert (row.previous.period, row.previous.value, row.previous.verdict, row.previous.band) == (
        "2026-09",
        43,
        "better",
        "watch",
    )
    assert (row.year_ago.period, row.year_ago.value, row.year_ago.relative) == ("2025-10", 32, None)


def test_the_target_says_who_set_it_and_the_anchors_are_those_used(assembled):
    row = assembled().result("poor")
    assert (row.target.value, row.target.warn, row.target.set_by, row.target.since) == (50, 30, "client", "2026")
    assert row.anchors == ((5, 0), (30, 50), (50, 90), (55, 100))


def test_inputs_of_a_trace_say_what_they_count_and_where_they_come_from(assembled):
    promoters, responses = assembled().result("good").trace.inputs
    assert (promoters.name, promoters.value, promoters.source, promoters.rows) == ("promoters", 46, "survey", 12)
    assert (responses.counts.en, responses.unit, responses.is_kpi) == ("valid answers", "people", False)


def test_a_kpi_in_a_formula_is_shown_as_one(assembled):
    (good,) = assembled().result("fair").trace.inputs
    assert (good.name, good.is_kpi, good.counts, good.unit, good.source, good.rows) == (
        "good",
        True,
        Text("good (en)", "good (vi)"),
        "percent",
        None,
        None,
    )


@pytest.mark.parametrize("name", ["excused", "broken"])
def test_what_has_no_value_has_no_trace(assembled, with_error, name):
    row = assembled(layout=with_error).result(name)
    assert (row.value, row.trace, row.score) == (None, None, None)


def test_n_and_margin_stand_on_the_row(assembled):
    row = assembled().result("small")
    low, high = row.margin
    assert (row.n, row.min_n, row.value) == (50, 100, 41)
    assert (round(low, 1), round(high, 1)) == (28.5, 54.8)  # Wilson, 41 % of 50


def test_flags_open_ones_first_worst_first_then_by_rule_and_place(assembled):
    document = assembled()
    assert [(f.id, f.kpi, f.accepted is not None) for f in document.flags] == [
        ("KPF001", "reach", False),
        ("KPF110", None, False),
        ("KPF110", "reach", False),
        ("KPF110", "good", True),
    ]
    assert document.result("reach").flags == ("KPF001", "KPF110")
    assert document.result("good").flags == ("KPF110",)


def test_a_flag_brings_its_sources_its_remedy_and_its_acceptance(assembled):
    first, _, biased, accepted = assembled().flags
    assert [c.id for c in first.citations] == ["guide"]
    assert ([c.title for c in biased.citations], biased.fix.en, biased.effort) == (["A book"], "ask people", "low")
    assert (accepted.accepted.reason, accepted.accepted.by, accepted.accepted.until) == (
        "contract-requires",
        "linh",
        date(2027, 1, 1),
    )
    assert accepted.replace_with == ("good",)


def test_comments_of_the_period_the_whole_first(assembled):
    comments = assembled().comments
    assert [(c.kpi, c.text.en) for c in comments] == [(None, "a calm month"), ("poor", "form broken")]
    assert comments[1].due == date(2026, 11, 10)


def test_events_inside_the_series_with_the_kpis_they_touch(assembled):
    events = {e.label.en: e.kpis for e in assembled().events}
    assert list(events) == ["a year ago", "Tết", "survey", "form"]
    assert events["form"] == ("good",)
    assert events["survey"] == ("good",)
    assert events["a year ago"] == ("fair",)
    assert events["Tết"] == tuple(ALIVE)


def test_definitions_hold_every_kpi_and_what_its_formula_names(assembled, layout):
    only_fair = replace(layout, groups=(replace(layout.groups[0], kpis=("fair",)),))
    definitions = assembled(layout=only_fair).definitions
    assert [d.kpi for d in definitions] == ["fair", "good"]
    good = definitions[1]
    assert (good.formula, good.owner, [c.id for c in good.citations]) == (
        "promoters / responses * 100",
        "CX team",
        ["guide"],
    )
    assert [(i.name, i.value, i.source) for i in good.inputs] == [
        ("promoters", 46, "survey"),
        ("responses", 100, "survey"),
    ]


def test_sources_are_told(assembled):
    (source,) = assembled().sources
    assert (source.name, source.rows, source.measured_by, source.last) == (
        "survey",
        162,
        "independent",
        date(2026, 10, 30),
    )


def test_rules_without_a_verdict_are_listed_never_silently_passed(assembled):
    document = assembled()
    assert document.not_judged == (
        {"rule": "KPF001", "name": "gone", "kpi": "good", "fact": "effective", "because": {"en": "a", "vi": "b"}},
        {"rule": "KPF110", "name": "", "kpi": "", "fact": "platform_share", "because": {"en": "", "vi": ""}},
    )
    assert document.methodology["rules_not_judged"] == ["KPF001", "KPF110"]
    assert document.methodology["rules_judged"] == []


def test_provenance(assembled):
    assert assembled().provenance == {"tool": "kpiframe", "version": "0.1.0", "definitions": "abc", "rules": "def"}


def test_the_same_input_gives_the_same_bytes(assembled):
    first, second = (json.dumps(assembled().to_dict(), allow_nan=False) for _ in range(2))
    assert first == second


def test_the_order_of_flags_and_comments_handed_in_does_not_show(assembled, sample, flags):
    plain = assembled()
    mixed = assembled(
        sample(comments=sample().comments[::-1], events=sample().events[::-1]),
        flags=[flags[i] for i in (2, 0, 3, 1)],
    )
    assert json.dumps(mixed.to_dict()) == json.dumps(plain.to_dict())
