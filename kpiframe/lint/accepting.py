"""The entries of ``ignores:`` judged: accepted findings set apart, and what is wrong with the entries themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.codes import NAMES
from kpiframe.catalog.knowledge import Rule
from kpiframe.lint.findings import Finding
from kpiframe.problems import Problem, Severity, did_you_mean
from kpiframe.rules.suppressions import BLANKET, holds
from kpiframe.texts import Text

NEVER: Final = ("KPF5", "KPF9")
"""Codes nobody can accept away: the definition format and this machinery."""


def accept(findings: Iterable[Finding], ignores: Sequence[Ignore], today: date) -> list[Finding]:
    """Return the findings, those that an entry in force speaks of marked as accepted."""
    by_rule: dict[str, list[Ignore]] = {}
    for ignore in ignores:
        by_rule.setdefault(ignore.rule, []).append(ignore)
    return [f if f.accepted else _accepted(f, by_rule, today) for f in findings]


def _accepted(finding: Finding, by_rule: dict[str, list[Ignore]], today: date) -> Finding:
    for ignore in _about(finding, by_rule):
        if holds(ignore, finding.severity, today):
            return replace(finding, accepted=ignore)
    return finding


def _about(finding: Finding, by_rule: dict[str, list[Ignore]]) -> Iterator[Ignore]:
    if finding.code.startswith(NEVER):
        return
    aliases = finding.rule.aliases if finding.rule else ()
    whole = finding.rule is not None and finding.problem.subject == finding.scorecard
    for name in (finding.code, finding.problem.name, *aliases):
        for ignore in by_rule.get(name, ()):
            if ignore.kpi == finding.problem.subject or (whole and not ignore.kpi):
                yield ignore


def judge_entries(
    ignores: Sequence[Ignore], findings: Sequence[Finding], rules: Iterable[Rule], today: date
) -> Iterator[Problem]:
    """Yield KPF901 to KPF905: entries that match nothing, are past, name no rule, or never end."""
    known = {word: rule.id for rule in rules for word in (rule.id, rule.name, *rule.aliases)}
    known |= {word: code for code, name in NAMES.items() for word in (code, name)}
    by_rule: dict[str, list[Ignore]] = {}
    for ignore in ignores:
        by_rule.setdefault(ignore.rule, []).append(ignore)
    used: dict[int, Finding] = {}
    for finding in findings:
        for ignore in _about(finding, by_rule):
            used.setdefault(id(ignore), finding)
    for ignore in ignores:
        problem = _fault(ignore, used.get(id(ignore)), known, today)
        if problem:
            yield problem


def _fault(ignore: Ignore, finding: Finding | None, known: dict[str, str], today: date) -> Problem | None:
    if ignore.rule in BLANKET:
        return _problem(
            "KPF903",
            Severity.ERROR,
            ignore,
            Text("an accepted flag names its rule", "mỗi mục chấp nhận phải nêu quy tắc"),
            Text("write `rule: KPF110`, one entry for each", "viết `rule: KPF110`, mỗi quy tắc một mục"),
        )
    code = known.get(ignore.rule)
    if code is None:
        meant = did_you_mean(ignore.rule, known)
        message = Text(f"there is no rule {ignore.rule!r}", f"không có quy tắc {ignore.rule!r}")
        return replace(_problem("KPF904", Severity.ERROR, ignore, message), meant=meant)
    if code.startswith(NEVER):
        message = Text(
            f"{code} cannot be accepted: it is a fault to mend", f"không thể chấp nhận {code}: đây là lỗi phải sửa"
        )
        return _problem("KPF904", Severity.ERROR, ignore, message)
    return _lapse(ignore, finding, today)


def _lapse(ignore: Ignore, finding: Finding | None, today: date) -> Problem | None:
    about = f"{ignore.rule}, {ignore.kpi}" if ignore.kpi else ignore.rule
    if ignore.until is not None and ignore.until < today:
        day, ngay = ignore.until.isoformat(), f"{ignore.until:%d/%m/%Y}"
        message = Text(f"{about} was accepted until {day}", f"{about} chỉ được chấp nhận đến {ngay}")
        remedy = Text("decide again, or remove the entry", "hãy quyết định lại, hoặc xoá mục này")
        return _problem("KPF902", Severity.WARNING, ignore, message, remedy)
    if finding is None:
        message = Text(
            f"{about} is accepted, but nothing raises it", f"{about} được chấp nhận nhưng không còn cảnh báo nào"
        )
        return _problem("KPF901", Severity.WARNING, ignore, message, Text("remove the entry", "hãy xoá mục này"))
    if ignore.until is None and finding.severity is Severity.ERROR:
        message = Text(
            f"{about} is an error: it can be accepted for a time only",
            f"{about} là lỗi: chỉ được chấp nhận có thời hạn",
        )
        return _problem("KPF905", Severity.ERROR, ignore, message, Text("write `until:`", "hãy ghi `until:`"))
    return None


def _problem(code: str, severity: Severity, ignore: Ignore, message: Text, remedy: Text | None = None) -> Problem:
    return Problem(code, message, ignore.location, severity, help=remedy, subject=ignore.kpi)
