"""The rules that ship, over a list of metrics nobody has defined yet: as if all of them weighed the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final

from kpiframe.audit.gathering import Gathered
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.facts import Subject
from kpiframe.catalog.knowledge import Confidence, RuleStatus, Scope
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.catalog.lazily import Lazily
from kpiframe.catalog.model import Kpi
from kpiframe.rules.definition_facts import setting_of
from kpiframe.rules.flags import Flag
from kpiframe.rules.judges import Judge
from kpiframe.rules.judging import Verdicts, closed, judge_known
from kpiframe.rules.known import FactMap, Known
from kpiframe.rules.wording import FactValue
from kpiframe.texts import Text

INVENTED: Final[Mapping[str, FactValue]] = {
    "equal_weights": None,
    "generic_share": None,
    "team_count": None,
    "channel_count": None,
    "shared_outcomes": None,
    "has_decision": None,
    "has_owner": None,
    "missing_count": None,
    "review_age": None,
    "has_target": None,
}
"""What a list of names does not tell, so that no rule is judged by our invention."""
_LABEL: Final = Text("Your list", "Danh sách của bạn")


def invented_layout(kpis: Iterable[str], name: str = "audit") -> Layout:
    """Return a scorecard on which every one of *kpis* weighs the same."""
    return Layout(name, _LABEL, (Group("list", _LABEL, 1.0, tuple(kpis)),))


def judge_list(gathered: Gathered, catalog: Catalog, today: date) -> tuple[list[Flag], Layout]:
    """Return the flags of every rule over the list, and the scorecard that was invented for it.

    What only the registry knows is judged beside it, by the rules about registry entries alone.
    """
    layout = invented_layout(gathered.kpis)
    flags = flags_of(gathered.kpis, layout, catalog, today)
    beside = invented_layout(gathered.products, "registry")
    flags += flags_of(gathered.products, beside, catalog, today, of=(Subject.ENTRY,))
    return flags, layout


def flags_of(
    kpis: Mapping[str, Kpi],
    layout: Layout,
    catalog: Catalog,
    today: date,
    *,
    of: Sequence[Subject] = (Subject.CARD, Subject.KPI, Subject.ENTRY),
) -> list[Flag]:
    """Return the flags of the rules a client would see over *kpis* on *layout*, as their definitions stand."""
    every = dict.fromkeys((*kpis, *catalog.kpis))
    whole = replace(catalog, kpis=Lazily(every, lambda name: kpis.get(name) or catalog.kpis[name]))
    rules = [r for r in catalog.rules.values() if r.status is not RuleStatus.PREVIEW and "score" in r.judged_in]
    sure = [r for r in rules if r.confidence is not Confidence.LOW and r.scope in (Scope.KPI, Scope.SET)]
    judges = [judge for judge in map(Judge.of, sorted(sure, key=lambda r: r.id)) if judge.subject in of]
    verdicts: Verdicts = ([], [])
    if layout.kpis:
        judge_known(judges, _Listed(setting_of(whole, layout, today)), layout.kpis, verdicts)
    return closed(verdicts, (), today)[0]


class _Listed(Known):
    """What is known of a list: the facts we had to invent are unknown."""

    @cached_property
    def card(self) -> FactMap:
        """Facts of the list as a whole."""
        return _told(super().card)

    def kpi(self, name: str) -> FactMap:
        """Return the facts of one KPI."""
        return _told(super().kpi(name))


def _told(facts: FactMap) -> FactMap:
    return {**facts, **{name: value for name, value in INVENTED.items() if name in facts}}
