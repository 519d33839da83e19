"""The scorecard as Markdown: GitHub tables that read well in a pull request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kpiframe.render.page import build
from kpiframe.render.typeset import typeset


def to_markdown(
    document: Mapping[str, Any], language: str, *, templates: Path | None = None, audience: str = "client"
) -> str:
    """Return *document* (``Scorecard.to_dict()``) as Markdown in *language* (``en`` or ``vi``).

    Errors as in ``to_html``.
    """
    text = typeset("scorecard.md.j2", build(document, language, audience), templates)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
