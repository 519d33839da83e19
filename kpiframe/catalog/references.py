"""Names that definitions mention must exist somewhere: KPIs, lifecycle entries, platforms, citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kpiframe.catalog import wording
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.evidence_sense import senseless
from kpiframe.catalog.inheritance import WHAT, Raw, Raws
from kpiframe.catalog.model import Kpi
from kpiframe.document import Steps
from kpiframe.problems import Problems

Made = TypeVar("Made")


class Names(Protocol):
    """Every name that exists, by section."""

    @property
    def whole(self) -> bool:
        """Whether every file could be read: a KPI of a file that could not is missing without fault."""
        ...

    def __getitem__(self, section: str) -> frozenset[str]: ...


def check_references(raws: Mapping[str, Raws], catalog: Catalog, known: Names, problems: Problems) -> None:
    """Add a problem (KPF509) for every mention, in what layers wrote, of a name that does not exist."""
    check = _Check(known, problems)
    for name, kpi in _written(raws["kpis"], catalog.kpis):
        raw = raws["kpis"][name]
        check.names(raw, ("corroborated_by",), kpi.corroborated_by, "kpis")
        check.names(raw, ("alternatives",), kpi.alternatives, "kpis")
        check.names(raw, ("lifecycle",), kpi.lifecycle, "lifecycle")
        check.names(raw, ("sources",), kpi.sources, "citations")
        check.names(raw, ("succeeds",), kpi.evidence.succeeds, "lifecycle")
        _check_evidence(raw, kpi, check)
        problems.extend(senseless(raw, kpi))
        if kpi.deprecation and kpi.deprecation.replaced_by:
            check.name(raw, ("deprecation", "replaced_by"), kpi.deprecation.replaced_by, "kpis")
        if kpi.platform:
            check.name(raw, ("platform",), kpi.platform, "platforms")
    for name, layout in _written(raws["scorecards"], catalog.layouts):
        for index, group in enumerate(layout.groups):
            check.names(raws["scorecards"][name], ("groups", index, "kpis"), group.kpis, "kpis")
    _check_facts(raws, catalog, check)


def _check_evidence(raw: Raw, kpi: Kpi, check: _Check) -> None:
    ledger, perceived = kpi.evidence.ledger, kpi.evidence.perceived_as
    if perceived:
        check.name(raw, ("perceived_as",), perceived, "kpis")
    if ledger:
        check.name(raw, ("ledger",), ledger.kpi, "kpis")
        if ledger.organic:
            check.name(raw, ("ledger", "organic"), ledger.organic, "kpis")
    for name in (i.platform for i in kpi.inputs if i.platform):
        check.name(raw, ("inputs",), name, "platforms")


def _check_facts(raws: Mapping[str, Raws], catalog: Catalog, check: _Check) -> None:
    for name, rule in _written(raws["rules"], catalog.rules):
        check.names(raws["rules"][name], ("fix", "replace_with"), rule.fix.replace_with, "kpis")
        check.names(raws["rules"][name], ("why", "sources"), rule.sources, "citations")
    for name, entry in _written(raws["lifecycle"], catalog.lifecycle):
        check.names(raws["lifecycle"][name], ("affects_kpis",), entry.affects_kpis, "kpis")
        check.names(raws["lifecycle"][name], ("sources",), entry.sources, "citations")
    for name, platform in _written(raws["platforms"], catalog.platforms):
        for index, pair in enumerate(platform.pairs):
            check.names(raws["platforms"][name], ("corroborate", index, "kpis"), pair.kpis, "kpis")
        cited = {
            "views": [view.sources for view in platform.views],
            "audits": [audit.sources for audit in platform.audits],
            "incidents": [incident.sources for incident in platform.incidents],
        }
        for part, index, sources in ((k, i, s) for k, facts in cited.items() for i, s in enumerate(facts)):
            check.names(raws["platforms"][name], (part, index, "sources"), sources, "citations")
        check.names(raws["platforms"][name], ("attribution", "sources"), platform.attribution_sources, "citations")
    for name in raws["synonyms"].written:
        check.name(raws["synonyms"][name], (), name, "kpis")


def _written(raws: Raws, typed: Mapping[str, Made]) -> Iterator[tuple[str, Made]]:
    return ((name, typed[name]) for name in raws.written if name in typed)


@dataclass(frozen=True, slots=True)
class _Check:
    known: Names
    problems: Problems

    def names(self, raw: Raw, path: Steps, names: Iterable[str], section: str) -> None:
        for index, name in enumerate(names):
            self.name(raw, (*path, index), name, section)

    def name(self, raw: Raw, path: Steps, name: str, section: str) -> None:
        known = self.known[section]
        if section == "kpis" and not self.known.whole:
            return
        if name not in known and not wording.enough(self.problems):
            self.problems.add(wording.unknown_reference(raw.place(path), WHAT[section], name, sorted(known)))
