"""Eight states, one by one, and which of them comes first."""

from datetime import date

import pytest

from kpiframe.catalog.annotations import NotApplicable
from kpiframe.catalog.model import Direction, KpiKind, Thresholds
from kpiframe.evaluation.results import KpiSeries, Result, Trace
from kpiframe.periods import Calendar
from kpiframe.problems import Problem
from kpiframe.scoring.bands import Band
from kpiframe.scoring.judgement import State
from kpiframe.scoring.judging import judge
from kpiframe.texts import Text

FAULT = Problem("KPF211", Text("overflow in input x", "tràn số ở đầu vào x"))
DECLARED = NotApplicable("nps", Text("no shops yet", "chưa có cửa hàng"))


def test_scored(kpi, judged):
    found = judged(kpi(), 40)
    assert (found.state, found.reason, found.value, found.score) == (State.SCORED, None, 40, 76.666666667)
    assert (found.band, found.scorable) == (Band.WATCH, True)
    assert found.anchors == ((11.25, 0), (30, 50), (45, 90), (48.75, 100))


@pytest.mark.parametrize("kind", [KpiKind.FLOW, KpiKind.STOCK])
def test_one_channels_amount_is_not_held_against_the_target_of_the_whole(kpi, kind):
    """Revenue target 45 for the whole: the branch with 40 of it has not missed anything."""
    branch = KpiSeries("nps", (("branch", "Q1"),), (40.0,), Result(40.0), Trace("x", "40"))
    asked = {"today": date(2026, 11, 5), "max_age_days": None, "not_applicable": None}
    found = judge(kpi(kind=kind), branch, (Calendar().parse("2026-10"),), **asked)
    assert (found.state, found.reason, found.value, found.target) == (State.UNSCORED, "target_of_total", 40, None)
    ratio = judge(kpi(kind=KpiKind.RATIO), branch, (Calendar().parse("2026-10"),), **asked)
    assert (ratio.state, ratio.score) == (State.SCORED, 76.666666667)


@pytest.mark.parametrize(
    ("changes", "reason"), [({"direction": Direction.NEUTRAL}, "neutral"), ({"thresholds": None}, "no_target")]
)
def test_unscored_shows_its_value_and_leaves_the_weight_base(kpi, judged, changes, reason):
    found = judged(kpi(**changes), 40)
    assert (found.state, found.reason, found.value, found.score) == (State.UNSCORED, reason, 40, None)
    assert not found.scorable


def test_not_applicable_is_declared_and_shows_no_value(kpi, judged):
    found = judged(kpi(), 40, not_applicable=DECLARED)
    assert (found.state, found.reason, found.value, found.score) == (State.NOT_APPLICABLE, "declared", None, None)
    assert found.declared == DECLARED.reason


@pytest.mark.parametrize("reason", ["no_rows", "null_input", "zero_denominator", "not_finite", "unbound_input"])
def test_missing_keeps_its_reason_and_what_it_speaks_of(kpi, judged, reason):
    found = judged(kpi(), 44, None, reason=reason, detail="x")
    assert (found.state, found.reason, found.detail, found.value) == (State.MISSING, reason, "x", None)
    assert (found.scorable, found.last_score) == (True, pytest.approx(50 + 40 * 14 / 15))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_missing(kpi, judged, value):
    found = judged(kpi(), value, reason="not_finite")
    assert (found.state, found.value, found.score) == (State.MISSING, None, None)


@pytest.mark.parametrize(
    ("as_of", "today", "max_age", "state"),
    [
        (date(2026, 9, 21), date(2026, 11, 5), 40, State.SCORED),  # 40 days before the period's end
        (date(2026, 9, 20), date(2026, 11, 5), 40, State.STALE),
        (date(2026, 9, 20), date(2026, 10, 25), 40, State.SCORED),  # 35 days before today, inside the period
        (date(2026, 1, 1), date(2026, 11, 5), None, State.SCORED),
        (None, date(2026, 11, 5), 40, State.SCORED),
        (date(2026, 11, 3), date(2026, 11, 5), 0, State.SCORED),  # newer than the period
    ],
)
def test_stale_data_are_shown_with_their_date_and_not_scored(kpi, judged, as_of, today, max_age, state):
    found = judged(kpi(), 40, as_of=as_of, today=today, max_age_days=max_age)
    assert (found.state, found.value, found.as_of) == (state, 40, as_of)
    assert (found.score is None) == (state is State.STALE)


@pytest.mark.parametrize(
    ("today", "kind", "state"),
    [
        (date(2026, 10, 7), KpiKind.FLOW, State.TOO_EARLY),  # 6 of 31 days: 19 %
        (date(2026, 10, 8), KpiKind.FLOW, State.SCORED),  # 7 of 31 days: 23 %
        (date(2026, 10, 7), KpiKind.STOCK, State.SCORED),
        (date(2026, 10, 7), KpiKind.RATIO, State.SCORED),
        (date(2026, 10, 7), KpiKind.SURVEY, State.SCORED),
        (date(2026, 9, 1), KpiKind.FLOW, State.TOO_EARLY),
    ],
)
def test_too_early_is_for_flows_before_the_early_window(kpi, judged, today, kind, state):
    found = judged(kpi(kind=kind, thresholds=Thresholds(300, 400)), 70, today=today)
    assert (found.state, found.value) == (state, 70)


