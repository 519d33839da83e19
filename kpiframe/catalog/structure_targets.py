"""Thresholds and dated targets: shapes that fit the direction, anchors in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.inheritance import Raw, text_of
from kpiframe.catalog.model import Direction, Pair, Target, Thresholds
from kpiframe.catalog.reading import number
from kpiframe.catalog.schema import is_date
from kpiframe.document import Steps
from kpiframe.periods import Calendar, Grain
from kpiframe.problems import Location, Problem, Problems
from kpiframe.texts import Text

_ORDER: Final = {
    Direction.HIGHER: "floor < warn < target < stretch",
    Direction.LOWER: "stretch < target < warn < floor",
    Direction.RANGE: "floor[1] < warn[1] < target[1] < stretch < target[2] < warn[2] < floor[2]",
}


_OF_TABLE: Final = re.compile(r"\d{4}(?=.*[^\W\d_])(?!-?[QWqw]?\d+$).{1,40}")
"""What a calendar table may call a period, such as ``2026-P03``: whether it does, only a project can tell."""


def thresholds_of(raw: Raw, direction: Direction, problems: Problems) -> Thresholds | None:
    """Return the declared anchors; ``None`` when there are none or they do not fit (KPF504, KPF305)."""
    data = raw.data.get("thresholds")
    if not data:
        return None
    path: Steps = ("thresholds",)
    if not _shapes_fit(raw, path, data, direction, problems):
        return None
    found = Thresholds(
        _anchor(data["warn"]),
        _anchor(data["target"]),
        _anchor(data["floor"]) if data.get("floor") is not None else None,
        number(data.get("stretch")),
        data.get("scale", "linear"),
    )
    _check_order(raw, path, direction, data, problems)
    return found


def targets_of(raw: Raw, direction: Direction, problems: Problems) -> tuple[Target, ...]:
    """Return the dated targets that can be read, in written order."""
    found = []
    standing = raw.data.get("thresholds") or {}
    for index, data in enumerate(raw.data.get("targets") or ()):
        path: Steps = ("targets", index)
        if _target_is_whole(raw, path, data, problems) and _shapes_fit(raw, path, data, direction, problems):
            anchors = {"warn": data.get("warn", standing.get("warn")), "target": data.get("value")}
            _check_order(raw, path, direction, {k: v for k, v in anchors.items() if v is not None}, problems)
            found.append(_target(data))
    return tuple(found)


def is_time(value: str) -> bool:
    """Say whether *value* is a day or a period of some grain."""
    return is_date(value) or any(Calendar(grain).parse(value) for grain in Grain)


def _target(data: Mapping[str, Any]) -> Target:
    growth = data.get("growth")
    return Target(
        since=data["from"],
        value=_anchor(data["value"]) if data.get("value") is not None else None,
        warn=_anchor(data["warn"]) if data.get("warn") is not None else None,
        growth=float(growth.rstrip("% ")) if isinstance(growth, str) else number(growth),
        over=data.get("over"),
        until=data.get("until"),
        set_by=data.get("set_by", ""),
        why=text_of(data.get("why")),
    )


def _target_is_whole(raw: Raw, path: Steps, data: Mapping[str, Any], problems: Problems) -> bool:
    found: list[Problem] = []
    for key in ("from", "until"):
        if data.get(key) and not is_time(data[key]) and not _OF_TABLE.fullmatch(data[key]):
            found.append(wording.bad_date(raw.place((*path, key)), data[key], "2026-01"))
    if ("value" in data) == ("growth" in data):
        message = Text("a target has either value or growth", "mục tiêu có value hoặc growth, chỉ một trong hai")
        found.append(Problem("KPF506", message, raw.place(path), subject=raw.name))
    elif "growth" in data and "over" not in data:
        found.append(wording.missing_key(raw.place((*path, "growth"), key=True), "targets", "over"))
    problems.extend(found)
    return not found


def _shapes_fit(raw: Raw, path: Steps, data: Mapping[str, Any], direction: Direction, problems: Problems) -> bool:
    fits = True
    wanted = "array" if direction is Direction.RANGE else "number"
    for key in ("warn", "target", "floor", "value"):
        value = data.get(key)
        if value is None or direction is Direction.NEUTRAL or isinstance(value, list) == (wanted == "array"):
            continue
        got = "array" if isinstance(value, list) else "number"
        problem = wording.wrong_type(raw.place((*path, key)), key, (wanted,), got)
        hint = Text(f"direction is {direction}", f"direction là {direction}")
        problems.add(Problem(problem.code, problem.message, problem.location, help=hint, subject=raw.name))
        fits = False
    return fits


def _check_order(raw: Raw, path: Steps, direction: Direction, data: Mapping[str, Any], problems: Problems) -> None:
    chain = _chain(direction, data)
    for (name, low), (other, high) in pairwise(chain):
        if low < high:
            continue
        relation = Text("equals", "bằng") if low == high else Text("is above", "lớn hơn")
        message = Text(
            f"direction is {direction} but {name} ({low:g}) {relation.en} {other} ({high:g})",
            f"direction là {direction} nhưng {name} ({low:g}) {relation.vi} {other} ({high:g})",
        )
        rule = Text(f"for {direction}: {_ORDER[direction]}", f"với {direction}: {_ORDER[direction]}")
        at = _first_place(raw, path, (name, other))
        problems.add(Problem("KPF305", message, at, help=rule, subject=raw.name))
        return


def _first_place(raw: Raw, path: Steps, names: Sequence[str]) -> Location:
    """Return the first written of the anchors *names*; one that an override wrote comes before inherited ones."""
    written = [n.partition("[")[0] for n in names]
    paths = [(*path, "value" if n == "target" and path[0] == "targets" else n) for n in written]
    found = [(-raw.pieces.index(raw.writer(p)), raw.place(p, key=True)) for p in paths if raw.writer(p).holds(p)]
    return min(found)[1] if found else raw.place(path)


def _chain(direction: Direction, data: Mapping[str, Any]) -> list[tuple[str, float]]:
    if direction is Direction.NEUTRAL:
        return []
    names = ["floor", "warn", "target"]
    if direction is not Direction.RANGE:
        up = [(n, data[n]) for n in [*names, "stretch"] if data.get(n) is not None]
        return up if direction is Direction.HIGHER else up[::-1]
    pairs = [n for n in names if data.get(n) is not None]
    low = [(f"{n}[1]", data[n][0]) for n in pairs]
    high = [(f"{n}[2]", data[n][1]) for n in reversed(pairs)]
    middle = [("stretch", data["stretch"])] if data.get("stretch") is not None else []
    return low + middle + high


def _anchor(value: Any) -> float | Pair:
    return (float(value[0]), float(value[1])) if isinstance(value, list) else float(value)
