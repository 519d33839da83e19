"""A problem code as a page of plain text: what ``explain CODE`` prints of those that are no rules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from kpiframe.catalog.codes import NAMES
from kpiframe.cli.laying import field
from kpiframe.resources import shipped
from kpiframe.texts import Text

FILE: Final = "problems.yaml"
_WHAT: Final = Text("What it means", "Nghĩa là gì")
_DO: Final = Text("What to do", "Nên làm gì")


def find_code(word: str) -> str | None:
    """Return the code that *word* is, in small letters or capitals, or is the name of; ``None`` for any other."""
    if word.upper() in NAMES:
        return word.upper()
    return next((code for code, name in NAMES.items() if name == word), None)


def code_sheet(code: str, language: str) -> str:
    """Return what the problem *code* means and what to do about it."""
    what, remedy = meanings()[code][language]
    lines = [f"{code} {NAMES[code]}", *field(_WHAT, [what], language), *field(_DO, [remedy], language)]
    return "\n".join(lines)


@cache
def meanings() -> Mapping[str, Mapping[str, Any]]:
    """Return code -> language -> what it means, and what to do."""
    from kpiframe.document import read_document

    document, problems = read_document(shipped("templates") / FILE, f"templates/{FILE}")
    if document is None or problems:
        raise RuntimeError(f"templates/{FILE} cannot be read")  # a fault of the installation
    data: Mapping[str, Mapping[str, Any]] = document.data
    return data
