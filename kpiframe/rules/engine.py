"""Rules over facts: where a condition holds there is a flag; where a fact is unknown the rule was not judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.facts import Subject
from kpiframe.catalog.knowledge import Scope
from kpiframe.catalog.layouts import Layout
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.judging import Verdicts, closed, judge_known
from kpiframe.rules.known import Known
from kpiframe.rules.seen import CardFacts
from kpiframe.rules.sitting import Sitting

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
    sitting: Sitting | None = None,
) -> Verdicts:
    """Judge the rules of scope kpi and set over *layouts*, and over the KPIs named by *also* that are on none of them.

    A KPI on no scorecard reaches no client, so its flags are warnings at most. In *stage* ``lint`` there are no
    numbers, so a rule of scope series about two KPIs is judged too, for what their definitions alone decide.
    *weights* are the effective shares (0 to 1) of a single layout where scoring knows them. *today* decides about
    accepted flags; *as_of* (default: today) is the day the definitions are judged for, e.g. the last of a period.
    A *sitting* of the catalogue and stage saves work where many scorecards are judged.
    """
    day = as_of or today
    sitting = sitting or Sitting(catalog, stage, preview=preview)
    names = tuple(also)
    asked = (*(sitting.known(layout, day, weights) for layout in layouts), day, names, tuple(ignores), today)
    if asked not in sitting.verdicts:
        found = _defined(sitting, layouts, day, weights, also=names, stage=stage)
        sitting.verdicts[asked] = closed(found, ignores, today)
    flags, unknown = sitting.verdicts[asked]
    return [*flags], [*unknown]


def _defined(
    sitting: Sitting,
    layouts: Sequence[Layout],
    day: date,
    weights: Mapping[str, float] | None,
    *,
    also: Iterable[str],
    stage: str,
) -> Verdicts:
    judges = sitting.judges
    defined = [judge for judge in judges if judge.rule.scope in (Scope.KPI, Scope.SET)]
    early = [j for j in judges if j.rule.scope is Scope.SERIES and j.subject is Subject.PAIR] if stage == "lint" else []
    verdicts: Verdicts = ([], [])
    for layout in layouts:
        known = sitting.known(layout, day, weights)
        judge_known(defined, known, layout.kpis, verdicts)
        judge_known(early, known, layout.kpis, (verdicts[0], []))
    elsewhere = {name for layout in layouts for name in layout.kpis}
    loose = Known(Setting(sitting.catalog, day, shares={} if layouts else None))
    alone = [judge for judge in defined if judge.rule.scope is Scope.KPI]
    judge_known(alone, loose, [name for name in also if name not in elsewhere], verdicts)
    return verdicts


def judge_results(
    catalog: Catalog,
    layout: Layout,
    *,
    facts: CardFacts,
    ignores: Sequence[Ignore] = (),
    today: date,
    as_of: date | None = None,
    preview: bool = False,
    sitting: Sitting | None = None,
) -> Verdicts:
    """Judge the rules of scope result and series over the numbers of one scorecard and period."""
    sitting = sitting or Sitting(catalog, preview=preview)
    judges = [judge for judge in sitting.judges if judge.rule.scope in (Scope.RESULT, Scope.SERIES)]
    defined = sitting.known(layout, as_of or today, facts.weight_shares or None)
    known = Known(defined.setting, facts, like=defined)
    verdicts: Verdicts = ([], [])
    judge_known(judges, known, layout.kpis, verdicts)
    return closed(verdicts, ignores, today)
