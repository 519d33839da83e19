"""One rule after another over what is known: of the scorecard, its KPIs, their entries, pairs and ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.facts import Subject
from kpiframe.catalog.knowledge import LifecycleEntry, Scope
from kpiframe.problems import Location, Severity
from kpiframe.rules.definition_facts import field_of
from kpiframe.rules.flags import Flag, NotJudged
from kpiframe.rules.judges import Judge
from kpiframe.rules.known import FactMap, Known
from kpiframe.rules.suppressions import acceptance

Verdicts: TypeAlias = tuple[list[Flag], list[NotJudged]]
Case: TypeAlias = tuple[str | None, FactMap, LifecycleEntry | None]
"""The KPI it is about (``None``: the whole scorecard), the facts, and the lifecycle entry, if it is about one."""


def judge_known(judges: Sequence[Judge], known: Known, names: Iterable[str], into: Verdicts) -> None:
    """Judge every rule over what it speaks of, among the KPIs called *names*; add to *into*."""
    kpis = [name for name in dict.fromkeys(names) if name in known.setting.catalog.kpis]
    for judge in judges:
        for case in _cases(judge, known, kpis):
            kpi, facts, _ = case
            verdict = judge.verdict(facts)
            if isinstance(verdict, Severity):
                into[0].append(_flag(judge, verdict, known, case))
            elif verdict is not None:
                place = _place(judge, known, kpi)
                because = judge.because(verdict)
                into[1].append(
                    NotJudged(judge.rule.id, kpi, verdict, _scorecard(known), place, judge.rule.name, because)
                )


def _cases(judge: Judge, known: Known, kpis: Sequence[str]) -> Iterator[Case]:
    if judge.subject is Subject.CARD:
        yield None, known.card, None
    elif judge.subject is Subject.KPI:
        yield from ((name, known.kpi(name), None) for name in kpis)
    elif judge.subject is Subject.ENTRY:
        succeeded = judge.rule.scope is Scope.SERIES
        for name in kpis:
            for entry in known.entries(name, succeeded=succeeded):
                yield name, known.entry(name, entry), entry
    elif judge.subject is Subject.PAIR:
        yield from ((name, known.pair(name, other), None) for name, other in known.pairs)
    elif judge.subject is Subject.LEDGER:
        yield from ((None, known.ledger(name), None) for name in known.ledgers)


def _flag(judge: Judge, verdict: Severity, known: Known, case: Case) -> Flag:
    kpi, facts, entry = case
    severity = _capped(verdict, entry, alone=kpi is not None and known.setting.layout is None)
    flag = judge.flag(severity, {**facts, "scorecard": _scorecard(known)}, kpi, _place(judge, known, kpi))
    return _with_entry(flag, entry) if entry else flag


def _capped(severity: Severity, entry: LifecycleEntry | None, *, alone: bool) -> Severity:
    """Return *severity*, at most info for an entry without a source, at most warning for a KPI nobody is shown."""
    if entry and not entry.verified:
        return Severity.INFO
    return Severity.WARNING if alone and severity is Severity.ERROR else severity


def _with_entry(flag: Flag, entry: LifecycleEntry) -> Flag:
    named = dict.fromkeys((*entry.replacement, *flag.replace_with))
    instead = tuple(name for name in named if name != flag.kpi)
    sources = tuple(dict.fromkeys((*entry.sources, *flag.sources)))
    return replace(flag, replace_with=instead, sources=sources, facts={**flag.facts, "entry": entry.id})


def _scorecard(known: Known) -> str:
    return known.setting.layout.name if known.setting.layout else ""


def _place(judge: Judge, known: Known, name: str | None) -> Location:
    """Return where the field stands that the condition speaks of first."""
    layout = known.setting.layout
    if name is None:
        return layout.location if layout else Location("")
    kpi = known.setting.catalog.kpis[name]
    fields = (field_of(fact) for fact in judge.names)
    return next((kpi.place(field) for field in fields if field), kpi.location)


_OBJECTS = ("entry", "other", "ledger", "field")
"""Facts that tell apart several flags of one rule about one KPI or scorecard."""


def closed(verdicts: Verdicts, ignores: Sequence[Ignore], today: date) -> Verdicts:
    """Keep the worst of what several scorecards say about one KPI, mark what is accepted, and put all in order."""
    flags: dict[tuple[object, ...], Flag] = {}
    for flag in sorted(verdicts[0], key=lambda f: f.severity.rank):
        about = (flag.kpi or flag.scorecard, *(flag.facts.get(name) for name in _OBJECTS))
        flags.setdefault((flag.rule.id, flag.kpi is None, *about), flag)
    accepted = [_accepted(flag, ignores, today) for flag in flags.values()]
    accepted.sort(key=lambda f: (f.severity.rank, f.rule.id, f.scorecard, f.kpi or "", *_objects(f)))
    unknown = {(n.rule, n.kpi, n.fact, "" if n.kpi else n.scorecard): n for n in verdicts[1]}
    return accepted, sorted(unknown.values(), key=lambda n: (n.rule, n.scorecard, n.kpi or "", n.fact))


def _accepted(flag: Flag, ignores: Sequence[Ignore], today: date) -> Flag:
    found = acceptance(ignores, flag, today)
    return flag if found is flag.accepted else replace(flag, accepted=found)


def _objects(flag: Flag) -> tuple[str, ...]:
    return tuple(str(flag.facts.get(name) or "") for name in _OBJECTS)
