"""The appendices: how each value came about, what it means, how the score was made, which data were read."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kpiframe.render import charts
from kpiframe.render.filters import MINUS, NOTHING, score
from kpiframe.render.page_head import Plain, status, withheld_text
from kpiframe.render.page_notes import citation
from kpiframe.render.page_panels import raters, ratings_range
from kpiframe.render.page_rows import broken, reason, row_scale, target_text
from kpiframe.render.page_unjudged import unjudged
from kpiframe.render.rounding import finite
from kpiframe.render.voice import Voice

_NUMBER: Final = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_FACTORS: Final = ("dimension", "directness", "independence", "freshness")


def details(document: Mapping[str, Any], voice: Voice, audience: str) -> list[Plain]:
    """Return the drill-down of every KPI: formula with its numbers, inputs, scale of the score, weight, series."""
    return [_detail(document, voice, r, audience) for r in document["results"]]


def _detail(document: Mapping[str, Any], voice: Voice, result: Mapping[str, Any], audience: str) -> Plain:
    unit, trace, scale = result["unit"], result["trace"], row_scale(result)
    events = [e for e in document["events"] if result["kpi"] in e["kpis"]]
    bullet, value = charts.bullet(result), voice.figure(result["value"], unit, "fine")
    return {
        "kpi": result["kpi"],
        "label": voice.tagged(result["label"]),
        "status": status(voice, result["band"], result["state"]),
        "reason": reason(voice, result),
        "score": score(result["score"]),
        "result": value,
        "formula": trace["formula"] if trace else "",
        "numbers": f"{readable(trace['numbers'], voice)} = {value}" if trace else "",
        "notes": [voice.say("details.note", note=voice.term("notes", n)) for n in trace["notes"]] if trace else [],
        "inputs": [_input(voice, i) for i in trace["inputs"]] if trace else [],
        "anchors": [_anchor(voice, a, unit) for a in result["anchors"]],
        "facts": _facts(voice, result, audience),
        "target": _target(voice, result),
        "weight": _weight(voice, result),
        "comparisons": [
            voice.say(f"details.{k}", period=voice.period(result[k]["period"]),
                      value=voice.figure(result[k]["value"], unit, scale=scale))
            for k in ("previous", "year_ago")
        ],
        "ends": voice.say("details.scale_ends", low=voice.figure(bullet["low"], unit, "fine"),
                          high=voice.figure(bullet["high"], unit, "fine")) if bullet else "",
        "series": [{"period": voice.period(p["period"], short=True), "value": voice.bare(p["value"], unit, mode="fine")}
                   for p in result["series"]],
        "unit": voice.unit(unit),
        "events": [f"{voice.day(e['date'])}: {voice.text(e['label'])}" for e in events],
        "breaks": [*broken(voice, result), *(_break(voice, b) for b in result.get("breaks", ()))],
    }  # fmt: skip


def _break(voice: Voice, given: Mapping[str, Any]) -> str:
    """Return when the meaning of a series changed, and how."""
    key = f"details.{given['comparability']}"
    return voice.say(key, period=voice.period(given["period"]), label=voice.text(given["label"]),
                     message=voice.text(given["message"]))  # fmt: skip


def readable(numbers: str, voice: Voice) -> str:
    """Return a formula with numbers in the reader's notation; one with function arguments keeps its commas."""
    if "," in numbers:
        return numbers
    text = _NUMBER.sub(lambda m: voice.figure(float(m.group()), "count", "full"), numbers)
    return text.replace("*", "×").replace("-", MINUS)


def _input(voice: Voice, given: Mapping[str, Any]) -> Plain:
    by_hand = voice.say("details.other_kpi" if given["is_kpi"] else "details.by_hand")
    return {
        "name": given["name"],
        "counts": voice.tagged(given["counts"]),
        "unit": voice.unit(given["unit"]) or NOTHING,
        "value": voice.figure(given["value"], given["unit"], "full"),
        "source": given["source"] or by_hand,
        "rows": voice.count(given["rows"]),
    }


def _anchor(voice: Voice, anchor: Sequence[float], unit: str) -> str:
    return voice.say("details.anchor", value=voice.bare(anchor[0], unit, mode="fine"), score=voice.plain(anchor[1]))


def _target(voice: Voice, result: Mapping[str, Any]) -> Plain | None:
    given = result["target"]
    if given is None:
        return None
    warn = given["warn"]
    values = warn if isinstance(warn, list) else [warn]
    line = [voice.say("details.warn", warn="–".join(voice.figure(v, result["unit"], "fine") for v in values))]
    if given["set_by"]:
        line.append(voice.say("details.target_by", by=given["set_by"]))
    if given["since"]:
        since = given["since"]
        line.append(
            voice.say("details.target_since", since=voice.day(since) if len(since) == 10 else voice.period(since))
        )
    why = voice.tagged(given["why"]) if any(given["why"].values()) else None
    shown = target_text(result, voice, row_scale(result))
    word = voice.unit_after(result["unit"])
    return {"shown": f"{shown} {word}".strip(), "line": "; ".join(line), "why": why}


