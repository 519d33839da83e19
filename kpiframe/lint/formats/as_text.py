"""The terminal's format: what, where with the words underlined, why, what instead; and one line a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kpiframe.catalog.day_words import cited
from kpiframe.limits import LIMITS
from kpiframe.lint.findings import Finding, Findings
from kpiframe.lint.formats.excerpts import excerpt
from kpiframe.lint.formats.summary import summary
from kpiframe.lint.formats.view import SEVERITY, View, flat, line_of
from kpiframe.problems import Severity
from kpiframe.texts import Text

_WHY = Text("why", "vì sao")
_SOURCE = Text("source", "nguồn")
_HELP = Text("help", "gợi ý")
_INSTEAD = Text("instead", "thay bằng")
_ALLOWED = Text("allowed", "được phép")
_MEANT = Text("did you mean", "có phải ý bạn là")
_EXPLAIN = Text("explain", "giải thích")
_ACCEPTED = Text("accepted", "đã chấp nhận")
_UNTIL = Text("until", "đến")
_NO_END = Text("without an end", "không thời hạn")
_NOT_JUDGED = Text("not judged", "chưa xét được")
_NEEDS = Text("unknown", "chưa biết")
_MORE = Text("and {n} more of {code}", "và {n} mục {code} nữa")
_COLORS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_SOURCES: Final = 2
_MOST_ALLOWED: Final = 12


def full(findings: Findings, view: View) -> str:
    """Return every finding with its lines, at most 50 of one rule, what was accepted or not judged, and the sum."""
    blocks = ["\n".join(_block(f, findings, view)) for f in _first(findings.items)]
    blocks += list(_rest(findings.items, view.language))
    accepted = [line for f in findings.accepted for line in _accepted(f, view)]
    open_ = list(_not_judged(findings, view.language))
    tail = ["\n".join(part) for part in (accepted, open_) if part]
    return "\n\n".join([*blocks, *tail, summary(findings, view.language)]) + "\n"


def concise(findings: Findings, view: View) -> str:
    """Return one line a finding: ``file:line:column: severity code name: message``; the sum last."""
    lines = [
        f"{flat(f.location)}: {SEVERITY[f.severity].into(view.language)} {_title(f)}: "
        f"{line_of(f.problem.message, view.language)}"
        for f in findings.items
    ]
    return "\n".join([*lines, summary(findings, view.language)]) + "\n"


def _first(items: tuple[Finding, ...]) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for finding in items:
        seen[finding.code] += 1
        if seen[finding.code] <= LIMITS.findings_of_one_rule:
            yield finding


def _rest(items: tuple[Finding, ...], language: str) -> Iterator[str]:
    for code, n in sorted(Counter(f.code for f in items).items()):
        if n > LIMITS.findings_of_one_rule:
            yield _MORE.into(language).format(n=n - LIMITS.findings_of_one_rule, code=code)


def _block(finding: Finding, findings: Findings, view: View) -> Iterator[str]:
    word = SEVERITY[finding.severity].into(view.language)
    title = f"{word}[{_title(finding)}]"
    if view.color:
        title = f"\x1b[1;{_COLORS[finding.severity]}m{title}\x1b[0m"
    yield f"{title}: {line_of(finding.problem.message, view.language)}"
    if finding.location.file:
        yield f"  --> {flat(finding.location)}"
    yield from excerpt(finding, findings, view.language)
    for told, what in _notes(finding, findings, view):
        yield f"   = {told.into(view.language)}: {what}"


def _notes(finding: Finding, findings: Findings, view: View) -> Iterator[tuple[Text, str]]:
    problem = finding.problem
    if finding.why:
        yield _WHY, line_of(finding.why, view.language)
    for source in finding.sources[:_SOURCES]:
        citation = findings.catalog.citations.get(source)
        if citation:
            yield _SOURCE, flat(cited(citation, view.language))
    if problem.meant:
        yield _MEANT, flat(", ".join(problem.meant) + "?")
    if problem.allowed:
        more = " …" if len(problem.allowed) > _MOST_ALLOWED else ""
        yield _ALLOWED, flat(", ".join(problem.allowed[:_MOST_ALLOWED]) + more)
    for remedy in (finding.fix, problem.help):
        if remedy:
            yield _HELP, line_of(remedy, view.language)
    if finding.replace_with:
        yield _INSTEAD, flat(", ".join(finding.replace_with))
    if finding.rule:
        yield _EXPLAIN, f"{view.command} explain {finding.code}"


def _accepted(finding: Finding, view: View) -> Iterator[str]:
    entry = finding.accepted
    yield f"{_ACCEPTED.into(view.language)}[{_title(finding)}]: {line_of(finding.problem.message, view.language)}"
    yield f"  --> {flat(finding.location)}"
    if entry:
        end = f"{_UNTIL.into(view.language)} {entry.until.isoformat()}" if entry.until else _NO_END.into(view.language)
        said = [part for part in (flat(entry.reason), line_of(entry.text, view.language), flat(entry.by)) if part]
        yield f"   = {end}: {', '.join(said)} ({flat(entry.location)})"


def _not_judged(findings: Findings, language: str) -> Iterator[str]:
    counted = Counter((n.rule, n.fact) for n in findings.not_judged)
    for (rule, fact), n in sorted(counted.items()):
        names = [x.kpi or x.scorecard for x in findings.not_judged if (x.rule, x.fact) == (rule, fact)]
        few = ", ".join(names[:5]) + (f" … ({n})" if n > 5 else "")
        yield flat(f"{_NOT_JUDGED.into(language)}[{rule}]: {fact} {_NEEDS.into(language)}: {few}")


def _title(finding: Finding) -> str:
    return flat(f"{finding.code} {finding.problem.name}".strip())