def test_the_early_window_is_the_kpis_own(kpi, judged):
    patient = kpi(kind=KpiKind.FLOW, early_window=0.5)
    assert judged(patient, 70, today=date(2026, 10, 15)).state is State.TOO_EARLY
    assert judged(patient, 70, today=date(2026, 10, 17)).state is State.SCORED
    hasty = kpi(kind=KpiKind.FLOW, early_window=0)
    assert judged(hasty, 70, today=date(2026, 10, 2)).state is State.SCORED
    assert judged(hasty, 70, today=date(2026, 10, 1)).state is State.TOO_EARLY  # no day is over yet


@pytest.mark.parametrize(
    ("changes", "n", "state"),
    [
        ({"min_n": 100}, 99, State.SMALL_SAMPLE),
        ({"min_n": 100}, 100, State.SCORED),
        ({}, 29, State.SMALL_SAMPLE),  # 30 by default for surveys
        ({"kind": KpiKind.RATIO}, 29, State.SMALL_SAMPLE),
        ({"kind": KpiKind.STOCK}, 29, State.SCORED),
        ({"kind": KpiKind.STOCK, "min_n": 50}, 29, State.SMALL_SAMPLE),
        ({"min_n": 0}, 1, State.SCORED),
        ({"min_n": 100}, None, State.SMALL_SAMPLE),  # unknown is never green
    ],
)
def test_small_samples_are_shown_with_n_and_not_scored(kpi, judged, changes, n, state):
    found = judged(kpi(base="x", **changes), 40, base=(n,))
    assert (found.state, found.value, found.n) == (state, 40, n)


@pytest.mark.parametrize(
    ("changes", "least"),
    [({"base": "x"}, 30), ({"base": None}, None), ({"base": "x", "kind": KpiKind.FLOW}, None), ({"min_n": 7}, 7)],
)
def test_the_least_n_is_declared_or_30_where_a_base_is_named(kpi, judged, changes, least):
    assert judged(kpi(**changes), 40).min_n == least


def test_a_fault_while_running_is_an_error_without_a_value(kpi, judged):
    found = judged(kpi(), 40, error=FAULT)
    assert (found.state, found.reason, found.value, found.score) == (State.ERROR, "KPF211", None, None)
    assert (found.error, found.scorable) == (FAULT, True)


def test_the_first_state_that_holds_is_told(kpi, judged):
    """Everything is wrong at once; one cause after the other is taken away."""
    early = date(2026, 10, 2)
    wrong = {"error": FAULT, "not_applicable": DECLARED, "as_of": date(2025, 1, 1), "max_age_days": 10, "base": (1.0,)}
    flow = kpi(kind=KpiKind.FLOW, min_n=30, direction=Direction.NEUTRAL)

    def state(value, today=early, **kept):
        return judged(flow, value, today=today, **kept).state

    assert state(None, **wrong) is State.ERROR
    del wrong["error"]
    assert state(None, **wrong) is State.NOT_APPLICABLE
    del wrong["not_applicable"]
    assert state(None, **wrong) is State.MISSING
    assert state(40, **wrong) is State.STALE
    del wrong["as_of"]
    assert state(40, **wrong) is State.TOO_EARLY
    assert state(40, today=date(2026, 11, 5), **wrong) is State.SMALL_SAMPLE
    del wrong["base"]
    assert state(40, today=date(2026, 11, 5), **wrong) is State.UNSCORED


def test_the_last_score_passes_over_gaps_and_small_samples(kpi, judged):
    """September has no value and August only 12 answers: July's 42 is the last that could be scored."""
    found = judged(kpi(base="x", min_n=30), 35, 42, 48, None, None, base=(50, 50, 12, None, None))
    assert found.last_score == pytest.approx(50 + 40 * 12 / 15)


def test_a_kpi_that_never_had_a_score_has_no_last_one(kpi, judged):
    assert judged(kpi(), None, None).last_score is None


@pytest.mark.parametrize(
    ("value", "certain"),
    [(60, True), (40, False), (28, False), (5, True)],
)
def test_a_margin_that_spans_a_band_edge_puts_the_band_in_brackets(kpi, judged, value, certain):
    """Margins of about 10 points around the value; edges at 30 and 45."""
    promoters = (100 + value) / 2 * 1.5
    nps = kpi(interval="net_share", base="x")
    found = judged(nps, value, base=(150,), parts=((promoters, 150 - promoters),))
    low, high = found.margin
    assert low < value < high
    assert found.band_certain is certain


def test_a_range_hides_no_band_inside_a_wide_margin(kpi, judged):
    """Both ends of the margin are off target, the middle is on target."""
    share = kpi(
        direction=Direction.RANGE,
        thresholds=Thresholds((45, 55), (49, 51)),
        unit="percent",
        interval="proportion",
        base="x",
        min_n=10,
    )
    found = judged(share, 50, base=(20,))
    assert (found.band, found.band_certain) == (Band.ON_TARGET, False)
