"""Facts of scope diff: what differs between two versions of the definitions, since when, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.differences import Change
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Direction, Kpi
from kpiframe.rules.definition_facts import kpi_facts, setting_of
from kpiframe.rules.wording import FactValue, listed
from kpiframe.texts import Text, same

_ALONE: Final = Text("this change alone", "riêng thay đổi này")
_WHOLE: Final = Text("all changes together", "mọi thay đổi cộng lại")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the definitions, as rules see it."""

    catalog: Catalog
    layout: Layout
    on: date | None = None
    """Day it dates from; ``None`` when it carries none."""


@dataclass(frozen=True, slots=True)
class ChangeSeen:
    """One change, when it was made and what it does to the score."""

    change: Change
    on: date | None = None
    rise: float | None = None
    """Score with it minus score without it, on the same data."""
    alone: bool = True
    """Whether the rise is of this change alone, or of all changes together."""


@dataclass(frozen=True, slots=True)
class ChangesSeen:
    """Everything that differs between two versions of one scorecard."""

    before: Version
    after: Version
    changes: tuple[ChangeSeen, ...] = ()
    period_end: date | None = None
    """Last day of the period the scores are of."""


def comparison_facts(seen: ChangesSeen) -> dict[str, FactValue]:
    """Return the facts of the two versions as a whole."""
    old, new = _scored(seen.before), _scored(seen.after)
    prints = {kpi.fingerprint for kpi in new.values() if kpi.fingerprint}
    gone = [kpi for name, kpi in old.items() if name not in new and kpi.fingerprint not in prints]
    days = None
    if seen.before.on and seen.after.on:
        days = float((seen.after.on - seen.before.on).days)
    return {
        "replaced_share": round(len(gone) / len(old), 12) if old else None,
        "replaced_kpis": listed([kpi.label or same(kpi.name) for kpi in gone]) if gone else None,
        "days_between": days,
    }


def change_facts(found: ChangeSeen, seen: ChangesSeen) -> dict[str, FactValue]:
    """Return the facts of one change."""
    after = None if found.on is None or seen.period_end is None else found.on > seen.period_end
    return {
        "field": found.change.field,
        "old": found.change.old,
        "new": found.change.new,
        "after_the_end": after,
        "score_rise": found.rise,
        "rise_of": None if found.rise is None else (_ALONE if found.alone else _WHOLE),
    }


def facts_of_kpi(name: str | None, seen: ChangesSeen) -> Mapping[str, FactValue]:
    """Return what the newer version, else the older, says of a KPI; of a scorecard only its label."""
    for version in (seen.after, seen.before):
        kpi = version.catalog.kpis.get(name or "")
        if kpi:
            return kpi_facts(kpi, setting_of(version.catalog, version.layout, seen.after.on or date.min))
    layout = seen.after.layout
    return {"label": layout.label or same(layout.name)}


def _scored(version: Version) -> dict[str, Kpi]:
    """Return the KPIs of the scorecard that are held against a target."""
    kpis = version.catalog.kpis
    named = {name: kpis[name] for name in version.layout.kpis if name in kpis}
    return {
        name: kpi
        for name, kpi in named.items()
        if kpi.direction is not Direction.NEUTRAL and (kpi.thresholds or kpi.targets)
    }
