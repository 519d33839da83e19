"""A scorecard as defined: groups of KPIs, their weights, and what is done about missing values. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpiframe.problems import NOWHERE, Location
from kpiframe.texts import NO_TEXT, Text


class Missing(StrEnum):
    """What a scorecard does about KPIs without a value; see scoring."""

    CAUTIOUS = "cautious"
    WITHHOLD = "withhold"
    CARRY = "carry"
    ZERO = "zero"
    REDISTRIBUTE = "redistribute"


@dataclass(frozen=True, slots=True)
class Group:
    """KPIs shown and weighed together."""

    name: str
    label: Text
    weight: float
    kpis: tuple[str, ...]
    location: Location = NOWHERE
    why: Text = NO_TEXT
    """Why these KPIs with this weight."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A scorecard as defined: groups of KPIs and the policy for missing values."""

    name: str
    label: Text
    groups: tuple[Group, ...]
    missing: Missing = Missing.CAUTIOUS
    location: Location = NOWHERE
    description: Text = NO_TEXT
    layer: str = ""
    """Name of the catalogue or project that defined it."""

    @property
    def kpis(self) -> tuple[str, ...]:
        """Every KPI of the scorecard, in printed order."""
        return tuple(name for group in self.groups for name in group.kpis)
