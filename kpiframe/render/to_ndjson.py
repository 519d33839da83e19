"""The tidy table as JSON lines: one object a row, for tools that read no CSV and no Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kpiframe.render.table import rows


def to_ndjson(documents: Iterable[Mapping[str, Any]], slices: Sequence[str]) -> str:
    """Return one line a row of ``render/table.py``; days as ISO texts. ValueError for a number JSON cannot hold.

    *slices* are what the documents are sliced by.
    """
    lines = [
        json.dumps(row, ensure_ascii=False, allow_nan=False, default=str)
        for document in documents
        for row in rows(document, slices)
    ]
    return "".join(f"{line}\n" for line in lines)
