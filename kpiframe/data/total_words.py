"""What rows that sum up others are called, in English and Vietnamese: one list for files, warehouses and proposals."""

from __future__ import annotations

import re
from typing import Final

BEGINS: Final = (
    r"(grand |sub[- ]?)?totals?|tổng( cộng| phụ| số)?|(lũy|luỹ) kế|cộng dồn|cộng (tháng|quý|năm|tuần|ngày|kỳ)"
)
"""Pattern of what a totals row begins with, in lower case. ``Totally`` and ``Cộng đồng`` are none."""
ALONE: Final = "all|sum|cộng|toàn bộ"
"""Pattern of words that say it only where nothing but marks stands behind them: ``All Saints`` is a name."""
_BLANKS: Final = "[ \u00a0]*"
SQL_PATTERN: Final = rf"(?s){_BLANKS}(({BEGINS})([^\pL].*)?|({ALONE})[^\pL\pN]*)"
"""Pattern of the engine for the lower-case text of a totals row."""
_PATTERN: Final = re.compile(rf"{_BLANKS}(({BEGINS})([\W\d_].*)?|({ALONE})[\W_]*)", re.DOTALL)
FIRST_WORDS: Final = ("total", "grand total", "sub", "tổng", "lũy kế", "luỹ kế", "cộng ")
"""What texts of :data:`BEGINS` begin with, for engines that know no patterns."""
LONE_WORDS: Final = tuple(word + mark for word in ALONE.split("|") for mark in ("", ":"))
"""What texts of :data:`ALONE` mostly are, for the same."""


def is_total_text(text: str) -> bool:
    """Whether *text* is what a totals row is called."""
    return _PATTERN.fullmatch(text.lower()) is not None
