"""The document itself: full precision, sorted keys, no NaN, the same bytes for the same input."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def to_json(document: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> str:
    """Return one document, or a list of them, as JSON text. Raises ValueError for a number JSON cannot hold."""
    return json.dumps(document, sort_keys=True, allow_nan=False, ensure_ascii=False, indent=2) + "\n"
