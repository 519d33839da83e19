"""What two raters said of a KPI, as lines of plain text: for the sheets of ``catalog show`` and ``explain``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from kpiframe.render.messages import words
from kpiframe.render.page_panels import raters
from kpiframe.render.voice import Voice
from kpiframe.scorecard.rows import RatingShown
from kpiframe.texts import Text


def rated_lines(ratings: Sequence[RatingShown], by: Sequence[str], why: Text, language: str) -> list[str]:
    """Return the ratings, how far apart they are and who gave them; then the reason, if there is one."""
    parts = {"ratings": [asdict(rating) for rating in ratings], "rated_by": list(by), "why": why.to_dict()}
    told = raters(Voice(language, "", words(language)), parts)
    return [told["line"], *([told["why"]["text"]] if told["why"] else [])]
