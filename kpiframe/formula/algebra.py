"""What an algebra answers: one method for every kind of node and every function of the table.

The walker binds names and constants and combines answers; the algebra decides what an answer is:
a kind, a unit, a closure, SQL text. A test compares every algebra with the table of functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")
Constant = float | bool | str | None


class Algebra(Protocol[T]):
    """Answers for the nodes of a formula, from the leaves up."""

    def const(self, value: Constant) -> T:
        """Answer for a constant: every number is a float, a text is NFC."""

    def name(self, name: str) -> T:
        """Answer for a declared name."""

    def add(self, x: T, y: T) -> T:
        """Answer for ``x + y``."""

    def sub(self, x: T, y: T) -> T:
        """Answer for ``x - y``."""

    def mul(self, x: T, y: T) -> T:
        """Answer for ``x * y``."""

    def div(self, x: T, y: T) -> T:
        """Answer for ``x / y``: no value where y is zero."""

    def pow(self, x: T, y: T) -> T:
        """Answer for ``x ** y``: no value outside the real numbers."""

    def neg(self, x: T) -> T:
        """Answer for ``-x``."""

    def pos(self, x: T) -> T:
        """Answer for ``+x``."""

    def not_(self, x: T) -> T:
        """Answer for ``not x``: three-valued."""

    def and_(self, xs: Sequence[T]) -> T:
        """Answer for ``x and y and …``: three-valued."""

    def or_(self, xs: Sequence[T]) -> T:
        """Answer for ``x or y or …``: three-valued."""

    def cmp(self, signs: Sequence[str], xs: Sequence[T]) -> T:
        """Answer for a chain ``x < y <= z``: each operand is computed once, the parts are joined by ``and``."""

    def isin(self, x: T, values: Sequence[float | str], *, negated: bool) -> T:
        """Answer for ``x in [...]`` and ``x not in [...]``: unknown for a missing x."""

    def is_none(self, x: T, *, negated: bool) -> T:
        """Answer for ``x is None`` and ``x is not None``: never unknown."""

    def if_(self, test: T, then: T, other: T) -> T:
        """Answer for ``then if test else other``: an unknown test takes *other*."""

    def coalesce(self, xs: Sequence[T]) -> T:
        """Answer for the first that has a value."""

    def min(self, xs: Sequence[T]) -> T:
        """Answer for the smallest; no value when any has none; NaN above everything."""

    def max(self, xs: Sequence[T]) -> T:
        """Answer for the largest; no value when any has none; NaN above everything."""

    def clip(self, x: T, low: float, high: float) -> T:
        """Answer for x held between two literal bounds."""

    def abs(self, x: T) -> T:
        """Answer for x without its sign."""

    def sqrt(self, x: T) -> T:
        """Answer for the square root: no value below zero."""

    def ln(self, x: T) -> T:
        """Answer for the natural logarithm: no value at zero and below."""

    def round(self, x: T, places: int) -> T:
        """Answer for x rounded, halves away from zero."""

    def is_null(self, x: T) -> T:
        """Answer for whether x has no value: never unknown."""

    def safe_div(self, x: T, y: T, other: T) -> T:
        """Answer for ``x / y``, *other* where y is zero; no value where x or y has none."""

    def prev(self, x: T, steps: int) -> T:
        """Answer for x of *steps* periods earlier on the spine."""

    def rolling_sum(self, x: T, span: int) -> T:
        """Answer for the sum over the last *span* periods, skipping missing ones."""

    def rolling_mean(self, x: T, span: int) -> T:
        """Answer for the mean over the last *span* periods, skipping missing ones."""

    def ytd(self, x: T) -> T:
        """Answer for the sum since the first period of the fiscal year, skipping missing ones."""
