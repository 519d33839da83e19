"""Two projects -> everything in which their definitions differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final, TypeAlias, TypeVar

from kpiframe.catalog import telling
from kpiframe.catalog.bindings import Binding, Source
from kpiframe.catalog.differences import Change, Effect, differences, layout_differences
from kpiframe.catalog.graph import needs_of
from kpiframe.catalog.knowledge import Rule
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.catalog.shipped import SHIPPED
from kpiframe.formula.syntax import Formula
from kpiframe.project import Project
from kpiframe.texts import Text

Made = TypeVar("Made")
Data: TypeAlias = Source | Binding | None
_APART: Final = frozenset({"name", "input", "folder", "location", "author"})
_SETTINGS: Final = (
    ("calendar", Text("calendar", "lịch"), Effect.VALUES),
    ("currency", Text("currency", "tiền tệ"), Effect.VALUES),
    ("timezone", Text("time zone", "múi giờ"), Effect.VALUES),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer project has that an older had not, and the reverse."""

    added: tuple[Kpi, ...] = ()
    removed: tuple[Kpi, ...] = ()
    new_scorecards: tuple[Layout, ...] = ()
    lost_scorecards: tuple[Layout, ...] = ()
    changes: tuple[Change, ...] = ()
    """Of KPIs in both, then of scorecards in both, then of the project and its rules."""

    def of_kpis(self) -> dict[str, list[Change]]:
        """Return the changes of each KPI, by name."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            if change.kpi:
                found.setdefault(change.kpi, []).append(change)
        return found

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.added or self.removed or self.new_scorecards or self.lost_scorecards or self.changes)


def compare(before: Project, after: Project) -> Difference:
    """Return everything in which the definitions of two projects differ; of shipped KPIs, those they have in common."""
    old, new = before.catalog, after.catalog
    changes: list[Change] = []
    for name, kpi in new.kpis.items():
        if name in old.kpis and old.kpis[name] is not kpi:
            changes += differences(old.kpis[name], kpi)
    for name, layout in new.layouts.items():
        if name in old.layouts:
            changes += layout_differences(old.layouts[name], layout)
    changes += _of_project(before, after)
    for code, rule in new.rules.items():
        changes += _of_rule(old.rules.get(code), rule)
    return Difference(
        added=tuple(_own(after, before)),
        removed=tuple(_own(before, after)),
        new_scorecards=tuple(v for n, v in new.layouts.items() if n not in old.layouts),
        lost_scorecards=tuple(v for n, v in old.layouts.items() if n not in new.layouts),
        changes=tuple(changes),
    )


def touching(changes: Sequence[Change], layout: Layout, *projects: Project) -> list[Change]:
    """Return the changes of values that can reach *layout*: of its KPIs and those they need, of itself, of the data."""
    reached = {name for project in projects for name in _needed(layout, project)}
    return [
        change
        for change in changes
        if change.effect is Effect.VALUES
        and (change.kpi is None or change.kpi in reached)
        and change.scorecard in ("", layout.name)
    ]


def _needed(layout: Layout, project: Project) -> set[str]:
    kpis = project.catalog.kpis
    own = project.catalog.layouts.get(layout.name, layout)
    found, waiting = set(own.kpis), list(own.kpis)
    while waiting:
        name = waiting.pop()
        more = [need for need in needs_of(kpis[name], kpis) if need not in found] if name in kpis else []
        found.update(more)
        waiting += more
    return found


def _own(project: Project, other: Project) -> Iterator[Kpi]:
    """Yield the KPIs of *project* that *other* lacks; of those that ship, the ones on a scorecard."""
    shown = {name for layout in project.catalog.layouts.values() for name in layout.kpis}
    there = {name for layout in other.catalog.layouts.values() for name in layout.kpis}
    for name, kpi in project.catalog.kpis.items():
        if kpi.layer == SHIPPED:
            if name in shown and name not in there:
                yield kpi
        elif name not in other.catalog.kpis:
            yield kpi


def _of_project(before: Project, after: Project) -> Iterator[Change]:
    for path, words, effect in _SETTINGS:
        yield from _changed(path, words, getattr(before, path), getattr(after, path), effect)
    for name, old, new in _both(before.bindings, after.bindings):
        yield from _parts("bindings", name, Text(f"how {name} is counted", f"cách đếm {name}"), old, new)
    for name, origin, now in _both(before.sources, after.sources):
        yield from _parts("sources", name, Text(f"source {name}", f"nguồn {name}"), origin, now)
    excused = ({n.kpi: n.reason for n in p.not_applicable} for p in (before, after))
    for name, why, because in _both(*excused):
        words = Text(f"{name} declared not applicable", f"{name} được khai báo là không áp dụng")
        effect = Effect.VALUES if (why is None) != (because is None) else Effect.WORDS
        yield from _changed(f"not_applicable.{name}", words, why, because, effect)
    accepted = ({f"{i.rule} {i.kpi}".strip(): (i.since, i.until) for i in p.ignores} for p in (before, after))
    for name, span, spans in _both(*accepted):
        words = Text(f"accepted flag {name}", f"cảnh báo được chấp nhận {name}")
        if span != spans:
            yield Change(f"ignores.{name}", words, _span(span), _span(spans), Effect.FLAGS)


def _of_rule(old: Rule | None, new: Rule) -> Iterator[Change]:
    if old is None or old is new:
        return
    severity = Text(f"severity of {new.id}", f"mức của {new.id}")
    path = f"rules.{new.id}"
    yield from _changed(f"{path}.severity", severity, old.severity, new.severity, Effect.FLAGS)
    words = Text(f"condition of {new.id}", f"điều kiện của {new.id}")
    yield from _changed(f"{path}.when", words, _conditions(old), _conditions(new), Effect.FLAGS)
    for name, was, now in _both(old.params, new.params):
        words = Text(f"{name} of {new.id}", f"{name} của {new.id}")
        yield from _changed(f"{path}.params.{name}", words, was, now, Effect.FLAGS)


def _conditions(rule: Rule) -> tuple[tuple[str, str], ...]:
    return tuple((line.severity.value, line.formula.canonical()) for line in rule.when)


def _both(old: Mapping[str, Made], new: Mapping[str, Made]) -> Iterator[tuple[str, Made | None, Made | None]]:
    for name in dict.fromkeys((*old, *new)):
        yield name, old.get(name), new.get(name)


def _changed(path: str, words: Text, old: Made, new: Made, effect: Effect) -> Iterator[Change]:
    if old != new:
        yield Change(path, words, telling.plain(old), telling.plain(new), effect)


def _parts(section: str, name: str, words: Text, old: Data, new: Data) -> Iterator[Change]:
    """Yield the fields in which two sources or bindings of one name differ; where the file is kept is none of them."""
    path = f"{section}.{name}"
    if old is None or new is None:
        yield Change(path, words, _whole(old), _whole(new), Effect.VALUES)
        return
    for field in fields(new):
        if field.name not in _APART:
            was, now = (_named(_bare(getattr(side, field.name))) for side in (old, new))
            for part, before, after in _both(was, now):
                inside = f"{field.name} {part}".strip()
                told = Text(f"{words.en}: {inside}", f"{words.vi}: {inside}")
                yield from _changed(f"{path}.{inside.replace(' ', '.')}", told, before, after, Effect.VALUES)


def _bare(value: Any) -> Any:
    """Return *value* without the places it was read from: a definition that has moved down a line is the same."""
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    if isinstance(value, Mapping):
        return {key: _bare(part) for key, part in value.items()}
    if not is_dataclass(value) or isinstance(value, (type, Formula)):
        return value
    kept = {f.name: _bare(getattr(value, f.name)) for f in fields(value) if f.name not in _APART - {"name"}}
    return {name: part for name, part in kept.items() if not (part is None or part is False or part in ("", ()))}


def _named(value: Any) -> Mapping[str, Any]:
    """Return parts that have names, such as columns, by name; anything else as the one part without a name."""
    parts = value if isinstance(value, tuple) else ()
    if parts and all(isinstance(part, dict) and "name" in part for part in parts):
        return {part["name"]: {k: v for k, v in part.items() if k != "name"} for part in parts}
    return {"": value}


def _whole(found: Data) -> Text:
    if found is None:
        return telling.NONE
    if isinstance(found, Source):
        return telling.plain(found.path or found.format)
    return telling.plain(found.source or found.value or dict(found.values))


def _span(span: tuple[Any, Any] | None) -> Text:
    if span is None:
        return telling.NONE
    since, until = (telling.plain(day) if day else None for day in span)
    end = Text(f"until {until.en}", f"đến {until.vi}") if until else Text("without an end", "không thời hạn")
    return Text(f"from {since.en} {end.en}", f"từ {since.vi} {end.vi}") if since else end
