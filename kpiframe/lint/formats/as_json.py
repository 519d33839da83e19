"""Every finding as data, for programs: version 1, stable order, texts in both languages."""

from __future__ import annotations

from typing import Any

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.contents import Catalog
from kpiframe.lint.findings import Finding, Findings
from kpiframe.lint.formats.view import View, json_text
from kpiframe.problems import Location, Severity

VERSION = 1


def document(findings: Findings, view: View) -> dict[str, Any]:
    """Return the findings as JSON-ready data."""
    catalog = findings.catalog
    return {
        "version": VERSION,
        "tool": {"name": "kpiframe", "version": view.version},
        "profile": findings.profile,
        "today": findings.today.isoformat(),
        "summary": {
            "files": len(findings.files),
            "kpis": findings.kpis,
            "rules": findings.rules,
            **{severity.value: findings.count(severity) for severity in Severity},
            "accepted": len(findings.accepted),
            "not_judged": len(findings.not_judged),
            "not_shown": findings.hidden,
            "fails": findings.fails(view.fail_level),
        },
        "findings": [_finding(f, catalog) for f in findings.items],
        "accepted": [_finding(f, catalog) for f in findings.accepted],
        "not_judged": [
            {"rule": n.rule, "kpi": n.kpi, "scorecard": n.scorecard, "fact": n.fact, **_place(n.location)}
            for n in findings.not_judged
        ],
    }


def as_json(findings: Findings, view: View) -> str:
    """Return :func:`document` as text."""
    return json_text(document(findings, view))


def _finding(finding: Finding, catalog: Catalog) -> dict[str, Any]:
    problem = finding.problem
    return {
        "code": problem.code,
        "name": problem.name,
        "severity": problem.severity.value,
        "confidence": finding.confidence.value,
        "message": problem.message.to_dict(),
        **_place(problem.location),
        "subject": problem.subject,
        "scorecard": finding.scorecard,
        "allowed": list(problem.allowed),
        "meant": list(problem.meant),
        "help": problem.help.to_dict() if problem.help else None,
        "related": [{**_place(at), "message": told.to_dict()} for at, told in problem.related],
        "why": finding.why.to_dict() if finding.why else None,
        "fix": finding.fix.to_dict() if finding.fix else None,
        "replace_with": list(finding.replace_with),
        "sources": [_source(source, catalog) for source in finding.sources],
        "accepted": _acceptance(finding.accepted) if finding.accepted else None,
    }


def _place(at: Location) -> dict[str, Any]:
    return {"file": at.file, "line": at.line, "column": at.column, "end_column": at.end_column}


def _source(source: str, catalog: Catalog) -> dict[str, str]:
    found = catalog.citations.get(source)
    return {
        "id": source,
        "title": found.title if found else "",
        "date": found.date if found else "",
        "read_on": found.read_on if found else "",
        "url": found.url if found else "",
    }


def _acceptance(entry: Ignore) -> dict[str, Any]:
    return {
        "reason": entry.reason,
        "text": entry.text.to_dict(),
        "by": entry.by,
        "since": entry.since.isoformat() if entry.since else None,
        "until": entry.until.isoformat() if entry.until else None,
        **_place(entry.location),
    }
