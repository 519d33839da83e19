"""The table of KPIs: groups, and for each KPI everything its row and its charts say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from kpiframe.render import charts, filters
from kpiframe.render.filters import NOTHING, Scale, scale_of, score
from kpiframe.render.page_head import Plain, label_of, status, withheld_text
from kpiframe.render.rounding import finite
from kpiframe.render.voice import Voice

PAGE_ONE: Final = 15
"""KPIs of the first table; the rest follow in a second one."""
WORST_FIRST: Final = (
    "error", "off_target", "missing", "stale", "small_sample", "too_early", "watch", "on_target", "unscored",
    "not_applicable",
)  # fmt: skip
_DIGITS: Final = "0123456789.,"
_ARROWS: Final = {True: "▲", False: "▼"}
_NO_HEAD: Final = {"status": None, "score": "", "weight": "", "bounds": "", "withheld": "", "capped": ""}


def table(document: Mapping[str, Any], voice: Voice) -> tuple[list[Plain], list[Plain]]:
    """Return the groups of the first table, and those of the second when there are more than 15 KPIs."""
    results = document["results"]
    heaviest = sorted(results, key=lambda r: -r["weight"])[:PAGE_ONE]
    first = {r["kpi"] for r in heaviest}
    return (
        _groups(document, voice, [r for r in results if r["kpi"] in first]),
        _groups(document, voice, [r for r in results if r["kpi"] not in first], plain=True),
    )


def _groups(
    document: Mapping[str, Any], voice: Voice, rows: list[Mapping[str, Any]], *, plain: bool = False
) -> list[Plain]:
    found = []
    for given in document["groups"]:
        members = sorted((r for r in rows if r["group"] == given["name"]), key=_order)
        if members:
            head = _NO_HEAD if plain else _group_head(document, voice, given)
            label = voice.tagged(given["label"])
            found.append(
                {"name": given["name"], "label": label, **head, "rows": [row(document, voice, r) for r in members]}
            )
    return found


def _order(result: Mapping[str, Any]) -> tuple[int, float, str]:
    key = result["band"] if result["state"] == "scored" and result["band"] else result["state"]
    rank = WORST_FIRST.index(key) if key in WORST_FIRST else len(WORST_FIRST)
    return (rank, -result["weight"], result["kpi"])


def _group_head(document: Mapping[str, Any], voice: Voice, given: Mapping[str, Any]) -> Plain:
    shown = None if given["withheld"] else finite(given["score"])
    bounds = ""
    if given["coverage"] is not None and given["coverage"] < 1 and given["low"] is not None:
        bounds = voice.say(
            "table.group_bounds",
            low=score(given["low"]),
            high=score(given["high"]),
            coverage=voice.share(given["coverage"], floor=True),
        )
    capped = given["capped_by"]
    return {
        "status": status(voice, given["band"]) if shown is not None and given["band"] else None,
        "score": score(shown),
        "weight": voice.say("table.group_weight", weight=voice.share(given["weight"], 1 if given["weight"] else 0)),
        "bounds": bounds,
        "withheld": withheld_text(document, voice, given["withheld"]) if given["withheld"] else "",
        "capped": voice.say("table.group_capped", kpi=label_of(document, voice, capped)) if capped else "",
    }


def row_scale(result: Mapping[str, Any]) -> Scale:
    """Return the scale all figures of a row share."""
    earlier = [result["previous"]["value"], result["year_ago"]["value"]]
    return scale_of([result["value"], *charts.targets(result["target"])], result["unit"], beside=earlier)


def target_text(result: Mapping[str, Any], voice: Voice, scale: Scale) -> str:
    """Return the target with its sign (``≥ 45``, ``≤ 4%``, ``3–5``); ``—`` without one."""
    shown = [voice.bare(t, result["unit"], scale) for t in charts.targets(result["target"])]
    if not shown:
        return NOTHING
    if len(shown) == 2:
        return range_text(shown[0], shown[1])
    sign = {"higher_is_better": "≥", "lower_is_better": "≤"}.get(result["direction"], "")
    return f"{sign}{filters.NBSP}{shown[0]}" if sign else shown[0]


def range_text(low: str, high: str) -> str:
    """Return ``low–high``; what both share before and behind their digits (``₫``, ``triệu``, ``%``) is written once."""
    tail = _shared(low[::-1], high[::-1])[::-1].lstrip(_DIGITS)
    head = _shared(low, high).rstrip(_DIGITS)
    if filters.MINUS in head:
        head = ""
    return f"{low.removesuffix(tail)}–{high.removeprefix(head)}"


def _shared(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def row(document: Mapping[str, Any], voice: Voice, result: Mapping[str, Any]) -> Plain:
    """Return one row: every cell as text, its charts as geometry."""
    scale = row_scale(result)
    value = finite(result["value"])
    scored = result["state"] == "scored"
    mark = status(voice, result["band"], result["state"])
    label = voice.tagged(
        result["label"] if any(result["label"].values()) else {"en": result["kpi"], "vi": result["kpi"]}
    )
    bullet = charts.bullet(result)
    own_date = result["as_of"] and result["as_of"] != document["frame"]["as_of"]
    return {
        "kpi": result["kpi"],
        "label": label,
        "status": mark,
        "certain": result["band_certain"] or not scored,
        "before": _before(voice, result),
        "value": None if value is None else voice.bare(value, result["unit"], scale),
        "unit": voice.unit_after(result["unit"]) if value is not None else "",
        "text": voice.figure(value, result["unit"], scale=scale),
        "n": voice.say("table.n", n=voice.count(result["n"])) if result["n"] is not None else "",
        "reason": reason(voice, result),
        "as_of": _dated(voice, result, own_date=bool(own_date)),
        "target": target_text(result, voice, scale),
        "target_unit": voice.unit_after(result["unit"]) if result["target"] else "",
        "bullet": bullet,
        "bar": charts.text_bar(bullet),
        "spark": charts.sparkline(result["series"], _ticks(document, result), breaks_of(result)),
        "label_text": _chart_label(voice, result, label["text"] or "", scale, mark["word"]),
        "broken": broken(voice, result),
        "previous": _delta(voice, result, result["previous"]),
        "year_ago": _delta(voice, result, result["year_ago"]),
        "score": score(result["score"]) if scored else NOTHING,
        "imputed": voice.say("table.counted_as", score=score(result["imputed"])) if _imputed(result) else "",
        "weight": _weight(voice, result),
        "weight_note": _zero_because(voice, result),
        "critical": voice.say("table.critical") if result["critical"] else "",
        "panel": voice.say("panels.mark") if result.get("panel") == "stewardship" else "",
        "flags": _chips(document, result),
        "comments": [_comment(voice, c) for c in document["comments"] if c["kpi"] == result["kpi"]],
    }


def _dated(voice: Voice, result: Mapping[str, Any], *, own_date: bool) -> str:
    """Return the day of the data where it is the row's own, and until when they may still change."""
    until = result.get("revised_until")
    told = [voice.say("table.row_as_of", day=voice.day(result["as_of"]))] if own_date else []
    told += [voice.say("table.provisional", day=voice.day(until))] if until else []
    return "; ".join(told)


