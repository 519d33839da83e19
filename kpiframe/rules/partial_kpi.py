"""Partial definitions of KPIs, as tests of rules write them: what is left out stands at its default."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from kpiframe.catalog.evidence import Evidence
from kpiframe.catalog.model import (
    Audience,
    Direction,
    Directness,
    Input,
    Kpi,
    KpiKind,
    MeasuredBy,
    Owner,
    Relevance,
    Signal,
    Status,
    Target,
    Thresholds,
    Timing,
)
from kpiframe.catalog.shipped import SHIPPED
from kpiframe.catalog.structure_evidence import corroborating, evidence_of
from kpiframe.formula.syntax import Formula, parse
from kpiframe.problems import FormulaError, did_you_mean
from kpiframe.texts import Text, same

OWN_LAYER: Final = "tested"
"""Layer of a KPI that a test writes; with ``layer: shipped`` it stands as it ships."""


def day_of(value: Any) -> date:
    """Return the day *value* is, or is written as. ValueError otherwise."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def text_of(value: Any) -> Text:
    """Return a wording given once, or in both languages."""
    return same(value) if isinstance(value, str) else Text(value["en"], value["vi"])


def only(data: Collection[str], known: Collection[str], what: str) -> None:
    """Raise ValueError, with the nearest names, for the first of *data* that is not among *known*."""
    for key in data:
        if key not in known:
            raise ValueError(f"{key!r} is no {what}; nearest: {', '.join(did_you_mean(key, known))}")


def _relevance(data: Mapping[str, Any]) -> Relevance:
    said = dict(data)
    second = said.pop("second", None)
    if second is not None:
        said["second"] = (second["utility"], second["purpose"], second["importance"])
    if "rated_by" in said:
        said["rated_by"] = tuple(said["rated_by"])
    if "why" in said:
        said["why"] = text_of(said["why"])
    return Relevance(**said)


def _limit(value: Any) -> Any:
    return (float(value[0]), float(value[1])) if isinstance(value, list | tuple) else value


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "label": text_of,
    "kind": KpiKind,
    "direction": Direction,
    "signal": Signal,
    "directness": Directness,
    "measured_by": MeasuredBy,
    "timing": Timing,
    "status": Status,
    "audience": lambda v: tuple(Audience(word) for word in v),
    "relevance": _relevance,
    "thresholds": lambda v: Thresholds(**{key: _limit(limit) for key, limit in v.items()}),
    "targets": lambda v: tuple(Target(**{**each, "since": str(each["since"])}) for each in v),
    "owner": Owner,
    "decision": text_of,
    "description": text_of,
    "reviewed_on": day_of,
    "min_n": float,
    "dead_band": float,
    "layer": lambda v: SHIPPED if v == "shipped" else v,
}
_LISTS: Final = frozenset({"lifecycle", "alternatives", "tags", "sources"})
_WORDS: Final = frozenset(
    {"name", "family", "unit", "platform", "cadence", "base", "interval", "spread", "grade", "critical"}
)
_APART: Final = frozenset({"formula", "inputs", "corroborated_by", "weight_share"})
_EVIDENCE: Final = frozenset({f.name for f in fields(Evidence)} - {"lags", "claims_effect"} | {"claims"})
KEYS: Final = frozenset(_READ) | _LISTS | _WORDS | _APART | _EVIDENCE
"""Everything a tested KPI may say; ``weight_share`` is its share of the scorecard."""


def partial_kpi(data: Mapping[str, Any]) -> Kpi:
    """Return a KPI that says what *data* says and leaves the rest at its default. ValueError for an unknown key."""
    only(data, KEYS, "key of a tested KPI")
    said: dict[str, Any] = {"name": "tested", "unit": "count", "kind": KpiKind.FLOW, "direction": Direction.HIGHER}
    for key, value in data.items():
        if key in _READ:
            said[key] = _READ[key](value)
        elif key in _LISTS:
            said[key] = tuple(value)
        elif key in _WORDS:
            said[key] = value
    said.setdefault("label", same(said["name"]))
    said.setdefault("layer", OWN_LAYER)
    formula = _formula(str(data.get("formula", "value")))
    return Kpi(
        formula=formula,
        inputs=_inputs(data, formula),
        corroborated_by=corroborating(data),
        evidence=evidence_of(data),
        **said,
    )


def _formula(text: str) -> Formula:
    try:
        return parse(text)
    except FormulaError as error:
        raise ValueError(str(error)) from error


def _inputs(data: Mapping[str, Any], formula: Formula) -> tuple[Input, ...]:
    """Return the inputs as written (``name: unit``, or a mapping), else a count for each name of the formula."""
    written = data.get("inputs")
    if written is None:
        return tuple(Input(name, "count") for name in formula.names) if "formula" in data else ()
    return tuple(_input(name, said) for name, said in written.items())


def _input(name: str, said: str | Mapping[str, Any]) -> Input:
    if isinstance(said, str):
        return Input(name, said)
    only(said, ("unit", "counts", "additive", "platform", "surface"), "key of an input")
    counts, additive = text_of(said.get("counts", "")), said.get("additive", True)
    return Input(name, said.get("unit", "count"), counts, additive, said.get("platform", ""), said.get("surface", ""))
