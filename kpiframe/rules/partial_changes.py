"""Two versions of partial definitions, as tests of rules over changes write them."""

from __future__ import annotations

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import LifecycleEntry, RuleTest
from kpiframe.rules.judges import Judge
from kpiframe.rules.known import FactMap


def change_cases(judge: Judge, test: RuleTest, catalog: Catalog) -> list[tuple[FactMap, LifecycleEntry | None]]:
    """Return the facts of every change between ``before`` and ``after``; direct facts are put over each."""
    return [({}, None)]
