"""Composed raw definitions -> Catalog: merged data are checked once more, typed, and their meaning is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from kpiframe.catalog import wording
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.graph import levels
from kpiframe.catalog.inheritance import Layer, Raw, Raws
from kpiframe.catalog.lazily import Lazily
from kpiframe.catalog.meaning import Surroundings
from kpiframe.catalog.model import Kpi
from kpiframe.catalog.questionnaires import questionnaire_of
from kpiframe.catalog.references import check_references
from kpiframe.catalog.schema import Schemas, check
from kpiframe.catalog.structure_facts import citation_of, lifecycle_of, platform_of, synonyms_of
from kpiframe.catalog.structure_kpis import kpi_of
from kpiframe.catalog.structure_layouts import layout_of
from kpiframe.catalog.structure_rules import rule_of
from kpiframe.limits import LIMITS
from kpiframe.problems import DefinitionError, Problems
from kpiframe.texts import Text

Made = TypeVar("Made")
_ITEM: Final = {
    "kpis": "kpis.json#/$defs/kpi",
    "scorecards": "kpis.json#/$defs/scorecard",
    "rules": "rules.json#/$defs/rule",
    "sources": "project.json#/$defs/source",
    "bindings": "project.json#/$defs/binding",
}


@dataclass(frozen=True, slots=True)
class Known:
    """Every name that exists in some layer, by section, whether it could be used or not."""

    names: Mapping[str, frozenset[str]]
    broken: frozenset[tuple[str, str]] = frozenset()
    """(section, name) of those that could not be used."""
    whole: bool = True
    """Whether every file could be read."""

    @staticmethod
    def of(layers: Sequence[Layer], shipped: Mapping[str, Iterable[str]] | None = None) -> Known:
        """Return the names defined in *layers*, and the *shipped* ones."""
        found: dict[str, set[str]] = {section: set(names) for section, names in (shipped or {}).items()}
        for layer in layers:
            for section, raws in layer.definitions.items():
                found.setdefault(section, set()).update(raw.name for raw in raws)
            for section, name in layer.broken:
                found.setdefault(section, set()).add(name)
        broken = frozenset(pair for layer in layers for pair in layer.broken)
        return Known(
            {section: frozenset(names) for section, names in found.items()},
            broken,
            all(layer.whole for layer in layers),
        )

    def __getitem__(self, section: str) -> frozenset[str]:
        return self.names.get(section, frozenset())


def catalog_of(raws: Mapping[str, Raws], known: Known, schemas: Schemas, problems: Problems) -> Catalog:
    """Return the typed catalogue of *raws* (by section); every fault is added to *problems*.

    What layers wrote or changed is typed and checked now. What ships is tested to be valid and to need nothing that a
    project can change, so it is typed when it is asked for.
    """
    kpis = _kpis(raws["kpis"], known, schemas, problems)
    catalog = Catalog(
        kpis=kpis,
        rules=_typed(raws["rules"], schemas, problems, rule_of),
        layouts=_typed(raws["scorecards"], schemas, problems, layout_of),
        lifecycle=_typed(raws["lifecycle"], schemas, problems, lambda raw, _: lifecycle_of(raw)),
        platforms=_typed(raws["platforms"], schemas, problems, lambda raw, _: platform_of(raw)),
        citations=_typed(raws["citations"], schemas, problems, lambda raw, _: citation_of(raw)),
        synonyms=_typed(raws["synonyms"], schemas, problems, lambda raw, _: synonyms_of(raw)),
        questionnaires=_typed(raws["questionnaires"], schemas, problems, lambda raw, _: questionnaire_of(raw)),
    )
    check_references(raws, catalog, known, problems)
    written = {name: kpis[name] for name in raws["kpis"].written if name in kpis}
    for cycle in levels(written)[1]:
        places = [(name, raws["kpis"][name].place(("formula",))) for name in cycle]
        problems.add(wording.cycle(places))
    return catalog


def _kpis(raws: Raws, known: Known, schemas: Schemas, problems: Problems) -> Mapping[str, Kpi]:
    around = Surroundings(raws, {name for section, name in known.broken if section == "kpis"})
    if len(raws) > LIMITS.kpis:
        most = Text(f"more than {LIMITS.kpis} KPIs", f"nhiều hơn {LIMITS.kpis} KPI")
        extra = next(islice(raws.values(), LIMITS.kpis, None))
        problems.add(wording.limit(extra.location, most))
        raws = raws.first(LIMITS.kpis)

    def judged(raw: Raw, problems: Problems) -> Kpi | None:
        kpi = kpi_of(raw, problems)
        if kpi and raw.name in raws.written:
            around.check(kpi, problems)
        return kpi

    return _typed(raws, schemas, problems, judged)


def recheck(raw: Raw, schemas: Schemas, problems: Problems) -> bool:
    """Check merged data against the schema of its section; what one layer wrote alone has been checked before."""
    if len(raw.pieces) == 1:
        return True
    faults = check(schemas, raw.data, _ITEM[raw.section], raw.place)
    problems.extend(f.problem for f in faults)
    return not faults


def _typed(
    raws: Raws, schemas: Schemas, problems: Problems, make: Callable[[Raw, Problems], Made | None]
) -> Mapping[str, Made]:
    """Return *raws* typed by *make*: what layers wrote at once, what ships when it is asked for."""
    found = {}
    for name, raw in raws.written.items():
        made = make(raw, problems) if not wording.enough(problems) and recheck(raw, schemas, problems) else None
        if made is not None:
            found[name] = made

    def later(name: str) -> Made:
        faults = Problems()
        made = make(raws[name], faults)
        if made is None or faults.errors:
            raise DefinitionError(faults.found)
        return made

    return Lazily([name for name in raws if name in found or name not in raws.written], later, found)
