"""Rules judged over partial definitions: what their own tests give, run through the real fact builders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeAlias

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.facts import Subject
from kpiframe.catalog.knowledge import LifecycleEntry, Rule, RuleTest, Scope
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.catalog.vocabulary import facts_of
from kpiframe.problems import Severity
from kpiframe.rules.definition_facts import Setting, setting_of
from kpiframe.rules.judges import Judge
from kpiframe.rules.known import FactMap, Known
from kpiframe.rules.partial_changes import change_cases
from kpiframe.rules.partial_kpi import day_of, only, partial_kpi
from kpiframe.rules.partial_series import SERIES_KEYS, partial_card
from kpiframe.rules.wording import FactValue
from kpiframe.texts import Text, same

__all__ = ["STANDARD_DAY", "Verdict", "partial_kpi", "verdict_of"]

STANDARD_DAY: Final = date(2026, 11, 21)
"""Day a test is judged for when it names none; the clock is never read."""
_DEFINITIONS: Final = frozenset({"kpi", "kpis", "as_of"})
_VERSIONS: Final = frozenset({"before", "after", "period_end", "scores"})
_OWN_KEYS: Final[Mapping[Scope, frozenset[str]]] = {
    Scope.RESULT: _DEFINITIONS | SERIES_KEYS,
    Scope.SERIES: _DEFINITIONS | SERIES_KEYS,
    Scope.DIFF: _DEFINITIONS | _VERSIONS,
}
Case: TypeAlias = tuple[FactMap, LifecycleEntry | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule said in a test: ``flag`` with severity and message, ``ok`` or ``not_judged``."""

    word: str
    severity: Severity | None = None
    message: Text | None = None


def verdict_of(rule: Rule, test: RuleTest, catalog: Catalog) -> Verdict:
    """Return the worst that *rule* says in *test*. ValueError, with the reason, for one that cannot be understood."""
    judge = Judge.of(replace(rule, params={**rule.params, **test.params}))
    own = _OWN_KEYS.get(rule.scope, _DEFINITIONS)
    facts = facts_of(rule.scope)
    given = {key: value for key, value in test.given.items() if _is_direct(key, value, own, facts)}
    only(given, {**facts, **dict.fromkeys(own)}, f"fact of scope {rule.scope}, nor a key of its tests")
    direct = {name: _fact(value) for name, value in given.items()}
    asked = replace(test, given={key: value for key, value in test.given.items() if key not in given})
    if rule.scope is Scope.DIFF:
        cases: list[Case] = change_cases(judge, asked, catalog)
    else:
        cases = _cases(judge, asked, catalog, direct)
    return min((_said(judge, {**facts, **direct}, entry) for facts, entry in cases), key=_rank, default=Verdict("ok"))


def _is_direct(key: str, value: Any, own: Iterable[str], facts: Iterable[str]) -> bool:
    """Tell whether a key is a fact given directly; ``cases`` is one only as a number, else it is a list of each KPI."""
    return key not in own or (key in facts and key not in _DEFINITIONS and not isinstance(value, Mapping))


def _said(judge: Judge, facts: FactMap, entry: LifecycleEntry | None) -> Verdict:
    verdict = judge.verdict(facts)
    if verdict is None:
        return Verdict("ok")
    if not isinstance(verdict, Severity):
        return Verdict("not_judged")
    severity = Severity.INFO if entry and not entry.verified else verdict
    return Verdict("flag", severity, judge.flag(severity, facts, None, judge.rule.location).message)


def _rank(verdict: Verdict) -> int:
    return verdict.severity.rank if verdict.severity else {"not_judged": 8, "ok": 9}[verdict.word]


def _cases(judge: Judge, test: RuleTest, catalog: Catalog, direct: Iterable[str]) -> list[Case]:
    """Return the facts of every judgement the test asks for; none where its KPIs hold nothing the rule speaks of."""
    setting, names, own = _setting(test.given, catalog)
    scope = judge.rule.scope
    numbers = scope in (Scope.RESULT, Scope.SERIES)
    day = day_of(test.given.get("as_of", STANDARD_DAY))
    card = partial_card(test.given, setting.catalog.kpis, own, day) if numbers else None
    known = Known(setting, card)
    if judge.subject is Subject.CARD:
        return [(known.card, None)]
    if not own:
        return [({}, None)]
    found = _found(judge, known, names)
    finest = any(fact.of is judge.subject for name, fact in facts_of(scope).items() if name in direct)
    if found or judge.subject is Subject.KPI or not finest:
        return found
    return [(known.card if judge.subject is Subject.LEDGER else known.kpi(name), None) for name in names[:1]]


def _found(judge: Judge, known: Known, names: tuple[str, ...]) -> list[Case]:
    """Return the facts of every KPI in *names*, or of each entry, pair or ledger that *judge* speaks of."""
    if judge.subject is Subject.KPI:
        return [(known.kpi(name), None) for name in names]
    if judge.subject is Subject.PAIR:
        return [(known.pair(name, other), None) for name, other in known.pairs if name in names]
    if judge.subject is Subject.LEDGER:
        return [(known.ledger(name), None) for name in known.ledgers]
    late = judge.rule.scope is Scope.SERIES
    linked = ((name, entry) for name in names for entry in known.entries(name, succeeded=late))
    return [(known.entry(name, entry), entry) for name, entry in linked]


def _setting(given: Mapping[str, Any], catalog: Catalog) -> tuple[Setting, tuple[str, ...], tuple[str, ...]]:
    """Return the setting, the KPIs to be judged, and all that the test writes; ``kpis`` make up a scorecard."""
    day = day_of(given.get("as_of", STANDARD_DAY))
    asked, written = given.get("kpi"), list(given.get("kpis") or ())
    alone = isinstance(asked, Mapping)
    kpis = {kpi.name: kpi for kpi in map(partial_kpi, [*([asked] if alone else ()), *written])}
    whole = replace(catalog, kpis={**catalog.kpis, **kpis})
    own = tuple(kpis)
    if not written:
        return Setting(whole, day), own, own
    if asked is not None and not alone:
        only((asked,), kpis, "KPI among kpis")
    names = own[:1] if alone else (asked,) if asked is not None else own
    layout = Layout("tested", same("tested"), (Group("all", same("all"), 1.0, own),))
    shares = {data["name"]: float(data["weight_share"]) for data in written if "weight_share" in data}
    return setting_of(whole, layout, day, shares or None), names, own


def _fact(value: Any) -> FactValue:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return float(value)
