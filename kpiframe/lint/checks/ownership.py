"""KPF322, KPF323: scorecards with KPIs nobody answers for, or that no decision depends on.

One remark a scorecard. In a project only for KPIs shown as context: those that carry weight are named one by one by
the rules KPF170 and KPF182.

Passes::

    kpis:
      - name: liking
        direction: neutral
        owner: Brand team
        decision: {en: Below 40 we change the message., vi: Dưới 40 thì đổi thông điệp.}

Fails with KPF322, KPF323::

    kpis:
      - name: liking
        direction: neutral
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Direction, Kpi
from kpiframe.lint.scene import NO_SHARES, Scene
from kpiframe.problems import Problem, Severity
from kpiframe.texts import Text

_NAMED: Final = 5


def check(scene: Scene) -> Iterator[Problem]:
    """Yield one finding a scorecard for owners, one for decisions; each names the KPIs."""
    for layout in scene.layouts:
        kpis = [scene.catalog.kpis[name] for name in layout.kpis if name in scene.catalog.kpis]
        if layout.location.file not in scene.files:
            continue
        if scene.adopted:
            kpis = [kpi for kpi in kpis if _is_context(kpi, scene.shares.get(layout.name, NO_SHARES))]
        ownerless = [kpi.name for kpi in kpis if kpi.owner is None]
        undecided = [kpi.name for kpi in kpis if not kpi.decision]
        if ownerless:
            yield _nobody(layout, ownerless)
        if undecided:
            yield _undecided(layout, undecided)


def _is_context(kpi: Kpi, shares: Mapping[str, float]) -> bool:
    return kpi.direction is Direction.NEUTRAL or not shares.get(kpi.name)


def _nobody(layout: Layout, names: Sequence[str]) -> Problem:
    few = _few(names)
    return Problem(
        "KPF322",
        Text(f"nobody answers for {few.en} on {layout.name}", f"chưa có người phụ trách {few.vi} trên {layout.name}"),
        layout.location,
        Severity.INFO,
        help=Text("name an `owner:` for each", "ghi `owner:` cho từng KPI"),
        subject=layout.name,
    )


def _undecided(layout: Layout, names: Sequence[str]) -> Problem:
    few = _few(names)
    return Problem(
        "KPF323",
        Text(
            f"no decision is written down for {few.en} on {layout.name}",
            f"chưa ghi quyết định nào dựa vào {few.vi} trên {layout.name}",
        ),
        layout.location,
        Severity.INFO,
        help=Text(
            "write under `decision:` what changes when the number moves; a number nobody acts on need not be a KPI",
            "ghi ở `decision:` điều sẽ thay đổi khi con số thay đổi; con số không ai dựa vào thì không cần làm KPI",
        ),
        subject=layout.name,
    )


def _few(names: Sequence[str]) -> Text:
    shown, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    return Text(f"{shown} and {more} more", f"{shown} và {more} KPI khác") if more > 0 else Text(shown, shown)
