"""Lists of what ships, a line a name, for ``catalog list`` and ``catalog search``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby

from kpiframe.audit.families import family_label
from kpiframe.audit.wording import STATUSES
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.day_words import since
from kpiframe.catalog.model import Kpi
from kpiframe.cli.laying import listing
from kpiframe.texts import same


def kpis(chosen: Iterable[Kpi], language: str) -> str:
    """Return KPIs under the names of their families."""
    lines: list[str] = []
    ordered = sorted(chosen, key=lambda k: (k.family, k.name))
    width = max((len(kpi.name) for kpi in ordered), default=0)
    for family, group in groupby(ordered, key=lambda k: k.family):
        lines += ["", f"{family}: {family_label(family).into(language)}"]
        lines += listing([(kpi.name.ljust(width), kpi.label.into(language)) for kpi in group])
    return "\n".join(lines[1:])


def rules(catalog: Catalog, only: Collection[str] | None = None) -> str:
    """Return rules by code, with name and severity."""
    chosen = [r for r in catalog.rules.values() if only is None or r.id in only]
    width = max((len(r.name) for r in chosen), default=0)
    ordered = sorted(chosen, key=lambda r: r.id)
    return "\n".join(f"{r.id}  {r.name.ljust(width)}  {r.severity.value}, {r.scope.value}" for r in ordered)


def sets(catalog: Catalog, language: str) -> str:
    """Return the ready sets with what each is for."""
    from kpiframe.cli.set_sheet import set_list

    return set_list(catalog.layouts.values(), language)


def platforms(catalog: Catalog) -> str:
    """Return the platforms by id."""
    return "\n".join(listing([(p.id, p.label) for p in catalog.platforms.values()], indent=""))


def entries(catalog: Catalog, language: str, today: date, only: Collection[str] | None = None) -> str:
    """Return the registry's entries under their statuses, the newest first."""
    del today
    chosen = [e for e in catalog.lifecycle.values() if only is None or e.id in only]
    order = {status: place for place, status in enumerate(STATUSES)}
    chosen.sort(key=lambda e: (order.get(e.status, len(order)), -(e.effective or date.min).toordinal(), e.id))
    width = max((len(e.id) for e in chosen), default=0)
    lines: list[str] = []
    for status, group in groupby(chosen, key=lambda e: e.status):
        lines += ["", f"{status}: {STATUSES.get(status, same(status)).into(language)}"]
        for entry in group:
            when = since(entry).into(language)
            words = f"{entry.label.into(language)}, {when}" if when else entry.label.into(language)
            lines += listing([(entry.id.ljust(width), words)])
    return "\n".join(lines[1:])
