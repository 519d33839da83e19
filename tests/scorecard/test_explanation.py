"""Every reason is a sentence in both languages, and names what the input counts."""

from datetime import date

import pytest

from kpiframe.catalog.annotations import NotApplicable
from kpiframe.catalog.model import Direction, KpiKind, Target, Thresholds
from kpiframe.evaluation.results import REASONS, KpiSeries, Result, Trace
from kpiframe.periods import Calendar
from kpiframe.problems import Problem
from kpiframe.scorecard.explanation import MISSING, UNSCORED, reason_text
from kpiframe.scoring.breaks import FAULTY
from kpiframe.scoring.judgement import State
from kpiframe.scoring.judging import judge
from kpiframe.texts import Text, same

OCTOBER = Calendar().period_of(date(2026, 10, 1))


@pytest.fixture
def explained(build_kpi):
    def run(value=40.0, reason=None, detail="", base=(), as_of=None, today=date(2026, 11, 5), **changes):
        asked = {key: changes.pop(key, None) for key in ("max_age_days", "not_applicable", "error")}
        kpi = build_kpi("nps", base="responses", **changes)
        series = KpiSeries("nps", (), (value,), Result(value, reason, detail), Trace("", ""), base=base, as_of=as_of)
        judgement = judge(kpi, series, (OCTOBER,), today=today, **asked)
        return judgement.state, reason_text(judgement, kpi, date(2026, 10, 31))

    return run


def test_a_score_needs_no_excuse(explained):
    assert explained() == (State.SCORED, None)


def test_every_reason_of_an_evaluation_has_its_sentence():
    assert set(MISSING) == {*REASONS, FAULTY}


@pytest.mark.parametrize("reason", REASONS)
def test_a_missing_value_names_the_input_by_what_it_counts(explained, reason):
    state, text = explained(None, reason, "responses")
    assert state is State.MISSING
    assert "“responses” (valid answers)" in text.en
    assert "“responses” (câu trả lời hợp lệ)" in text.vi


def test_a_zero_denominator(explained):
    _, text = explained(None, "zero_denominator", "responses")
    assert text.en == "No value: the formula divides by “responses” (valid answers), which is 0 in this period."
    assert text.vi == "Không có giá trị: công thức chia cho “responses” (câu trả lời hợp lệ), mà kỳ này bằng 0."


def test_a_name_that_is_no_input_stands_for_itself(explained):
    assert "“revenue”" in explained(None, "null_input", "revenue")[1].en


def test_without_a_name_the_kpi_is_named(explained):
    assert "nps (vi)" in explained(None, "no_rows")[1].vi
    assert "an expression" in explained(None, "zero_denominator")[1].en


@pytest.mark.parametrize(
    ("case", "state", "en", "vi"),
    [
        (
            {"as_of": date(2026, 8, 1), "max_age_days": 40},
            State.STALE,
            "The newest data are of 2026-08-01, older than the 40 days allowed; the value is shown but not scored.",
            "ngày 1/8/2026, cũ hơn",
        ),
        (
            {"kind": KpiKind.FLOW, "today": date(2026, 10, 5)},
            State.TOO_EARLY,
            "Only 12.9 % of the period is over; a pace is judged from 20 % on.",
            "12,9 %",
        ),
        (
            {"base": (12.0,)},
            State.SMALL_SAMPLE,
            "Only 12 in “responses” (valid answers); at least 30 are needed for a score.",
            "Chỉ có 12 ở “responses” (câu trả lời hợp lệ); cần ít nhất 30",
        ),
        ({"direction": Direction.NEUTRAL}, State.UNSCORED, UNSCORED["neutral"].en, "tham khảo"),
        ({"thresholds": None}, State.UNSCORED, "Not scored: no target is in force on 2026-10-31.", "ngày 31/10/2026"),
        (
            {"targets": (Target("2026", growth=5, over="previous_period"),)},
            State.UNSCORED,
            UNSCORED["no_target_base"].en,
            "kỳ trước",
        ),
        (
            {"not_applicable": NotApplicable("nps", Text("no shops yet", "chưa có cửa hàng"))},
            State.NOT_APPLICABLE,
            "Does not apply: no shops yet",
            "Không áp dụng: chưa có cửa hàng",
        ),
        (
            {"error": Problem("KPF211", Text("overflow", "tràn số"))},
            State.ERROR,
            "Error: overflow",
            "Lỗi: tràn số",
        ),
        ({"thresholds": Thresholds(45, 30)}, State.ERROR, "Error: the target in force on 2026-10-31", "Lỗi: mục tiêu"),
    ],
)
def test_every_other_state_says_why_in_both_languages(explained, case, state, en, vi):
    found, text = explained(**case)
    assert found is state
    assert text.en.startswith(en)
    assert vi in text.vi
    assert "{" not in text.en + text.vi


def test_foreign_words_cannot_steer_the_sentence_or_the_terminal(explained):
    declared = NotApplicable("nps", same("{nps.__class__} \x1b[31m\u202e"))
    text = explained(not_applicable=declared)[1]
    assert text.en == "Does not apply: {nps.__class__} \\u001b[31m\\u202e"
