"""Rules that could not be judged, as few lines as they need: those of one rule that lack the same thing are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from kpiframe.render.page_head import Plain
from kpiframe.render.voice import Voice

Document = Mapping[str, Any]


def unjudged(document: Document, voice: Voice) -> list[Plain]:
    """Return a line for each rule and reason; the KPIs it is about stand in it when it is one, else beside it."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for given in document["not_judged"]:
        because = voice.text(given.get("because")) or voice.say("methodology.not_judged_fact", fact=given["fact"])
        key = (given["rule"], given.get("name", ""), because)
        found.setdefault(key, []).append(given.get("kpi") or "")
    labels = {r["kpi"]: voice.text(r["label"]) for r in (*document["definitions"], *document["results"])}
    return [_line(voice, *key, [labels.get(kpi) or kpi for kpi in kpis]) for key, kpis in found.items()]


def _line(voice: Voice, rule: str, name: str, because: str, kpis: list[str]) -> Plain:
    title = f"{rule} {name}".rstrip()
    about = [kpi for kpi in kpis if kpi]
    if not about:
        return {"line": voice.say("methodology.not_judged_whole", rule=title, because=because), "kpis": ""}
    whom = about[0] if len(about) == 1 else voice.say("counts.title", count=len(about))
    line = voice.say("methodology.not_judged_item", rule=title, kpis=whom, because=because)
    return {"line": line, "kpis": ", ".join(about) if len(about) > 1 else ""}


def in_short(document: Document, voice: Voice) -> str:
    """Return how many verdicts are missing, and of which rules; empty where none is."""
    counted = Counter(given["rule"] for given in document["not_judged"])
    rules = ", ".join(f"{rule} ×{count}" if count > 1 else rule for rule, count in counted.items())
    return f"{voice.say('methodology.not_judged', count=counted.total())} ({rules})" if rules else ""
