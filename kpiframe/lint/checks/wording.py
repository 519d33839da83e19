"""KPF320, KPF321: texts one of the two languages lacks, and KPIs nobody described.

Passes::

    kpis:
      - name: liking
        label: {en: Liking, vi: Mức yêu thích}
        description: {en: Share of people who like the brand., vi: Tỷ lệ người thích thương hiệu.}

Fails with KPF320, KPF321::

    kpis:
      - name: liking
        label: {en: Liking}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kpiframe.catalog.model import Kpi
from kpiframe.lint.scene import Scene
from kpiframe.problems import Problem, Severity
from kpiframe.texts import LANGUAGES, Text

_NAMES = {"en": Text("English", "tiếng Anh"), "vi": Text("Vietnamese", "tiếng Việt")}


def check(scene: Scene) -> Iterator[Problem]:
    """Yield labels and descriptions that are written in one language, and descriptions that are missing."""
    for kpi in scene.own:
        written = scene.written.get(kpi.name, {})
        for field in ("label", "description"):
            yield from _untranslated(kpi, field, written.get(field))
        if not kpi.description:
            message = Text(
                f"{kpi.name} has no description: a reader cannot tell what is counted",
                f"{kpi.name} chưa có mô tả: người đọc không biết đang đếm điều gì",
            )
            yield Problem("KPF321", message, kpi.location, Severity.INFO, subject=kpi.name)


def _untranslated(kpi: Kpi, field: str, written: Any) -> Iterator[Problem]:
    """Yield a mapping of languages that names only one; a plain string is meant for both."""
    missing = [language for language in LANGUAGES if isinstance(written, dict) and language not in written]
    if not missing:
        return
    language = _NAMES[missing[0]]
    message = Text(
        f"the {field} of {kpi.name} lacks its {language.en} wording", f"{field} của {kpi.name} thiếu bản {language.vi}"
    )
    yield Problem("KPF320", message, kpi.place(field), Severity.INFO, subject=kpi.name)
