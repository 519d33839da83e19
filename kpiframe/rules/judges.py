"""A rule made ready to be judged many times: compiled conditions, and the flag it raises."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kpiframe.catalog.facts import Subject
from kpiframe.catalog.knowledge import Rule
from kpiframe.catalog.vocabulary import PLACEHOLDER, subject_of
from kpiframe.formula.algebras.scalar import Closure, Env, compile_closure, truth_at
from kpiframe.problems import Location, Severity
from kpiframe.rules.flags import Flag
from kpiframe.rules.unjudged import unjudged
from kpiframe.rules.wording import FactValue, fill, styles_of
from kpiframe.texts import Text

_MOST: Final = 500
"""Verdicts a rule remembers at a time."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A rule made ready to be judged many times."""

    rule: Rule
    lines: tuple[tuple[Severity, Closure], ...]
    names: tuple[str, ...]
    """Facts its conditions name, in order of first use."""
    styles: Mapping[str, str]
    subject: Subject
    """What it is judged over: a scorecard, a KPI, an entry, a pair, a ledger or a change."""
    _known: dict[tuple[FactValue, ...], Severity | str | None] = field(default_factory=dict, compare=False, repr=False)
    """Verdicts over facts met before: of many scorecards most facts are alike."""
    _because: dict[str, Text] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, rule: Rule) -> Judge:
        """Compile the conditions of *rule*; no line is worse than the rule, which a project may have made milder."""
        worst = rule.worst or rule.severity
        lines = tuple((max(c.severity, worst, key=_rank), compile_closure(c.formula)) for c in rule.when)
        named = dict.fromkeys(n for c in rule.when for n in c.formula.names)
        names = tuple(n for n in named if n not in rule.params)
        return cls(rule, lines, names, styles_of(rule), subject_of(rule))

    def verdict(self, facts: Mapping[str, FactValue]) -> Severity | str | None:
        """Return the severity of the first line that holds, else the unknown fact that kept one open, else ``None``."""
        met = tuple(map(facts.get, self.names))
        if met not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[met] = self._verdict(met)
        return self._known[met]

    def _verdict(self, met: tuple[FactValue, ...]) -> Severity | str | None:
        known = {**self.rule.params, **{name: plain(value) for name, value in zip(self.names, met, strict=True)}}
        env = Env(series={name: (value,) for name, value in known.items()})
        open_lines = False
        for severity, closure in self.lines:
            held = truth_at(closure, env, 0)
            if held:
                return severity
            open_lines = open_lines or held is None
        unknown = (name for name in self.names if known[name] is None)
        return next(unknown, self._guard()) if open_lines else None

    def _guard(self) -> str:
        """Return the fact there is too little of: the first one a ``… if … else None`` asks about."""
        trees = (ast.walk(line.formula.tree) for line in self.rule.when)
        guards = (node.test for tree in trees for node in tree if isinstance(node, ast.IfExp))
        asked = (n.id for test in guards for n in ast.walk(test) if isinstance(n, ast.Name) and n.id in self.names)
        return next(asked, self.names[0] if self.names else "")

    def because(self, fact: str) -> Text:
        """Return in words why the rule is not judged for want of *fact*."""
        if fact not in self._because:
            self._because[fact] = unjudged(self.rule, fact)
        return self._because[fact]

    def flag(self, severity: Severity, facts: Mapping[str, FactValue], kpi: str | None, at: Location) -> Flag:
        """Return the flag with its texts filled in."""
        rule, values = self.rule, {**facts, **self.rule.params}
        told = {*self.names, *rule.params, *PLACEHOLDER.findall(rule.message.en), "scorecard", *_IDENTITY[self.subject]}
        return Flag(
            rule,
            severity,
            kpi,
            fill(rule.message, values, self.styles),
            fill(rule.why, values, self.styles),
            at,
            facts={name: plain(values.get(name)) for name in sorted(told)},
            fix=fill(rule.fix.text, values, self.styles),
            replace_with=rule.fix.replace_with,
            sources=rule.sources,
        )


_IDENTITY: Final = {
    Subject.CARD: (),
    Subject.KPI: (),
    Subject.ENTRY: ("entry",),
    Subject.PAIR: ("other",),
    Subject.LEDGER: ("ledger",),
    Subject.CHANGE: ("field",),
}
"""Facts that say which of several things the flag is about."""


def _rank(severity: Severity) -> int:
    return severity.rank


def plain(value: FactValue) -> float | bool | str | None:
    """Return a fact as conditions see it; of a text in two languages, the English."""
    return value.en if isinstance(value, Text) else value
