"""The scorecard as one HTML file: no script, nothing external, works on screen, on paper and in the dark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kpiframe.render.page import build
from kpiframe.render.typeset import typeset


def to_html(
    document: Mapping[str, Any], language: str, *, templates: Path | None = None, audience: str = "client"
) -> str:
    """Return *document* (``Scorecard.to_dict()``) as an HTML page in *language* (``en`` or ``vi``).

    *templates* is a folder of the project's own templates; *audience* ``internal`` adds places in files.
    Raises TemplateError for a fault in such a template, UsageError for a language pages do not speak.
    """
    return typeset("scorecard.html.j2", build(document, language, audience), templates)
