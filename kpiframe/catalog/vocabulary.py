"""The facts a rule may name: one table of name, kind, scope and meaning; the builders in ``rules/`` fill exactly it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from kpiframe.catalog.facts import Fact, Subject
from kpiframe.catalog.facts_of_changes import CHANGE_FACTS
from kpiframe.catalog.facts_of_kpis import KPI_FACTS
from kpiframe.catalog.facts_of_results import RESULT_FACTS
from kpiframe.catalog.facts_of_series import SERIES_FACTS
from kpiframe.catalog.facts_of_sets import SET_FACTS
from kpiframe.catalog.knowledge import Rule, Scope
from kpiframe.formula.algebras.kinds import Kind, check
from kpiframe.problems import Location, Problem, did_you_mean
from kpiframe.texts import Text

PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
FACTS: Final[tuple[Fact, ...]] = (*KPI_FACTS, *SET_FACTS, *RESULT_FACTS, *SERIES_FACTS, *CHANGE_FACTS)

_SEEN: Final[Mapping[Scope, tuple[Scope, ...]]] = {
    Scope.KPI: (Scope.KPI,),
    Scope.SET: (Scope.KPI, Scope.SET),
    Scope.RESULT: (Scope.KPI, Scope.SET, Scope.RESULT),
    Scope.SERIES: (Scope.KPI, Scope.SET, Scope.RESULT, Scope.SERIES),
    Scope.DIFF: (Scope.KPI, Scope.DIFF),
}
_TOGETHER: Final[Mapping[Subject, frozenset[Subject]]] = {
    Subject.CARD: frozenset({Subject.CARD}),
    Subject.KPI: frozenset({Subject.CARD, Subject.KPI}),
    Subject.ENTRY: frozenset({Subject.CARD, Subject.KPI, Subject.ENTRY}),
    Subject.PAIR: frozenset({Subject.CARD, Subject.KPI, Subject.PAIR}),
    Subject.LEDGER: frozenset({Subject.CARD, Subject.LEDGER}),
    Subject.CHANGE: frozenset({Subject.CARD, Subject.KPI, Subject.CHANGE}),
}
"""Facts that are known where a subject is judged."""
_OF: Final[Mapping[Scope, Mapping[str, Fact]]] = {
    scope: {fact.name: fact for fact in FACTS if fact.scope in seen} for scope, seen in _SEEN.items()
}


def facts_of(scope: Scope) -> Mapping[str, Fact]:
    """Return the facts that rules of *scope* may name; none for scopes nothing is judged in yet."""
    return _OF.get(scope, {})


def subject_of(rule: Rule) -> Subject:
    """Return what *rule* is judged over: the finest thing a fact of its conditions or message speaks of."""
    facts = facts_of(rule.scope)
    named = {name for condition in rule.when for name in condition.formula.names}
    named |= set(PLACEHOLDER.findall(rule.message.en))
    least = Subject.KPI if rule.scope is Scope.KPI else Subject.CARD
    return max((least, *(facts[name].of for name in named if name in facts)))


def check_rule(rule: Rule) -> list[Problem]:
    """Return what is wrong with the names in a rule's conditions, parameters and texts."""
    facts = facts_of(rule.scope)
    together = _TOGETHER[subject_of(rule)]
    facts = {name: fact for name, fact in facts.items() if fact.of in together}
    problems = [_shadow(rule, name) for name in rule.params if name in facts]
    used = {name for condition in rule.when for name in condition.formula.names}
    problems += [_unused(rule, name, used & rule.params.keys()) for name in rule.params if name not in used]
    kinds = {name: fact.kind for name, fact in facts.items()} | dict.fromkeys(rule.params, Kind.NUMBER)
    for condition in rule.when:
        unknown = [name for name in condition.formula.names if name not in kinds]
        problems += [_unknown(rule, name, kinds, condition.location) for name in unknown]
        if not unknown:
            problems += check(condition.formula, kinds, condition.location)
    return problems + _texts(rule, kinds)


def _texts(rule: Rule, known: Iterable[str]) -> list[Problem]:
    problems = []
    known = set(known)
    for text in (rule.message, rule.fix.text):
        en, vi = (set(PLACEHOLDER.findall(wording)) for wording in (text.en, text.vi))
        problems += [_unknown(rule, name, known, rule.location, hole=True) for name in sorted((en | vi) - known)]
        if en != vi:
            apart = ", ".join(sorted(en ^ vi))
            message = Text(
                f"the English and the Vietnamese text of {rule.id} do not use the same placeholders: {apart}",
                f"bản tiếng Anh và tiếng Việt của {rule.id} không dùng cùng các chỗ điền: {apart}",
            )
            problems.append(Problem("KPF563", message, rule.location, name="uneven-placeholders", subject=rule.id))
    return problems


def _shadow(rule: Rule, name: str) -> Problem:
    message = Text(
        f"parameter {name!r} of {rule.id} has the name of a fact",
        f"tham số {name!r} của {rule.id} trùng tên một dữ kiện",
    )
    return Problem("KPF561", message, rule.location, name="parameter-shadows-fact", subject=rule.id)


def _unused(rule: Rule, name: str, used: Iterable[str]) -> Problem:
    message = Text(
        f"no condition of {rule.id} uses the parameter {name!r}",
        f"không điều kiện nào của {rule.id} dùng tham số {name!r}",
    )
    allowed = tuple(sorted(used))
    meant = did_you_mean(name, allowed)
    return Problem(
        "KPF564", message, rule.location, name="unused-parameter", allowed=allowed, meant=meant, subject=rule.id
    )


def _unknown(rule: Rule, name: str, known: Iterable[str], at: Location, *, hole: bool = False) -> Problem:
    known = sorted(known)
    code, kebab = ("KPF562", "unknown-placeholder") if hole else ("KPF560", "unknown-fact")
    message = Text(
        f"no fact or parameter of scope {rule.scope} is called {name!r}",
        f"không có dữ kiện hay tham số nào của phạm vi {rule.scope} tên là {name!r}",
    )
    meant = did_you_mean(name, known)
    return Problem(code, message, at, name=kebab, allowed=tuple(known), meant=meant, subject=rule.id)
