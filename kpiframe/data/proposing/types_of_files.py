"""Types a file brings along, as columns would declare them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.guessing import Guess

_KINDS: Final = {
    "DOUBLE": ColumnType.FLOAT,
    "FLOAT": ColumnType.FLOAT,
    "DATE": ColumnType.DATE,
    "BOOLEAN": ColumnType.BOOLEAN,
}


def typed_guesses(types: Sequence[str], guesses: Sequence[Guess]) -> tuple[Guess, ...]:
    """Return a guess for each column: what the engine says of it; of texts, what they look like."""
    return tuple(_guess(kind, found) for kind, found in zip(types, guesses, strict=True))


def _guess(kind: str, found: Guess) -> Guess:
    if kind == "VARCHAR":
        return found
    if kind in _KINDS:
        return Guess(_KINDS[kind])
    if kind.startswith("TIMESTAMP"):
        return Guess(ColumnType.TIMESTAMP)
    if "INT" in kind:
        return Guess(ColumnType.INTEGER)
    decimals = re.fullmatch(r"DECIMAL\([0-9]+,([0-9]+)\)", kind)
    return Guess(ColumnType.DECIMAL, scale=int(decimals[1])) if decimals else replace(Guess(ColumnType.TEXT))
