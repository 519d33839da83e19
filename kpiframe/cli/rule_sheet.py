"""A rule as a page of plain text: what ``catalog show`` and ``explain`` print."""

from __future__ import annotations

from typing import Final

from kpiframe.audit.words import SEVERITIES
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Rule, Scope
from kpiframe.cli.laying import cited, field
from kpiframe.cli.rule_tests import examples
from kpiframe.problems import Severity, printable
from kpiframe.rules.related import related
from kpiframe.rules.wording import with_params
from kpiframe.texts import Text

_W: Final = {
    "severity": Text("Severity", "Mức độ"),
    "what": Text("What", "Là gì"),
    "why": Text("Why", "Vì sao"),
    "fix": Text("What to do", "Nên làm gì"),
    "when": Text("Raised when", "Nêu khi"),
    "params": Text("Parameters", "Tham số"),
    "instead": Text("Instead, or beside it", "Dùng thay, hoặc bên cạnh"),
    "sources": Text("Sources", "Nguồn"),
    "related": Text("Related rules", "Quy tắc liên quan"),
    "accept": Text("To accept it openly, in kpiframe.yaml", "Để chấp nhận công khai, ghi trong kpiframe.yaml"),
    "effort": Text("effort", "công sức"),
    "criticisms": Text("Answers the criticisms", "Đáp lại các phê bình"),
    "aliases": Text("Also called", "Còn gọi là"),
    "since": Text("Since version", "Từ phiên bản"),
    "confidence": Text("confidence", "độ chắc"),
}
_DEGREES: Final = {"low": Text("low", "thấp"), "medium": Text("medium", "vừa"), "high": Text("high", "cao")}
_SCOPES: Final = {
    Scope.KPI: Text("judged for each KPI", "xét từng KPI"),
    Scope.SET: Text("judged for the scorecard as a whole", "xét cả bảng điểm"),
    Scope.RESULT: Text("judged over the numbers of a period", "xét số liệu của một kỳ"),
    Scope.SERIES: Text("judged over many periods", "xét chuỗi nhiều kỳ"),
    Scope.DIFF: Text("judged over two versions of the definitions", "xét hai phiên bản định nghĩa"),
    Scope.REPORT: Text("judged over the report", "xét báo cáo"),
}


def rule_sheet(rule: Rule, catalog: Catalog, language: str) -> str:
    """Return what a rule says, why, with its dated sources, what to do and how to accept its flag."""
    lines = [f"{rule.id} {rule.name}"]
    lines += field(_W["severity"], [_how(rule, language)], language)
    lines += field(_W["what"], [with_params(rule, rule.message).into(language)], language)
    when = (f"{_severity(c.severity, language)}: {c.formula.text}" for c in rule.when)
    lines += field(_W["when"], when, language)
    params = (f"{name} = {value:g}" for name, value in rule.params.items())
    lines += field(_W["params"], params, language)
    lines += field(_W["why"], [with_params(rule, rule.why).into(language)], language)
    effort = f"{_W['effort'].into(language)}: {_DEGREES[rule.fix.effort].into(language)}"
    lines += field(_W["fix"], [f"{with_params(rule, rule.fix.text).into(language)} ({effort})"], language)
    lines += field(_W["instead"], [", ".join(rule.fix.replace_with)], language)
    lines += field(_W["sources"], cited(rule.sources, catalog, language), language)
    lines += examples(rule, language)
    near = (f"{other.id} {other.name}" for other in related(rule, catalog.rules.values()))
    lines += field(_W["related"], near, language)
    lines += field(_W["criticisms"], [", ".join(rule.criticisms)], language)
    lines += field(_W["aliases"], [", ".join(rule.aliases)], language)
    lines += field(_W["since"], [rule.since], language)
    accept = ["kpi: NAME", f"rule: {rule.id}", "reason: contract-requires", "text: …", "by: …", "until: YYYY-MM-DD"]
    lines += ["", f"{_W['accept'].into(language)}:", "  ignores:", f"    - {accept[0]}"]
    lines += [f"      {line}" for line in accept[1:]]
    return printable("\n".join(lines))


def _severity(severity: Severity, language: str) -> str:
    """Return the word; the English one is also the value that definitions write."""
    return Text(severity.value, SEVERITIES[severity].vi).into(language)


def _how(rule: Rule, language: str) -> str:
    confidence = f"{_W['confidence'].into(language)} {_DEGREES[rule.confidence.value].into(language)}"
    parts = (_severity(rule.severity, language), confidence, _SCOPES[rule.scope].into(language))
    return "; ".join(parts)
