"""KPF327: a KPI whose name sounds like a metric with a history, and that is not linked to it.

A name may only suggest: short metric names collide with ordinary words. The link is ``lifecycle: [id]``.

Passes::

    kpis:
      - {name: klout, label: Klout score, lifecycle: [klout_score]}

Fails with KPF327::

    kpis:
      - {name: klout, label: Klout score}
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Kpi
from kpiframe.lint.scene import Scene
from kpiframe.problems import Problem, Severity
from kpiframe.texts import Text


def check(scene: Scene) -> Iterator[Problem]:
    """Yield at most one suggestion for each KPI written here: the entry with the longest matching words."""
    by_words: dict[str, LifecycleEntry] = {}
    for entry in scene.catalog.lifecycle.values():
        for words in entry.match:
            by_words.setdefault(_folded(words), entry)
    if not by_words:
        return
    longest_first = sorted(by_words, key=lambda words: (-len(words), words))
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    for kpi in scene.own:
        suggested = _suggested(kpi, pattern, by_words)
        if suggested:
            yield _suggestion(kpi, suggested)


def _suggested(kpi: Kpi, pattern: re.Pattern[str], by_words: Mapping[str, LifecycleEntry]) -> LifecycleEntry | None:
    text = _folded(" | ".join((kpi.name.replace("_", " "), kpi.label.en, kpi.label.vi)))
    found = sorted({m.group() for m in pattern.finditer(text)}, key=lambda words: (-len(words), words))
    linked = set(kpi.lifecycle)
    entries = [by_words[words] for words in found]
    if any(entry.id in linked for entry in entries):
        return None
    fitting = (e for e in entries if kpi.name not in e.replacement)
    return next(fitting, None)


def _suggestion(kpi: Kpi, entry: LifecycleEntry) -> Problem:
    return Problem(
        "KPF327",
        Text(
            f"{kpi.name} sounds like {entry.label.en}: {entry.message.en}",
            f"{kpi.name} có vẻ là {entry.label.vi}: {entry.message.vi}",
        ),
        kpi.location,
        Severity.INFO,
        help=Text(
            f"if it is, write `lifecycle: [{entry.id}]`; a name alone proves nothing",
            f"nếu đúng, hãy ghi `lifecycle: [{entry.id}]`; chỉ riêng cái tên thì chưa chứng minh điều gì",
        ),
        subject=kpi.name,
    )


def _folded(words: str) -> str:
    """Return *words* as they are compared: NFC, without case, hard blanks turned into blanks."""
    return unicodedata.normalize("NFC", words).casefold().replace("\u00a0", " ")
