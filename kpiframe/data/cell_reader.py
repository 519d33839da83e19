"""What every reader of text cells is made of: a test, a cast, and words for who wrote something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kpiframe.sqltext import quote_text
from kpiframe.texts import Text

DIGITS: Final = 18
"""Digits an exact decimal column holds; sums get 38."""

BLANKS: Final = "' \t\u00a0'"
"""SQL of what may stand around a number, a date or a word for yes."""

Sql = Callable[[str], str]
"""Text of a cell in SQL -> SQL."""


@dataclass(frozen=True, slots=True)
class Reader:
    """SQL of the test and of the cast, for the SQL of a present cell's text."""

    test: Sql | None
    """``None`` where the cast alone decides."""
    cast: Sql
    allowed: Text
    takes_blank: bool = False
    """Whether the test passes a blank text."""
    same: Sql | None = None
    """True only where the engine writes the value as the cell does: such a text passes the test, and sooner."""


def matches(pattern: str) -> Sql:
    """Return the test of a text that is *pattern* from end to end."""
    return lambda text: f"regexp_full_match({text}, {quote_text(pattern)})"


def written_as(sql_type: str) -> Sql:
    """Return the test of a text that is, to the letter, what the engine makes of its own value.

    No pattern is needed then: such a text is plain digits, with a sign and all decimals. It takes half the time.
    """
    return lambda text: f"CAST(TRY_CAST({text} AS {sql_type}) AS VARCHAR) = {text}"
