"""One KPI as totals see it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kpiframe.scoring.judgement import State

OUT_OF_BASE = (State.NOT_APPLICABLE, State.UNSCORED)


@dataclass(frozen=True, slots=True)
class Item:
    """One KPI as totals see it; names are unique within a scorecard."""

    kpi: str
    group: str
    weight: float
    """Agency weight times relevance, 0 or above."""
    score: float | None
    """0-100, rounded; read in state scored only."""
    state: State
    last: float | None = None
    """Last scored score under today's anchors."""
    critical: bool = False
    independent: bool = False
    in_base: bool = True
    """Whether a target is in force; without one a KPI is outside the weight base in every state."""

    @property
    def counts(self) -> bool:
        """Whether it carries weight in the headline."""
        return self.in_base and self.weight > 0 and self.state not in OUT_OF_BASE

    @property
    def scored(self) -> float | None:
        """Its own score, ``None`` in every other state."""
        return self.score if self.state is State.SCORED else None


def as_shares(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights as shares of 1; all 0 when there is nothing to share, empty when there is nobody."""
    whole = math.fsum(weights.values())
    return {name: weight / whole if whole else 0.0 for name, weight in weights.items()}
