"""The tidy table: one row a KPI, period and slice; CSV, Parquet, DuckDB and frames all hold it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, and ``text``, ``number``, ``day`` or ``yes_no``; any cell may be ``None``."""

    name: str
    kind: str = "text"


_TEXTS_BEFORE: Final = ("project", "client", "scorecard", "level", "slice")
_REST: Final = (
    ("period", "text"), ("period_start", "day"), ("period_end", "day"), ("complete", "yes_no"),
    ("group", "text"), ("kpi", "text"), ("label_en", "text"), ("label_vi", "text"),
    ("value", "number"), ("unit", "text"), ("currency", "text"), ("state", "text"), ("reason", "text"),
    ("score", "number"), ("imputed", "number"), ("band", "text"), ("weight", "number"), ("panel", "text"),
    ("target", "number"), ("target_high", "number"),
    ("n", "number"), ("margin_low", "number"), ("margin_high", "number"),
    ("comparison", "text"), ("comparison_until", "day"), ("comparison_value", "number"),
    ("previous_period", "text"), ("previous_value", "number"), ("previous_whole_value", "number"),
    ("previous_broken_by", "text"),
    ("year_ago_period", "text"), ("year_ago_value", "number"), ("year_ago_whole_value", "number"),
    ("year_ago_broken_by", "text"),
    ("as_of", "day"), ("measured_by", "text"), ("independent", "yes_no"), ("flags", "text"),
    ("fingerprint", "text"), ("methodology", "text"),
)  # fmt: skip
_SAME: Final = (
    "group", "kpi", "value", "unit", "state", "reason", "score", "imputed", "band", "weight", "panel", "n",
    "measured_by", "independent", "period",
)  # fmt: skip


def slice_names(documents: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the columns the *documents* (``Scorecard.to_dict()``) are sliced by, in order of appearance."""
    return tuple(dict.fromkeys(name for document in documents for name in document["frame"]["slice"]))


def columns(slices: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns of a table sliced by *slices*, each under ``slice_NAME``."""
    texts = (*_TEXTS_BEFORE, *slice_columns(slices).values())
    return (*(Column(name) for name in texts), *(Column(name, kind) for name, kind in _REST))


def slice_columns(slices: Sequence[str]) -> dict[str, str]:
    """Return slice -> its column; names that differ by capitals alone get a number: engines see no capitals."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in slices:
        column, number = f"slice_{name}", 1
        while column.casefold() in taken:
            number += 1
            column = f"slice_{name}_{number}"
        taken.add(column.casefold())
        found[name] = column
    return found


def rows(document: Mapping[str, Any], slices: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield one record a result of *document* with the keys of :func:`columns`, in that order.

    ``level`` is ``total`` or ``slice``; ``slice`` is the filter as JSON, ``None`` for the total. The column of a slice
    holds ``None`` there and where the data name none. ``flags`` are rule ids with spaces between them. Numbers keep
    full precision. ``previous_value`` and ``year_ago_value`` may be held against ``comparison_value``: in a period that
    is not over they are those of as many days, or ``None``; the ``…_whole_value`` of the whole period stand beside.
    """
    common = _common(document, slices)
    prints = {each["kpi"]: each["fingerprint"] for each in document["definitions"]}
    order = [column.name for column in columns(slices)]
    for result in document["results"]:
        cells = common | _cells(result) | compared(result, whole=common["complete"])
        cells["fingerprint"] = prints.get(result["kpi"])
        yield {name: cells[name] for name in order}


def _common(document: Mapping[str, Any], slices: Sequence[str]) -> dict[str, Any]:
    frame = document["frame"]
    label = frame["label"]
    cut = frame["slice"]
    return {
        "project": frame["project"],
        "client": label.get(frame["locale"]) or label["en"] or frame["project"],
        "scorecard": frame["scorecard"],
        "level": "slice" if cut else "total",
        "slice": json.dumps(cut, ensure_ascii=False, sort_keys=True) if cut else None,
        **{column: cut.get(name) for name, column in slice_columns(slices).items()},
        "period_start": _day(frame["period_start"]),
        "period_end": _day(frame["period_end"]),
        "complete": frame["complete"],
        "currency": frame["currency"] or None,
        "methodology": document["methodology"].get("hash"),
    }


def _cells(result: Mapping[str, Any]) -> dict[str, Any]:
    target = result["target"]["value"] if result["target"] else None
    low, high = target if isinstance(target, (list, tuple)) else (target, None)
    below, above = result["margin"] or (None, None)
    return {
        **{name: result[name] for name in _SAME},
        "label_en": result["label"]["en"],
        "label_vi": result["label"]["vi"],
        "target": low,
        "target_high": high,
        "margin_low": below,
        "margin_high": above,
        "as_of": _day(result["as_of"]),
        "flags": " ".join(result["flags"]) or None,
    }


def compared(result: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """Return the earlier periods beside what may be held against them; *whole* says the shown one is over."""
    earlier = {"previous": result["previous"], "year_ago": result["year_ago"]}
    parts = {name: None if whole else each.get("to_date") for name, each in earlier.items()}
    part = next(filter(None, parts.values()), None)
    cells: dict[str, Any] = {
        "comparison": "whole" if whole else "to_date" if part else "none",
        "comparison_until": _day(part["until"]) if part else None,
        "comparison_value": part["value"] if part else result["value"] if whole else None,
    }
    for name, each in earlier.items():
        days = parts[name]
        cells[f"{name}_period"] = each["period"]
        cells[f"{name}_value"] = each["value"] if whole else days["earlier"] if days else None
        cells[f"{name}_whole_value"] = each["value"]
        cells[f"{name}_broken_by"] = each.get("broken_by")
    return cells


def _day(text: str | date | None) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else text
