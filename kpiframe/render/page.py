"""The page as plain data: what templates, the Markdown page and the terminal lay out. Made from the document alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpiframe.render import page_appendix, page_head, page_notes, page_panels, page_rows, page_unjudged, tokens
from kpiframe.render.clean import clean
from kpiframe.render.voice import Voice, voice_of


def build(document: Mapping[str, Any], language: str, audience: str = "client") -> dict[str, Any]:
    """Return the page of *document* in *language*; its keys are those of ``fields.FIELDS``. Raises UsageError."""
    given = clean(document)
    voice = voice_of(given, language)
    return {
        **_front(given, voice, audience),
        "events": page_notes.events(given, voice),
        "unscored": page_notes.unscored(given, voice),
        "details": page_appendix.details(given, voice, audience),
        "definitions": page_appendix.definitions(given, voice),
        "methodology": page_appendix.methodology(given, voice),
        "sources": page_appendix.sources(given, voice),
        "footer": footer(given, voice),
    }


def front(document: Mapping[str, Any], language: str, audience: str = "client") -> dict[str, Any]:
    """Return what stands before the appendices: all that a terminal shows. Raises UsageError."""
    given = clean(document)
    return _front(given, voice_of(given, language), audience)


def _front(given: Mapping[str, Any], voice: Voice, audience: str) -> dict[str, Any]:
    groups, rest = page_rows.table(given, voice)
    longest = max((len(r["series"]) for r in given["results"]), default=0)
    return {
        "language": voice.language,
        "audience": audience,
        "words": voice.words,
        "document": given,
        "light": dict(tokens.LIGHT),
        "dark": dict(tokens.DARK),
        "symbols": dict(tokens.SYMBOLS),
        "frame": page_head.frame(given, voice),
        "headline": page_head.headline(given, voice),
        "gap": page_head.gap(given, voice),
        "counts": page_head.counts(given, voice),
        "dimensions": page_panels.dimensions(given, voice),
        "stewardship": page_panels.stewardship(given, voice),
        "news": page_notes.news(given, voice),
        "groups": groups,
        "rest": rest,
        "trend": voice.say("table.trend", count=longest, periods=voice.term("grains", given["frame"]["grain"])),
        "flags": page_notes.flags(given, voice, audience),
        "unjudged": page_unjudged.in_short(given, voice),
    }


def footer(document: Mapping[str, Any], voice: Voice) -> dict[str, str]:
    """Return what made the page, and from which rules."""
    made = document["provenance"]
    return {
        "made": voice.say("footer.made", tool=made.get("tool", "kpiframe"), version=made.get("version", "")),
        "rules": voice.say("footer.rules", hash=made["rules"]) if made.get("rules") else "",
        "recompute": voice.say("footer.recompute"),
    }
