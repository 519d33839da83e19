"""KPF325, KPF326: scorecards that use KPIs which are on their way out, or not yet in.

Passes::

    kpis:
      - {name: liking, status: active}

Fails with KPF325::

    kpis:
      - name: liking
        status: deprecated
        deprecation: {message: Asked differently now., sunset_at: 2026-06-30, replaced_by: preference}

Fails with KPF326::

    kpis:
      - {name: liking, status: draft}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Deprecation, Kpi, Status
from kpiframe.lint.scene import Scene
from kpiframe.problems import Problem, Severity
from kpiframe.texts import Text


def check(scene: Scene) -> Iterator[Problem]:
    """Yield a warning for a deprecated KPI (an error past its sunset) and a remark for a draft."""
    for layout in scene.layouts:
        for name in layout.kpis:
            kpi = scene.catalog.kpis.get(name)
            if kpi and kpi.status is Status.DEPRECATED:
                yield _deprecated(kpi, layout, scene)
            elif kpi and kpi.status is Status.DRAFT:
                yield _draft(kpi, layout, scene)


def _deprecated(kpi: Kpi, layout: Layout, scene: Scene) -> Problem:
    ending = kpi.deprecation or Deprecation()
    past = ending.sunset_at is not None and ending.sunset_at < scene.today
    when = _when(ending.sunset_at, past)
    reason = ending.message
    return Problem(
        "KPF325",
        Text(
            f"{kpi.name} on {layout.name} is deprecated{when.en}" + (f": {reason.en}" if reason else ""),
            f"{kpi.name} trên {layout.name} đã ngừng khuyến nghị{when.vi}" + (f": {reason.vi}" if reason else ""),
        ),
        scene.mention(layout, kpi.name),
        Severity.ERROR if past else Severity.WARNING,
        help=Text(f"use {ending.replaced_by}", f"dùng {ending.replaced_by}") if ending.replaced_by else None,
        related=((kpi.place("status"), Text("deprecated here", "được đánh dấu ở đây")),),
        subject=kpi.name,
    )


def _when(sunset: date | None, past: bool) -> Text:  # noqa: FBT001
    if sunset is None:
        return Text("", "")
    day, ngay = sunset.isoformat(), f"{sunset:%d/%m/%Y}"
    if past:
        return Text(f" and ended on {day}", f" và đã kết thúc ngày {ngay}")
    return Text(f" and ends on {day}", f" và sẽ kết thúc ngày {ngay}")


def _draft(kpi: Kpi, layout: Layout, scene: Scene) -> Problem:
    return Problem(
        "KPF326",
        Text(
            f"{kpi.name} on {layout.name} is a draft: not yet meant for a client",
            f"{kpi.name} trên {layout.name} còn là bản nháp: chưa nên gửi khách hàng",
        ),
        scene.mention(layout, kpi.name),
        Severity.INFO,
        related=((kpi.place("status"), Text("draft here", "bản nháp ở đây")),),
        subject=kpi.name,
    )
