"""KPF331, KPF332, KPF333: ratings of utility, purpose and importance that two people do not share.

Passes::

    kpis:
      - name: liking
        relevance:
          {utility: 2, purpose: 1, importance: 2, rated_by: [Linh, An], second: {utility: 3, purpose: 1, importance: 2}}

Fails with KPF331, KPF332::

    kpis:
      - name: liking
        relevance:
          {utility: 3, purpose: 1, importance: 2, rated_by: [Linh], second: {utility: 1, purpose: 1, importance: 2}}

Fails with KPF333::

    kpis:
      - name: liking
        relevance: {utility: 3, purpose: 1, importance: 2, rated_by: [Linh]}
"""

from __future__ import annotations

from collections.abc import Iterator

from kpiframe.catalog.model import Kpi, Relevance
from kpiframe.lint.scene import Scene
from kpiframe.problems import Problem, Severity
from kpiframe.scoring.raters import DIMENSIONS, FAR_APART, differences, first_of
from kpiframe.texts import Text

VIETNAMESE = {"utility": "tính ứng dụng", "purpose": "mục đích", "importance": "tầm quan trọng"}


def check(scene: Scene) -> Iterator[Problem]:
    """Yield what keeps two raters from being two, and where two of them see different things."""
    for kpi in scene.judged():
        rated = kpi.relevance
        names = len(set(rated.rated_by))
        if rated.second is not None:
            if max(differences(rated)) >= FAR_APART:
                yield _disagreeing(kpi, scene)
            if names < 2:
                yield _nameless(kpi, scene)
        elif names == 1 and kpi.place("relevance").file in scene.files:
            yield _alone(kpi, scene)


def _disagreeing(kpi: Kpi, scene: Scene) -> Problem:
    english, vietnamese = _apart(kpi.relevance)
    return Problem(
        "KPF331",
        Text(
            f"the two raters of {kpi.name} are far apart: {english}",
            f"hai người chấm {kpi.name} cho điểm rất khác nhau: {vietnamese}",
        ),
        scene.place(kpi, "relevance.second"),
        Severity.WARNING,
        help=Text(
            "talk it over: they may have different people or occasions in mind. Agree, or write down under `why:` what "
            "each one meant; until then the score takes the mean",
            "hãy trao đổi lại: có thể mỗi người nghĩ đến nhóm khách hoặc dịp dùng khác nhau. Thống nhất điểm, hoặc ghi "
            "ở `why:` lý do của từng người; trong lúc đó điểm số lấy trung bình",
        ),
        subject=kpi.name,
    )


def _apart(rated: Relevance) -> tuple[str, str]:
    """Return the dimensions on which the raters are far apart, with both ratings, in each language."""
    pairs = zip(DIMENSIONS, first_of(rated), rated.second or (), strict=True)
    far = [(name, one, two) for name, one, two in pairs if abs(one - two) >= FAR_APART]
    english = ", ".join(f"{name} {one} and {two}" for name, one, two in far)
    return english, ", ".join(f"{VIETNAMESE[name]} {one} và {two}" for name, one, two in far)


def _nameless(kpi: Kpi, scene: Scene) -> Problem:
    return Problem(
        "KPF332",
        Text(
            f"{kpi.name} has the ratings of two people, but `rated_by` does not name two",
            f"{kpi.name} có điểm của hai người chấm nhưng `rated_by` không ghi đủ hai tên",
        ),
        scene.place(kpi, "relevance.second"),
        Severity.ERROR,
        help=Text(
            "write `rated_by: [first, second]`, in the order of the ratings; a second opinion needs a second person",
            "ghi `rated_by: [người thứ nhất, người thứ hai]` theo thứ tự chấm; ý kiến thứ hai phải là của người khác",
        ),
        subject=kpi.name,
    )


def _alone(kpi: Kpi, scene: Scene) -> Problem:
    (name,) = set(kpi.relevance.rated_by)
    return Problem(
        "KPF333",
        Text(f"{kpi.name} was rated by one person, {name}", f"{kpi.name} chỉ do một người chấm, {name}"),
        scene.place(kpi, "relevance"),
        Severity.INFO,
        help=Text(
            "a rating is a judgement and moves the score: ask somebody else, and add `second:` when they differ",
            "điểm chấm là nhận định chủ quan và làm thay đổi điểm số: hãy hỏi thêm một người; nếu khác thì ghi "
            "`second:`",
        ),
        subject=kpi.name,
    )
