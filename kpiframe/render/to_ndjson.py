"""The tidy table as JSON lines: one object a row, for tools that read no CSV and no Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kpiframe.render.table import rows, slice_names


def to_ndjson(documents: Sequence[Mapping[str, Any]]) -> str:
    """Return one line a row of ``render/table.py``; days as ISO texts. ValueError for a number JSON cannot hold."""
    slices = slice_names(documents)
    lines = [
        json.dumps(row, ensure_ascii=False, allow_nan=False, default=str)
        for document in documents
        for row in rows(document, slices)
    ]
    return "".join(f"{line}\n" for line in lines)
