"""Below the table: the manager's words, what changed, KPIs without a score, and the flags with their argument."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpiframe.render.filters import score
from kpiframe.render.page_head import Plain, status
from kpiframe.render.page_rows import reason
from kpiframe.render.rounding import finite
from kpiframe.render.voice import Voice


def news(document: Mapping[str, Any], voice: Voice) -> Plain:
    """Return the manager's comments, changes of status, the strongest levers and the events of the period."""
    return {
        "comments": [_comment(document, voice, c) for c in document["comments"] if not c["kpi"]],
        "changes": [_change(voice, r) for r in document["results"] if _changed(r)],
        "levers": [_lever(document, voice, m) for m in document["score"]["moves"][:3] if m["points"] > 0],
        "events": [_event(document, voice, e) for e in document["events"] if _in_period(document, e)],
    }


def _in_period(document: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    frame = document["frame"]
    return bool(event["date"] <= frame["period_end"] and (event["until"] or event["date"]) >= frame["period_start"])


def events(document: Mapping[str, Any], voice: Voice) -> list[Plain]:
    """Return every event of the document, in its order."""
    return [_event(document, voice, e) for e in document["events"]]


def _comment(document: Mapping[str, Any], voice: Voice, given: Mapping[str, Any]) -> Plain:
    due = given["due"]
    late = due is not None and due < document["frame"]["today"]
    return {
        "text": voice.tagged(given["text"]),
        "by": voice.say("table.comment_by", author=given["author"], day=voice.day(given["date"])),
        "next": voice.tagged(given["next_action"]) if any(given["next_action"].values()) else None,
        "due": voice.say("news.overdue" if late else "news.due", day=voice.day(due)) if due else "",
    }


def _changed(result: Mapping[str, Any]) -> bool:
    earlier = result["previous"]["band"]
    return bool(result["state"] == "scored" and earlier and earlier != result["band"])


def _change(voice: Voice, result: Mapping[str, Any]) -> Plain:
    return {
        "kpi": result["kpi"],
        "label": voice.tagged(result["label"]),
        "before": status(voice, result["previous"]["band"]),
        "now": status(voice, result["band"]),
    }


def _lever(document: Mapping[str, Any], voice: Voice, given: Mapping[str, Any]) -> Plain:
    found = next((r for r in document["results"] if r["kpi"] == given["kpi"]), None)
    unmeasured = found is not None and found["state"] != "scored"
    return {
        "kpi": given["kpi"],
        "label": voice.tagged(given["label"]),
        "points": voice.plain(given["points"], 1, signed=True),
        "note": voice.say("news.levers_missing") if unmeasured else "",
    }


def _event(document: Mapping[str, Any], voice: Voice, given: Mapping[str, Any]) -> Plain:
    days = voice.day(given["date"])
    if given["until"]:
        days = voice.say("news.event_days", start=days, end=voice.day(given["until"]))
    return {
        "days": days,
        "label": voice.tagged(given["label"]),
        "kind": voice.term("event_kinds", given["kind"]),
        "kpis": [
            {"kpi": r["kpi"], "label": voice.tagged(r["label"])}
            for r in document["results"]
            if r["kpi"] in given["kpis"]
        ],
    }


def unscored(document: Mapping[str, Any], voice: Voice) -> list[Plain]:
    """Return every KPI without a score, why, and what that does to the total."""
    return [
        {
            "kpi": r["kpi"],
            "label": voice.tagged(r["label"]),
            "status": status(voice, None, r["state"]),
            "why": reason(voice, r),
            "effect": _effect(voice, r),
        }
        for r in document["results"]
        if r["state"] != "scored"
    ]


def _effect(voice: Voice, result: Mapping[str, Any]) -> str:
    state = result["state"]
    counted = finite(result["imputed"])
    if state in ("missing", "stale", "too_early", "small_sample", "error") and counted is None:
        if not result["weight"]:
            return voice.say("effects.unscored")
        if state != "error":
            return voice.say("effects.not_imputed")
    return voice.say(f"effects.{state}", imputed=score(counted))


def flags(document: Mapping[str, Any], voice: Voice, audience: str) -> list[Plain]:
    """Return the flags, those of one rule with the same argument together; accepted ones stay, marked."""
    found: dict[tuple[Any, ...], Plain] = {}
    for given in document["flags"]:
        citations = tuple(sorted((c["title"], c["date"], c["url"], c.get("read_on")) for c in given["citations"]))
        replace = tuple(given["replace_with"])
        key = (given["id"], given["severity"], voice.text(given["why"]), voice.text(given["fix"]), replace, citations)
        if key not in found:
            found[key] = _flag(document, voice, given)
        found[key]["findings"].append(_finding(document, voice, given, audience))
    return list(found.values())


def _flag(document: Mapping[str, Any], voice: Voice, given: Mapping[str, Any]) -> Plain:
    labels = {r["kpi"]: voice.text(r["label"]) for r in document["results"]}
    labels |= {d["kpi"]: voice.text(d["label"]) for d in document["definitions"]}
    replace = ", ".join(f"{labels[k]} ({k})" if labels.get(k) else k for k in given["replace_with"])
    return {
        "id": given["id"],
        "name": given["name"],
        "severity": voice.term("severities", given["severity"]),
        "confidence": voice.say("flags.confidence", confidence=voice.term("efforts", given["confidence"])),
        "why": voice.tagged(given["why"]),
        "fix": voice.tagged(given["fix"]),
        "replace": voice.say("flags.replace_with", kpis=replace) if replace else "",
        "effort": voice.say("flags.effort", effort=voice.term("efforts", given["effort"])),
        "citations": [citation(voice, c) for c in given["citations"]],
        "findings": [],
    }


def citation(voice: Voice, given: Mapping[str, Any]) -> Plain:
    """Return a dated source; its address only when it is one a browser should follow."""
    url = given["url"] if given["url"].startswith(("https://", "http://")) else ""
    return {"text": source_text(voice, given), "url": url}


def source_text(voice: Voice, given: Mapping[str, Any]) -> str:
    """Return the title of a source with its date, else with the day it was read."""
    if given["date"]:
        return voice.say("flags.dated", title=given["title"], date=_dated(voice, given["date"]))
    if given.get("read_on"):
        return voice.say("flags.read", title=given["title"], date=voice.day(given["read_on"]))
    return str(given["title"])


def _dated(voice: Voice, day: str) -> str:
    return voice.day(day) if len(day) == 10 else voice.period(day) if len(day) == 7 else day


def _finding(document: Mapping[str, Any], voice: Voice, given: Mapping[str, Any], audience: str) -> Plain:
    accepted = given["accepted"]
    label = next((r["label"] for r in document["results"] if r["kpi"] == given["kpi"]), None)
    message = voice.tagged(given["message"])
    if label and message["text"]:
        message["text"] = message["text"].removeprefix(f"{voice.text(label)}: ")
    place = given["location"] if audience == "internal" else ""
    return {
        "kpi": given["kpi"] if label else None,
        "label": voice.tagged(label) if label else {"text": given["kpi"] or voice.say("flags.whole"), "lang": None},
        "message": message,
        "place": voice.say("flags.place", place=place) if place else "",
        "accepted": _acceptance(voice, accepted) if accepted else None,
    }


def _acceptance(voice: Voice, given: Mapping[str, Any]) -> Plain:
    why = voice.term("accept_reasons", given["reason"])
    if given["until"]:
        line = voice.say("flags.accepted", until=voice.day(given["until"]), reason=why)
    else:
        line = voice.say("flags.accepted_open", reason=why)
    by = voice.say("flags.accepted_by", by=given["by"]) if given["by"] else ""
    return {"line": line, "text": voice.tagged(given["text"]), "by": by}
