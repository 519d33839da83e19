"""KPF306 to KPF309: weights that do not say what they seem to say.

Passes::

    scorecards:
      - name: health
        groups:
          - {name: customer, weight: 60, kpis: [loyalty, liking]}
          - {name: market, weight: 40, kpis: [interest, trial]}

Fails with KPF306, KPF307, KPF309::

    scorecards:
      - name: health
        missing: redistribute
        groups:
          - {name: customer, weight: 0, kpis: [loyalty, liking]}
          - {name: market, weight: 40, kpis: [interest]}
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from kpiframe.catalog.layouts import Layout, Missing
from kpiframe.lint.scene import NO_SHARES, Scene
from kpiframe.problems import Problem, Severity
from kpiframe.texts import Text

DOMINANT: Final = 0.6
"""Share of a scorecard above which one KPI is the scorecard."""
NOT_APPLICABLE: Final = 0.3
"""Share of a scorecard's weight that may be declared not applicable."""


def check(scene: Scene) -> Iterator[Problem]:
    """Yield what is odd about groups, shares and the policy for missing values."""
    for layout in scene.layouts:
        shares = scene.shares.get(layout.name, NO_SHARES)
        yield from _groups(layout, scene)
        yield from (_dominant(layout, name, share, scene) for name, share in shares.items() if share > DOMINANT)
        excused = [n.kpi for n in scene.not_applicable if n.kpi in shares]
        gone = math.fsum(shares[name] for name in excused)
        if gone > NOT_APPLICABLE:
            yield _excused(layout, excused, gone)
        if layout.missing is Missing.REDISTRIBUTE:
            yield _redistributed(layout)


def _groups(layout: Layout, scene: Scene) -> Iterator[Problem]:
    shares = scene.shares.get(layout.name, NO_SHARES)
    for group in layout.groups:
        # a reason tells the reader why it is shown apart: KPIs of cost and budget have a total of their own
        if group.weight > 0 and (group.why or any(shares.get(name, 0.0) > 0 for name in group.kpis)):
            continue
        why = Text("its weight is 0", "trọng số của nhóm là 0")
        if group.weight > 0:
            why = Text(
                "none of its KPIs has relevance and weight", "không KPI nào trong nhóm có trọng số và mức phù hợp"
            )
        yield Problem(
            "KPF306",
            Text(
                f"group {group.name!r} of {layout.name} never counts: {why.en}",
                f"nhóm {group.name!r} của {layout.name} không bao giờ được tính: {why.vi}",
            ),
            group.location,
            Severity.WARNING,
            help=Text(
                "it is shown and its share falls to the other groups; say so to the reader, or give it weight",
                "nhóm vẫn hiện nhưng phần của nó dồn sang nhóm khác; hãy nói rõ với người đọc hoặc đặt trọng số",
            ),
            subject=layout.name,
        )


def _dominant(layout: Layout, name: str, share: float, scene: Scene) -> Problem:
    percent = f"{share * 100:.0f}%"
    return Problem(
        "KPF307",
        Text(
            f"{name} alone holds {percent} of scorecard {layout.name}",
            f"riêng {name} chiếm {percent} bảng điểm {layout.name}",
        ),
        scene.mention(layout, name),
        Severity.WARNING,
        help=Text(
            "one number decides the headline: add KPIs beside it or spread the weights",
            "một con số quyết định cả điểm chung: hãy thêm KPI bên cạnh hoặc chia lại trọng số",
        ),
        subject=name,
    )


def _excused(layout: Layout, kpis: list[str], share: float) -> Problem:
    percent, names = f"{share * 100:.0f}%", ", ".join(kpis)
    return Problem(
        "KPF308",
        Text(
            f"{percent} of scorecard {layout.name} is declared not applicable: {names}",
            f"{percent} bảng điểm {layout.name} được khai là không áp dụng: {names}",
        ),
        layout.location,
        Severity.WARNING,
        help=Text(
            "what is left may flatter: choose KPIs that do apply to this client",
            "phần còn lại có thể làm đẹp điểm số: hãy chọn KPI phù hợp với khách hàng này",
        ),
        subject=layout.name,
    )


def _redistributed(layout: Layout) -> Problem:
    return Problem(
        "KPF309",
        Text(
            f"scorecard {layout.name} shares out the weight of missing KPIs: leaving out a bad number raises the score",
            f"bảng điểm {layout.name} chia lại trọng số của KPI thiếu: bỏ đi một con số xấu sẽ làm điểm tăng",
        ),
        layout.location,
        Severity.WARNING,
        help=Text("`missing: cautious` does not reward silence", "`missing: cautious` không thưởng cho việc im lặng"),
        subject=layout.name,
    )
