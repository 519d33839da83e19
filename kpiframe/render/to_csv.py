"""The results as CSV: one row a KPI, numbers as numbers; a text a spreadsheet would run gets an apostrophe."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any, Final

from kpiframe.render.clean import clean

COLUMNS: Final = (
    "scorecard", "period", "slice", "group", "kpi", "label_en", "label_vi", "value", "unit", "state", "reason", "score",
    "imputed", "band", "weight", "target", "target_high", "previous_period", "previous_value", "year_ago_period",
    "year_ago_value", "n", "as_of", "measured_by", "independent", "flags", "previous_broken_by", "year_ago_broken_by",
)  # fmt: skip
_RUN: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def to_csv(document: Mapping[str, Any]) -> str:
    """Return the rows of *document* (``Scorecard.to_dict()``) as CSV with a header; a cell is empty without a value.

    ``slice`` holds the filter as a JSON object, and nothing for the total: the tables of all slices make one file.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    given = clean(document)
    for result in given["results"]:
        cells = _cells(given, result)
        writer.writerow([_cell(cells[name]) for name in COLUMNS])
    return out.getvalue()


def _cells(document: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    target = result["target"]["value"] if result["target"] else None
    low, high = target if isinstance(target, (list, tuple)) else (target, None)
    same = ("group", "kpi", "value", "unit", "state", "reason", "score", "imputed", "band", "weight", "n", "as_of",
            "measured_by", "independent", "period")  # fmt: skip
    return {
        **{name: result[name] for name in same},
        "scorecard": document["frame"]["scorecard"],
        "slice": json.dumps(cut, ensure_ascii=False) if (cut := document["frame"]["slice"]) else None,
        "label_en": result["label"]["en"],
        "label_vi": result["label"]["vi"],
        "target": low,
        "target_high": high,
        "previous_period": result["previous"]["period"],
        "previous_value": result["previous"]["value"],
        "year_ago_period": result["year_ago"]["period"],
        "year_ago_value": result["year_ago"]["value"],
        "flags": " ".join(result["flags"]),
        "previous_broken_by": result["previous"].get("broken_by"),
        "year_ago_broken_by": result["year_ago"].get("broken_by"),
    }


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    return f"'{text}" if text.startswith(_RUN) else text
