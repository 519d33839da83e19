"""Facts of scope kpi: what a definition, and its place on a scorecard, say about one KPI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.day_words import since
from kpiframe.catalog.graph import reached
from kpiframe.catalog.knowledge import LifecycleEntry, Platform
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Audience, Kpi, MeasuredBy
from kpiframe.rules.attribution import views_count, window_text
from kpiframe.rules.called import called_relevance
from kpiframe.rules.formula_facts import mixed_sum
from kpiframe.rules.owner_facts import owner_facts
from kpiframe.rules.survey_facts import survey_facts
from kpiframe.rules.weighing import effective_shares, written_shares
from kpiframe.rules.wording import FactValue, listed
from kpiframe.scoring.weights import INDEPENDENT
from kpiframe.texts import Text, same

TRUSTED: Final = INDEPENDENT
"""Counted by the brand, by a third party, or by a platform for everyone alike."""
BY_PLATFORM: Final = frozenset({MeasuredBy.PLATFORM, MeasuredBy.PLATFORM_ATTRIBUTED})
_IDEAS: Final = 3
_MAINTAINED: Final = Text("a metric that is still maintained", "một chỉ số còn được duy trì")
_NO_DATE: Final = Text("no date given", "chưa rõ ngày")
_INDEPENDENT: Final = Text("an independently counted KPI", "một KPI được đếm độc lập")
_FIELDS: Final = {
    "measured_by": "measured_by",
    "platform": "platform",
    "platform_label": "platform",
    "sells_media": "platform",
    "hears_existing": "audience",
    "hears_prospects": "audience",
    "hears_wider": "audience",
    "entry": "lifecycle",
    "entry_status": "lifecycle",
    "entry_severity": "lifecycle",
    "entry_in_force": "lifecycle",
    "entry_days": "lifecycle",
    "signal": "signal",
    "directness": "directness",
    "timing": "timing",
    "review_age": "reviewed_on",
    "counterparts": "corroborated_by",
    "audited": "platform",
    "has_target": "thresholds",
    "scale_standard": "scale",
    "high_means": "scale",
    "sample": "sample",
    "views_count": "attribution",
    "window": "attribution",
    "mixed_sum": "formula",
    "claims_effect": "claims",
    "control": "control",
    "called_relevance": "label",
    "team_factor": "teams",
    "team_targets_differ": "teams",
    "corroborates": "corroborated_by",
    "perceives": "perceived_as",
    "windows_differ": "attribution",
    "complements": "formula",
    "opposed_inputs": "formula",
    "different_teams": "teams",
    "gain_since_target": "targets",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a KPI is judged against: a scorecard with its shares of weight, or none."""

    catalog: Catalog
    as_of: date
    layout: Layout | None = None
    shares: Mapping[str, float] | None = None
    """Effective shares; ``None`` when nothing is known about any scorecard."""
    written: Mapping[str, float] = field(default_factory=dict)
    """Shares before relevance, of every KPI on the scorecard."""


def setting_of(catalog: Catalog, layout: Layout, as_of: date, weights: Mapping[str, float] | None = None) -> Setting:
    """Return the setting of *layout*; *weights* are its effective shares where the score has computed them."""
    shares = effective_shares(layout, catalog.kpis) if weights is None else weights
    return Setting(catalog, as_of, layout, shares, written_shares(layout, catalog.kpis))