def _imputed(result: Mapping[str, Any]) -> bool:
    return result["state"] != "scored" and finite(result["imputed"]) is not None


def _weight(voice: Voice, result: Mapping[str, Any]) -> str:
    weight = result["weight"]
    if 0 < weight < 0.0005:
        return "<" + filters.NBSP + voice.share(0.001, 1)
    return voice.share(weight, 1 if weight else 0)


def _zero_because(voice: Voice, result: Mapping[str, Any]) -> str:
    factor = result["weight_parts"]["zero_because"]
    if result["weight"] or not factor:
        return ""
    return voice.say("table.zero_weight", factor=voice.term("factors", factor))


def reason(voice: Voice, result: Mapping[str, Any]) -> str:
    """Return the sentence for the state a row without a score is in; empty for scored rows."""
    if result["state"] == "scored":
        return ""
    said = voice.text(result["reason_text"])
    text = said or voice.term("reasons", result["reason"]) or voice.term("states", result["state"])
    return f"{text} ({result['location']})" if result["state"] == "error" and result["location"] else text


def broken(voice: Voice, result: Mapping[str, Any]) -> list[str]:
    """Return why a comparison is left out, one line a reason, each with the comparisons it holds for."""
    lines: dict[str, list[str]] = {}
    for name in ("previous", "year_ago"):
        why = voice.text(result[name].get("broken_text"))
        if why:
            lines.setdefault(why, []).append(voice.say(f"table.{name}"))
    return [f"{', '.join(names)}: {why}" for why, names in lines.items()]


