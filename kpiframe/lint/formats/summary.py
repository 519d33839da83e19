"""The last line of every text format: how much was looked at and what came of it."""

from __future__ import annotations

from typing import Final

from kpiframe.lint.findings import Findings
from kpiframe.problems import Severity
from kpiframe.texts import Text

_SOON: Final = 30
"""Days before its end in which an accepted finding is announced."""


def summary(findings: Findings, language: str) -> str:
    """Return e.g. ``2 files, 31 KPIs, 12 rules: 1 error, 3 warnings, 2 info; 1 not judged; 1 accepted``."""
    return (_vi(findings) if language == "vi" else _en(findings)) + _soon(findings).into(language)


def _en(findings: Findings) -> str:
    errors, warnings, infos = (findings.count(severity) for severity in Severity)
    seen = f"{_n(len(findings.files), 'file')}, {_n(findings.kpis, 'KPI')}, {_n(findings.rules, 'rule')}"
    text = f"{seen}: {_n(errors, 'error')}, {_n(warnings, 'warning')}, {infos} info"
    if findings.not_judged:
        text += f"; {len(findings.not_judged)} not judged"
    if findings.hidden:
        text += f"; {findings.hidden} not shown"
    return text + (f"; {len(findings.accepted)} accepted" if findings.accepted else "")


def _vi(findings: Findings) -> str:
    errors, warnings, infos = (findings.count(severity) for severity in Severity)
    text = f"{len(findings.files)} tệp, {findings.kpis} KPI, {findings.rules} quy tắc: "
    text += f"{errors} lỗi, {warnings} cảnh báo, {infos} lưu ý"
    if findings.not_judged:
        text += f"; {len(findings.not_judged)} chưa xét được"
    if findings.hidden:
        text += f"; {findings.hidden} không hiện"
    return text + (f"; {len(findings.accepted)} đã chấp nhận" if findings.accepted else "")


def _soon(findings: Findings) -> Text:
    ends = [f.accepted.until for f in findings.accepted if f.accepted and f.accepted.until]
    days = sorted((end - findings.today).days for end in ends)
    near = [d for d in days if d <= _SOON]
    if not near:
        return Text("", "")
    count, first = len(near), near[0]
    return Text(
        f" ({count} {'ends' if count == 1 else 'end'} in {_n(first, 'day')}{' or later' if count > 1 else ''})",
        f" ({count} mục sẽ hết hạn{' sớm nhất' if count > 1 else ''} sau {first} ngày)",
    )


def _n(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
