"""The document itself: full precision, sorted keys, no NaN, the same bytes for the same input."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def to_json(document: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> str:
    """Return one document as JSON text, laid out for reading; of a list each document on a line of its own.

    Raises ValueError for a number JSON cannot hold.
    """
    if isinstance(document, Mapping):
        return json.dumps(document, sort_keys=True, allow_nan=False, ensure_ascii=False, indent=2) + "\n"
    return "[\n" + ",\n".join(map(json_line, document)) + "\n]\n"


def json_line(document: Mapping[str, Any]) -> str:
    """Return one document as JSON text without a line break, as in a list of several. ValueError as above."""
    return json.dumps(document, sort_keys=True, allow_nan=False, ensure_ascii=False)
