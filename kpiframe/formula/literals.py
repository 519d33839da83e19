"""Constants as they are written: numbers with a sign, whole numbers, ISO dates."""

from __future__ import annotations

import ast
import datetime as dt
import math
import re
from typing import Final

_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written_number(node: ast.expr) -> float | None:
    """Return the value of a number constant with any signs before it, or None for anything else."""
    sign = 1.0
    while isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        sign = -sign if isinstance(node.op, ast.USub) else sign
        node = node.operand
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return sign * as_float(value)


def whole_number(node: ast.expr) -> int | None:
    """Return the value of a constant written as a whole number without a sign, or None."""
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def as_float(value: float) -> float:
    """Return a number as a float; one too large for a float becomes the infinity that is carried."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def is_iso_date(text: str) -> bool:
    """Whether *text* is a calendar date written ``2026-01-31``."""
    if not _ISO.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_none(node: ast.expr) -> bool:
    """Whether the node is the constant ``None``."""
    return isinstance(node, ast.Constant) and node.value is None


def is_text(node: ast.expr) -> bool:
    """Whether the node is a text constant."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
