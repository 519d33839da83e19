"""Why a KPI has no score, in a sentence a client can read; one for every state and every reason code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from kpiframe.catalog.model import Kpi
from kpiframe.problems import printable
from kpiframe.scoring.breaks import FAULTY
from kpiframe.scoring.judgement import Change, Judgement, State
from kpiframe.texts import NO_TEXT, Text, same

MISSING: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "null_input": Text(
            "No value: {subject} has no number in this period.",
            "Không có giá trị: {subject} không có số liệu trong kỳ này.",
        ),
        "no_rows": Text(
            "No value: there are no data for {subject} in this period.",
            "Không có giá trị: không có dữ liệu cho {subject} trong kỳ này.",
        ),
        "not_finite": Text(
            "No value: the result is too large to be a number ({subject}).",
            "Không có giá trị: kết quả vượt quá giới hạn của một con số ({subject}).",
        ),
        "zero_denominator": Text(
            "No value: the formula divides by {subject}, which is 0 in this period.",
            "Không có giá trị: công thức chia cho {subject}, mà kỳ này bằng 0.",
        ),
        "outside_domain": Text(
            "No value: the formula has no result for the number of {subject}.",
            "Không có giá trị: công thức không có kết quả với số liệu của {subject}.",
        ),
        "no_history": Text(
            "No value: {subject} has no earlier periods to look back on.",
            "Không có giá trị: {subject} chưa có các kỳ trước để đối chiếu.",
        ),
        "unbound_input": Text(
            "No value: the project does not say where {subject} comes from.",
            "Không có giá trị: dự án chưa khai báo nguồn của {subject}.",
        ),
        FAULTY: Text(
            "No value: the data of this period are known to be wrong. {entry}",
            "Không có giá trị: dữ liệu của kỳ này được biết là sai. {entry}",
        ),
    }
)
"""Reasons of an evaluation; ``{subject}`` is the input's definition, or its KPI's name; ``{entry}`` what is known."""

UNSCORED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "neutral": Text(
            "Shown for context: no direction of this KPI is good or bad in itself.",
            "Chỉ để tham khảo: tăng hay giảm đều không tự nó là tốt hay xấu.",
        ),
        "no_target": Text(
            "Not scored: no target is in force on {end}.",
            "Không chấm điểm: không có mục tiêu nào có hiệu lực vào ngày {end}.",
        ),
        "no_target_base": Text(
            "Not scored: the target is growth over an earlier period which has no value above 0.",
            "Không chấm điểm: mục tiêu là mức tăng so với một kỳ trước, mà kỳ đó không có giá trị lớn hơn 0.",
        ),
        "target_of_total": Text(
            "Not scored: the target is the whole's, and this is a part of it.",
            "Không chấm điểm: mục tiêu đặt cho tổng thể, còn đây chỉ là một phần.",
        ),
        "broken_base": Text(
            "Not scored: the target is growth over a period that cannot be compared with this one. {entry}",
            "Không chấm điểm: mục tiêu là mức tăng so với một kỳ không thể so sánh với kỳ này. {entry}",
        ),
    }
)
_STALE: Final = Text(
    "The newest data are of {as_of}, older than the {max_age} days allowed; the value is shown but not scored.",
    "Dữ liệu mới nhất là của ngày {as_of}, cũ hơn mức {max_age} ngày cho phép; có hiện giá trị nhưng không chấm điểm.",
)
_TOO_EARLY: Final = Text(
    "Only {share} % of the period is over; a pace is judged from {early} % on.",
    "Kỳ này mới qua {share} %; tiến độ chỉ được đánh giá từ {early} % trở đi.",
)
_SMALL_SAMPLE: Final = Text(
    "Only {n} in {subject}; at least {min_n} are needed for a score.",
    "Chỉ có {n} ở {subject}; cần ít nhất {min_n} để chấm điểm.",
)
_UNKNOWN_SAMPLE: Final = Text(
    "{subject} has no number in this period: nobody knows whether the {min_n} needed for a score were reached.",
    "{subject} không có số trong kỳ này nên không biết đã đủ {min_n} để chấm điểm hay chưa.",
)
_NOT_APPLICABLE: Final = Text("Does not apply: {declared}", "Không áp dụng: {declared}")
_UNUSABLE: Final = Text(
    "Error: the target in force on {end} is out of order with the alarm line or the direction; nothing can be judged.",
    "Lỗi: mục tiêu có hiệu lực vào ngày {end} không khớp với ngưỡng cảnh báo hoặc chiều tốt; không thể đánh giá.",
)
_BROKEN: Final = Text(
    "Not comparable, the numbers mean different things. {entry}",
    "Không so sánh được, hai con số có ý nghĩa khác nhau. {entry}",
)
_WRONG: Final = Text(
    "Not comparable, the earlier data are known to be wrong. {entry}",
    "Không so sánh được, dữ liệu kỳ trước được biết là sai. {entry}",
)
_EXPRESSION: Final = Text("an expression", "một biểu thức")
_ERROR: Final = Text("Error: {message}", "Lỗi: {message}")


def reason_text(judgement: Judgement, kpi: Kpi, end: date) -> Text | None:
    """Return why *judgement* has no score, ``None`` when it has one; *end* is the last day of the period."""
    state = judgement.state
    if state is State.SCORED:
        return None
    if state is State.MISSING:
        text = MISSING.get(judgement.reason or "", MISSING["no_rows"])
        return _fill(text, subject=_subject(judgement, kpi), entry=_entry(judgement.detail, judgement))
    if state is State.UNSCORED:
        text = UNSCORED.get(judgement.reason or "", UNSCORED["no_target"])
        return _fill(text, end=_day(end), entry=_entry(judgement.detail, judgement))
    if state is State.NOT_APPLICABLE:
        return _fill(_NOT_APPLICABLE, declared=judgement.declared)
    if state is State.ERROR:
        message = judgement.error.message if judgement.error else None
        return _fill(_ERROR, message=message) if message else _fill(_UNUSABLE, end=_day(end))
    return _measured(judgement, kpi)


def broken_text(change: Change, judgement: Judgement) -> Text | None:
    """Return why *change* compares nothing: the series broke, or the earlier data are known to be wrong."""
    if not change.broken_by:
        return None
    return _fill(_WRONG if change.value is None else _BROKEN, entry=_entry(change.broken_by, judgement))


def _entry(name: str, judgement: Judgement) -> Text:
    """Return what the lifecycle entry *name* says, nothing for a name that is none."""
    found = next((entry for entry in judgement.entries if entry.id == name), None)
    if found is None:
        return NO_TEXT
    return Text(f"{found.label.en}: {found.message.en}", f"{found.label.vi}: {found.message.vi}")


def _measured(judgement: Judgement, kpi: Kpi) -> Text:
    """Return the sentence of a value that is shown and not scored, with the figures that decided."""
    if judgement.state is State.STALE:
        return _fill(_STALE, as_of=_day(judgement.as_of), max_age=same(str(judgement.max_age_days)))
    if judgement.state is State.TOO_EARLY:
        return _fill(_TOO_EARLY, share=_number(100 * judgement.share), early=_number(100 * kpi.early_window))
    least = _number(judgement.min_n or 0)
    if judgement.n is None:
        return _fill(_UNKNOWN_SAMPLE, subject=_subject(judgement, kpi), min_n=least)
    return _fill(_SMALL_SAMPLE, subject=_subject(judgement, kpi), n=_number(judgement.n), min_n=least)


def _subject(judgement: Judgement, kpi: Kpi) -> Text:
    """Return what an input counts, with its name; a name that is none of the KPI's inputs stands for itself."""
    name = judgement.detail
    found = next((i for i in kpi.inputs if i.name == name), None)
    if found is not None and found.counts:
        return Text(f"“{name}” ({found.counts.en})", f"“{name}” ({found.counts.vi})")
    if name:
        return same(f"“{name}”")
    return _EXPRESSION if judgement.reason == "zero_denominator" else kpi.label


def _number(value: float) -> Text:
    """Return a small number as a person would write it: at most one decimal, the mark of each language."""
    plain = f"{value:.1f}".removesuffix(".0")
    return Text(plain, plain.replace(".", ","))


def _fill(text: Text, **parts: Text) -> Text:
    """Put *parts* into both wordings; what comes from definitions or data is made printable."""
    return Text(
        text.en.format_map({name: printable(part.en) for name, part in parts.items()}),
        text.vi.format_map({name: printable(part.vi) for name, part in parts.items()}),
    )


def _day(day: date | None) -> Text:
    """Return the day as each language writes it."""
    return Text(day.isoformat(), f"{day.day}/{day.month}/{day.year}") if day else NO_TEXT
