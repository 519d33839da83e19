"""One run of the command line: its language and where its words go."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TextIO

from kpiframe.problems import printable
from kpiframe.texts import LANGUAGES, Text


@dataclass(frozen=True, slots=True)
class Session:
    """What every command needs to know of the terminal; the only place that prints."""

    language: str = "en"
    """Of messages and of the terminal's table; pages take the project's own unless ``--lang`` is given."""
    color: bool = False
    width: int = 100
    quiet: bool = False
    environ: Mapping[str, str] = field(default_factory=dict)

    def out(self, text: str) -> None:
        """Write what was asked for, and nothing else, to standard output."""
        _write(sys.stdout, text)

    def note(self, text: Text | str) -> None:
        """Tell something by the way on standard error, unless ``--quiet``."""
        if not self.quiet:
            self.warn(text)

    def warn(self, text: Text | str) -> None:
        """Tell something that must not be missed on standard error."""
        _write(sys.stderr, printable(text.into(self.language) if isinstance(text, Text) else text))

    def hushed(self, quiet: bool) -> Session:
        """Return this session with ``--quiet`` applied."""
        return replace(self, quiet=self.quiet or quiet)


def session_of(argv: Sequence[str], environ: Mapping[str, str]) -> Session:
    """Return the session for these arguments and this environment; asked before anything is parsed."""
    terminal = bool(getattr(sys.stdout, "isatty", bool)())
    plain = "NO_COLOR" in environ or environ.get("TERM") == "dumb"
    columns = shutil.get_terminal_size((100, 24)).columns if terminal else 100
    return Session(
        language=language_of(argv, environ),
        color=terminal and not plain,
        width=min(max(columns, 60), 200),
        environ=environ,
    )


def language_of(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the language of messages: ``--lang`` of one language, KPIFRAME_LANG, LC_ALL, LANG, else English."""
    for here, word in enumerate(argv):
        value = argv[here + 1] if word == "--lang" and here + 1 < len(argv) else word.removeprefix("--lang=")
        if word.startswith("--lang") and value in LANGUAGES:
            return value
    chosen = environ.get("KPIFRAME_LANG", "")
    if chosen in LANGUAGES:
        return chosen
    locale = environ.get("LC_ALL") or environ.get("LANG") or ""
    return "vi" if locale.lower().startswith("vi") else "en"


def _write(stream: TextIO, text: str) -> None:
    stream.write(text if text.endswith("\n") else text + "\n")
    stream.flush()
