"""Lines of a definition file with the words in question underlined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kpiframe.document import Document
from kpiframe.lint.findings import Finding, Findings
from kpiframe.lint.formats.view import flat, line_of
from kpiframe.problems import Location, printable, veiled
from kpiframe.texts import Text

_WIDEST: Final = 160
_NEAR: Final = 40
"""Lines above a finding within which the name of its KPI is still shown."""


def excerpt(finding: Finding, findings: Findings, language: str) -> list[str]:
    """Return the finding's line and the other places of the same file that matter, in order, each underlined.

    Places in other files are named with ``:::``. Empty when the file's text is not at hand.
    """
    place = finding.location
    document = findings.documents.get(place.file)
    if document is None or not place.line:
        return []
    here = [(at, line_of(told, language)) for at, told in finding.problem.related if at.file == place.file and at.line]
    spans = sorted([(place, "^", ""), *((at, "-", told) for at, told in here if at != place)], key=lambda s: s[0].line)
    head = _head(finding, findings)
    width = len(str(max(at.line for at, _, _ in spans)))
    lines = [f"{' ' * width} |"]
    if head:
        lines.append(f"{head:>{width}} | {_source(document, head)}")
    for at, mark, told in spans:
        lines += _marked(document, at, mark, told, width)
    return lines + [f"{' ' * width} ::: {flat(at)} {line_of(told, language)}" for at, told in _elsewhere(finding)]


def _marked(document: Document, at: Location, mark: str, told: str, width: int) -> Iterator[str]:
    source = _source(document, at.line)
    yield f"{at.line:>{width}} | {source}"
    if 0 < at.column <= _WIDEST:
        end = at.end_column if at.end_column > at.column else at.column + 1
        length = max(1, min(end, len(source) + 1) - at.column)
        yield f"{' ' * width} | {' ' * (at.column - 1)}{mark * length} {told}".rstrip()


def _elsewhere(finding: Finding) -> Iterator[tuple[Location, Text]]:
    yield from ((at, told) for at, told in finding.problem.related if at.file != finding.location.file)


def _head(finding: Finding, findings: Findings) -> int:
    """Return the line that names the KPI, when it stands a little above the place."""
    kpi = findings.catalog.kpis.get(finding.problem.subject)
    if kpi is None or kpi.location.file != finding.location.file:
        return 0
    return kpi.location.line if 0 < finding.location.line - kpi.location.line <= _NEAR else 0


def _source(document: Document, line: int) -> str:
    text = dict(document.excerpt(line, 0)).get(line, "")
    return printable(veiled(text.replace("\t", " ")))[:_WIDEST]
