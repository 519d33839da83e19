"""Marks that stand beside amounts, and the currencies they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

CODES: Final = {
    "₫": "VND", "đ": "VND", "VNĐ": "VND", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "฿": "THB", "₱": "PHP",
    "Rp": "IDR", "RM": "MYR", "S$": "SGD",
}  # fmt: skip
"""Mark of an amount -> currency. ``$`` alone is the mark of many."""


def currencies_beside(cells: Iterable[str], marks: Sequence[str]) -> set[str]:
    """Return the currencies whose *marks* stand in *cells*; a longer mark hides the shorter one in it."""
    longest = sorted(marks, key=len, reverse=True)
    seen = {next((mark for mark in longest if mark in cell), "") for cell in cells}
    return {CODES.get(mark, mark) for mark in seen if mark}
