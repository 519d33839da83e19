"""Geometry of the charts, in user units of their SVG: pure numbers out, macros draw them.

The bullet graph follows S. Few's design specification (2013): bands of one hue, a bar from zero (a dot where the
scale has no zero), a line for the target, a triangle below for the previous period.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from kpiframe.render.rounding import finite

BULLET: Final = (220.0, 26.0)
SPARK: Final = (84.0, 22.0)
STRIP: Final = (240.0, 30.0)
LINE: Final = (480.0, 46.0)
EDGES: Final = (50.0, 90.0)
LEVELS: Final = ("off_target", "watch", "on_target")
_PAD: Final = 4.0

Anchors = Sequence[Sequence[float]]


def bullet(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the bullet graph of a result row: bands, bar or dot, targets, triangle; ``None`` without value or anchors.

    Keys: width, height, low, high (ends of the scale in the KPI's unit), bands [{x, width, level}], bar {x, width} or
    ``None``, dot x or ``None``, targets [x], previous x or ``None``.
    """
    value, anchors = finite(row["value"]), row["anchors"]
    if value is None or len(anchors) < 2:
        return None
    previous = None if row["previous"].get("verdict") == "broken" else finite(row["previous"]["value"])
    marks = [value, *([] if previous is None else [previous])]
    low = min([a[0] for a in anchors] + marks)
    high = max([a[0] for a in anchors] + marks)
    if not high > low or not math.isfinite(high - low):
        return None
    width, height = BULLET

    def x(number: float) -> float:
        return float(round((number - low) / (high - low) * width, 2))

    zero = low <= 0 <= high
    return {
        "width": width,
        "height": height,
        "low": low,
        "high": high,
        "bands": [
            {"x": x(begin), "width": round(x(end) - x(begin), 2), "level": level}
            for begin, end, level in bands(anchors, low, high)
        ],
        "bar": {"x": x(min(0.0, value)), "width": round(abs(x(value) - x(0)), 2)} if zero else None,
        "dot": None if zero else min(max(x(value), _PAD), width - _PAD),
        "targets": [min(max(x(t), 1.3), width - 1.3) for t in targets(row["target"])],
        "previous": None if previous is None else min(max(x(previous), _PAD), width - _PAD),
    }


def text_bar(chart: Mapping[str, Any] | None, cells: int = 10) -> str:
    """Return a bullet graph in characters (``███████░│░``): filled to the value, ``│`` at the target; else empty."""
    if chart is None:
        return ""
    width = chart["width"]
    end = chart["dot"] if chart["bar"] is None else chart["bar"]["x"] + chart["bar"]["width"]
    filled = round(end / width * cells)
    bar = ["█" if i < filled else "░" for i in range(cells)]
    for x in chart["targets"]:
        bar[min(cells - 1, int(x / width * cells))] = "│"
    return "".join(bar)


def bands(anchors: Anchors, low: float, high: float) -> list[tuple[float, float, str]]:
    """Return (begin, end, band) from *low* to *high*, cut where the score passes 50 and 90."""
    cuts = {low, high}
    for (x0, y0), (x1, y1) in pairwise(anchors):
        for edge in EDGES:
            if y0 != y1 and min(y0, y1) <= edge <= max(y0, y1):
                cuts.add(x0 + (x1 - x0) * (edge - y0) / (y1 - y0))
    inside = sorted(c for c in cuts if low <= c <= high)
    found: list[tuple[float, float, str]] = []
    for begin, end in pairwise(inside):
        level = level_of(score_at(anchors, (begin + end) / 2))
        if found and found[-1][2] == level:
            begin = found.pop()[0]  # noqa: PLW2901 - two cuts inside one band are one band
        found.append((begin, end, level))
    return found


def score_at(anchors: Anchors, value: float) -> float:
    """Return the score of *value* between straight lines, for the shading only; clamped at both ends."""
    if value <= anchors[0][0]:
        return anchors[0][1]
    for (x0, y0), (x1, y1) in pairwise(anchors):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0) if x1 > x0 else y1
    return anchors[-1][1]


