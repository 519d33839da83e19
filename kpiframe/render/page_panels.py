"""What a page says against its own weights: the stewardship panel, unmeasured dimensions, how far a rating moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpiframe.render.filters import score
from kpiframe.render.page_head import Plain, label_of, status, withheld_text
from kpiframe.render.rounding import finite
from kpiframe.render.voice import Voice, sentence

STEWARDSHIP = "stewardship"


def stewardship(document: Mapping[str, Any], voice: Voice) -> Plain | None:
    """Return the box of KPIs that are not part of the score, with a total of their own; ``None`` without such KPIs."""
    given = (document.get("panels") or {}).get(STEWARDSHIP)
    if not given or not given["kpis"]:
        return None
    shown = None if given["withheld"] else finite(given["score"])
    parts = []
    if given["coverage"] is not None:
        if given["coverage"] < 1:
            parts.append(voice.say("headline.could_be", low=score(given["low"]), high=score(given["high"])))
        parts.append(voice.say("headline.coverage", coverage=voice.share(given["coverage"], floor=True)))
    capped = given["capped_by"]
    return {
        "score": score(shown),
        "status": status(voice, given["band"]) if shown is not None and given["band"] else None,
        "parts": parts,
        "withheld": withheld_text(document, voice, given["withheld"]) if given["withheld"] else "",
        "capped": voice.say("table.group_capped", kpi=label_of(document, voice, capped)) if capped else "",
        "rows": [_member(document, voice, *each) for each in zip(given["kpis"], given["weights"], strict=True)],
    }


def _member(document: Mapping[str, Any], voice: Voice, kpi: str, weight: float) -> Plain:
    found = next((r for r in document["results"] if r["kpi"] == kpi), None)
    label = voice.tagged(found["label"]) if found else {"text": kpi, "lang": None}
    return {
        "kpi": kpi,
        "label": label if label["text"] else {"text": kpi, "lang": None},
        "weight": voice.share(weight, 1 if weight else 0),
        "note": voice.term("states", found["state"]) if found and found["state"] != "scored" else "",
    }


def dimensions(document: Mapping[str, Any], voice: Voice) -> Plain:
    """Return one line for the dimensions nobody measures, empty when all are, and one line for each dimension."""
    given = document.get("dimensions") or []
    unseen = [voice.term("dimensions", d["dimension"]) for d in given if not d["kpis"]]
    return {
        "nobody": voice.say("panels.nobody", dimensions=", ".join(unseen)) if unseen else "",
        "lines": [_measured(document, voice, d) for d in given],
    }


def _measured(document: Mapping[str, Any], voice: Voice, given: Mapping[str, Any]) -> str:
    name = sentence(voice.term("dimensions", given["dimension"]))
    if not given["kpis"]:
        return voice.say("panels.unmeasured", dimension=name)
    names = ", ".join(label_of(document, voice, kpi) for kpi in given["kpis"])
    return voice.say("panels.measured", dimension=name, kpis=names, weight=voice.share(given["weight"]))


def ratings_range(document: Mapping[str, Any], voice: Voice) -> str:
    """Return how far any one rating moves the headline, and which one does most; empty without a headline."""
    given = document["score"]
    span, move = given.get("ratings_range"), given.get("ratings_move")
    if given["withheld"] or not span:
        return ""
    low, high = (voice.plain(end, 2) for end in span)
    text = voice.say("panels.ratings_text", low=low, high=high)
    if move:
        text += " " + voice.say(
            "panels.ratings_move",
            dimension=voice.term("dimensions", move["dimension"]),
            kpi=voice.text(move["label"]) or move["kpi"],
            change=voice.plain(move["change"], 0 if float(move["change"]).is_integer() else 1, signed=True),
            score=voice.plain(move["score"], 2),
        )
    return f"{text} {voice.say('panels.ratings_alone')}"


def raters(voice: Voice, parts: Mapping[str, Any]) -> Plain:
    """Return what each rater said of a KPI, who they are, and why."""
    given = parts.get("ratings") or []
    by = " + ".join(parts.get("rated_by") or [])
    line = voice.say("panels.rated", ratings="; ".join(_rating(voice, r) for r in given)) if given else ""
    if line and by:
        line += ". " + voice.say("panels.rated_by", names=by)
    why = parts.get("why") or {}
    return {"line": line, "why": voice.tagged(why) if any(why.values()) else None}


def _rating(voice: Voice, given: Mapping[str, Any]) -> str:
    name, first, second = voice.term("dimensions", given["dimension"]), given["first"], given["second"]
    if second is None:
        return f"{name} {first}"
    if not given["difference"]:
        return voice.say("panels.rated_alike", dimension=name, first=first, second=second)
    mean = voice.plain(given["mean"], 0 if float(given["mean"]).is_integer() else 1)
    apart = given["difference"]
    return voice.say("panels.rated_apart", dimension=name, first=first, second=second, mean=mean, difference=apart)
