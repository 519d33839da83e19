"""Which other rules a reader of one rule should know: of its family, or answering the same criticisms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kpiframe.catalog.knowledge import Rule

_MOST: Final = 6
_SHARED: Final = 2
"""Criticisms a rule of another family must share."""


def related(rule: Rule, rules: Iterable[Rule]) -> Sequence[Rule]:
    """Return at most six other rules, those that share most criticisms with *rule* first, then its own family's."""
    found = []
    for other in rules:
        shared = len({*other.criticisms} & {*rule.criticisms})
        kin = bool(rule.family) and other.family == rule.family
        if other.id != rule.id and (kin or shared >= _SHARED):
            found.append((-shared, not kin, other.id, other))
    return [other for *_, other in sorted(found, key=lambda one: one[:3])[:_MOST]]
