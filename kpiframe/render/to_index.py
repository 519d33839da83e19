"""The list of many scorecards as one HTML page: a line a scorecard, in the order they were made, each with its link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from kpiframe.render import page_head, tokens
from kpiframe.render.clean import clean
from kpiframe.render.page import footer
from kpiframe.render.typeset import typeset
from kpiframe.render.voice import voice_of

MOST: Final = 2_000
"""Lines of one page; more make further pages."""
_SEVERITIES: Final = ("error", "warning")
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A scorecard in the list: a few words, none of its numbers but the headline."""

    name: str
    score: str
    status: Mapping[str, str] | None
    gap: str
    flags: Sequence[str]
    head: Plain
    """Whose, when, by what: what stands above and below the list when this line is its first."""


def line_of(document: Mapping[str, Any], language: str) -> Line:
    """Return the line of *document* (``Scorecard.to_dict()``); flags that are accepted are not counted."""
    given = clean(document)
    voice = voice_of(given, language)
    top, whole = page_head.headline(given, voice), page_head.frame(given, voice)
    cut = given["frame"]["slice"]
    raised = Counter(flag["severity"] for flag in given["flags"] if not flag["accepted"])
    return Line(
        name=" · ".join(page_head.slice_word(voice, value) for value in cut.values()) or voice.say("index.total"),
        score=top["score"],
        status=top["status"],
        gap=page_head.gap(given, voice)["points"],
        flags=[f"{voice.term('severities', each)} {raised[each]}" for each in _SEVERITIES if raised[each]],
        head={"frame": whole, "footer": footer(given, voice)},
    )


def to_index(lines: Sequence[tuple[Line, str]], language: str, pages: Sequence[str], here: int = 0) -> str:
    """Return page *here* of the list, whose files are *pages*; *lines* are its own, each with the file it opens."""
    first = lines[0][0]
    voice = voice_of({"frame": {"currency": ""}}, language)
    page = {
        "language": language,
        "words": voice.words,
        "light": dict(tokens.LIGHT),
        "dark": dict(tokens.DARK),
        "symbols": dict(tokens.SYMBOLS),
        **first.head,
        "lines": [{"line": line, "file": quote(file)} for line, file in lines],
        "pages": [{"number": n + 1, "file": quote(file), "here": n == here} for n, file in enumerate(pages)],
    }
    return typeset("index.html.j2", page)
