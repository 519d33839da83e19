"""Workflow commands of GitHub: one annotation a finding, the worst first, because only ten of a step are shown."""

from __future__ import annotations

from typing import Final

from kpiframe.lint.findings import Finding, Findings
from kpiframe.lint.formats.view import View, flat, line_of
from kpiframe.problems import Severity

_COMMAND: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(findings: Findings, view: View) -> str:
    """Return one command a line; no text of a definition can begin a line or end a property."""
    ordered = sorted(findings.items, key=lambda f: (f.severity.rank, f.problem.sort_key()))
    return "".join(_annotation(finding, view.language) + "\n" for finding in ordered)


def _annotation(finding: Finding, language: str) -> str:
    at = finding.location
    properties = {
        "file": at.file,
        "line": str(at.line) if at.line else "",
        "col": str(at.column) if at.column else "",
        "endColumn": str(at.end_column) if at.end_column > at.column else "",
        "title": f"{finding.code} {finding.problem.name}".strip(),
    }
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{_COMMAND[finding.severity]} {told}::{_message(line_of(finding.problem.message, language))}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(flat(text)).replace(":", "%3A").replace(",", "%2C")
