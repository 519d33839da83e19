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
    _CARD.text("replaced_kpis", "which KPIs those are", "đó là những KPI nào"),
    _CARD.number(
        "days_between",
        "days between the two versions; unknown when they carry no dates",
        "số ngày giữa hai bản; chưa biết nếu không có ngày",
        "whole",
    ),
    _CHANGE.text(
        "field",
        "what changed, in words: target, warning line, weight, direction, ratings, formula, KPIs of a group …",
        "mục bị sửa, bằng lời: mục tiêu, ngưỡng báo động, trọng số, chiều tốt, điểm, công thức, KPI của nhóm …",
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
        "points the score gains by it, both versions scored on the same data; unknown without data",
        "số điểm mà bảng điểm tăng nhờ nó, hai bản chấm trên cùng dữ liệu; chưa biết nếu không có dữ liệu",
    ),
    _CHANGE.text(
        "rise_of",
        "what gains these points: this change alone, or all changes together where it cannot be told apart",
        "điều làm tăng số điểm đó: riêng thay đổi này, hoặc mọi thay đổi cộng lại nếu không tách được",
    ),
)