def level_of(score: float) -> str:
    """Return the band of a score."""
    return LEVELS[sum(score >= edge for edge in EDGES)]


def sparkline(
    series: Sequence[Mapping[str, Any]], ticks: Sequence[int] = (), breaks: Sequence[tuple[int, bool]] = ()
) -> dict[str, Any] | None:
    """Return the small line of a series: segments (broken at gaps), lone points, last point, event ticks, breaks.

    ``None`` with fewer than 3 values. x is equal per period, y runs from the series' own minimum to its maximum.
    *breaks* are places where the meaning of the numbers changed, and whether the line is cut before that place.
    """
    values = [finite(p["value"]) for p in series]
    known = [v for v in values if v is not None]
    if len(known) < 3:
        return None
    width, height = SPARK
    low, span = min(known), max(known) - min(known)

    def place(index: int, value: float) -> list[float]:
        x = _PAD + index / (len(values) - 1) * (width - 2 * _PAD)
        share = (value - low) / span if span > 0 else 0.5
        return [round(x, 2), round(height - _PAD - share * (height - 2 * _PAD), 2)]

    runs: list[list[list[float]]] = [[]]
    cuts = {index for index, cut in breaks if cut}
    for index, value in enumerate(values):
        if index in cuts:
            runs.append([])
        if value is None:
            runs.append([])
        else:
            runs[-1].append(place(index, value))
    step = (width - 2 * _PAD) / (len(values) - 1)
    return {
        "width": width,
        "height": height,
        "lines": [run for run in runs if len(run) > 1],
        "points": [run[0] for run in runs if len(run) == 1],
        "last": None if values[-1] is None else place(len(values) - 1, values[-1]),
        "ticks": [round(_PAD + i * step, 2) for i in ticks],
        "breaks": sorted({round(_PAD + (i - 0.5) * step, 2) for i, _ in breaks}),
    }


def score_strip(score: float | None, low: float | None, high: float | None) -> dict[str, Any] | None:
    """Return the headline's own bullet: bands at 50 and 90, the score as a bar, the bounds as a whisker."""
    if finite(score) is None and (finite(low) is None or finite(high) is None):
        return None
    width, height = STRIP

    def x(number: float) -> float:
        return round(number / 100 * width, 2)

    edges = (0.0, *EDGES, 100.0)
    shaded = [
        {"x": x(a), "width": round(x(b) - x(a), 2), "level": level}
        for (a, b), level in zip(pairwise(edges), LEVELS, strict=True)
    ]
    whisker = None if low is None or high is None else [x(low), x(high)]
    bar = None if score is None else x(score)
    return {"width": width, "height": height, "bands": shaded, "bar": bar, "whisker": whisker, "target": x(90)}


def score_line(reported: float, relevance: float | None, independent: float) -> dict[str, Any]:
    """Return the line on which the three scores stand: ticks every ten (or fewer) points, the gap between A and I."""
    numbers = [n for n in (reported, relevance, independent) if n is not None]
    low = max(0, math.floor((min(numbers) - 4) / 10) * 10)
    high = min(100, math.ceil((max(numbers) + 4) / 10) * 10)
    width, height = LINE
    left, right = 14.0, width - 14.0

    def x(number: float) -> float:
        return round(left + (number - low) / (high - low) * (right - left), 2)

    step = 10 if high - low > 20 else 5
    return {
        "width": width,
        "height": height,
        "left": left,
        "right": right,
        "ticks": [{"x": x(t), "label": t} for t in range(low, high + 1, step)],
        "reported": x(reported),
        "relevance": None if relevance is None else x(relevance),
        "independent": x(independent),
    }


def targets(target: Mapping[str, Any] | None) -> list[float]:
    """Return the target as a list: two numbers for a range, one else, none without a target."""
    if target is None:
        return []
    value = target["value"]
    return [float(v) for v in value] if isinstance(value, (list, tuple)) else [float(value)]
