"""Checked raw data -> Layout."""

from __future__ import annotations

from kpiframe.catalog import wording
from kpiframe.catalog.inheritance import Raw, text_of
from kpiframe.catalog.model import Group, Layout, Missing
from kpiframe.document import Steps
from kpiframe.problems import Location, Problems
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
            _once(seen_kpis, name, place, Text("in this scorecard, KPI", "trong bảng điểm này, KPI"), problems)
        label = text_of(data.get("label")) or text_of(data["name"])
        groups.append(Group(data["name"], label, float(data.get("weight", 1)), tuple(data["kpis"]), at))
    return Layout(
        raw.name,
        text_of(raw.data.get("label")) or text_of(raw.name),
        tuple(groups),
        Missing(raw.data.get("missing", Missing.CAUTIOUS)),
        raw.location,
    )


def _once(seen: dict[str, Location], name: str, at: Location, what: Text, problems: Problems) -> None:
    if name in seen:
        problems.add(wording.duplicate(at, what, name, seen[name]))
    seen.setdefault(name, at)