def breaks_of(result: Mapping[str, Any]) -> list[tuple[int, bool]]:
    """Return the places in the series where its meaning changed, and whether the line must not be joined there."""
    places = {point["period"]: index for index, point in enumerate(result["series"])}
    marks = ((places.get(b["period"]), b["comparability"] == "break") for b in result.get("breaks", ()))
    return [(index, cut) for index, cut in marks if index]


def _before(voice: Voice, result: Mapping[str, Any]) -> str:
    """Return the earlier status where it differs from this one."""
    earlier = result["previous"]["band"]
    if result["state"] != "scored" or not earlier or earlier == result["band"]:
        return ""
    return voice.say("table.before", status=voice.term("bands", earlier))


def _delta(voice: Voice, result: Mapping[str, Any], earlier: Mapping[str, Any]) -> Plain:
    """Return a change as {arrow, text, verdict}: percent points, points or percent, as the document decided."""
    verdict = earlier["verdict"]
    if verdict == "broken":
        return {"arrow": "", "text": NOTHING, "verdict": voice.term("verdicts", verdict)}
    if finite(result["value"]) is None or finite(earlier["value"]) is None:
        note = voice.say("table.no_previous") if finite(result["value"]) is not None else ""
        return {"arrow": "", "text": NOTHING, "verdict": note}
    word = voice.term("verdicts", verdict)
    part = earlier.get("to_date")
    if verdict == "partial" and not part:
        return {"arrow": "", "text": NOTHING, "verdict": word}
    if part:
        verdict = part["verdict"]
        said = f"{voice.term('verdicts', verdict)}, " if verdict else ""
        word = said + voice.say("table.to_date", day=voice.day(part["until"]))
        earlier = part
    difference, relative = finite(earlier["difference"]), finite(earlier["relative"])
    if relative is not None:
        text = voice.relative(relative)
    elif difference is not None:
        text = voice.figure(difference, result["unit"], "delta")
    else:
        text = NOTHING
    steady = verdict == "unchanged" or not difference
    return {"arrow": "" if steady else _ARROWS[(difference or 0) > 0], "text": text, "verdict": word}


def _chart_label(voice: Voice, result: Mapping[str, Any], label: str, scale: Scale, word: str) -> str:
    unit = result["unit"]
    parts = []
    if result["target"]:
        parts.append(voice.say("chart.target", target=target_text(result, voice, scale)))
    previous = None if result["previous"]["verdict"] == "broken" else finite(result["previous"]["value"])
    if previous is not None:
        parts.append(voice.say("chart.previous", value=voice.figure(previous, unit, scale=scale)))
    if result["state"] == "scored":
        parts.append(voice.say("chart.status", status=word, score=score(result["score"])))
    else:
        parts.append(voice.say("chart.no_score", status=word))
    value = voice.figure(result["value"], unit, scale=scale)
    return voice.say("chart.label", kpi=label, value=value, rest="; ".join(parts))


def _chips(document: Mapping[str, Any], result: Mapping[str, Any]) -> list[Plain]:
    own = [f for f in document["flags"] if f["kpi"] == result["kpi"]]
    return [{"id": f["id"], "name": f["name"], "accepted": f["accepted"] is not None} for f in own]


def _comment(voice: Voice, given: Mapping[str, Any]) -> Plain:
    return {
        "text": voice.tagged(given["text"]),
        "by": voice.say("table.comment_by", author=given["author"], day=voice.day(given["date"])),
        "next": voice.tagged(given["next_action"]) if any(given["next_action"].values()) else None,
        "due": voice.say("news.due", day=voice.day(given["due"])) if given["due"] else "",
    }


def _ticks(document: Mapping[str, Any], result: Mapping[str, Any]) -> list[int]:
    """Return the places in the series where an event of this KPI began; months and days only, where keys are dates."""
    keys = [p["period"] for p in result["series"]]
    width = {"month": 7, "day": 10}.get(document["frame"]["grain"])
    if width is None:
        return []
    begun = _begun(e["date"] for e in document["events"] if result["kpi"] in e["kpis"])
    return [i for i, key in enumerate(keys) if any(day[:width] == key for day in begun)]


def _begun(days: Iterable[str]) -> list[str]:
    found = []
    for day in days:
        try:
            found.append(date.fromisoformat(day).isoformat())
        except ValueError:
            continue
    return found
