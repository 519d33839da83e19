"""Rules over facts: where a condition holds there is a flag; where a fact is unknown the rule was not judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.facts import Subject
from kpiframe.catalog.knowledge import Confidence, RuleStatus, Scope
from kpiframe.catalog.layouts import Layout
from kpiframe.rules.definition_facts import Setting, setting_of
from kpiframe.rules.judges import Judge
from kpiframe.rules.judging import Verdicts, closed, judge_known
from kpiframe.rules.known import Known
from kpiframe.rules.seen import CardFacts

__all__ = ["CardFacts", "Verdicts", "judge_definitions", "judge_results"]


def judge_definitions(
    catalog: Catalog,
    layouts: Sequence[Layout],
    *,
    ignores: Sequence[Ignore] = (),
    today: date,
    weights: Mapping[str, float] | None = None,
    as_of: date | None = None,
    also: Iterable[str] = (),
    preview: bool = False,
    stage: str = "lint",
) -> Verdicts:
    """Judge the rules of scope kpi and set over *layouts*, and over the KPIs named by *also* that are on none of them.

    A KPI on no scorecard reaches no client, so its flags are warnings at most. In *stage* ``lint`` there are no
    numbers, so a rule of scope series about two KPIs is judged too, for what their definitions alone decide.
    *weights* are the effective shares (0 to 1) of a single layout where scoring knows them. *today* decides about
    accepted flags; *as_of* (default: today) is the day the definitions are judged for, e.g. the last of a period.
    """
    day = as_of or today
    judges = _judges(catalog, stage, preview=preview)
    defined = [judge for judge in judges if judge.rule.scope in (Scope.KPI, Scope.SET)]
    early = [j for j in judges if j.rule.scope is Scope.SERIES and j.subject is Subject.PAIR] if stage == "lint" else []
    verdicts: Verdicts = ([], [])
    for layout in layouts:
        known = Known(setting_of(catalog, layout, day, weights))
        judge_known(defined, known, layout.kpis, verdicts)
        judge_known(early, known, layout.kpis, (verdicts[0], []))
    elsewhere = {name for layout in layouts for name in layout.kpis}
    loose = Known(Setting(catalog, day, shares={} if layouts else None))
    alone = [judge for judge in defined if judge.rule.scope is Scope.KPI]
    judge_known(alone, loose, [name for name in also if name not in elsewhere], verdicts)
    return closed(verdicts, ignores, today)


def judge_results(
    catalog: Catalog,
    layout: Layout,
    *,
    facts: CardFacts,
    ignores: Sequence[Ignore] = (),
    today: date,
    as_of: date | None = None,
    preview: bool = False,
) -> Verdicts:
    """Judge the rules of scope result and series over the numbers of one scorecard and period."""
    judges = [j for j in _judges(catalog, "score", preview=preview) if j.rule.scope in (Scope.RESULT, Scope.SERIES)]
    known = Known(setting_of(catalog, layout, as_of or today, facts.weight_shares or None), facts)
    verdicts: Verdicts = ([], [])
    judge_known(judges, known, layout.kpis, verdicts)
    return closed(verdicts, ignores, today)


def _judges(catalog: Catalog, stage: str, *, preview: bool) -> list[Judge]:
    """Return the rules of *stage*; one that is in doubt (confidence low) never reaches a client's report."""
    rules = (r for r in catalog.rules.values() if preview or r.status is not RuleStatus.PREVIEW)
    sure = (r for r in rules if stage != "score" or r.confidence is not Confidence.LOW)
    return [Judge.of(rule) for rule in sure if stage in rule.judged_in]
