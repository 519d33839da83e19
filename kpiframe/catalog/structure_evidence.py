"""Checked raw data -> Evidence: scale, sample, attribution, owners, control, ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpiframe.catalog.evidence import Attribution, Control, Evidence, Ledger, ResearchUse, Sample, Scale, Team
from kpiframe.catalog.reading import number, words


def evidence_of(data: Mapping[str, Any]) -> Evidence:
    """Return what the KPI's definition says of how it is obtained."""
    sample, use = data.get("sample"), data.get("research_use")
    return Evidence(
        scale=_scale(data.get("scale")),
        sample=Sample(sample) if sample else None,
        research_use=ResearchUse(use) if use else None,
        attribution=_attribution(data.get("attribution")),
        teams=tuple(_team(team) for team in data.get("teams") or ()),
        channel=data.get("channel") or "",
        claims_effect=data.get("claims") == "effect",
        control=Control(data.get("control") or Control.NONE),
        ledger=_ledger(data.get("ledger")),
        perceived_as=data.get("perceived_as"),
        lags={p["kpi"]: p["lag"] for p in data.get("corroborated_by") or () if isinstance(p, Mapping)},
        succeeds=words(data, "succeeds"),
    )


def corroborating(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names under ``corroborated_by``, with or without a lag."""
    return tuple(p["kpi"] if isinstance(p, Mapping) else p for p in data.get("corroborated_by") or ())


def _scale(data: Mapping[str, Any] | None) -> Scale | None:
    if data is None:
        return None
    return Scale(
        float(data["min"]),
        float(data["max"]),
        data.get("standard", ""),
        tuple(float(box) for box in data.get("boxes") or ()),
        data.get("version", ""),
        data.get("high_means", ""),
    )


def _attribution(data: Mapping[str, Any] | None) -> Attribution | None:
    if data is None:
        return None
    return Attribution(number(data.get("click_days")), number(data.get("view_days")), data.get("model", ""))


def _team(data: str | Mapping[str, Any]) -> Team:
    if isinstance(data, str):
        return Team(data)
    return Team(data["name"], number(data.get("weight")), number(data.get("target")))


def _ledger(data: str | Mapping[str, Any] | None) -> Ledger | None:
    if not data:
        return None
    return Ledger(data) if isinstance(data, str) else Ledger(data["kpi"], data.get("organic", ""))