def _weight(voice: Voice, result: Mapping[str, Any]) -> Plain:
    parts = result["weight_parts"]
    factors = [f"{voice.term('factors', k)} {voice.plain(v, 2)}" for k, v in parts["factors"].items()]
    agency, relevance = voice.figure(parts["agency"], "ratio", "full"), voice.plain(parts["relevance"], 2)
    line = voice.say(
        "details.weight_text", agency=agency, relevance=relevance, effective=voice.share(result["weight"], 2)
    )
    told = voice.say("details.factors", factors="; ".join(factors)) if factors else ""
    return {"line": line, "factors": told, "raters": raters(voice, parts)}


def _facts(voice: Voice, result: Mapping[str, Any], audience: str) -> list[str]:
    hears = ", ".join(voice.term("audiences", a) for a in result["audience"])
    found = [voice.say("details.measured", by=voice.term("measured_by", result["measured_by"]))]
    if result["platform"]:
        found.append(voice.say("details.platform", platform=result["platform"]))
    found.append(voice.say("details.audience", audience=hears or NOTHING))
    if result["margin"]:
        low, high = (voice.figure(v, result["unit"]) for v in result["margin"])
        found.append(voice.say("details.margin", low=low, high=high))
    if result["min_n"] is not None:
        found.append(voice.say("details.minimum", min=voice.count(result["min_n"])))
    if result["owner"]:
        found.append(voice.say("details.owner", owner=result["owner"]))
    if any(result["decision"].values()):
        found.append(voice.say("details.decision", decision=voice.text(result["decision"])))
    if audience == "internal" and result["location"]:
        found.append(voice.say("details.place", place=result["location"]))
    return found


def definitions(document: Mapping[str, Any], voice: Voice) -> list[Plain]:
    """Return what every KPI means, in words and as a formula."""
    found = []
    for given in document["definitions"]:
        facts = [
            ("unit", voice.unit(given["unit"])),
            ("kind", voice.term("kinds", given["kind"])),
            ("family", given["family"].replace("_", " ")),
            ("grade", voice.term("grades", given["grade"] or "own")),
            ("owner", given["owner"]),
            ("cadence", voice.term("cadences", given["cadence"]) if given["cadence"] else ""),
            ("reviewed", voice.day(given["reviewed_on"]) if given["reviewed_on"] else ""),
            ("status", voice.term("statuses", given["status"])),
            ("fingerprint", given["fingerprint"]),
            ("place", given["location"]),
        ]
        found.append(
            {
                "kpi": given["kpi"],
                "label": voice.tagged(given["label"]),
                "description": voice.tagged(given["description"]),
                "formula": given["formula"],
                "inputs": [_input(voice, i) for i in given["inputs"]],
                "facts": [{"name": voice.say(f"definitions.{k}"), "value": v} for k, v in facts if v],
                "pitfalls": [voice.tagged(p) for p in given["pitfalls"]],
                "citations": [citation(voice, c) for c in given["citations"]],
            }
        )
    return found


def methodology(document: Mapping[str, Any], voice: Voice) -> Plain:
    """Return everything needed to compute the score and the gap again by hand."""
    given, method = document["score"], document["methodology"]
    contributions = {c["kpi"]: c for c in given["contributions"]}
    rows = [_share(voice, r, contributions.get(r["kpi"])) for r in document["results"] if _counts(r, contributions)]
    low, high = finite(given["low"]), finite(given["high"])
    policy = voice.term("policies", given["missing_policy"])
    judged, exponents = method.get("rules_judged"), method.get("relevance_exponents") or method.get("exponents")
    lines = [voice.say("methodology.policy", policy=policy)]
    lines.append(voice.say("methodology.floor", floor=voice.share(method.get("coverage_floor", 0.7))))
    if low is not None and high is not None:
        lines.append(voice.say("methodology.bounds_text", low=voice.plain(low, 2), high=voice.plain(high, 2),
                               open=voice.share(1 - (given["coverage"] or 0.0), 2)))  # fmt: skip
    usable = isinstance(exponents, Mapping) and set(_FACTORS) <= set(exponents)
    return {
        "rows": rows,
        "ratings": ratings_range(document, voice),
        "groups": [_group(document, voice, g) for g in document["groups"]],
        "total": _totals(document, voice),
        "policy": lines,
        "gap": _gap_sum(voice, given),
        "exponents": voice.say("methodology.exponents", **{k: voice.figure(exponents[k], "ratio") for k in _FACTORS})
        if usable and exponents
        else "",
        "hash": voice.say("methodology.hash", hash=method["hash"]) if method.get("hash") else "",
        "registry": _registry(voice, method.get("registry_as_of") or {}),
        "judged": voice.say("methodology.judged", count=len(judged) if isinstance(judged, list) else judged)
        if judged
        else "",
        "not_judged": unjudged(document, voice),
        "not_judged_count": voice.say("methodology.not_judged", count=len(document["not_judged"])),
    }


