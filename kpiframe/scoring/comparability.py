"""A change of the headline, split: the values moved, the coverage moved, or the method did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kpiframe.catalog.layouts import Missing
from kpiframe.scoring.item import Item
from kpiframe.scoring.totals import total


@dataclass(frozen=True, slots=True)
class Split:
    """Points of a change; the three parts sum to ``total``."""

    values: float
    """KPIs scored in both periods have other values."""
    coverage: float
    """KPIs got or lost a score, or came and went."""
    method: float
    """Definitions, anchors, weights, declarations or policy changed."""
    total: float


def split_change(
    old: Iterable[Item], new: Iterable[Item], groups: Sequence[tuple[str, float]], missing: Missing, now: float | None
) -> Split | None:
    """Return the parts of the change from the *old* items' headline to *now*, the new one under the new method.

    *old*, *new*, *groups* and *missing* are all of the old method. ``None`` when any headline on the way is withheld.
    """
    old, new = tuple(old), tuple(new)
    newer = {item.kpi: item for item in new}
    carried = tuple(_with_value_of(item, newer.get(item.kpi)) for item in old)
    before, valued, covered = (total(items, groups, missing).score for items in (old, carried, new))
    if before is None or valued is None or covered is None or now is None:
        return None
    return Split(valued - before, covered - valued, now - covered, now - before)


def _with_value_of(item: Item, newer: Item | None) -> Item:
    if newer is None or item.scored is None or newer.scored is None:
        return item
    return replace(item, score=newer.score)
