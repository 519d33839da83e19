"""What a fact is: a name that conditions and messages of rules may use, of one thing that can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kpiframe.catalog.knowledge import Scope
from kpiframe.formula.algebras.kinds import Kind
from kpiframe.texts import Text


class Subject(IntEnum):
    """What a fact speaks of. A rule is judged once for each of the finest its condition names."""

    CARD = 0
    """A scorecard."""
    KPI = 1
    """One KPI on it."""
    ENTRY = 2
    """One lifecycle entry that one KPI is linked to."""
    PAIR = 3
    """One KPI and another it is held against, or is compared with."""
    LEDGER = 4
    """One KPI of the brand's own books, and everything that is credited against it."""
    CHANGE = 5
    """One field of one KPI that differs between two versions of the definitions."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A name that conditions and messages may use."""

    name: str
    kind: Kind
    scope: Scope
    meaning: Text
    shown: str = "number"
    """How a number is written: ``number``, ``share`` (0.18 -> 18%), ``score`` (floor), ``gap``, ``whole``."""
    of: Subject = Subject.CARD


@dataclass(frozen=True, slots=True)
class Facts:
    """Writes a table of facts of one scope and subject, a line each."""

    scope: Scope
    of: Subject

    def number(self, name: str, en: str, vi: str, shown: str = "number") -> Fact:
        """Return a fact that is a number."""
        return Fact(name, Kind.NUMBER, self.scope, Text(en, vi), shown, self.of)

    def yes(self, name: str, en: str, vi: str) -> Fact:
        """Return a fact that holds or does not."""
        return Fact(name, Kind.CONDITION, self.scope, Text(en, vi), of=self.of)

    def text(self, name: str, en: str, vi: str) -> Fact:
        """Return a fact that is a word or a wording."""
        return Fact(name, Kind.TEXT, self.scope, Text(en, vi), of=self.of)
