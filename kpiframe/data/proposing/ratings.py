"""Questions answered from 0 to 10: what is counted of them, never their sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.guessing import Guess
from kpiframe.data.proposing.words import folded
from kpiframe.data.proposing.yaml_lines import comment
from kpiframe.texts import Text

_RECOMMENDS: Final = re.compile(r"recommend|\bnps\b|giới thiệu|khuyên|đề xuất")
_HIGHEST: Final = 10
_LIKELY: Final = 8
"""A scale to 10 has answers up there."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A column of answers from 0 to 10."""

    name: str
    recommends: bool
    """Whether it asks for recommendation."""


def rating_of(name: str, header: str, found: Guess, cells: Sequence[str]) -> Rating | None:
    """Return *name* as a rating where every answer lies on a scale from 0 to 10 and one near its end."""
    values = [int(c) for c in cells if re.fullmatch(r"\s*[0-9]{1,2}\s*", c)]
    if found.type is not ColumnType.INTEGER or not values or not _LIKELY <= max(values) <= _HIGHEST:
        return None
    asked = _RECOMMENDS.search(folded(header)) is not None
    return Rating(name, asked) if asked or "?" in header else None


def rating_lines(rating: Rating, source: str, language: str, *, first: bool) -> Iterator[str]:
    """Yield the counts of *rating*: bindings where it is the *first* that asks for recommendation, else comments."""
    counts = {
        "promoters": f"{rating.name} >= 9",
        "detractors": f"{rating.name} <= 6",
        "respondents": f"{rating.name} is not None",
    }
    lines = [f"{name}: {{source: {source}, agg: count, filter: {where}}}" for name, where in counts.items()]
    if rating.recommends and first:
        yield comment(_SAID, language)
        yield from (f"  {line}" for line in lines)
        return
    yield comment(_ASKED, language)
    yield from (comment(line, language) for line in lines)


_SAID: Final = Text(
    "answers from 0 to 10: 9 and 10 recommend, 0 to 6 do not; they are counted, not summed",
    "câu trả lời từ 0 đến 10: 9 và 10 sẵn lòng giới thiệu, 0 đến 6 thì không; được đếm, không cộng",
)
_ASKED: Final = Text(
    "answers from 0 to 10; if the question asks for recommendation, count them and do not sum them:",
    "câu trả lời từ 0 đến 10; nếu là câu hỏi giới thiệu thì hãy đếm, không cộng:",
)
