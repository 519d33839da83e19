"""Rules judged over partial definitions: what their own tests give, run through the real fact builders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.facts import Subject
from kpiframe.catalog.knowledge import LifecycleEntry, Rule, RuleTest, Scope
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.catalog.model import (
    Audience,
    Direction,
    Directness,
    Kpi,
    KpiKind,
    MeasuredBy,
    Owner,
    Relevance,
    Signal,
    Status,
    Thresholds,
    Timing,
)
from kpiframe.catalog.vocabulary import facts_of
from kpiframe.formula.syntax import parse
from kpiframe.problems import Severity, did_you_mean
from kpiframe.rules.definition_facts import Setting, setting_of
from kpiframe.rules.judges import Judge
from kpiframe.rules.known import Known
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.rules.wording import FactValue
from kpiframe.texts import Text, same


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


STANDARD_DAY: Final = date(2026, 11, 21)
"""Day a test is judged for when it names none; the clock is never read."""
_OWN_KEYS: Final = frozenset({"kpi", "kpis", "as_of"})
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "label": lambda v: same(v) if isinstance(v, str) else Text(v["en"], v["vi"]),
    "kind": KpiKind,
    "direction": Direction,
    "signal": Signal,
    "directness": Directness,
    "measured_by": MeasuredBy,
    "timing": Timing,
    "status": Status,
    "audience": lambda v: tuple(Audience(word) for word in v),
    "relevance": lambda v: Relevance(**v),
    "thresholds": lambda v: Thresholds(**v),
    "owner": Owner,
    "decision": same,
    "reviewed_on": _day,
}
_LISTS: Final = frozenset({"lifecycle", "corroborated_by", "alternatives", "tags"})
_WORDS: Final = frozenset({"name", "family", "unit", "platform", "cadence"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule said in a test: ``flag`` with severity and message, ``ok`` or ``not_judged``."""

    word: str
    severity: Severity | None = None
    message: Text | None = None


def verdict_of(rule: Rule, test: RuleTest, catalog: Catalog) -> Verdict:
    """Return what *rule* says in *test*. ValueError, with the reason, for a test that cannot be understood."""
    judge = Judge.of(replace(rule, params={**rule.params, **test.params}))
    given = {name: _fact(value) for name, value in test.given.items() if name not in _OWN_KEYS}
    known = facts_of(rule.scope)
    for name in given:
        if name not in known:
            raise ValueError(
                f"{name!r} is no fact of scope {rule.scope}; nearest: {', '.join(did_you_mean(name, known))}"
            )
    return min((_said(judge, {**facts, **given}, entry) for facts, entry in _cases(judge, test, catalog)), key=_rank)


def _said(judge: Judge, facts: Mapping[str, FactValue], entry: LifecycleEntry | None) -> Verdict:
    verdict = judge.verdict(facts)
    if verdict is None:
        return Verdict("ok")
    if not isinstance(verdict, Severity):
        return Verdict("not_judged")
    severity = Severity.INFO if entry and not entry.verified else verdict
    return Verdict("flag", severity, judge.flag(severity, facts, None, judge.rule.location).message)


def _rank(verdict: Verdict) -> int:
    return verdict.severity.rank if verdict.severity else {"not_judged": 8, "ok": 9}[verdict.word]


def _cases(judge: Judge, test: RuleTest, catalog: Catalog) -> list[tuple[dict[str, FactValue], LifecycleEntry | None]]:
    """Return the facts of every judgement the test asks for: one, or one for each lifecycle entry."""
    setting, kpi, states = _setting(test.given, catalog)
    scope = judge.rule.scope
    card = CardFacts(seen={name: KpiSeen(state, (None,)) for name, state in states.items()})
    known = Known(setting, card if scope in (Scope.RESULT, Scope.SERIES) else None)
    if judge.subject is Subject.CARD:
        return [({**known.card}, None)]
    if kpi is None:
        return [({}, None)]
    if judge.subject is not Subject.ENTRY:
        return [({**known.kpi(kpi.name)}, None)]
    found: list[tuple[dict[str, FactValue], LifecycleEntry | None]] = []
    for entry in known.entries(kpi.name, succeeded=scope is Scope.SERIES):
        found.append(({**known.entry(kpi.name, entry)}, entry))
    return found or [({**known.kpi(kpi.name), "entry_status": "none"}, None)]


def _setting(given: Mapping[str, Any], catalog: Catalog) -> tuple[Setting, Kpi | None, dict[str, str]]:
    day = _day(given.get("as_of", STANDARD_DAY))
    asked, written = given.get("kpi"), list(given.get("kpis") or ())
    alone = asked if isinstance(asked, Mapping) else None
    kpis = {kpi.name: kpi for kpi in map(partial_kpi, [alone] if alone else written)}
    whole = replace(catalog, kpis={**catalog.kpis, **kpis})
    if alone or not written:
        return Setting(whole, day), next(iter(kpis.values()), None), {}
    layout = Layout("tested", same("tested"), (Group("all", same("all"), 1.0, tuple(kpis)),))
    shares = {data["name"]: float(data["weight_share"]) for data in written if "weight_share" in data}
    if asked is not None and asked not in kpis:
        raise ValueError(f"kpi {asked!r} is not among kpis: {', '.join(kpis)}")
    setting = setting_of(whole, layout, day, shares or None)
    return setting, kpis[asked] if asked else None, dict.fromkeys(kpis, "scored")


def partial_kpi(data: Mapping[str, Any]) -> Kpi:
    """Return a KPI that says what *data* says and leaves the rest at its default. ValueError for an unknown key."""
    known = {f.name for f in fields(Kpi)}
    said: dict[str, Any] = {"name": "tested", "unit": "count", "kind": KpiKind.RATIO, "direction": Direction.HIGHER}
    for key, value in data.items():
        if key in _READ:
            said[key] = _READ[key](value)
        elif key in _LISTS:
            said[key] = tuple(value)
        elif key in _WORDS:
            said[key] = value
        elif key != "weight_share":
            raise ValueError(f"{key!r} is no key of a tested KPI; nearest: {', '.join(did_you_mean(key, known))}")
    said.setdefault("label", same(said["name"]))
    return Kpi(formula=parse("value"), inputs=(), **said)


def _fact(value: Any) -> FactValue:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return float(value)
