"""Checked data -> comments, events, accepted flags and KPIs that do not apply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpiframe.catalog.annotations import Comment, Event, Ignore, NotApplicable
from kpiframe.catalog.inheritance import text_of
from kpiframe.catalog.reading import day, words
from kpiframe.document import Document, Steps
from kpiframe.texts import NO_TEXT


def comments_of(document: Document, period: str, bad: frozenset[Steps]) -> tuple[Comment, ...]:
    """Return the comments of the file of *period*: the report's first, then those on KPIs."""
    data = document.data
    found = []
    if "report" in data and not any(path[:1] == ("report",) for path in bad):
        found.append(_comment(data["report"], period, "", document, ("report",)))
    for kpi, entry in (data.get("kpis") or {}).items():
        if ("kpis", kpi) not in bad:
            found.append(_comment(entry, period, kpi, document, ("kpis", kpi)))
    return tuple(found)


def events_of(document: Document, bad: frozenset[Steps]) -> tuple[Event, ...]:
    """Return the dated events of *document*."""
    return tuple(
        _event(data, document, ("events", index))
        for index, data in enumerate(document.data.get("events") or ())
        if ("events", index) not in bad
    )


def ignores_of(document: Document, bad: frozenset[Steps]) -> tuple[Ignore, ...]:
    """Return the flags accepted openly in ``kpiframe.yaml``."""
    return tuple(
        Ignore(
            rule=data.get("rule", ""),
            kpi=data.get("kpi", ""),
            reason=data["reason"],
            text=text_of(data.get("text")),
            by=data.get("by", ""),
            since=day(data.get("since")),
            until=day(data.get("until")),
            location=document.place(("ignores", index)),
        )
        for index, data in enumerate(document.data.get("ignores") or ())
        if ("ignores", index) not in bad
    )


def not_applicable_of(document: Document, bad: frozenset[Steps]) -> tuple[NotApplicable, ...]:
    """Return the KPIs declared not applicable in ``kpiframe.yaml``."""
    return tuple(
        NotApplicable(
            kpi=data["kpi"],
            reason=text_of(data["reason"]),
            by=data.get("by", ""),
            since=day(data.get("since")),
            location=document.place(("not_applicable", index)),
        )
        for index, data in enumerate(document.data.get("not_applicable") or ())
        if ("not_applicable", index) not in bad
    )


def _comment(data: Mapping[str, Any], period: str, kpi: str, document: Document, path: Steps) -> Comment:
    written = day(data["date"])
    assert written is not None  # noqa: S101  (the schema requires it)
    return Comment(
        period=period,
        kpi=kpi,
        text=text_of(data["text"]),
        author=data["author"],
        date=written,
        next_action=text_of(data["next_action"]) if "next_action" in data else NO_TEXT,
        due=day(data.get("due")),
        location=document.place(path),
    )


def _event(data: Mapping[str, Any], document: Document, path: Steps) -> Event:
    begins = day(data["date"])
    assert begins is not None  # noqa: S101  (the schema requires it)
    applies = data.get("applies_to") or {}
    return Event(
        date=begins,
        until=day(data.get("until")),
        label=text_of(data["label"]),
        kind=data["kind"],
        kpis=words(applies, "kpis"),
        tags=words(applies, "tags"),
        sources=words(applies, "sources"),
        location=document.place(path),
    )
