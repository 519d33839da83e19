"""The older project with one change of the newer: what that change alone does to a score."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from kpiframe.catalog.differences import Change
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.catalog.model import Direction, Kpi
from kpiframe.project import Project
from kpiframe.scoring.anchors import curve_of

_COUNTED: Final = ("formula", "inputs", "unit", "kind", "base", "min_n", "interval", "spread")
"""What says how a value comes about; one of them makes no sense without the others."""
_PARTS: Final = {"relevance.ratings": ("utility", "purpose", "importance"), "relevance.second": ("second",)}


def hybrid(older: Project, newer: Project, change: Change) -> Project | None:
    """Return *older* with only *change* of *newer*; ``None`` where the change cannot stand alone."""
    section, _, rest = change.path.partition(".")
    name, _, path = rest.partition(".")
    if section == "kpis":
        kpi = _kpi(older.catalog.kpis[name], newer.catalog.kpis[name], path)
        return _with_kpis(older, newer, {name: kpi}) if kpi else None
    if section == "scorecards":
        layout = _layout(older.catalog.layouts[name], newer.catalog.layouts[name], path)
        return _with_layout(older, newer, layout) if layout else None
    if section == "bindings":
        return _with_binding(older, newer, rest)
    if section == "not_applicable":
        mine = tuple(entry for entry in older.not_applicable if entry.kpi != name)
        theirs = tuple(entry for entry in newer.not_applicable if entry.kpi == name)
        return replace(older, not_applicable=(*mine, *theirs))
    return None


def _kpi(old: Kpi, new: Kpi, path: str) -> Kpi | None:
    head, _, part = path.partition(".")
    if head in _COUNTED:
        return replace(old, **{name: getattr(new, name) for name in _COUNTED})
    if head == "relevance":
        changed: dict[str, Any] = {n: getattr(new.relevance, n) for n in _PARTS.get(path, (part,))}
        return replace(old, relevance=replace(old.relevance, **changed))
    if head == "thresholds":
        mixed = new.thresholds
        if old.thresholds and new.thresholds:
            mixed = replace(old.thresholds, **{part: getattr(new.thresholds, part)})
        return _in_order(replace(old, thresholds=mixed))
    if head == "lifecycle":
        evidence = replace(old.evidence, succeeds=new.evidence.succeeds)
        return replace(old, lifecycle=new.lifecycle, evidence=evidence)
    return _in_order(replace(old, **{head: getattr(new, head)}))


def _in_order(kpi: Kpi) -> Kpi | None:
    """Return *kpi*, ``None`` when its thresholds do not go with its direction."""
    if kpi.thresholds and kpi.direction is not Direction.NEUTRAL:
        try:
            curve_of(kpi.direction, kpi.thresholds)
        except ValueError:
            return None
    return kpi


def _layout(old: Layout, new: Layout, path: str) -> Layout | None:
    if path == "missing":
        return replace(old, missing=new.missing)
    name, _, part = path.removeprefix("groups.").partition(".")
    theirs = next((group for group in new.groups if group.name == name), None)
    groups = [_group(g, theirs, part) if g.name == name else g for g in old.groups]
    if theirs and all(group.name != name for group in old.groups):
        groups.append(theirs)
    mixed = replace(old, groups=tuple(group for group in groups if group))
    return mixed if mixed.kpis and len(set(mixed.kpis)) == len(mixed.kpis) else None


def _group(old: Group, new: Group | None, part: str) -> Group | None:
    if new is None or not part:
        return new
    return replace(old, weight=new.weight) if part == "weight" else replace(old, kpis=new.kpis)


def _with_binding(older: Project, newer: Project, path: str) -> Project | None:
    """Return *older* with one binding of *newer*; the key of a binding may itself hold a dot."""
    keys = (key for key in {**older.bindings, **newer.bindings} if path == key or path.startswith(key + "."))
    name = max(keys, key=len, default="")
    kept = {key: binding for key, binding in older.bindings.items() if key != name}
    new = newer.bindings.get(name)
    return replace(older, bindings=kept | ({name: new} if new else {}), sources={**newer.sources, **older.sources})


def _with_layout(older: Project, newer: Project, layout: Layout) -> Project:
    catalog = replace(older.catalog, layouts={**older.catalog.layouts, layout.name: layout})
    return _with_kpis(replace(older, catalog=catalog), newer, {})


def _with_kpis(older: Project, newer: Project, changed: dict[str, Kpi]) -> Project:
    """Return *older* with *changed* KPIs; KPIs and bindings it lacks are the newer project's."""
    kpis = {**newer.catalog.kpis, **older.catalog.kpis, **changed}
    return replace(
        older,
        catalog=replace(older.catalog, kpis=kpis),
        bindings={**newer.bindings, **older.bindings},
        sources={**newer.sources, **older.sources},
    )
