"""The table of checks; one file a check, one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from kpiframe.catalog.knowledge import Confidence
from kpiframe.lint.checks import (
    conditions,
    formulas,
    lifecycle,
    ownership,
    raters,
    registry,
    retirement,
    targets,
    weights,
    wording,
)
from kpiframe.lint.scene import Scene
from kpiframe.problems import Problem

CHECKS: Final[tuple[Callable[[Scene], Iterator[Problem]], ...]] = (
    weights.check,
    targets.check,
    wording.check,
    ownership.check,
    retirement.check,
    lifecycle.check,
    formulas.check,
    conditions.check,
    raters.check,
    registry.check,
)
CONFIDENCE: Final[Mapping[str, Confidence]] = {"KPF327": Confidence.LOW, "KPF333": Confidence.LOW}
"""Codes of checks that only suggest; every other check is sure of what it sees."""
PROFILES: Final[Mapping[str, frozenset[Confidence]]] = {
    "regular": frozenset({Confidence.HIGH, Confidence.MEDIUM}),
    "strict": frozenset(Confidence),
    "auditor": frozenset(Confidence),
}
"""What each profile shows; the auditor also sees preview rules and accepted findings in full."""