def _registry(voice: Voice, days: Mapping[str, Any]) -> list[str]:
    return [voice.say(f"methodology.registry_{part}", day=voice.day(day)) for part, day in days.items() if day]


def _counts(result: Mapping[str, Any], contributions: Mapping[str, Any]) -> bool:
    return bool(result["weight"]) or result["kpi"] in contributions or result["state"] == "scored"


def _share(voice: Voice, result: Mapping[str, Any], flattery: Mapping[str, Any] | None) -> Plain:
    own = finite(result["score"]) if result["state"] == "scored" else None
    used = own if own is not None else finite(result["imputed"])
    parts = result["weight_parts"]
    return {
        "kpi": result["kpi"],
        "label": voice.tagged(result["label"]),
        "agency": voice.figure(parts["agency"], "ratio", "full"),
        "relevance": voice.plain(parts["relevance"], 2),
        "effective": voice.share(result["weight"], 2),
        "used": voice.plain(used, 2) + ("*" if own is None and used is not None else ""),
        "product": voice.plain(result["weight"] * used, 2) if used is not None else NOTHING,
        "a": voice.share(flattery["a"], 2) if flattery else NOTHING,
        "b": voice.share(flattery["b"], 2) if flattery else NOTHING,
        "contribution": voice.plain(flattery["points"], 2, signed=True) if flattery else NOTHING,
    }


def _totals(document: Mapping[str, Any], voice: Voice) -> Plain:
    given = document["score"]
    weights = math.fsum(r["weight"] for r in document["results"])
    return {
        "effective": voice.share(weights, 2),
        "score": NOTHING if given["withheld"] else voice.plain(given["relevance"], 2),
        "contribution": voice.plain(given["flattery_gap"], 2, signed=True),
    }


def _gap_sum(voice: Voice, given: Mapping[str, Any]) -> str:
    if finite(given["flattery_gap"]) is None:
        return voice.term("gap_reasons", given["gap_reason"])
    numbers = {k: voice.plain(given[k], 2) for k in ("reported", "independent")}
    return voice.say("methodology.gap_text", gap=voice.plain(given["flattery_gap"], 2), **numbers)


def _group(document: Mapping[str, Any], voice: Voice, given: Mapping[str, Any]) -> Plain:
    low, high = voice.plain(given["low"], 2), voice.plain(given["high"], 2)
    return {
        "label": voice.tagged(given["label"]),
        "weight": voice.share(given["weight"], 2),
        "score": voice.plain(None if given["withheld"] else given["score"], 2),
        "bounds": f"{low}–{high}" if given["low"] is not None else NOTHING,
        "coverage": voice.share(given["coverage"], 1),
        "withheld": withheld_text(document, voice, given["withheld"]) if given["withheld"] else "",
    }


def sources(document: Mapping[str, Any], voice: Voice) -> list[Plain]:
    """Return what was read from each source, and what was left out."""
    return [
        {
            "name": s["name"],
            "path": s["path"],
            "measured_by": voice.term("measured_by", s["measured_by"]),
            **{k: voice.count(s[k]) for k in ("rows", "dropped", "bad_cells", "outside")},
            "duplicates": voice.say("sources.unchecked") if s["duplicates"] is None else voice.count(s["duplicates"]),
            "span": _span(s, voice),
            "said": "; ".join(f"{voice.term('said', key)} {value}" for key, value in s["said"].items()),
            "hash": s["sha256"],
        }
        for s in document["sources"]
    ]


def _span(source: Mapping[str, Any], voice: Voice) -> str:
    """Return the days of the rows; of rows without dates, the days they are said to be about."""
    if source["first"] or source["last"]:
        return f"{voice.day(source['first'])} – {voice.day(source['last'])}"
    if source["covers"]:
        first, last = source["covers"]
        return voice.say("sources.covers", first=voice.day(first), last=voice.day(last))
    if source["as_of"]:
        return voice.say("sources.as_of", day=voice.day(source["as_of"]))
    return NOTHING if source["dated"] else voice.say("sources.undated")
