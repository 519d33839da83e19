"""How the numbers of a scorecard were made: everything a reader needs to recompute them, and one hash over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from kpiframe.catalog.annotations import NotApplicable
from kpiframe.catalog.bindings import Binding, binding_key
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.catalog.registry import SECTIONS
from kpiframe.formula.syntax import Formula
from kpiframe.problems import Location
from kpiframe.project import Project
from kpiframe.scoring.bands import COVERAGE_FLOOR, DIGITS, TARGET_FROM, WATCH_FROM
from kpiframe.scoring.breaks import entries_of
from kpiframe.scoring.dimensions import MEASURES_FROM
from kpiframe.scoring.gap import LEAST_COVERAGE, LEAST_KPIS
from kpiframe.scoring.robustness import FREEDOM
from kpiframe.scoring.sensitivity import STEP
from kpiframe.scoring.weights import EXPONENTS, FORMULA
from kpiframe.texts import Text

HASH_LENGTH = 12


def methodology(
    project: Project, layout: Layout, not_judged: Sequence[str], fingerprint: str | None = None
) -> dict[str, Any]:
    """Return the methodology of a document; *not_judged* are ids of rules that lacked a fact.

    *fingerprint* is its :func:`methodology_hash` where that is known.
    """
    unknown = set(not_judged)
    return {
        "policy": layout.missing.value,
        "coverage_floor": COVERAGE_FLOOR,
        "band_edges": {"watch": WATCH_FROM, "on_target": TARGET_FROM},
        "score_digits": DIGITS,
        "relevance_formula": FORMULA,
        "relevance_exponents": dict(EXPONENTS),
        "weights_freedom": FREEDOM,
        "ratings_step": STEP,
        "measures_from": MEASURES_FROM,
        "gap": {"least_kpis": LEAST_KPIS, "least_coverage": LEAST_COVERAGE},
        "rules_judged": sorted(set(project.catalog.rules) - unknown),
        "rules_not_judged": sorted(unknown),
        "registry_as_of": {part: project.catalog.as_of.get(part) for part in SECTIONS},
        "hash": fingerprint or methodology_hash(project, layout),
    }


def methodology_hash(project: Project, layout: Layout) -> str:
    """Return 12 hex digits over all that changes a value or a score: never over labels, places or data."""
    names = sorted(set(layout.kpis) & set(project.catalog.kpis))
    kpis = with_referred(project.catalog.kpis, names)
    inputs = sorted({binding_key(kpi.name, i.name, project.bindings) for kpi in kpis.values() for i in kpi.inputs})
    content = {
        "kpis": {name: _judged_by(kpi) for name, kpi in sorted(kpis.items())},
        "bindings": {name: _binding(project.bindings[name]) for name in inputs if name in project.bindings},
        "groups": [[group.name, group.weight, list(group.kpis)] for group in layout.groups],
        "missing": layout.missing.value,
        "not_applicable": sorted(_names(project.not_applicable, layout)),
    }
    broken = _entries(project, kpis)
    if broken:
        content["lifecycle"] = broken
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def _entries(project: Project, kpis: Mapping[str, Kpi]) -> dict[str, list[Any]]:
    """Return what is known of each KPI's series: it decides what is shown, compared and scored."""
    found: dict[str, list[Any]] = {}
    for name, kpi in sorted(kpis.items()):
        entries = [e for e in entries_of(kpi, project.catalog.lifecycle, kpis) if e.verified and e.effective]
        known = [[e.id, str(e.effective), e.precision, str(e.until), e.status, e.comparability] for e in entries]
        if known:
            found[name] = sorted(known)
    return found


def with_referred(kpis: Mapping[str, Kpi], names: Sequence[str]) -> dict[str, Kpi]:
    """Return *names* and, after them by name, every KPI their formulas name, however deep."""
    found = {name: kpis[name] for name in names if name in kpis}
    waiting, referred = list(found.values()), set()
    while waiting:
        for name in waiting.pop().formula.names:
            if name in kpis and name not in found and name not in referred:
                referred.add(name)
                waiting.append(kpis[name])
    return found | {name: kpis[name] for name in sorted(referred)}


def _names(declared: Sequence[NotApplicable], layout: Layout) -> set[str]:
    return {entry.kpi for entry in declared} & set(layout.kpis)


def _judged_by(kpi: Kpi) -> list[Any]:
    shared = (kpi.unit, kpi.kind, kpi.direction, kpi.thresholds, kpi.targets, kpi.base, kpi.min_n, kpi.interval)
    rated = kpi.relevance
    weight = (rated.utility, rated.purpose, rated.importance, rated.weight, *(rated.second or ()))
    evidence = (sorted(kpi.audience), kpi.directness, kpi.measured_by, kpi.cadence)
    return [kpi.fingerprint, *_plain((kpi.formula, shared, weight, evidence, kpi.critical, kpi.early_window))]


def _binding(binding: Binding) -> list[Any]:
    """Return how an input is obtained; numbers written by hand per period are data."""
    by_hand = bool(binding.values)
    plain: list[Any] = _plain((binding.source, binding.aggregate, binding.empty, binding.value, by_hand))
    return plain


def _plain(value: Any) -> Any:
    """Return *value* as JSON data without what is only said about it: texts, places, authors."""
    if isinstance(value, Formula):
        return value.canonical()
    if isinstance(value, (Text, Location)):
        return None
    if is_dataclass(value):
        kept = [f.name for f in fields(value) if f.name not in ("set_by", "why")]
        return {name: _plain(getattr(value, name)) for name in kept}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.value if isinstance(value, Enum) else value
