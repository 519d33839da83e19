"""JUnit XML: a suite a file, a case a finding; accepted and unjudged ones are skipped, clean files pass."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from kpiframe.lint.findings import Finding, Findings
from kpiframe.lint.formats.view import View, flat, line_of
from kpiframe.rules.flags import NotJudged


def as_junit(findings: Findings, view: View) -> str:
    """Return the report; a finding below the level that fails is a passed case with its message as output."""
    cases: dict[str, list[str]] = {file: [] for file in findings.files}
    for finding in findings.items:
        cases.setdefault(finding.location.file, []).append(_case(finding, view))
    for finding in findings.accepted:
        cases.setdefault(finding.location.file, []).append(_skipped(finding, view))
    for entry in findings.not_judged:
        cases.setdefault(entry.location.file, []).append(_open(entry))
    suites = [_suite(file, found or ['<testcase name="no finding"/>']) for file, found in sorted(cases.items())]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="kpiframe lint">', *suites]) + (
        "\n</testsuites>\n"
    )


def _suite(file: str, cases: Iterable[str]) -> str:
    cases = list(cases)
    failures = sum("<failure" in case for case in cases)
    skipped = sum("<skipped" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" skipped="{skipped}" errors="0"'
    return "\n".join([f"<testsuite name={_attr(file or 'kpiframe')} {counts}>", *cases, "</testsuite>"])


def _case(finding: Finding, view: View) -> str:
    message = line_of(finding.problem.message, view.language)
    where = escape(flat(f"{finding.location} {message}"))
    if view.fails(finding):
        inner = f'<failure type="{finding.severity}" message={_attr(message)}>{where}</failure>'
    else:
        inner = f"<system-out>{where}</system-out>"
    return f"<testcase {_name(finding)}>{inner}</testcase>"


def _skipped(finding: Finding, view: View) -> str:
    entry = finding.accepted
    said = f"{entry.reason} {line_of(entry.text, view.language)}".strip() if entry else ""
    return f"<testcase {_name(finding)}><skipped message={_attr(said)}/></testcase>"


def _open(entry: NotJudged) -> str:
    name = f"{entry.rule}: {entry.kpi or entry.scorecard}"
    return f"<testcase name={_attr(name)}><skipped message={_attr(f'{entry.fact} is unknown')}/></testcase>"


def _name(finding: Finding) -> str:
    subject = f": {finding.problem.subject}" if finding.problem.subject else ""
    return f"classname={_attr(finding.code)} name={_attr(f'{finding.code} {finding.problem.name}{subject}')}"


def _attr(text: str) -> str:
    return quoteattr(flat(text))
