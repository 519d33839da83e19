"""Rules over facts: where a condition holds there is a flag; where a fact is unknown the rule was not judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import LifecycleEntry, RuleStatus, Scope
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.problems import Location, Severity
from kpiframe.rules.definition_facts import Setting, entry_facts, field_of, kpi_facts, setting_of
from kpiframe.rules.flags import Flag, NotJudged
from kpiframe.rules.judges import Judge
from kpiframe.rules.result_facts import CardFacts, result_facts
from kpiframe.rules.set_facts import set_facts
from kpiframe.rules.suppressions import acceptance
from kpiframe.rules.wording import FactValue

__all__ = ["CardFacts", "Verdicts", "judge_definitions", "judge_results"]

Verdicts = tuple[list[Flag], list[NotJudged]]


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
) -> Verdicts:
    """Judge the rules of scope kpi and set over *layouts*, and over the KPIs named by *also* that are on none of them.

    A KPI on no scorecard reaches no client, so its flags are warnings at most.
    *weights* are the effective shares (0 to 1) of a single layout where scoring knows them. *today* decides about
    accepted flags; *as_of* (default: today) is the day the definitions are judged for, e.g. the last of a period.
    """
    day = as_of or today
    judges = [Judge.of(rule) for rule in catalog.rules.values() if preview or rule.status is not RuleStatus.PREVIEW]
    verdicts: Verdicts = ([], [])
    for layout in layouts:
        setting = setting_of(catalog, layout, day, weights)
        _judge_kpis(judges, layout.kpis, setting, verdicts)
        _judge_whole(judges, Scope.SET, set_facts(setting), setting, verdicts)
    elsewhere = {name for layout in layouts for name in layout.kpis}
    loose = Setting(catalog, day, shares={} if layouts else None)
    _judge_kpis(judges, [name for name in also if name not in elsewhere], loose, verdicts)
    return _closed(verdicts, ignores, today)


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
    """Judge the rules of scope result over the scores of one scorecard and period."""
    judges = [Judge.of(rule) for rule in catalog.rules.values() if preview or rule.status is not RuleStatus.PREVIEW]
    setting = setting_of(catalog, layout, as_of or today, facts.weight_shares or None)
    verdicts: Verdicts = ([], [])
    _judge_whole(judges, Scope.RESULT, result_facts(facts, setting), setting, verdicts)
    return _closed(verdicts, ignores, today)


def _judge_kpis(judges: list[Judge], names: Iterable[str], setting: Setting, into: Verdicts) -> None:
    here = [judge for judge in judges if judge.rule.scope is Scope.KPI]
    scorecard = setting.layout.name if setting.layout else None
    for name in dict.fromkeys(names):
        kpi = setting.catalog.kpis.get(name)
        if kpi is None:
            continue
        facts = kpi_facts(kpi, setting) | {"scorecard": scorecard}
        for judge in here:
            for entry in _entries(judge, kpi, setting.catalog):
                _judge_kpi(judge, kpi, {**facts, **entry_facts(entry, setting)} if entry else facts, entry, into)


def _judge_kpi(
    judge: Judge, kpi: Kpi, facts: Mapping[str, FactValue], entry: LifecycleEntry | None, into: Verdicts
) -> None:
    verdict = judge.verdict(facts)
    if verdict is None:
        return
    place = _place(judge, kpi)
    if isinstance(verdict, Severity):
        severity = _capped(verdict, entry, on_scorecard=bool(facts["scorecard"]))
        flag = judge.flag(severity, facts, kpi.name, place)
        into[0].append(_with_entry(flag, entry) if entry else flag)
    else:
        into[1].append(NotJudged(judge.rule.id, kpi.name, verdict, str(facts["scorecard"] or ""), place))


def _capped(severity: Severity, entry: LifecycleEntry | None, *, on_scorecard: bool) -> Severity:
    """Return *severity*, at most info for an entry without a source, at most warning for a KPI nobody is shown."""
    if entry and not entry.verified:
        return Severity.INFO
    return severity if on_scorecard or severity is not Severity.ERROR else Severity.WARNING


def _entries(judge: Judge, kpi: Kpi, catalog: Catalog) -> Iterator[LifecycleEntry | None]:
    if not judge.of_entry:
        yield None
        return
    for name in kpi.lifecycle:
        if name in catalog.lifecycle:
            yield catalog.lifecycle[name]


def _with_entry(flag: Flag, entry: LifecycleEntry) -> Flag:
    instead = tuple(dict.fromkeys((*entry.replacement, *flag.replace_with)))
    sources = tuple(dict.fromkeys((*entry.sources, *flag.sources)))
    return replace(flag, replace_with=instead, sources=sources, facts={**flag.facts, "entry": entry.id})


def _judge_whole(
    judges: list[Judge], scope: Scope, facts: Mapping[str, FactValue], setting: Setting, into: Verdicts
) -> None:
    at = setting.layout.location if setting.layout else Location("")
    for judge in judges:
        if judge.rule.scope is not scope:
            continue
        verdict = judge.verdict(facts)
        if isinstance(verdict, Severity):
            into[0].append(judge.flag(verdict, facts, None, at))
        elif verdict is not None:
            into[1].append(NotJudged(judge.rule.id, None, verdict, str(facts.get("scorecard") or ""), at))


def _place(judge: Judge, kpi: Kpi) -> Location:
    """Return where the field stands that the condition speaks of first."""
    fields = (field_of(name) for name in judge.names)
    return next((kpi.place(field) for field in fields if field), kpi.location)


def _closed(verdicts: Verdicts, ignores: Sequence[Ignore], today: date) -> Verdicts:
    """Keep the worst of what several scorecards say about one KPI, mark what is accepted, and put all in order."""
    flags: dict[tuple[object, ...], Flag] = {}
    for flag in sorted(verdicts[0], key=lambda f: f.severity.rank):
        about = (flag.kpi, flag.facts.get("entry")) if flag.kpi else (None, flag.scorecard)
        flags.setdefault((flag.rule.id, *about), flag)
    accepted = [replace(f, accepted=acceptance(ignores, f, today)) for f in flags.values()]
    accepted.sort(key=lambda f: (f.severity.rank, f.rule.id, f.scorecard, f.kpi or "", str(f.facts.get("entry"))))
    unknown = {(n.rule, n.kpi, n.fact, "" if n.kpi else n.scorecard): n for n in verdicts[1]}
    return accepted, sorted(unknown.values(), key=lambda n: (n.rule, n.scorecard, n.kpi or "", n.fact))
