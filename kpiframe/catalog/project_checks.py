"""What only a whole project can get wrong: inputs without binding, bindings without use, slices without column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Binding, Source, binding_key
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.graph import needs_of
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.model import Kpi, MeasuredBy
from kpiframe.periods import Calendar
from kpiframe.problems import Location, Problem, Problems, did_you_mean
from kpiframe.texts import Text


def scored_kpis(catalog: Catalog, excused: AbstractSet[str]) -> dict[str, Kpi]:
    """Return the KPIs of all scorecards and those they name, in order; *excused* ones do not apply."""
    found: dict[str, Kpi] = {}
    waiting = [n for layout in catalog.layouts.values() for n in layout.kpis if n not in excused][::-1]
    while waiting:
        name = waiting.pop()
        kpi = catalog.kpis.get(name)
        if kpi is not None and name not in found:
            found[name] = kpi
            waiting.extend(reversed(needs_of(kpi, catalog.kpis)))
    return found


def check_inputs(
    scored: Mapping[str, Kpi], bound: AbstractSet[str], raws: Mapping[str, Raw], problems: Problems
) -> None:
    """Add KPF541 for every input of a scored KPI that no binding provides; one problem an input."""
    missing: dict[str, list[str]] = {}
    for kpi in scored.values():
        for item in kpi.inputs:
            needed = item.name in kpi.formula.names or item.name == kpi.base
            if needed and binding_key(kpi.name, item.name, bound) not in bound:
                missing.setdefault(item.name, []).append(kpi.name)
    for name, users in missing.items():
        if wording.enough(problems):
            return
        raw = raws[users[0]]
        who = ", ".join(users[:5]) + (" …" if len(users) > 5 else "")
        message = Text(f"no binding provides {name}, needed by {who}", f"chưa có binding cho {name}, cần cho {who}")
        near = did_you_mean(name, bound)
        at = raw.place(("inputs", name), key=True)
        hint = Text("bind it under bindings: in kpiframe.yaml", "hãy khai báo trong bindings: của kpiframe.yaml")
        problems.add(Problem("KPF541", message, at, meant=near, help=hint, subject=users[0]))


def check_uses(used: AbstractSet[str], raws: Mapping[str, Raw], layer: str, problems: Problems) -> None:
    """Add KPF542 (warning) for every binding of *layer* that no KPI asks for."""
    for name, raw in raws.items():
        if name not in used and raw.layer == layer and not wording.enough(problems):
            problems.add(wording.unused_binding(raw.location, name))


def check_slices(
    names: Iterable[str], sources: Mapping[str, Source], places: list[Location], problems: Problems
) -> None:
    """Add KPF543 for every name of ``slice_by`` that is a column of no source."""
    known = sorted({c.name for source in sources.values() for c in source.columns})
    for name, at in zip(names, places, strict=True):
        if name not in known:
            problems.add(wording.unknown_reference(at, Text("column", "cột"), name, known, "KPF543"))


def check_platforms(scored: Mapping[str, Kpi], raws: Mapping[str, Raw], problems: Problems) -> None:
    """Add KPF506 for a scored KPI that a platform counts and that does not say which."""
    for name, kpi in scored.items():
        if kpi.platform is None and kpi.measured_by in (MeasuredBy.PLATFORM, MeasuredBy.PLATFORM_ATTRIBUTED):
            message = Text(
                f"{name} is counted by a platform: say which under platform",
                f"{name} do một nền tảng đếm: hãy ghi rõ nền tảng ở khoá platform",
            )
            hint = Text(
                f"in a project: overrides: {{kpis: {{{name}: {{platform: …, reason: …}}}}}}",
                f"trong dự án: overrides: {{kpis: {{{name}: {{platform: …, reason: …}}}}}}",
            )
            problems.add(Problem("KPF506", message, raws[name].place(("measured_by",)), help=hint, subject=name))


def check_target_keys(kpis: Mapping[str, Kpi], raws: Mapping[str, Raw], calendar: Calendar, problems: Problems) -> None:
    """Add KPF550 for the days of a target that name no period of any grain, nor of the project's own calendar."""
    for name, kpi in kpis.items():
        for index, target in enumerate(kpi.targets):
            for key, value in (("from", target.since), ("until", target.until)):
                if value and calendar.span(value) is None:
                    at = raws[name].place(("targets", index, key))
                    problems.add(wording.bad_date(at, value, calendar.example))


def measured_by_of(
    kpi: Kpi, bindings: Mapping[str, Binding], sources: Mapping[str, Source]
) -> tuple[MeasuredBy, str | None] | None:
    """Return who counts *kpi*, and the platform, when all of its inputs come from sources that agree on it."""
    keys = [binding_key(kpi.name, i.name, bindings) for i in kpi.inputs if i.name != kpi.spread]
    named = [bindings[key].source for key in keys if key in bindings]
    used = [sources[n] for n in named if n is not None and n in sources]
    who = {(s.measured_by, s.platform) for s in used}
    if len(who) != 1 or len(used) != len(keys):
        return None
    measured_by, platform = who.pop()
    return (measured_by, platform) if measured_by else None
