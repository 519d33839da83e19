"""An audit as JSON: every text in both languages, names as in the definitions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from kpiframe.audit.matching import Match
from kpiframe.audit.model import Audit, Coverage, Doubt, Metric, Remark

VERSION: Final = 1


def as_json(audit: Audit) -> str:
    """Return *audit* as one JSON document, ``version`` 1."""
    return json.dumps(to_dict(audit), ensure_ascii=False, indent=2)


def to_dict(audit: Audit) -> dict[str, Any]:
    """Return *audit* as plain values."""
    return {
        "version": VERSION,
        "as_of": audit.today.isoformat(),
        "names": audit.names,
        "metrics": [_metric(metric) for metric in audit.metrics],
        "could_be": [_doubt(doubt) for doubt in audit.doubts],
        "unknown": [_unknown(found) for found in audit.unknown],
        "set": {"remarks": _remarks(audit.of_set), "coverage": _coverage(audit.coverage)},
    }


def _metric(metric: Metric) -> dict[str, Any]:
    kpi = metric.kpi
    return {
        "names": list(metric.names),
        "kpi": metric.shipped or None,
        "label": metric.label.to_dict(),
        "about": metric.about.to_dict(),
        "platform": kpi.platform if kpi else None,
        "measured_by": kpi.measured_by.value if kpi else None,
        "audience": [a.value for a in kpi.audience] if kpi else [],
        "remarks": _remarks(metric.remarks),
        "instead": list(metric.instead),
        "pitfalls": [text.to_dict() for text in metric.pitfalls],
    }


def _remarks(remarks: Iterable[Remark]) -> list[dict[str, Any]]:
    return [
        {
            "severity": remark.severity.value,
            "rule": remark.code or None,
            "name": remark.rule,
            "entry": remark.entry or None,
            "message": remark.message.to_dict(),
            "why": remark.why.to_dict() if remark.why else None,
            "fix": remark.fix.to_dict() if remark.fix else None,
            "instead": list(remark.instead),
            "sources": list(remark.sources),
        }
        for remark in remarks
    ]


def _doubt(doubt: Doubt) -> dict[str, Any]:
    names = [kpi.name for kpi in doubt.kpis]
    return {"name": doubt.match.name, "kpis": names, "remarks": _remarks(doubt.remarks)}


def _unknown(found: Match) -> dict[str, Any]:
    return {"name": found.name, "suggestions": list(found.suggestions), "platforms": list(found.platforms)}


def _coverage(coverage: Coverage | None) -> dict[str, Any] | None:
    if coverage is None:
        return None
    return {
        "metrics": coverage.metrics,
        "hear_nobody": coverage.hear_nobody,
        "existing_only": coverage.existing_only,
        "hear_wider": coverage.hear_wider,
        "by_platform": coverage.by_platform,
        "without_relevance": [label.to_dict() for label in coverage.unheard],
        "dimensions": {d.name: [label.to_dict() for label in d.kpis] for d in coverage.dimensions},
    }
