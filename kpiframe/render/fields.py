"""What a template may use: the keys of a page and what each holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "language": "en or vi",
        "audience": "client or internal",
        "words": "every word of the page, templates/messages/<language>.yaml",
        "document": "the scorecard document, its texts cleaned",
        "light": "colours on white paper, by name",
        "dark": "colours on a dark ground, by name",
        "symbols": "marks of the states, for pages of text",
        "frame": "title, client, scorecard, period, comparisons, currency, agency, as_of, definitions, invented",
        "headline": "score, status, parts (bounds, coverage, weights), withheld, capped, strip",
        "gap": "state (gap, none, unknown), points, lead, scores, contributors, line, note",
        "counts": "title and lines: icon, word, count, kpi",
        "news": "comments, changes, levers, events",
        "groups": "groups with their rows: every cell as text, bullet and spark as geometry",
        "rest": "groups with the rows beyond the first 15 KPIs",
        "stewardship": "KPIs outside the score: score, status, parts, rows; none without such KPIs",
        "dimensions": "nobody (line of the dimensions no KPI measures), lines",
        "trend": "heading of the small line's column",
        "events": "every event of the document: days, label, kind, kpis",
        "unscored": "every KPI without a score: why and effect",
        "flags": "rules with their findings, why, sources, what instead, acceptance",
        "unjudged": "rules that could not be judged, counted in one line",
        "details": "drill-down of every KPI",
        "definitions": "what every KPI means",
        "methodology": "weights, contributions, groups, policy",
        "sources": "what was read",
        "footer": "tool, definitions, rules",
    }
)
"""Names a template may use, with what they hold."""