def kpi_facts(kpi: Kpi, setting: Setting) -> dict[str, FactValue]:
    """Return every fact of scope kpi but those of a lifecycle entry, which :func:`entry_facts` adds."""
    platform = setting.catalog.platforms.get(kpi.platform or "")
    share = None if setting.shares is None else setting.shares.get(kpi.name, 0.0)
    return {
        "kpi": kpi.name,
        "label": kpi.label or same(kpi.name),
        "family": kpi.family,
        "kind": kpi.kind.value,
        "direction": kpi.direction.value,
        "status": kpi.status.value,
        "signal": kpi.signal.value,
        "directness": kpi.directness.value,
        "measured_by": kpi.measured_by.value,
        "timing": kpi.timing.value,
        "platform": kpi.platform,
        "platform_label": platform.label if platform else kpi.platform,
        "sells_media": platform.sells_media if platform else None,
        "audited": _audited(kpi, platform) if platform else None,
        "weight_share": share,
        "written_share": setting.written.get(kpi.name) if setting.layout else None,
        "hears_existing": Audience.EXISTING in kpi.audience,
        "hears_prospects": Audience.PROSPECTS in kpi.audience,
        "hears_wider": Audience.WIDER in kpi.audience,
        "counterparts": None if setting.shares is None else float(_counterparts(kpi, setting)),
        "pairs": _pairs(kpi, setting),
        "review_age": None if kpi.reviewed_on is None else float((setting.as_of - kpi.reviewed_on).days),
        "called_relevance": called_relevance(kpi),
        "claims_effect": kpi.evidence.claims_effect,
        "control": kpi.evidence.control.value,
        "views_count": views_count(kpi, setting.catalog),
        "window": window_text(kpi, setting.catalog),
        **owner_facts(kpi),
        **survey_facts(kpi),
        **mixed_sum(kpi, setting.catalog),
    }


def entry_facts(entry: LifecycleEntry, setting: Setting, kpi: Kpi) -> dict[str, FactValue]:
    """Return the facts of one lifecycle entry that *kpi*, or a KPI its formula names, is linked to."""
    kpis = setting.catalog.kpis
    instead = [kpis[name].label if name in kpis else same(name) for name in entry.replacement]
    instead += [entry.instead] if entry.instead.en else []
    return {
        "entry": entry.id,
        "entry_label": _entry_label(entry, kpi, kpis),
        "entry_status": entry.status,
        "entry_severity": entry.severity.value,
        "entry_in_force": None if entry.effective is None else entry.effective <= setting.as_of,
        "entry_days": None if entry.effective is None else float((entry.effective - setting.as_of).days),
        "entry_date": _date(entry),
        "entry_message": entry.message,
        "replacement": listed(instead) if instead else _MAINTAINED,
    }


def _entry_label(entry: LifecycleEntry, kpi: Kpi, kpis: Mapping[str, Kpi]) -> Text:
    """Return the entry's name; where the KPI only computes with another that is linked, that other is named."""
    if entry.id in (*kpi.lifecycle, *kpi.evidence.succeeds):
        return entry.label
    linked = (kpis[n] for n in reached(kpi, kpis) if entry.id in (*kpis[n].lifecycle, *kpis[n].evidence.succeeds))
    via = next((one.label or same(one.name) for one in linked), None)
    if via is None:
        return entry.label
    return Text(f"{entry.label.en} (through {via.en})", f"{entry.label.vi} (qua {via.vi})")


def field_of(fact: str) -> str:
    """Return the definition's field a fact comes from, empty when there is none to point at."""
    return _FIELDS.get(fact, "")


def _audited(kpi: Kpi, platform: Platform) -> bool:
    """Tell whether a verified audit of this very metric is on record and in force."""
    return any(audit.in_force and audit.verified and kpi.name in audit.kpis for audit in platform.audits)


def _counterparts(kpi: Kpi, setting: Setting) -> int:
    kpis = setting.catalog.kpis
    declared = (name for name in kpi.corroborated_by if name in setting.written and name != kpi.name)
    return sum(kpis[name].measured_by in TRUSTED for name in declared)


def _pairs(kpi: Kpi, setting: Setting) -> FactValue:
    """Name up to three KPIs that could stand beside *kpi*: its alternatives first, then its platform's."""
    kpis = setting.catalog.kpis
    platform = setting.catalog.platforms.get(kpi.platform or "")
    names = [*kpi.corroborated_by, *kpi.alternatives]
    if platform:
        names += [name for pair in platform.corroborate.values() for name in pair]
    sound = [n for n in dict.fromkeys(names) if n != kpi.name and n in kpis and kpis[n].measured_by in TRUSTED]
    return listed([kpis[name].label or same(name) for name in sound[:_IDEAS]]) if sound else _INDEPENDENT


def _date(entry: LifecycleEntry) -> FactValue:
    """Return the day as each language writes it; one that no source states is told as hearsay."""
    day = since(entry) or _NO_DATE
    if entry.effective is None or entry.verified:
        return day
    return Text(f"{day.en} (reported, not confirmed)", f"{day.vi} (theo lời kể, chưa được xác nhận)")
