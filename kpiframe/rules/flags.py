"""What a rule says when its condition holds, and what it says when it cannot know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.knowledge import Rule
from kpiframe.problems import NOWHERE, Location, Severity
from kpiframe.texts import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Flag:
    """One rule's finding about one KPI, or about a whole scorecard (``kpi`` is ``None``)."""

    rule: Rule
    severity: Severity
    kpi: str | None
    message: Text
    """The rule's message with the facts put in."""
    why: Text
    location: Location
    accepted: Ignore | None = None
    """The entry of ``ignores:`` that accepts this flag today; the flag stays visible."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """Every fact and parameter the condition and the message name, plus ``scorecard``: text, number, bool or None."""
    fix: Text = NO_TEXT
    """What to do instead, with the facts put in."""
    replace_with: tuple[str, ...] = ()
    """KPIs to set beside it or in its place: the rule's, and those of the lifecycle entry."""
    sources: tuple[str, ...] = ()
    """Citation ids: the rule's, and those of the lifecycle entry."""

    @property
    def scorecard(self) -> str:
        """Name of the scorecard it was judged on; empty for definitions on no scorecard."""
        return str(self.facts.get("scorecard") or "")


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule that needed an unknown fact: never a silent pass."""

    rule: str
    kpi: str | None
    fact: str
    """Name of the unknown fact."""
    scorecard: str = ""
    location: Location = NOWHERE
    name: str = field(default="", compare=False)
    """Name of the rule."""
    because: Text = field(default=NO_TEXT, compare=False)
    """What was missing, in words."""
