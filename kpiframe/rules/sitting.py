"""Judging many scorecards of one catalogue: what their numbers cannot change is worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Confidence, RuleStatus
from kpiframe.catalog.layouts import Layout
from kpiframe.rules.definition_facts import setting_of
from kpiframe.rules.judges import Judge
from kpiframe.rules.judging import Verdicts
from kpiframe.rules.known import Known

_MOST: Final = 64
"""Different sets of weights that are remembered at a time."""
Weights = Mapping[str, float] | None
_Key = tuple[str, date, tuple[tuple[str, float], ...] | None]


class Sitting:
    """The rules of one catalogue and stage, and what the definitions of its scorecards say."""

    def __init__(self, catalog: Catalog, stage: str = "score", *, preview: bool = False) -> None:
        self.catalog = catalog
        self.judges = judges_of(catalog, stage, preview=preview)
        self.verdicts: dict[object, Verdicts] = {}
        """What was found about definitions alone, for whoever judges them to keep."""
        self._known: dict[_Key, Known] = {}

    def known(self, layout: Layout, day: date, weights: Weights) -> Known:
        """Return the facts of the definitions of *layout* under these *weights*."""
        key = key_of(layout, day, weights)
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
                self.verdicts.clear()
            earlier = next((found for (name, *_), found in self._known.items() if name == layout.name), None)
            self._known[key] = Known(setting_of(self.catalog, layout, day, weights), like=earlier)
        return self._known[key]


def key_of(layout: Layout, day: date, weights: Weights) -> _Key:
    """Return what tells two settings of one catalogue apart."""
    return layout.name, day, None if weights is None else tuple(weights.items())


def judges_of(catalog: Catalog, stage: str, *, preview: bool) -> list[Judge]:
    """Return the rules of *stage*; one that is in doubt (confidence low) never reaches a client's report."""
    rules = (r for r in catalog.rules.values() if preview or r.status is not RuleStatus.PREVIEW)
    sure = (r for r in rules if stage != "score" or r.confidence is not Confidence.LOW)
    return [Judge.of(rule) for rule in sure if stage in rule.judged_in]
