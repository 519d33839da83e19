"""SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import hashlib
from typing import Any, Final
from urllib.parse import quote

from kpiframe.catalog.knowledge import Rule
from kpiframe.lint.findings import Finding, Findings
from kpiframe.lint.formats.view import View, json_text, line_of
from kpiframe.problems import Location, Severity
from kpiframe.rules.flags import NotJudged

_LEVEL: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def document(findings: Findings, view: View) -> dict[str, Any]:
    """Return the log as JSON-ready data: accepted findings are suppressed results, unjudged rules are open ones."""
    shown = [*findings.items, *findings.accepted]
    ids = sorted({f.code for f in shown} | {n.rule for n in findings.not_judged})
    results = [_result(f, findings, view, ids) for f in shown]
    results += [_open(n, ids) for n in findings.not_judged]
    driver = {"name": "kpiframe", "version": view.version or "0", "rules": [_rule(i, findings, view) for i in ids]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "the folder the paths are relative to"}}},
        "results": results,
    }
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def as_sarif(findings: Findings, view: View) -> str:
    """Return :func:`document` as text."""
    return json_text(document(findings, view))


def _rule(code: str, findings: Findings, view: View) -> dict[str, Any]:
    rule = findings.catalog.rules.get(code)
    if rule is None:
        known = next((f for f in (*findings.items, *findings.accepted) if f.code == code), None)
        level = _LEVEL[known.severity] if known else "warning"
        name = known.problem.name if known and known.problem.name else code
        return {"id": code, "name": name, "shortDescription": {"text": name}, "defaultConfiguration": {"level": level}}
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": line_of(rule.why, view.language)},
        "help": {"text": line_of(rule.fix.text, view.language), "markdown": line_of(rule.fix.text, view.language)},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {"tags": _tags(rule), "confidence": rule.confidence.value},
    }


def _tags(rule: Rule) -> list[str]:
    return [tag for tag in (rule.family, rule.scope.value, *rule.criticisms) if tag]


def _result(finding: Finding, findings: Findings, view: View, ids: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": ids.index(finding.code),
        "kind": "fail",
        "level": _LEVEL[finding.severity],
        "message": {"text": line_of(finding.problem.message, view.language)},
        "locations": _locations(finding.location),
        "partialFingerprints": {"kpiframe/v1": fingerprint(finding, findings)},
    }
    if finding.problem.related:
        result["relatedLocations"] = [
            {"id": n, **_location(at), "message": {"text": line_of(told, view.language)}}
            for n, (at, told) in enumerate(finding.problem.related)
        ]
    if finding.accepted:
        said = ", ".join(filter(None, (finding.accepted.reason, line_of(finding.accepted.text, view.language))))
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": said}]
    return result


def _open(entry: NotJudged, ids: list[str]) -> dict[str, Any]:
    about = entry.kpi or entry.scorecard
    return {
        "ruleId": entry.rule,
        "ruleIndex": ids.index(entry.rule),
        "kind": "open",
        "level": "none",
        "message": {"text": f"not judged for {about}: {entry.fact} is unknown"},
        "locations": _locations(entry.location),
    }


def fingerprint(finding: Finding, findings: Findings) -> str:
    """Return a hash of code, subject and the words pointed at, which outlives moved lines."""
    at = finding.location
    document_ = findings.documents.get(at.file)
    line = dict(document_.excerpt(at.line, 0)).get(at.line, "") if document_ and at.line else ""
    words = line[at.column - 1 : at.end_column - 1] if at.end_column > at.column else line
    parts = (finding.code, finding.problem.subject, finding.scorecard, " ".join(words.split()))
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]


def _locations(at: Location) -> list[dict[str, Any]]:
    return [_location(at)] if at.file else []


def _location(at: Location) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(at.file), "uriBaseId": "ROOT"}}
    if at.line:
        region: dict[str, int] = {"startLine": at.line}
        if at.column:
            region["startColumn"] = at.column
        if at.end_column > at.column:
            region["endColumn"] = at.end_column
        physical["region"] = region
    return {"physicalLocation": physical}
