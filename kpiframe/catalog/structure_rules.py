"""Checked raw data -> Rule. The names in its conditions are checked against the vocabulary by the linter."""

from __future__ import annotations

from typing import Any, Final

from kpiframe.catalog.inheritance import Raw, text_of
from kpiframe.catalog.knowledge import Condition, Confidence, Fix, Rule, RuleStatus, RuleTest, Scope
from kpiframe.catalog.reading import formula_at, words
from kpiframe.document import Steps
from kpiframe.formula.syntax import Role
from kpiframe.problems import Problem, Problems, Severity
from kpiframe.texts import Text

VERDICTS: Final = ("ok", "flag", "todo", "not_judged")


def rule_of(raw: Raw, problems: Problems) -> Rule | None:
    """Return the rule *raw* describes; ``None`` when a condition is not in the language."""
    data = raw.data
    when = _conditions(raw, problems)
    tests = _tests(raw, problems)
    if when is None or tests is None:
        return None
    fix = data["fix"]
    return Rule(
        id=raw.name,
        name=data["name"],
        scope=Scope(data["scope"]),
        severity=Severity(data["severity"]),
        confidence=Confidence(data["confidence"]),
        when=when,
        message=text_of(data["message"]),
        why=text_of({"en": data["why"]["en"], "vi": data["why"]["vi"]}),
        fix=Fix(text_of(fix["text"]), words(fix, "replace_with"), fix.get("effort", "medium"), fix.get("safe", False)),
        aliases=words(data, "aliases"),
        status=RuleStatus(data.get("status", RuleStatus.STABLE)),
        params={name: float(value) for name, value in (data.get("params") or {}).items()},
        sources=tuple(data["why"].get("sources") or ()),
        criticisms=words(data, "criticisms"),
        family=data.get("family", ""),
        since=data.get("since", ""),
        tests=tests,
        worst=_worst(raw, when),
        judged_in=words(data, "judged_in") or ("lint", "score"),
        location=raw.location,
    )


def _worst(raw: Raw, when: tuple[Condition, ...]) -> Severity | None:
    if raw.writer(("severity",)) is not raw.pieces[0]:
        return None
    return min((line.severity for line in when), key=lambda severity: severity.rank)


def _conditions(raw: Raw, problems: Problems) -> tuple[Condition, ...] | None:
    written = raw.data["when"]
    if isinstance(written, str):
        formula = formula_at(raw, ("when",), Role.WHEN, problems)
        return (Condition(Severity(raw.data["severity"]), formula, raw.place(("when",))),) if formula else None
    found = []
    for index, line in enumerate(written):
        path: Steps = ("when", index, "if")
        formula = formula_at(raw, path, Role.WHEN, problems)
        if formula:
            found.append(Condition(Severity(line["severity"]), formula, raw.place(path)))
    return tuple(found) if len(found) == len(written) else None


def _tests(raw: Raw, problems: Problems) -> tuple[RuleTest, ...] | None:
    found: list[RuleTest] = []
    written: list[dict[str, Any]] = raw.data.get("tests") or []
    for index, data in enumerate(written):
        at = raw.place(("tests", index))
        verdicts = [v for v in VERDICTS if v in data]
        if len(verdicts) != 1:
            message = Text("a test has one verdict", "mỗi phép thử có đúng một kết luận")
            problems.add(Problem("KPF506", message, at, allowed=VERDICTS, subject=raw.name))
            continue
        found.append(
            RuleTest(
                verdict=verdicts[0],
                given=data[verdicts[0]],
                params={name: float(value) for name, value in (data.get("params") or {}).items()},
                severity=Severity(data["severity"]) if "severity" in data else None,
                message_contains=text_of(data["message_contains"]) if "message_contains" in data else None,
                location=at,
            )
        )
    return tuple(found) if len(found) == len(written) else None
