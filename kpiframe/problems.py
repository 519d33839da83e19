"""Problems are values with a place; exceptions only carry them to the edge.

The tree of what can leave the library::

    KpiframeError            carries .problems, never empty
    ├── FormulaError         a formula that is not in the language
    ├── DefinitionError      YAML, schema, names, references, units
    ├── DataError            a source that cannot be read as declared
    ├── TemplateError        a page template that cannot be rendered
    └── UsageError           a period, KPI or option that does not exist
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kpiframe.texts import Text

MESSAGE_LIMIT: Final = 2_000
_ADDRESS: Final = re.compile(r"(?i)((?<![a-z0-9+.-])(?!https?:)[a-z][a-z0-9+.-]*://)[^\s\"']+")
_KEPT_CONTROLS: Final = frozenset("\n\t")


class Severity(StrEnum):
    """How bad a finding is if true; members compare by rank, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for info."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file. Line and column count from 1 in characters; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


NOWHERE: Final = Location("")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: what is wrong, where, what is allowed and what was probably meant."""

    code: str
    """``KPF`` and three digits."""
    message: Text
    location: Location = NOWHERE
    severity: Severity = Severity.ERROR
    name: str = ""
    """Kebab name of the code, e.g. ``unknown-key``."""
    allowed: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    """Nearest allowed words, best first."""
    related: tuple[tuple[Location, Text], ...] = ()
    help: Text | None = None
    subject: str = ""
    """Name of the KPI, rule, source or scorecard it is about."""

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by place, then code, then wording: stable under any order of discovery."""
        place = self.location
        return (place.file, place.line, place.column, self.code, self.message.en)

    def __str__(self) -> str:
        return describe(self)


@dataclass(slots=True)
class Problems:
    """A growing list of problems; parsers return what they could read and fill one of these."""

    found: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Append one problem."""
        self.found.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Append several."""
        self.found.extend(problems)

    @property
    def errors(self) -> list[Problem]:
        """Those of severity error."""
        return [p for p in self.found if p.severity is Severity.ERROR]

    def sorted(self) -> list[Problem]:
        """All, by place, without repetitions."""
        return sorted(dict.fromkeys(self.found), key=Problem.sort_key)


class KpiframeError(Exception):
    """Base of every error a user can cause; ``problems`` says what and where."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(describe(p) for p in self.problems[:50])[:MESSAGE_LIMIT])

    def __reduce__(self) -> tuple[type[KpiframeError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # between processes the problems travel, not their text


class FormulaError(KpiframeError):
    """A text that is not a formula of the language, or names something that does not exist."""


class DefinitionError(KpiframeError):
    """Definitions that cannot be used as written."""


class DataError(KpiframeError):
    """A source that cannot be read as it was declared."""


class TemplateError(KpiframeError):
    """A page template that cannot be rendered."""


class UsageError(KpiframeError):
    """A request for something that does not exist: a period, a KPI, a scorecard."""


def describe(problem: Problem, language: str = "en") -> str:
    """Return one printable line: ``file:line:col CODE message (did you mean …; allowed: …)``."""
    parts = [str(problem.location)] if problem.location.file else []
    parts += [problem.code, problem.message.into(language)]
    line = " ".join(parts)
    if problem.meant:
        line += {"en": "; did you mean ", "vi": "; có phải ý bạn là "}[language] + ", ".join(problem.meant) + "?"
    if problem.allowed:
        shown = ", ".join(problem.allowed[:12]) + (" …" if len(problem.allowed) > 12 else "")
        line += {"en": "; allowed: ", "vi": "; được phép: "}[language] + shown
    if problem.help:
        line += "; " + problem.help.into(language)
    return printable(line)[:MESSAGE_LIMIT]


def did_you_mean(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the *known* words nearest to *word*, best first, none when nothing is near."""
    table = {k.lower(): k for k in sorted(known)}
    near = difflib.get_close_matches(word.lower()[:80], list(table), n=most, cutoff=0.6)
    return tuple(table[k] for k in near)


def printable(text: str) -> str:
    """Return *text* with control, bidi and surrogate characters made visible, safe for any terminal."""
    if text.isprintable():  # then nothing in it is hidden, ASCII or not
        return text
    return "".join(c if c in _KEPT_CONTROLS or not _hidden(c) else f"\\u{ord(c):04x}" for c in text)


def veiled(text: str) -> str:
    """Return a line of a definition without what follows ``://`` except in addresses of pages: it may be a password."""
    return _ADDRESS.sub(r"\1***", text)


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
