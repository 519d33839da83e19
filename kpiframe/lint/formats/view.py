"""How a rendering is wanted, and the words every text format shares."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from kpiframe.lint.findings import Finding
from kpiframe.problems import Severity, printable
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class View:
    """Options of a rendering; a format reads those that mean something to it."""

    language: str = "en"
    fail_level: str = "error"
    """``error``, ``warning``, ``info`` or ``never``."""
    color: bool = False
    version: str = ""
    """Version of kpiframe, for formats that name their maker."""
    command: str = "kpiframe"
    """How the program is called, for hints."""

    def fails(self, finding: Finding) -> bool:
        """Tell whether *finding* reaches the level that fails."""
        return self.fail_level != "never" and finding.severity.rank <= Severity(self.fail_level).rank


SEVERITY: Final = {
    Severity.ERROR: Text("error", "lỗi"),
    Severity.WARNING: Text("warning", "cảnh báo"),
    Severity.INFO: Text("info", "lưu ý"),
}


def line_of(text: Text, language: str) -> str:
    """Return *text* on one line, safe for any terminal or file."""
    return printable(" ".join(text.into(language).split()))


def flat(text: object) -> str:
    """Return any text on one line with its own blanks, safe for any terminal."""
    return printable("".join(" " if char in "\r\n\t" else char for char in str(text)))


def json_text(data: object) -> str:
    """Return *data* as JSON; characters a terminal would obey or hide stand as escapes, the rest as itself."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    if printable(text) == text:
        return text
    return "".join(char if printable(char) == char else json.dumps(char)[1:-1] for char in text)
