"""Lay a page out by a template: shipped ones here, a project's own in a process of their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from kpiframe.render.environment import kind_of, make, render_with


def typeset(name: str, page: Mapping[str, Any], templates: Path | None = None) -> str:
    """Return template *name* (``scorecard.html.j2``) laid out over *page*.

    With *templates*, a folder of the project's own, it runs confined; a fault raises TemplateError with file and line.
    """
    if templates is None:
        return render_with(_shipped(kind_of(name)), name, page)
    from kpiframe.render.custom import render_confined

    return render_confined(name, page, templates)


@cache
def _shipped(kind: str) -> Environment:
    return make(kind)
