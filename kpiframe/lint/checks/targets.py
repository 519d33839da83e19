"""KPF310, KPF311: anchors a value can never reach, and KPIs on a scorecard that can never score.

Passes::

    kpis:
      - {name: liking, unit: percent, interval: proportion, thresholds: {warn: 60, target: 80}}

Fails with KPF310::

    kpis:
      - {name: liking, unit: percent, interval: proportion, thresholds: {warn: 60, target: 120}}

Fails with KPF311::

    kpis:
      - {name: liking, unit: percent}
"""

from __future__ import annotations

from collections.abc import Iterator

from kpiframe.catalog.model import Direction, Kpi, Signal, Thresholds
from kpiframe.lint.scene import Scene
from kpiframe.problems import Problem, Severity
from kpiframe.texts import Text


def check(scene: Scene) -> Iterator[Problem]:
    """Yield declared anchors outside the natural limits of a share, and KPIs without any target."""
    for kpi in scene.judged():
        yield from _unreachable(kpi, scene)
    for kpi in scene.used().values():
        if kpi.direction is not Direction.NEUTRAL and kpi.thresholds is None and not kpi.targets:
            yield _never(kpi, scene)


def _unreachable(kpi: Kpi, scene: Scene) -> Iterator[Problem]:
    limits = _limits(kpi)
    if limits is None or kpi.thresholds is None:
        return
    low, high = limits
    for name, value in _anchors(kpi.thresholds):
        if not low <= value <= high:
            yield Problem(
                "KPF310",
                Text(
                    f"{name} {value:g} of {kpi.name} lies outside what it can be: {low:g} to {high:g}",
                    f"{name} {value:g} của {kpi.name} nằm ngoài khoảng có thể có: từ {low:g} đến {high:g}",
                ),
                scene.place(kpi, f"thresholds.{name}"),
                allowed=(f"{low:g} … {high:g}",),
                subject=kpi.name,
            )


def _limits(kpi: Kpi) -> tuple[float, float] | None:
    """Return the natural limits, only where the definition says that the value is a share or a net share."""
    if kpi.unit == "percent" and (kpi.interval == "proportion" or _answers(kpi)):
        return (0.0, 100.0)
    return (-100.0, 100.0) if kpi.interval == "net_share" and kpi.unit in ("percent", "points") else None


def _answers(kpi: Kpi) -> bool:
    """Tell whether it is a percentage of people asked: one input over another, no sum, no difference."""
    return kpi.signal is Signal.PERCEPTION and len(kpi.inputs) == 2 and not set("+-") & set(kpi.formula.text)


def _anchors(thresholds: Thresholds) -> Iterator[tuple[str, float]]:
    for name in ("floor", "warn", "target", "stretch"):
        value = getattr(thresholds, name)
        if isinstance(value, tuple):
            yield from ((name, float(part)) for part in value)
        elif value is not None:
            yield name, float(value)


def _never(kpi: Kpi, scene: Scene) -> Problem:
    return Problem(
        "KPF311",
        Text(
            f"{kpi.name} has no thresholds: it is shown but never scored",
            f"{kpi.name} chưa có ngưỡng: chỉ hiển thị, không được chấm điểm",
        ),
        scene.place(kpi, "thresholds"),
        Severity.INFO,
        help=Text(
            "set `thresholds: {warn: …, target: …}` in an override, or direction: neutral if it is context",
            "đặt `thresholds: {warn: …, target: …}` trong phần overrides, hoặc direction: neutral nếu chỉ để tham khảo",
        ),
        subject=kpi.name,
    )
