"""Fingerprint of a KPI: a hash over the fields that change its value or how it is judged, never over words."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, replace
from typing import Any

from kpiframe.catalog.model import Kpi


def fingerprint_of(kpi: Kpi) -> Kpi:
    """Return *kpi* with its fingerprint: 12 hex digits, equal for KPIs that can never differ in a figure."""
    text = json.dumps(_essence(kpi), sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return replace(kpi, fingerprint=hashlib.sha256(text.encode()).hexdigest()[:12])


def _essence(kpi: Kpi) -> dict[str, Any]:
    rating = kpi.relevance
    more = {
        "second": rating.second,
        "spread": kpi.spread,
        "lifecycle": sorted({*kpi.lifecycle, *kpi.evidence.succeeds}),
    }
    return {name: value for name, value in more.items() if value} | {
        "formula": kpi.formula.canonical(),
        "inputs": sorted((i.name, i.unit, i.additive) for i in kpi.inputs),
        "unit": kpi.unit,
        "kind": kpi.kind,
        "direction": kpi.direction,
        "thresholds": astuple(kpi.thresholds) if kpi.thresholds else None,
        "targets": [(t.since, t.until, t.value, t.warn, t.growth, t.over) for t in kpi.targets],
        "relevance": (rating.utility, rating.purpose, rating.importance, rating.weight),
        "evidence": (sorted(kpi.audience), kpi.directness, kpi.signal, kpi.measured_by, kpi.platform),
        "base": (kpi.base, kpi.min_n, kpi.interval),
        "judging": (kpi.dead_band, kpi.critical, kpi.early_window),
    }
