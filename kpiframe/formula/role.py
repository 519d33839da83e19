"""Where a formula stands decides what it may hold."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """``formula:`` of a KPI, ``expr:`` and ``filter:`` of a binding, ``when:`` of a rule."""

    FORMULA = "formula"
    EXPR = "expr"
    FILTER = "filter"
    WHEN = "when"

    @property
    def takes_texts(self) -> bool:
        """Whether text constants may stand beside ``==``, ``!=`` and in lists."""
        return self in (Role.FILTER, Role.WHEN)

    @property
    def takes_windows(self) -> bool:
        """Whether functions may look at other periods."""
        return self is Role.FORMULA
