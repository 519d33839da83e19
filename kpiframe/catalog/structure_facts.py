"""Checked raw data -> lifecycle entries, platforms and citations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpiframe.catalog.evidence import Attribution
from kpiframe.catalog.inheritance import Raw, text_of
from kpiframe.catalog.knowledge import (
    Audit,
    Citation,
    Corroboration,
    Incident,
    LifecycleEntry,
    Platform,
    Synonyms,
    ViewDefinition,
)
from kpiframe.catalog.reading import day, number, words
from kpiframe.problems import Severity


def lifecycle_of(raw: Raw) -> LifecycleEntry:
    """Return the lifecycle entry *raw* describes."""
    data = raw.data
    return LifecycleEntry(
        id=raw.name,
        label=text_of(data["label"]),
        status=data["status"],
        message=text_of(data["message"]),
        severity=Severity(data["severity"]),
        verified=data["verified"],
        effective=day(data.get("effective")),
        precision=data.get("precision", "day"),
        until=day(data.get("until")),
        announced=day(data.get("announced")),
        comparability=data.get("comparability", "none"),
        effect_on_values=data.get("effect_on_values", "none"),
        replacement=words(data, "replacement"),
        instead=text_of(data.get("instead")),
        platform=data.get("platform", ""),
        kind=data.get("kind", ""),
        match=words(data, "match"),
        affects_kpis=words(data, "affects_kpis"),
        sources=words(data, "sources"),
    )


def platform_of(raw: Raw) -> Platform:
    """Return the platform *raw* describes."""
    data = raw.data
    claims = data.get("attribution") or {}
    return Platform(
        id=raw.name,
        label=data["label"],
        sells_media=data["sells_media"],
        lifecycle_platforms=words(data, "lifecycle_platforms"),
        pairs=tuple(_pair(pair) for pair in data.get("corroborate") or ()),
        views=tuple(_view(view) for view in data.get("views") or ()),
        attribution=_attribution(claims),
        engaged_view_days=number(claims.get("engaged_view_days")),
        attribution_note=text_of(claims.get("note")),
        attribution_verified=bool(claims.get("verified", False)),
        attribution_sources=words(claims, "sources"),
        audits=tuple(_audit(audit) for audit in data.get("audits") or ()),
        incidents=tuple(_incident(incident) for incident in data.get("incidents") or ()),
        audience_unit=text_of(data.get("audience_unit")),
        bias=text_of(data.get("bias")),
        as_of=day(data.get("as_of")),
    )


def _pair(data: Mapping[str, Any]) -> Corroboration:
    return Corroboration(text_of(data["metric"]), words(data, "kpis"), text_of(data.get("why")))


def _view(data: Mapping[str, Any]) -> ViewDefinition:
    return ViewDefinition(
        surface=text_of(data["surface"]),
        rule=text_of(data["rule"]),
        min_seconds=number(data.get("min_seconds")),
        min_pixels=number(data.get("min_pixels")),
        replays=data.get("replays"),
        verified=data["verified"],
        sources=words(data, "sources"),
    )


def _attribution(claims: Mapping[str, Any]) -> Attribution | None:
    """Return the default windows; none are known where neither days nor a model are given."""
    click, view, model = number(claims.get("click_days")), number(claims.get("view_days")), claims.get("model", "")
    return None if click is None and view is None and not model else Attribution(click, view, model)


def _audit(data: Mapping[str, Any]) -> Audit:
    return Audit(
        body=data["body"],
        scope=text_of(data["scope"]),
        status=text_of(data["status"]),
        as_of=data.get("as_of", ""),
        in_force=data["verified"] and data.get("in_force", False),
        kpis=words(data, "kpis"),
        verified=data["verified"],
        sources=words(data, "sources"),
    )


def _incident(data: Mapping[str, Any]) -> Incident:
    return Incident(data.get("when", ""), text_of(data["what"]), data["verified"], words(data, "sources"))


def citation_of(raw: Raw) -> Citation:
    """Return the dated source *raw* describes."""
    data = raw.data
    rest = (data.get(field, "") for field in ("date", "kind", "url", "read_on"))
    return Citation(raw.name, data["title"], *rest)


def synonyms_of(raw: Raw) -> Synonyms:
    """Return the other names of the KPI *raw* is called after."""
    data = raw.data
    return Synonyms(words(data, "en") + words(data, "vi"), words(data, "near_en") + words(data, "near_vi"))
