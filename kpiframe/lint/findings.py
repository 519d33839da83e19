"""What linting found, as values: every format is a rendering of one ``Findings``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Confidence, Rule
from kpiframe.document import Document
from kpiframe.problems import Location, Problem, Severity
from kpiframe.rules.flags import NotJudged
from kpiframe.texts import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, and what a rule adds to it: why, what instead, and who accepted it until when."""

    problem: Problem
    rule: Rule | None = None
    why: Text = NO_TEXT
    fix: Text = NO_TEXT
    replace_with: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence = Confidence.HIGH
    accepted: Ignore | None = None
    scorecard: str = ""

    @property
    def code(self) -> str:
        """``KPF`` and three digits."""
        return self.problem.code

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.problem.severity

    @property
    def location(self) -> Location:
        """Where it is."""
        return self.problem.location


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything one run of the linter has to say, sorted by place."""

    items: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()
    """Findings somebody accepted openly; shown, never failing."""
    not_judged: tuple[NotJudged, ...] = ()
    hidden: int = 0
    """Findings left out by profile, selection or exclusion."""
    files: tuple[str, ...] = ()
    """Shown paths of the files looked at."""
    kpis: int = 0
    rules: int = 0
    profile: str = "regular"
    today: date = date.min
    documents: Mapping[str, Document] = field(default_factory=dict)
    catalog: Catalog = field(default_factory=Catalog)
    own_rules: int = 0
    """Rules that are themselves looked at: in a project, those written there."""

    def count(self, severity: Severity) -> int:
        """Return how many findings have *severity*."""
        return sum(f.severity is severity for f in self.items)

    def fails(self, level: str = "error") -> bool:
        """Tell whether a finding reaches *level*: ``error``, ``warning``, ``info`` or ``never``."""
        if level == "never":
            return False
        return any(f.severity.rank <= Severity(level).rank for f in self.items)

    @property
    def empty(self) -> bool:
        """Nothing was there to be checked: no definition, no rule written here, no finding."""
        return not (self.kpis or self.own_rules or self.items or self.accepted)

    def statistics(self) -> list[tuple[str, str, int]]:
        """Return (code, name, number of findings), the most frequent first."""
        counted = Counter((f.code, f.problem.name) for f in self.items)
        return [(code, name, n) for (code, name), n in sorted(counted.items(), key=lambda c: (-c[1], c[0]))]
