"""Facts of scope diff: what changed between two versions of the definitions, and when."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.facts import Fact, Facts, Subject
from kpiframe.catalog.knowledge import Scope

_CARD: Final = Facts(Scope.DIFF, Subject.CARD)
_CHANGE: Final = Facts(Scope.DIFF, Subject.CHANGE)

CHANGE_FACTS: Final[tuple[Fact, ...]] = (
    _CARD.number(
        "replaced_share",
        "share of the KPIs scored in the older version that the newer one no longer scores",
        "tỷ lệ KPI được chấm điểm ở bản cũ mà bản mới không còn chấm",
        "share",
    ),
    _CARD.number(
        "days_between",
        "days between the two versions; unknown when they carry no dates",
        "số ngày giữa hai bản; chưa biết nếu không có ngày",
        "whole",
    ),
    _CHANGE.text(
        "field",
        "what changed: target, warn, weight, direction, ratings or formula, in words",
        "mục bị sửa: mục tiêu, ngưỡng báo động, trọng số, chiều tốt, điểm phù hợp hay công thức, bằng lời",
    ),
    _CHANGE.text("old", "as it was", "giá trị cũ"),
    _CHANGE.text("new", "as it is", "giá trị mới"),
    _CHANGE.yes(
        "after_the_end",
        "it changed after the period it judges had ended; unknown without dates",
        "sửa sau khi kỳ mà nó phán xét đã kết thúc; chưa biết nếu không có ngày",
    ),
    _CHANGE.number(
        "score_rise",
        "score of the whole under the newer version minus under the older, on the same data; unknown without data",
        "điểm tổng theo bản mới trừ điểm theo bản cũ, trên cùng dữ liệu; chưa biết nếu không có dữ liệu",
    ),
)
