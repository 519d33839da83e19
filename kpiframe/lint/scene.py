"""What every check looks at: the catalogue, what of it was written here, and the scorecards with their weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kpiframe.catalog.annotations import Ignore, NotApplicable
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Rule
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.catalog.shipped import SHIPPED
from kpiframe.document import Document
from kpiframe.problems import Location
from kpiframe.project import Project
from kpiframe.rules.weighing import effective_shares

NO_SHARES: Final[Mapping[str, float]] = {}


@dataclass(frozen=True, slots=True)
class Scene:
    """Definitions after reading. ``own`` are those written in the files looked at, not inherited ones."""

    catalog: Catalog
    today: date
    files: frozenset[str] = frozenset()
    """Shown paths of the files looked at, without those that ship with kpiframe."""
    layouts: tuple[Layout, ...] = ()
    own: tuple[Kpi, ...] = ()
    own_rules: tuple[Rule, ...] = ()
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Scorecard -> KPI -> effective share of weight, 0 to 1."""
    adopted: bool = False
    """It is a project: somebody answers for its KPIs and decides by them. Loose definitions leave that to projects."""
    not_applicable: tuple[NotApplicable, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    mentions: Mapping[tuple[str, str], Location] = field(default_factory=dict)
    """(scorecard, KPI) -> where the scorecard names it."""
    written: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """KPI -> its definition as it stands in the file."""
    changed_rules: Mapping[str, Location] = field(default_factory=dict)
    """Id -> where an override changes an inherited rule."""

    def used(self) -> dict[str, Kpi]:
        """Return the KPIs that stand on some scorecard, by name, in printed order."""
        names = dict.fromkeys(name for layout in self.layouts for name in layout.kpis)
        return {name: self.catalog.kpis[name] for name in names if name in self.catalog.kpis}

    def mention(self, layout: Layout, kpi: str) -> Location:
        """Return where *layout* names *kpi*, else where the scorecard is defined."""
        return self.mentions.get((layout.name, kpi), layout.location)

    def place(self, kpi: Kpi, path: str) -> Location:
        """Return where *path* of *kpi* was set, if in these files, else where a scorecard names the KPI."""
        place = kpi.place(path)
        if place.file in self.files:
            return place
        on = (layout for layout in self.layouts if kpi.name in self.shares.get(layout.name, NO_SHARES))
        return next((self.mention(layout, kpi.name) for layout in on), place)

    def judged(self) -> list[Kpi]:
        """Return the KPIs written here and those on a scorecard, each once."""
        return list({**{kpi.name: kpi for kpi in self.own}, **self.used()}.values())


def scene_of(subject: Project | Catalog, documents: Mapping[str, Document], today: date) -> Scene:
    """Return the scene of a project, or of loose definitions."""
    project = subject if isinstance(subject, Project) else None
    catalog = project.catalog if project else subject
    assert isinstance(catalog, Catalog)  # noqa: S101  (told by the line above)
    layouts = tuple(catalog.layouts.values())
    files = frozenset(shown for shown in documents if not shown.startswith(f"{SHIPPED}:"))
    return Scene(
        catalog,
        today,
        files,
        layouts,
        tuple(k for k in catalog.kpis.values() if k.location.file in files),
        tuple(r for r in catalog.rules.values() if r.location.file in files),
        {layout.name: effective_shares(layout, catalog.kpis) for layout in layouts},
        project is not None,
        project.not_applicable if project else (),
        project.ignores if project else (),
        _mentions(documents),
        _written(documents[file] for file in sorted(files)),
        _changed(documents),
    )


def _mentions(documents: Mapping[str, Document]) -> dict[tuple[str, str], Location]:
    found: dict[tuple[str, str], Location] = {}
    for document in documents.values():
        for i, scorecard in _parts(document.data, "scorecards"):
            for j, group in _parts(scorecard, "groups"):
                for k, name in _parts(group, "kpis"):
                    place = document.place(("scorecards", i, "groups", j, "kpis", k))
                    found[str(scorecard.get("name")), str(name)] = place
    return found


def _written(documents: Iterable[Document]) -> dict[str, Mapping[str, Any]]:
    listed = (kpi for document in documents for _, kpi in _parts(document.data, "kpis"))
    return {str(kpi.get("name")): kpi for kpi in listed if isinstance(kpi, dict)}


def _changed(documents: Mapping[str, Document]) -> dict[str, Location]:
    found: dict[str, Location] = {}
    for document in documents.values():
        overrides = document.data.get("overrides") if isinstance(document.data, dict) else None
        rules = overrides.get("rules") if isinstance(overrides, dict) else None
        for rule in rules if isinstance(rules, dict) else ():
            found[str(rule)] = document.place(("overrides", "rules", rule), key=True)
    return found


def _parts(data: Any, key: str) -> list[tuple[int, Any]]:
    """Return the numbered mappings and names of a list, nothing for what is no list: reading has said so."""
    held = data.get(key) if isinstance(data, dict) else None
    return [(i, part) for i, part in enumerate(held) if isinstance(part, dict | str)] if isinstance(held, list) else []
