"""The tests written in YAML: worked examples of KPIs and the tests inside rules. Closures only, no database."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.graph import levels, needs_of
from kpiframe.catalog.knowledge import Rule, RuleTest
from kpiframe.catalog.model import Example, Kpi
from kpiframe.formula.algebras.scalar import Env, compile_closure, reason_of, value_at
from kpiframe.problems import NOWHERE, Location
from kpiframe.rules.partial import Verdict, verdict_of
from kpiframe.texts import NO_TEXT, Text

TOLERANCE: Final = 1e-9
"""Relative difference at which two values count as equal."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test: what was expected, what came out."""

    name: str
    """``net_promoter_score, example 1`` or ``KPF110, test 3``."""
    ok: bool
    expected: str
    got: str
    location: Location = NOWHERE
    note: Text = NO_TEXT


def run_examples(kpis: Iterable[Kpi]) -> list[Outcome]:
    """Run every worked example; a KPI that a formula names is computed from the same inputs."""
    known = {kpi.name: kpi for kpi in kpis}
    order = {name: n for n, level in enumerate(levels(known)[0]) for name in level}
    return [_example(kpi, number, known, order) for kpi in known.values() for number in range(len(kpi.examples))]


def run_rule_tests(rules: Iterable[Rule], catalog: Catalog) -> list[Outcome]:
    """Run every test inside *rules* against the lifecycle entries and platforms of *catalog*.

    A ``todo`` never fails; one that is caught by now says so.
    """
    return [_rule_test(rule, number, test, catalog) for rule in rules for number, test in enumerate(rule.tests, 1)]


def _example(kpi: Kpi, index: int, known: Mapping[str, Kpi], order: Mapping[str, int]) -> Outcome:
    example = kpi.examples[index]
    value, reason = _compute(kpi, example, known, order)
    if example.expect is None:
        expected = f"no value: {example.reason}" if example.reason else "no value"
        ok = value is None and example.reason in (None, reason)
    else:
        expected = _number(example.expect)
        ok = value is not None and math.isclose(value, example.expect, rel_tol=TOLERANCE, abs_tol=1e-12)
    got = f"no value: {reason}" if value is None else _number(value)
    return Outcome(f"{kpi.name}, example {index + 1}", ok, expected, got, example.location)


def _compute(
    kpi: Kpi, example: Example, known: Mapping[str, Kpi], order: Mapping[str, int]
) -> tuple[float | None, str]:
    """Return value and reason; the KPIs it names are computed first, and those of a loop are left without a value."""
    values: dict[str, float | None] = dict(example.inputs)
    needed, waiting = set(), [kpi.name]
    while waiting:
        names = [n for n in needs_of(known[waiting.pop()], known) if n not in values and n in order and n not in needed]
        needed.update(names)
        waiting += names
    for name in sorted(needed - {kpi.name}, key=lambda n: (order[n], n)):
        values[name] = value_at(compile_closure(known[name].formula), _env(values), 0)
    env = _env(values)
    value = value_at(compile_closure(kpi.formula), env, 0)
    return value, "" if value is not None else reason_of(kpi.formula, env, 0)[0]


def _env(values: Mapping[str, float | None]) -> Env:
    return Env(series={name: (value,) for name, value in values.items()})


def _rule_test(rule: Rule, number: int, test: RuleTest, catalog: Catalog) -> Outcome:
    name = f"{rule.id}, test {number}"
    want = "flag" if test.verdict == "todo" else test.verdict
    expected = " ".join(filter(None, (want, test.severity and test.severity.value)))
    try:
        verdict = verdict_of(rule, test, catalog)
    except (ValueError, KeyError, TypeError) as error:
        return Outcome(name, test.verdict == "todo", expected, f"not understood: {error}", test.location)
    got = " ".join(filter(None, (verdict.word, verdict.severity and verdict.severity.value)))
    ok = verdict.word == want and (test.severity is None or verdict.severity is test.severity)
    if test.verdict == "todo":
        return Outcome(name, True, "todo", got, test.location, _todo(ok))
    if ok and not _says(test, verdict):
        expected, got = f"{expected}, message with {test.message_contains}", f"{got}: {verdict.message}"
        return Outcome(name, False, expected, got, test.location)
    return Outcome(name, ok, expected, got, test.location)


def _todo(caught: bool) -> Text:  # noqa: FBT001
    if caught:
        return Text("now caught: make it a flag", "nay đã phát hiện được: hãy đổi thành flag")
    return Text("a known miss", "điểm bỏ sót đã biết")


def _says(test: RuleTest, verdict: Verdict) -> bool:
    """Tell whether the message holds the words asked for; words given in one language may stand in either."""
    asked, told = test.message_contains, verdict.message
    if asked is None:
        return True
    if told is None:
        return False
    if asked.en == asked.vi:
        return asked.en in told.en or asked.en in told.vi
    return asked.en in told.en and asked.vi in told.vi


def _number(value: float) -> str:
    return f"{value:.15g}"
