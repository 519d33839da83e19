"""Names that definitions mention must exist somewhere: KPIs, lifecycle entries, platforms, citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from kpiframe.catalog import wording
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.inheritance import WHAT, Raw
from kpiframe.document import Steps
from kpiframe.problems import Problems


class Names(Protocol):
    """Every name that exists, by section."""

    def __getitem__(self, section: str) -> frozenset[str]: ...


def check_references(raws: Mapping[str, Mapping[str, Raw]], catalog: Catalog, known: Names, problems: Problems) -> None:
    """Add a problem (KPF509) for every mention of a name that no layer defines."""
    for name, kpi in catalog.kpis.items():
        raw = raws["kpis"][name]
        for field in ("corroborated_by", "alternatives"):
            _check(raw, (field,), raw.data.get(field), "kpis", known, problems)
        if kpi.deprecation and kpi.deprecation.replaced_by:
            _one(raw, ("deprecation", "replaced_by"), kpi.deprecation.replaced_by, "kpis", known, problems)
        if kpi.platform:
            _one(raw, ("platform",), kpi.platform, "platforms", known, problems)
        _check(raw, ("lifecycle",), kpi.lifecycle, "lifecycle", known, problems)
        _check(raw, ("sources",), kpi.sources, "citations", known, problems)
    for name, layout in catalog.layouts.items():
        for index, group in enumerate(layout.groups):
            path: Steps = ("groups", index, "kpis")
            _check(raws["scorecards"][name], path, group.kpis, "kpis", known, problems)
    _check_facts(raws, catalog, known, problems)


def _check_facts(raws: Mapping[str, Mapping[str, Raw]], catalog: Catalog, known: Names, problems: Problems) -> None:
    for name, rule in catalog.rules.items():
        raw = raws["rules"][name]
        _check(raw, ("fix", "replace_with"), rule.fix.replace_with, "kpis", known, problems)
        _check(raw, ("why", "sources"), rule.sources, "citations", known, problems)
    for name, entry in catalog.lifecycle.items():
        raw = raws["lifecycle"][name]
        _check(raw, ("affects_kpis",), entry.affects_kpis, "kpis", known, problems)
        _check(raw, ("sources",), entry.sources, "citations", known, problems)
    for name, platform in catalog.platforms.items():
        raw = raws["platforms"][name]
        for metric, kpis in platform.corroborate.items():
            _check(raw, ("corroborate", metric), kpis, "kpis", known, problems)


def _check(raw: Raw, path: Steps, names: Iterable[str] | None, section: str, known: Names, problems: Problems) -> None:
    for index, name in enumerate(names or ()):
        _one(raw, (*path, index), name, section, known, problems)


def _one(raw: Raw, path: Steps, name: str, section: str, known: Names, problems: Problems) -> None:
    if name not in known[section]:
        problems.add(wording.unknown_reference(raw.place(path), WHAT[section], name, sorted(known[section])))
