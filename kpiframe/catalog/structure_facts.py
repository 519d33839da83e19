"""Checked raw data -> lifecycle entries, platforms and citations."""

from __future__ import annotations

from kpiframe.catalog.inheritance import Raw, text_of
from kpiframe.catalog.knowledge import Citation, LifecycleEntry, Platform
from kpiframe.catalog.reading import day, words
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
        comparability=data.get("comparability", "none"),
        effect_on_values=data.get("effect_on_values", "none"),
        replacement=words(data, "replacement"),
        platform=data.get("platform", ""),
        kind=data.get("kind", ""),
        match=words(data, "match"),
        affects_kpis=words(data, "affects_kpis"),
        sources=words(data, "sources"),
    )


def platform_of(raw: Raw) -> Platform:
    """Return the platform *raw* describes."""
    data = raw.data
    corroborate = {metric: tuple(kpis) for metric, kpis in (data.get("corroborate") or {}).items()}
    return Platform(raw.name, data["label"], data["sells_media"], words(data, "lifecycle_platforms"), corroborate)


def citation_of(raw: Raw) -> Citation:
    """Return the dated source *raw* describes."""
    data = raw.data
    return Citation(raw.name, data["title"], data.get("date", ""), data.get("kind", ""), data.get("url", ""))
