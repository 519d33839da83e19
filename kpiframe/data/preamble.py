"""What a file says of itself above its header: period, currency, account, time zone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from kpiframe.catalog.bindings import Preamble
from kpiframe.data.headers import collapse, tidy

_HOLE: Final = re.compile(r"\\\{(start|end|currency|account|category|timezone)\\\}")
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What was found; empty where a file says nothing."""

    covers: tuple[date, date] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    """``currency``, ``account``, ``category``, ``timezone``."""
    start: date | None = None


NOTHING_SAID: Final = Said()


def read_preamble(preamble: Preamble | None, lines: Sequence[str]) -> Said:
    """Return what *lines*, those above a header, say; of two lines that say the same thing, the lower one counts."""
    if preamble is None:
        return NOTHING_SAID
    found: dict[str, str] = {}
    patterns = [_pattern(line) for line in preamble.lines]
    for line in lines:
        text = collapse(tidy(line)).strip("\" ,;'")
        if len(text) > _LONGEST:
            continue
        for pattern in patterns:
            hit = pattern.fullmatch(text)
            if hit and _dates_fit(hit.groupdict(), preamble.format):
                found |= {name: value.strip() for name, value in hit.groupdict().items()}
    start, end = (_day(found.pop(name, ""), preamble.format) for name in ("start", "end"))
    covers = (start, end) if start and end and start <= end else None
    return Said(covers, found, start)


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(_HOLE.sub(r"(?P<\1>.+?)", re.escape(collapse(tidy(line)))))


def _dates_fit(found: Mapping[str, str], form: str | None) -> bool:
    return all(_day(found[name].strip(), form) for name in ("start", "end") if name in found)


def _day(text: str, form: str | None) -> date | None:
    try:
        return datetime.strptime(text, form or "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
