"""Checked raw data -> Kpi."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kpiframe.catalog.fingerprint import fingerprint_of
from kpiframe.catalog.inheritance import Raw, text_of
from kpiframe.catalog.model import (
    Audience,
    Band,
    Deprecation,
    Direction,
    Directness,
    Example,
    Input,
    Kpi,
    KpiKind,
    MeasuredBy,
    Owner,
    Relevance,
    Signal,
    Status,
    Timing,
)
from kpiframe.catalog.names import fault_of_name
from kpiframe.catalog.reading import day, formula_at, number, words
from kpiframe.catalog.structure_evidence import corroborating, evidence_of
from kpiframe.catalog.structure_targets import targets_of, thresholds_of
from kpiframe.formula.syntax import Formula, Role
from kpiframe.problems import Problems

_PEOPLE: Final = frozenset(
    {"people", "respondents", "customers", "buyers", "users", "visitors"}
    | {"participants", "subscribers", "members", "responses", "answers"}
)
"""Units of numbers that can be the n of a share."""


def kpi_of(raw: Raw, problems: Problems) -> Kpi | None:
    """Return the KPI *raw* describes; ``None`` when its formula or names are no good (the problems say why)."""
    data = raw.data
    if not _names_are_good(raw, problems):
        return None
    formula = formula_at(raw, ("formula",), Role.FORMULA, problems)
    if formula is None:
        return None
    inputs = _inputs(data.get("inputs") or {})
    direction = Direction(data["direction"])
    kpi = Kpi(
        name=raw.name,
        label=text_of(data["label"]),
        formula=formula,
        inputs=inputs,
        unit=data["unit"],
        kind=KpiKind(data["kind"]),
        direction=direction,
        thresholds=thresholds_of(raw, direction, problems),
        targets=targets_of(raw, direction, problems),
        relevance=_relevance(data.get("relevance") or {}),
        measured_by=MeasuredBy(data.get("measured_by") or MeasuredBy.OWN),
        platform=data.get("platform"),
        base=data["base"] if "base" in data else _base(formula, inputs),
        examples=_examples(raw),
        evidence=evidence_of(data),
        meta=data.get("meta") or {},
        location=raw.location,
        layer=raw.layer,
        origins=raw.origins(),
        **_evidence(data),
        **_words(data),
        **_judging(data),
        **_life(data),
    )
    return fingerprint_of(kpi)


def _evidence(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "audience": tuple(Audience(a) for a in data.get("audience") or (Audience.NONE,)),
        "directness": Directness(data.get("directness", Directness.NONE)),
        "signal": Signal(data.get("signal", Signal.ACTIVITY)),
        "timing": Timing(data.get("timing", Timing.COINCIDENT)),
    }


def _words(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "description": text_of(data.get("description")),
        "family": data.get("family") or "",
        "lifecycle": words(data, "lifecycle"),
        "corroborated_by": corroborating(data),
        "alternatives": words(data, "alternatives"),
        "pitfalls": tuple(text_of(p) for p in data.get("pitfalls") or ()),
        "sources": words(data, "sources"),
        "bands": tuple(_band(b) for b in data.get("bands") or ()),
        "grade": data.get("grade", ""),
        "decision": text_of(data.get("decision")),
        "tags": words(data, "tags"),
    }


def _judging(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "cadence": data.get("cadence"),
        "min_n": number(data.get("min_n")),
        "interval": data.get("interval"),
        "spread": data.get("spread"),
        "dead_band": number(data.get("dead_band")),
        "critical": data.get("critical", False),
        "early_window": float(data.get("early_window", 0.2)),
    }


def _life(data: Mapping[str, Any]) -> dict[str, Any]:
    ending = data.get("deprecation")
    return {
        "owner": _owner(data.get("owner")),
        "reviewed_on": day(data.get("reviewed_on")),
        "status": Status(data.get("status", Status.ACTIVE)),
        "deprecation": _deprecation(ending) if ending is not None else None,
    }


def _names_are_good(raw: Raw, problems: Problems) -> bool:
    faults = [fault_of_name(raw.name, raw.location)]
    for name in raw.data.get("inputs") or {}:
        faults.append(fault_of_name(name, raw.place(("inputs", name), key=True)))
    problems.extend(f for f in faults if f)
    return not any(faults)


def _inputs(data: Mapping[str, Any]) -> tuple[Input, ...]:
    return tuple(
        Input(
            n, i["unit"], text_of(i.get("counts")), i.get("additive", True), i.get("platform", ""), i.get("surface", "")
        )
        for n, i in data.items()
    )


def _relevance(data: Mapping[str, Any]) -> Relevance:
    if not data:
        return Relevance(1, 1, 1)
    return Relevance(
        int(data["utility"]),
        int(data["purpose"]),
        int(data["importance"]),
        float(data.get("weight", 1)),
        words(data, "rated_by"),
        text_of(data.get("why")),
        _second(data.get("second")),
    )


def _second(data: Mapping[str, Any] | None) -> tuple[int, int, int] | None:
    return (int(data["utility"]), int(data["purpose"]), int(data["importance"])) if data else None


def _band(data: Mapping[str, Any]) -> Band:
    return Band(text_of(data["label"]), number(data.get("min")), number(data.get("max")), data.get("source", ""))


def _owner(data: Any) -> Owner | None:
    if not data:
        return None
    if isinstance(data, str):
        return Owner(data, data if "@" in data else "")
    return Owner(data["name"], data.get("email", ""))


def _deprecation(data: Mapping[str, Any]) -> Deprecation:
    return Deprecation(
        text_of(data.get("message")),
        day(data.get("deprecated_at")),
        day(data.get("sunset_at")),
        data.get("replaced_by"),
    )


def _examples(raw: Raw) -> tuple[Example, ...]:
    found = []
    for index, data in enumerate(raw.data.get("examples") or ()):
        expect = None if data["expect"] == "no_value" else float(data["expect"])
        inputs = {name: number(value) for name, value in data["inputs"].items()}
        at = raw.place(("examples", index))
        found.append(Example(inputs, expect, data.get("reason"), data.get("source", ""), at))
    return tuple(found)


def _base(formula: Formula, inputs: tuple[Input, ...]) -> str | None:
    """Return the n of a share: what the formula divides by last, when that is an input that counts people."""
    if "/" not in formula.text:
        return None
    written = formula.canonical().removesuffix(".0").removesuffix(" * 100")
    _, _, last = written.rpartition(" / ")
    named = next((i for i in inputs if i.name == last.strip()), None)
    return named.name if named and named.unit in _PEOPLE else None
