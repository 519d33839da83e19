"""A folder with ``kpiframe.yaml`` -> Project, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from kpiframe.catalog import project_checks as checks
from kpiframe.catalog import wording
from kpiframe.catalog.adapters import with_adapter
from kpiframe.catalog.ancestry import Ancestry, Home, ancestry_of
from kpiframe.catalog.assembly import Known, catalog_of, recheck
from kpiframe.catalog.bindings import Binding, Source, binding_key
from kpiframe.catalog.calendars import calendar_of
from kpiframe.catalog.collecting import collecting_later
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.currencies import check_money
from kpiframe.catalog.inheritance import WHAT, Layer, Raw, compose, text_of
from kpiframe.catalog.loader import Reading
from kpiframe.catalog.model import Kpi
from kpiframe.catalog.notes import Notes, read_notes
from kpiframe.catalog.project_parts import layer_of, setting, setting_place
from kpiframe.catalog.registry import registry_dates
from kpiframe.catalog.shipped import SHIPPED, Shipped, read_shipped
from kpiframe.catalog.slices import slices_of
from kpiframe.catalog.structure_bindings import binding_of
from kpiframe.catalog.structure_sources import sources_of
from kpiframe.catalog.structure_warehouses import outlets_of
from kpiframe.document import Document
from kpiframe.paths import PROJECT_FILE, find_root
from kpiframe.periods import Calendar
from kpiframe.problems import Location, Problem
from kpiframe.project import Project
from kpiframe.project_evidence import with_evidence
from kpiframe.texts import Text

_SHARED: Final = ("rules", "lifecycle", "platforms", "citations", "adapters")


@collecting_later()
def read_project(
    folder: Path, *, root: Path | None = None, shipped: Shipped | None = None
) -> tuple[Project | None, list[Problem], Mapping[str, Document]]:
    """Read the project in *folder* (or of the file ``kpiframe.yaml``), without opening any data.

    Returns the project, every problem sorted by place, and the documents by shown path. The project is ``None`` only
    when ``kpiframe.yaml`` itself cannot be read or is of another format version. With an error among the problems
    it holds what could be read, good for linting and not for scoring. Nothing outside *root* is read: the git work
    tree around the project when absent. Whoever reads many projects hands in what ships with kpiframe, read once.
    """
    folder = (folder.parent if folder.is_file() else folder).resolve()
    shipped = shipped or read_shipped(tests=False)
    reading = Reading((root or find_root(folder)).resolve(), shipped.schemas)
    reading.documents.update(shipped.documents)
    if not (folder / PROJECT_FILE).is_file():
        message = Text(f"there is no {PROJECT_FILE} in this folder", f"thư mục này không có {PROJECT_FILE}")
        reading.problems.add(Problem("KPF547", message, Location(PROJECT_FILE)))
        return None, reading.finish(), reading.documents
    ancestry = ancestry_of(reading, folder, list(shipped.sections["scorecards"]))
    project = _Builder(reading, shipped, ancestry).build() if ancestry else None
    return project, reading.finish(), reading.documents


class _Builder:
    """One reading of one project."""

    def __init__(self, reading: Reading, shipped: Shipped, ancestry: Ancestry) -> None:
        self.reading = reading
        self.problems = reading.problems
        self.ancestry = ancestry
        self.homes = ancestry.homes
        self.home: Home = ancestry.homes[-1]
        self.calendar = Calendar()
        own = [layer_of(reading, home) for home in self.homes]
        base = Layer(SHIPPED, whole=not ancestry.cut)
        self.known = Known.of([base, *own], shipped.sections)
        self.raws = compose([base, *own], self.problems, _extended(shipped, ancestry))

    def build(self) -> Project:
        catalog = catalog_of(self.raws, self.known, self.reading.schemas, self.problems)
        broken = {section: {n for s, n in self.known.broken if s == section} for section in WHAT}
        sources, bindings = self._data(broken)
        catalog = replace(catalog, as_of=registry_dates(self.reading.documents.values()))
        catalog = with_evidence(catalog, self.raws["kpis"], bindings, sources)
        notes = read_notes(self.reading, self.home, self.calendar, self.known["kpis"] if self.known.whole else None)
        scored = checks.scored_kpis(catalog, {n.kpi for n in notes.not_applicable})
        checks.check_platforms(scored, self.raws["kpis"], self.problems)
        checks.check_target_keys(catalog.kpis, self.raws["kpis"], self.calendar, self.problems)
        check_money(scored.values(), bindings, sources, setting(self.homes, "currency") or "", self.problems)
        if not self.ancestry.cut:
            self._check_bindings(catalog, scored, broken, broken["bindings"] | set(bindings))
        return self._project(catalog, sources, bindings, notes)

    def _data(self, broken: dict[str, set[str]]) -> tuple[dict[str, Source], dict[str, Binding]]:
        sound: dict[str, dict[str, Raw]] = {"sources": {}, "bindings": {}}
        for section, raws in sound.items():
            for name, written in self.raws[section].items():
                late = wording.enough(self.problems)
                raw = None if late else with_adapter(written, self.raws["adapters"], self.problems)
                if raw and recheck(raw, self.reading.schemas, self.problems):
                    raws[name] = raw
                else:
                    broken[section].add(name)
        sources = sources_of(sound["sources"], broken["sources"], self.reading.root, self.problems)
        currency = setting(self.homes, "currency") or ""
        sources = {name: replace(s, currency=s.currency or currency) for name, s in sources.items()}
        self.calendar = calendar_of(self.homes, sources, self.reading.root, self.problems)
        bindings = {}
        for name, raw in sound["bindings"].items():
            late = wording.enough(self.problems)
            binding = None if late else binding_of(raw, sources, broken["sources"], self.calendar, self.problems)
            if binding:
                bindings[name] = binding
            else:
                broken["bindings"].add(name)
        return sources, bindings

    def _check_bindings(
        self, catalog: Catalog, scored: Mapping[str, Kpi], broken: Mapping[str, set[str]], bound: set[str]
    ) -> None:
        written = self.raws["bindings"]
        if written or self.raws["sources"] or bound:
            checks.check_inputs(scored, bound, self.raws["kpis"], self.problems)
        whole = (
            self.raws["kpis"].keys() == catalog.kpis.keys() and self.raws["scorecards"].keys() == catalog.layouts.keys()
        )
        if not whole or broken["kpis"] or broken["scorecards"] or not self.known.whole:
            return
        # a KPI that does not apply this year asks for its bindings all the same
        judged = checks.scored_kpis(catalog, set()).values() if catalog.layouts else catalog.kpis.values()
        own = [catalog.kpis[n] for n, raw in self.raws["kpis"].written.items() if raw.layer == self.home.name]
        used = {binding_key(kpi.name, i.name, bound) for kpi in (*judged, *own) for i in kpi.inputs}
        checks.check_uses(used, written, self.home.name, self.problems)

    def _project(
        self, catalog: Catalog, sources: dict[str, Source], bindings: dict[str, Binding], notes: Notes
    ) -> Project:
        home, homes = self.home, self.homes
        written = setting(homes, "slice_by") or ()
        places = [setting_place(homes, "slice_by", index) for index in range(len(written))]
        slices, tops = slices_of(written, places, sources, bindings, self.problems)
        if not self.known_broken("sources"):
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
            warehouses=outlets_of(homes, self.problems),
            slice_by=slices,
            tops=tops,
            comments=notes.comments,
            events=notes.events,
            ignores=notes.ignores,
            not_applicable=notes.not_applicable,
            agency=text_of(setting(homes, "agency")),
            invented=bool(home.get("invented")),
            location=home.document.place(("name",)),
        )

    def known_broken(self, section: str) -> bool:
        """Say whether a definition of *section* could not be used."""
        return any(s == section for s, _ in self.known.broken)

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


def _extended(shipped: Shipped, ancestry: Ancestry) -> dict[str, Mapping[str, Raw]]:
    """Return what ships as this project sees it: facts always, KPIs and ready scorecards when extended."""
    seen = {section: shipped.sections.get(section, {}) for section in _SHARED}
    if ancestry.catalog:
        sets = shipped.sections["scorecards"]
        seen["kpis"] = shipped.sections["kpis"]
        seen["scorecards"] = {name: sets[name] for name in sets if name in ancestry.sets}
    return seen
