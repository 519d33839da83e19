"""The top of a page: who and when, the headline with its bounds, and how much of it is flattery."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from kpiframe.render import charts
from kpiframe.render.filters import NOTHING, score
from kpiframe.render.rounding import finite, floored, to_places
from kpiframe.render.voice import Voice, sentence

Plain = dict[str, Any]
OTHERS: Final = "(others)"
"""Value of a slice in the document that holds all but the largest."""
STATES: Final = (
    "on_target", "watch", "off_target", "error", "missing", "stale", "too_early", "small_sample", "unscored",
    "not_applicable",
)  # fmt: skip
"""Bands of scored KPIs and the other states, in the order the counts are printed."""


def status(voice: Voice, band: str | None, state: str = "scored") -> Plain:
    """Return icon and word of a band, or of the state a KPI without a score is in."""
    if state == "scored" and band:
        return {"icon": band, "word": voice.term("bands", band)}
    return {"icon": state, "word": voice.term("states", state)}


def frame(document: Mapping[str, Any], voice: Voice) -> Plain:
    """Return who, when and everything that changes a number."""
    given = document["frame"]
    called = voice.text(given["grain_label"])
    period = f"{called} {voice.period(given['period'])}" if called else voice.period(given["period"])
    client = voice.tagged(given["label"])
    filters = ", ".join(f"{k} = {slice_word(voice, v)}" for k, v in sorted(given["slice"].items()))
    if given["complete"]:
        complete = voice.say("frame.complete")
    elif given["today"] < given["period_start"]:
        complete = voice.say("frame.not_begun")
    elif given["as_of"]:
        complete = voice.say("frame.partial", day=voice.day(given["as_of"]))
    else:
        complete = voice.say("frame.partial_unknown")
    agency = voice.text(given["agency"])
    fingerprint = document["provenance"].get("definitions") or NOTHING
    return {
        "title": f"{client['text']} · {period}",
        "client": client,
        "scorecard": voice.tagged(given["scorecard_label"]),
        "period": sentence(period),
        "period_name": period,
        "period_key": given["period"],
        "complete": complete,
        "is_complete": given["complete"],
        "against": voice.say(
            "frame.against", previous=voice.period(given["previous"]), year_ago=voice.period(given["year_ago"])
        ),
        "slice": voice.say("frame.slice", filters=filters) if filters else voice.say("frame.no_slice"),
        "currency": given["currency"],
        "timezone": voice.say("frame.timezone", zone=given["timezone"]),
        "agency": voice.say("frame.made_by", agency=agency) if agency else "",
        "as_of": voice.say("frame.as_of", day=voice.day(given["as_of"]))
        if given["as_of"]
        else voice.say("frame.as_of_unknown"),
        "definitions": voice.say("frame.definitions", hash=fingerprint),
        "computed": voice.say("page.printed_from", day=voice.day(given["today"])),
        "invented": voice.say("page.invented") if given["invented"] else "",
    }


def slice_word(voice: Voice, value: str | None) -> str:
    """Return the value of a slice; rows without one, and the rest beside the largest, have words of their own."""
    return voice.say("frame.others") if value == OTHERS else value or voice.say("frame.total_slice")


def headline(document: Mapping[str, Any], voice: Voice) -> Plain:
    """Return the score with the four things printed beside it, or why there is none."""
    given = document["score"]
    shown = None if given["withheld"] else finite(given["relevance"])
    low, high = score(given["low"]), score(given["high"])
    span = given["weights_range"]
    parts = []
    if given["coverage"] is not None:  # without any weight there are no bounds to tell
        parts.append(voice.say("headline.could_be", low=low, high=high))
        parts.append(voice.say("headline.coverage", coverage=voice.share(given["coverage"], floor=True)))
    if shown is not None and span:
        parts.append(voice.say("headline.weights", low=score(span[0]), high=score(span[1])))
    rated = given.get("ratings_range")
    if shown is not None and rated:
        parts.append(voice.say("headline.ratings", low=score(rated[0]), high=score(rated[1])))
    mark = status(voice, given["band"]) if shown is not None and given["band"] else None
    if shown is not None and mark:
        label = voice.say("headline.chart", score=score(shown), low=low, high=high, status=mark["word"])
    elif given["coverage"] is not None:
        label = voice.say("headline.chart_withheld", low=low, high=high)
    else:
        label = voice.say("headline.withheld_title")
    return {
        "score": score(shown),
        "status": mark,
        "parts": parts,
        "line": " · ".join([score(shown), *parts]),
        "withheld": _withheld(document, voice),
        "capped": _capped(document, voice) if shown is not None else "",
        "strip": charts.score_strip(shown, finite(given["low"]), finite(given["high"])),
        "label": label,
    }


def _withheld(document: Mapping[str, Any], voice: Voice) -> str:
    reason = document["score"]["withheld"]
    if reason is None and document["score"]["relevance"] is not None:
        return ""
    return withheld_text(document, voice, reason or "nothing_to_score")


def withheld_text(document: Mapping[str, Any], voice: Voice, reason: str | None) -> str:
    """Return the sentence for a reason code of a withheld score."""
    if reason not in voice.words["withheld"]:
        return voice.term("withheld", reason)
    floor = voice.share(document["methodology"].get("coverage_floor", 0.7))
    return voice.say(f"withheld.{reason}", floor=floor)


def _capped(document: Mapping[str, Any], voice: Voice) -> str:
    kpi = document["score"]["capped_by"]
    return voice.say("headline.capped", kpi=label_of(document, voice, kpi)) if kpi else ""


def label_of(document: Mapping[str, Any], voice: Voice, kpi: str) -> str:
    """Return the label of a KPI by its name; the name itself when the document has no such row."""
    found = next((r for r in document["results"] if r["kpi"] == kpi), None)
    return (voice.text(found["label"]) if found else "") or kpi


def gap(document: Mapping[str, Any], voice: Voice) -> Plain:
    """Return the flattery gap: its size, the three scores side by side, and who is responsible."""
    given = document["score"]
    size = finite(given["flattery_gap"])
    three = {key: finite(given[key]) for key in ("reported", "relevance", "independent")}
    if given["withheld"]:
        three["relevance"] = None
    state = "unknown" if size is None else "none" if to_places(size, 0) <= 0 else "gap"
    points = voice.plain(size) if size is not None else ""
    names = [{"key": k, "name": voice.say(f"scores.{k}"), "text": voice.say(f"scores.{k}_text"), "score": score(v)}
             for k, v in three.items()]  # fmt: skip
    known = three["reported"] is not None and three["independent"] is not None
    words = {k: score(v) for k, v in three.items()}
    shown = points if state == "gap" else voice.say(f"gap.{state}")
    return {
        "state": state,
        "points": shown,
        "lead": _gap_lead(voice, state, points, given["gap_reason"]),
        "scores": names,
        "line": charts.score_line(three["reported"] or 0.0, three["relevance"], three["independent"] or 0.0)
        if known
        else None,
        "label": voice.say("gap.chart", gap=shown, **words),
        "contributors": _contributors(document, voice) if state == "gap" else [],
        "note": voice.say(
            "gap.independent_note",
            weight=voice.share(given["independent_weight"]),
            coverage=voice.share(given["independent_coverage"], floor=True),
        )
        if given["independent_weight"] is not None
        else "",
        "unrounded": voice.say("gap.unrounded") if state == "gap" and _looks_off(three, size) else "",
    }


def _gap_lead(voice: Voice, state: str, points: str, reason: str | None) -> str:
    if state == "gap":
        return voice.say("gap.lead", points=points)
    return voice.say("gap.none_text") if state == "none" else voice.term("gap_reasons", reason)


def _looks_off(three: Mapping[str, float | None], size: float | None) -> bool:
    reported, independent = three["reported"], three["independent"]
    if reported is None or independent is None or size is None:
        return False
    return floored(reported) - floored(independent) != int(to_places(size, 0))


def _contributors(document: Mapping[str, Any], voice: Voice) -> list[Plain]:
    """Return every KPI that adds a point or more, largest first, and the rest as one line, so that all adds up."""
    given = sorted(document["score"]["contributions"], key=lambda c: (-round(c["points"], 9), c["kpi"]))
    loud = [c for c in given if to_places(c["points"], 0) >= 1]
    found = [
        {
            "kpi": c["kpi"],
            "label": voice.tagged(c["label"]),
            "points": voice.plain(c["points"], 1, signed=True),
            "note": voice.say("gap.imputed", score=score(c["score"])) if c["imputed"] else "",
        }
        for c in loud
    ]
    if len(loud) < len(given):
        rest = math.fsum(c["points"] for c in given if c not in loud)
        others = {"text": voice.say("gap.others"), "lang": None}
        found.append({"kpi": None, "label": others, "points": voice.plain(rest, 1, signed=True), "note": ""})
    return found


def counts(document: Mapping[str, Any], voice: Voice) -> Plain:
    """Return how many KPIs are in each band and state, each leading to the first of them."""
    given = document["score"]["counts"]
    total = len(document["results"])
    lines = []
    for key in STATES:
        if given.get(key):
            mark = status(voice, key) if key in charts.LEVELS else status(voice, None, key)
            first = next((r["kpi"] for r in document["results"] if key in (r["band"], r["state"])), None)
            lines.append({**mark, "count": given[key], "kpi": first})
    title = voice.say("counts.one") if total == 1 else voice.say("counts.title", count=total)
    return {"title": title, "lines": lines}
