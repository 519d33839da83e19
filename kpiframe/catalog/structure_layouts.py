"""Checked raw data -> Layout."""

from __future__ import annotations

from kpiframe.catalog.inheritance import Raw, text_of
from kpiframe.catalog.layouts import Group, Layout, Missing
from kpiframe.document import Steps
from kpiframe.problems import Location, Problem, Problems
from kpiframe.texts import Text


def layout_of(raw: Raw, problems: Problems) -> Layout:
    """Return the scorecard *raw* describes; a group or KPI named twice is a problem (KPF508)."""
    seen_groups: dict[str, Location] = {}
    seen_kpis: dict[str, Location] = {}
    groups = []
    for index, data in enumerate(raw.data["groups"]):
        path: Steps = ("groups", index)
        at = raw.place((*path, "name"))
        _once(seen_groups, data["name"], at, Text("group", "nhóm"), problems)
        for number, name in enumerate(data["kpis"]):
            place = raw.place((*path, "kpis", number))
            _once(seen_kpis, name, place, Text("KPI", "KPI"), problems)
        label = text_of(data.get("label")) or text_of(data["name"])
        groups.append(
            Group(data["name"], label, float(data.get("weight", 1)), tuple(data["kpis"]), at, text_of(data.get("why")))
        )
    return Layout(
        raw.name,
        text_of(raw.data.get("label")) or text_of(raw.name),
        tuple(groups),
        Missing(raw.data.get("missing", Missing.CAUTIOUS)),
        raw.location,
        text_of(raw.data.get("description")),
        raw.layer,
    )


def _once(seen: dict[str, Location], name: str, at: Location, what: Text, problems: Problems) -> None:
    if name in seen:
        message = Text(
            f"{what.en} {name} stands in this scorecard twice, first at {seen[name]}",
            f"{what.vi} {name} có mặt hai lần trong bảng điểm này, lần đầu tại {seen[name]}",
        )
        hint = Text("leave it in one place: it counts once", "chỉ để ở một chỗ: mỗi mục chỉ được tính một lần")
        related = ((seen[name], Text("first place", "chỗ đầu tiên")),)
        problems.add(Problem("KPF508", message, at, related=related, help=hint, subject=name))
    seen.setdefault(name, at)
