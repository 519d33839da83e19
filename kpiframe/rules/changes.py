"""Rules of scope diff: over two versions, over their KPIs, and over every change between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.facts import Subject
from kpiframe.catalog.knowledge import RuleStatus, Scope
from kpiframe.problems import Location, Severity
from kpiframe.rules.change_facts import ChangesSeen, change_facts, comparison_facts, facts_of_kpi
from kpiframe.rules.flags import NotJudged
from kpiframe.rules.judges import Judge
from kpiframe.rules.judging import Verdicts, closed
from kpiframe.rules.known import FactMap
from kpiframe.rules.wording import FactValue

__all__ = ["judge_changes"]


def judge_changes(seen: ChangesSeen, *, ignores: Sequence[Ignore] = (), today: date, preview: bool = False) -> Verdicts:
    """Judge the rules of scope diff, as the newer version has them, over what differs between two versions."""
    rules = (r for r in seen.after.catalog.rules.values() if r.scope is Scope.DIFF)
    verdicts: Verdicts = ([], [])
    for rule in rules:
        if rule.status is RuleStatus.PREVIEW and not preview:
            continue
        judge = Judge.of(rule)
        for kpi, facts, place in cases(judge, seen):
            verdict = judge.verdict(facts)
            if isinstance(verdict, Severity):
                verdicts[0].append(judge.flag(verdict, facts, kpi, place))
            elif verdict is not None:
                because, on = judge.because(verdict), seen.after.layout.name
                verdicts[1].append(NotJudged(rule.id, kpi, verdict, on, place, rule.name, because))
    return closed(verdicts, ignores, today)


def cases(judge: Judge, seen: ChangesSeen) -> Iterator[tuple[str | None, FactMap, Location]]:
    """Yield everything *judge* is judged over: the KPI (``None``: the scorecard), the facts, the place."""
    whole: dict[str, FactValue] = {**comparison_facts(seen), "scorecard": seen.after.layout.name}
    if judge.subject is Subject.CARD:
        yield None, whole, seen.after.layout.location
    elif judge.subject is Subject.KPI:
        for name in dict.fromkeys((*seen.before.layout.kpis, *seen.after.layout.kpis)):
            yield name, {**whole, **facts_of_kpi(name, seen)}, _place(name, "", seen)
    elif judge.subject is Subject.CHANGE:
        for found in seen.changes:
            about = found.change.kpi
            facts = {**whole, **facts_of_kpi(about, seen), **change_facts(found, seen)}
            yield about, facts, _place(about, found.change.path, seen)


def _place(name: str | None, path: str, seen: ChangesSeen) -> Location:
    kpi = seen.after.catalog.kpis.get(name or "")
    if kpi is None:
        return seen.after.layout.location
    return kpi.place(path.removeprefix(f"kpis.{kpi.name}.")) if path else kpi.location
