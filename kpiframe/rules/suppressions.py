"""Flags accepted openly: which entry of ``ignores:`` speaks of a flag, and whether it holds today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.knowledge import Rule
from kpiframe.problems import Severity
from kpiframe.rules.flags import Flag

BLANKET: Final = frozenset({"", "*", "all", "any"})


def names_rule(ignore: Ignore, rule: Rule) -> bool:
    """Tell whether *ignore* names *rule* by id, name or alias."""
    return ignore.rule not in BLANKET and ignore.rule in (rule.id, rule.name, *rule.aliases)


def speaks_of(ignore: Ignore, rule: Rule, kpi: str | None, scorecard: str) -> bool:
    """Tell whether *ignore* is about this flag; a flag of a whole scorecard is named by the scorecard, or by no KPI."""
    return names_rule(ignore, rule) and (ignore.kpi == kpi if kpi else ignore.kpi in ("", scorecard))


def holds(ignore: Ignore, severity: Severity, today: date) -> bool:
    """Tell whether *ignore* is in force on *today*: begun, not past, and with an end where it covers an error."""
    begun = ignore.since is None or ignore.since <= today
    ended = ignore.until is not None and ignore.until < today
    endless = ignore.until is None and severity is Severity.ERROR
    return begun and not ended and not endless


def acceptance(ignores: Iterable[Ignore], flag: Flag, today: date) -> Ignore | None:
    """Return the first entry that accepts *flag* today."""
    found = (i for i in ignores if speaks_of(i, flag.rule, flag.kpi, flag.scorecard) and holds(i, flag.severity, today))
    return next(found, None)
