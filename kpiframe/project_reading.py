"""A folder with ``kpiframe.yaml`` -> Project, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from kpiframe.catalog import project_checks as checks
from kpiframe.catalog import wording
from kpiframe.catalog.ancestry import Ancestry, Home, ancestry_of
from kpiframe.catalog.annotations import Comment, Event
from kpiframe.catalog.assembly import Known, catalog_of, recheck
from kpiframe.catalog.bindings import Binding, Source
from kpiframe.catalog.codes import named
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.fingerprint import fingerprint_of
from kpiframe.catalog.inheritance import WHAT, Layer, Raw, compose, text_of
from kpiframe.catalog.loader import Reading, files_of, shipped_layer
from kpiframe.catalog.model import Kpi
from kpiframe.catalog.project_parts import calendar_of, layer_of, setting, setting_place
from kpiframe.catalog.structure_annotations import comments_of, events_of, ignores_of, not_applicable_of
from kpiframe.catalog.structure_bindings import binding_of
from kpiframe.catalog.structure_sources import sources_of
from kpiframe.document import Document
from kpiframe.paths import PROJECT_FILE, find_root
from kpiframe.periods import Calendar
from kpiframe.problems import Location, Problem
from kpiframe.project import Project
from kpiframe.texts import Text

_SHARED: Final = ("rules", "lifecycle", "platforms", "citations")
_EXAMPLES: Final = {"day": "2026-10-31", "week": "2026-W43", "month": "2026-10", "quarter": "2026-Q4", "year": "2026"}


def read_project(
    folder: Path, *, root: Path | None = None
) -> tuple[Project | None, list[Problem], Mapping[str, Document]]:
    """Read the project in *folder* (or of the file ``kpiframe.yaml``), without opening any data.

    Returns the project, every problem sorted by place, and the documents by shown path. The project is ``None`` only
    when ``kpiframe.yaml`` itself cannot be read or is of another format version. With an error among the problems
    it holds what could be read, good for linting and not for scoring. Nothing outside *root* is read: the git work
    tree around the project when absent.
    """
    folder = (folder.parent if folder.is_file() else folder).resolve()
    base, shipped_reading = shipped_layer()
    reading = Reading((root or find_root(folder)).resolve(), shipped_reading.schemas)
    reading.documents.update(shipped_reading.documents)
    reading.problems.extend(shipped_reading.problems.found)
    if not (folder / PROJECT_FILE).is_file():
        message = Text(f"there is no {PROJECT_FILE} in this folder", f"thư mục này không có {PROJECT_FILE}")
        reading.problems.add(Problem("KPF547", message, Location(PROJECT_FILE)))
        return None, named(reading.problems.sorted()), reading.documents
    ancestry = ancestry_of(reading, folder, [raw.name for raw in base.definitions.get("scorecards", ())])
    project = _Builder(reading, base, ancestry).build() if ancestry else None
    return project, named(reading.problems.sorted()), reading.documents


class _Builder:
    """One reading of one project."""

    def __init__(self, reading: Reading, base: Layer, ancestry: Ancestry) -> None:
        self.reading = reading
        self.problems = reading.problems
        self.base = base
        self.ancestry = ancestry
        self.homes = ancestry.homes
        self.home: Home = ancestry.homes[-1]
        self.calendar: Calendar = calendar_of(self.homes)

    def build(self) -> Project:
        own = [layer_of(self.reading, home) for home in self.homes]
        raws = compose([_extended(self.base, self.ancestry), *own], self.problems)
        known = Known.of([self.base, *own])
        catalog = catalog_of(raws, known, self.reading.schemas, self.problems)
        broken = {section: {n for layer in own for s, n in layer.broken if s == section} for section in WHAT}
        sources, bindings = self._data(raws, broken)
        catalog = _with_evidence(catalog, raws["kpis"], bindings, sources)
        excused = not_applicable_of(self.home.document, self.home.bad)
        scored = checks.scored_kpis(catalog, {n.kpi for n in excused})
        checks.check_platforms(scored, raws["kpis"], self.problems)
        self._check_bindings(catalog, scored, raws, broken["bindings"] | set(bindings))
        self._check_mentions(known["kpis"])
        return self._project(catalog, sources, bindings)

    def _data(
        self, raws: dict[str, dict[str, Raw]], broken: dict[str, set[str]]
    ) -> tuple[dict[str, Source], dict[str, Binding]]:
        for section in ("sources", "bindings"):
            for name, raw in list(raws[section].items()):
                if not recheck(raw, self.reading.schemas, self.problems):
                    broken[section].add(name)
                    del raws[section][name]
        sources = sources_of(raws["sources"], broken["sources"], self.reading.root, self.problems)
        bindings = {}
        for name, raw in raws["bindings"].items():
            binding = binding_of(raw, sources, broken["sources"], self.calendar, self.problems)
            if binding:
                bindings[name] = binding
            else:
                broken["bindings"].add(name)
        return sources, bindings

    def _check_bindings(
        self, catalog: Catalog, scored: Mapping[str, Kpi], raws: dict[str, dict[str, Raw]], bound: set[str]
    ) -> None:
        if self.ancestry.cut:
            return
        if raws["bindings"] or raws["sources"] or bound:
            checks.check_inputs(scored, bound, raws["kpis"], self.problems)
        judged = scored.values() if catalog.layouts else catalog.kpis.values()
        own = [k for k in catalog.kpis.values() if k.layer == self.home.name]
        used = {i.name for kpi in (*judged, *own) for i in kpi.inputs}
        unread = {
            n for name, raw in raws["kpis"].items() if name not in catalog.kpis for n in raw.data.get("inputs") or {}
        }
        everything_read = not any(s == "kpis" for s, _ in self._broken())
        if everything_read:
            checks.check_uses(raws["bindings"], used | unread, raws["bindings"], self.home.name, self.problems)

    def _broken(self) -> set[tuple[str, str]]:
        return {(str(path[0]), str(path[-1])) for path in self.home.bad}

    def _check_mentions(self, known: frozenset[str]) -> None:
        document, bad = self.home.document, self.home.bad
        for ignore in ignores_of(document, bad):
            if ignore.kpi and ignore.kpi not in known:
                self._unknown_kpi(ignore.kpi, ignore.location, known)
        for entry in not_applicable_of(document, bad):
            if entry.kpi not in known:
                self._unknown_kpi(entry.kpi, entry.location, known)

    def _unknown_kpi(self, name: str, at: Location, known: frozenset[str]) -> None:
        self.problems.add(wording.unknown_reference(at, WHAT["kpis"], name, sorted(known)))

    def _project(self, catalog: Catalog, sources: dict[str, Source], bindings: dict[str, Binding]) -> Project:
        home, homes = self.home, self.homes
        slices = tuple(setting(homes, "slice_by") or ()) if not _bad(homes, "slice_by") else ()
        places = [setting_place(homes, "slice_by", index) for index in range(len(slices))]
        checks.check_slices(slices, sources, places, self.problems)
        return Project(
            name=home.name,
            label=text_of(home.get("label")) or text_of(home.name),
            folder=home.folder,
            root=self.reading.root,
            catalog=catalog,
            locale=setting(homes, "locale") or "en",
            currency=setting(homes, "currency") or "",
            timezone=self._timezone(),
            calendar=self.calendar,
            sources=sources,
            bindings=bindings,
            slice_by=slices,
            comments=self._comments(catalog),
            events=self._events(catalog),
            ignores=ignores_of(home.document, home.bad),
            not_applicable=not_applicable_of(home.document, home.bad),
            agency=text_of(setting(homes, "agency")),
            invented=bool(home.get("invented")),
            location=home.document.place(("name",)),
        )

    def _timezone(self) -> str:
        name = setting(self.homes, "timezone") or "UTC"
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            known = available_timezones()
            if known:
                at = setting_place(self.homes, "timezone")
                problem = wording.bad_value(at, "timezone", name, sorted(known))
                self.problems.add(replace(problem, allowed=()))
                return "UTC"
        return str(name)

    def _comments(self, catalog: Catalog) -> tuple[Comment, ...]:
        folder = self.home.folder / "comments"
        found: list[Comment] = []
        for path, shown in files_of(self.reading, folder, "comments") if folder.is_dir() else ():
            document = self.reading.document(path, shown)
            if document is None:
                continue
            bad, everything = self.reading.check(document, "comments.json")
            period = Path(shown).stem
            if self.calendar.parse(period) is None:
                at = Location(shown)
                self.problems.add(wording.bad_date(at, Path(shown).name, _EXAMPLES[self.calendar.grain] + ".yaml"))
            elif not everything:
                found.extend(comments_of(document, period, bad))
        for comment in found:
            if comment.kpi and comment.kpi not in catalog.kpis:
                self._unknown_kpi(comment.kpi, comment.location, frozenset(catalog.kpis))
        return tuple(found)

    def _events(self, catalog: Catalog) -> tuple[Event, ...]:
        path = self.home.folder / "events.yaml"
        if not path.is_file():
            return ()
        document = self.reading.document(path, "events.yaml")
        if document is None:
            return ()
        bad, everything = self.reading.check(document, "events.json")
        events = () if everything else events_of(document, bad)
        for event in events:
            for name in event.kpis:
                if name not in catalog.kpis:
                    self._unknown_kpi(name, event.location, frozenset(catalog.kpis))
        return events


def _extended(base: Layer, ancestry: Ancestry) -> Layer:
    """Return the shipped layer as this project sees it: facts always, KPIs and ready scorecards when extended."""
    seen = {section: base.definitions.get(section, ()) for section in _SHARED}
    if ancestry.catalog:
        seen["kpis"] = base.definitions.get("kpis", ())
        seen["scorecards"] = [r for r in base.definitions.get("scorecards", ()) if r.name in ancestry.sets]
    return Layer(base.name, seen, (), base.broken)


def _with_evidence(
    catalog: Catalog, raws: Mapping[str, Raw], bindings: Mapping[str, Binding], sources: Mapping[str, Source]
) -> Catalog:
    """Where a KPI does not say who counts it, its sources do."""
    kpis = dict(catalog.kpis)
    for name, kpi in kpis.items():
        said = raws[name].data.get("measured_by")
        found = None if said else checks.measured_by_of(kpi, bindings, sources)
        if found:
            kpis[name] = fingerprint_of(replace(kpi, measured_by=found[0], platform=kpi.platform or found[1]))
    return replace(catalog, kpis=kpis)


def _bad(homes: list[Home], key: str) -> bool:
    return any(path[:1] == (key,) for home in homes for path in home.bad)
