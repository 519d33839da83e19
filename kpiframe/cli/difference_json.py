"""A comparison for machines: the same as the text, with every number whole."""

from __future__ import annotations

from typing import Any

from kpiframe.catalog.differences import Change
from kpiframe.cli.difference import Compared
from kpiframe.cli.versions import Side
from kpiframe.history.impact import Impact
from kpiframe.lint.formats.view import json_text
from kpiframe.rules.flags import Flag

VERSION = 1
"""Of this document; a key may come, none goes or changes its meaning."""


def as_json(found: Compared) -> str:
    """Return the comparison as one JSON object."""
    difference = found.versions.difference
    return json_text(
        {
            "version": VERSION,
            "before": _side(found.versions.before),
            "after": _side(found.versions.after),
            "scorecard": found.scorecard or None,
            "period": found.period,
            "kpis": {
                "added": [kpi.name for kpi in difference.added],
                "removed": [kpi.name for kpi in difference.removed],
                "changed": list(difference.of_kpis()),
            },
            "scorecards": {
                "added": [layout.name for layout in difference.new_scorecards],
                "removed": [layout.name for layout in difference.lost_scorecards],
            },
            "changes": [_change(change, found) for change in difference.changes],
            "impact": _impact(found.impact) if found.impact else None,
            "flags": [_flag(flag) for flag in found.flags],
            "not_judged": [{"rule": n.rule, "kpi": n.kpi, "fact": n.fact} for n in found.not_judged],
        }
    )


def _side(side: Side) -> dict[str, Any]:
    return {
        "label": side.label.to_dict(),
        "commit": side.commit or None,
        "date": side.on.isoformat() if side.on else None,
    }


def _change(change: Change, found: Compared) -> dict[str, Any]:
    day = found.versions.dates.get(change.path)
    seen = next((seen for seen in found.seen if seen.change.path == change.path), None)
    return {
        "path": change.path,
        "kpi": change.kpi,
        "scorecard": change.scorecard or None,
        "field": change.field.to_dict(),
        "old": change.old.to_dict(),
        "new": change.new.to_dict(),
        "effect": change.effect.value,
        "changed_on": day.isoformat() if day else None,
        "score_rise": seen.rise if seen else None,
        "alone": seen.alone if seen and seen.rise is not None else None,
    }


def _impact(impact: Impact) -> dict[str, Any]:
    rows = [{row.kpi: row for row in card.results} for card in (impact.before, impact.after)]
    names = dict.fromkeys(name for found in rows for name in found)
    return {
        "score": {"before": impact.before.score.relevance, "after": impact.after.score.relevance},
        "rise": impact.rise,
        "kpis": [
            {
                "kpi": name,
                "value": {side: _of(found.get(name), "value") for side, found in zip(_SIDES, rows, strict=True)},
                "score": {side: _of(found.get(name), "score") for side, found in zip(_SIDES, rows, strict=True)},
                "weight": {side: _of(found.get(name), "weight") for side, found in zip(_SIDES, rows, strict=True)},
            }
            for name in names
        ],
    }


_SIDES = ("before", "after")


def _of(row: Any, name: str) -> Any:
    return None if row is None else getattr(row, name)


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "rule": flag.rule.id,
        "name": flag.rule.name,
        "severity": flag.severity.value,
        "kpi": flag.kpi,
        "message": flag.message.to_dict(),
        "why": flag.why.to_dict(),
        "fix": flag.fix.to_dict(),
        "facts": dict(flag.facts),
        "accepted": flag.accepted is not None,
        "place": str(flag.location),
    }
