"""What a KPI does not say of itself, its project does: who counts it, and what is known against its bindings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kpiframe.catalog import project_checks as checks
from kpiframe.catalog.bindings import Binding, Source, binding_key
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.fingerprint import fingerprint_of
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.lazily import Lazily
from kpiframe.catalog.model import Input, Kpi, MeasuredBy

_PLATFORM = frozenset({MeasuredBy.PLATFORM, MeasuredBy.PLATFORM_ATTRIBUTED, MeasuredBy.PLATFORM_PUBLIC})


def with_evidence(
    catalog: Catalog, raws: Mapping[str, Raw], bindings: Mapping[str, Binding], sources: Mapping[str, Source]
) -> Catalog:
    """Return *catalog* with KPIs that know what their bindings and sources tell; each when it is asked for."""
    told = _Told(catalog, raws, bindings, sources)
    return replace(catalog, kpis=Lazily(catalog.kpis, told.kpi))


@dataclass(frozen=True, slots=True)
class _Told:
    catalog: Catalog
    raws: Mapping[str, Raw]
    bindings: Mapping[str, Binding]
    sources: Mapping[str, Source]

    def kpi(self, name: str) -> Kpi:
        """Return the KPI called *name*, completed; the same object when there is nothing to add."""
        kpi = self.catalog.kpis[name]
        more = kpi
        if not self.raws[name].data.get("measured_by"):
            found = checks.measured_by_of(kpi, self.bindings, self.sources)
            if found:
                more = replace(more, measured_by=found[0], platform=kpi.platform or found[1])
        bound = [self._binding(kpi, item) for item in kpi.inputs]
        links = tuple(dict.fromkeys((*kpi.lifecycle, *(link for b in bound if b for link in b.lifecycle))))
        inputs = tuple(self._input(item, b) for item, b in zip(kpi.inputs, bound, strict=True))
        if links != kpi.lifecycle:
            more = replace(more, lifecycle=links)
        if inputs != kpi.inputs:
            more = replace(more, inputs=inputs)
        return kpi if more is kpi else fingerprint_of(more)

    def _binding(self, kpi: Kpi, item: Input) -> Binding | None:
        return self.bindings.get(binding_key(kpi.name, item.name, self.bindings))

    def _input(self, item: Input, bound: Binding | None) -> Input:
        source = self.sources.get(bound.source or "") if bound else None
        if item.platform or source is None or not source.platform or source.measured_by not in _PLATFORM:
            return item
        return replace(item, platform=source.platform)
