"""Tests of rules of scope diff: ``before:`` and ``after:``, each partial definitions and the day they date from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.differences import Effect, differences, layout_differences
from kpiframe.catalog.knowledge import LifecycleEntry, RuleTest
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.rules.change_facts import ChangeSeen, ChangesSeen, Version
from kpiframe.rules.changes import cases
from kpiframe.rules.judges import Judge
from kpiframe.rules.known import FactMap
from kpiframe.rules.partial_kpi import only, partial_kpi
from kpiframe.texts import same


def change_cases(judge: Judge, test: RuleTest, catalog: Catalog) -> list[tuple[FactMap, LifecycleEntry | None]]:
    """Return the facts of every judgement a test of scope diff asks for; those given directly come on top.

    ``before`` and ``after`` are each ``{kpis: [...], on: date}``; ``period_end`` is the last day of the period that
    ``scores: {before: x, after: y}`` are of. ValueError for a key that is not understood.
    """
    given = test.given
    if "before" not in given and "after" not in given:
        return [({}, None)]
    before, after = (_version(given.get(side) or {}, catalog) for side in ("before", "after"))
    seen = ChangesSeen(before, after, _changes(before, after, _rise(given)), _day(given.get("period_end")))
    return [(facts, None) for _, facts, _ in cases(judge, seen)]


def _version(data: Mapping[str, Any], catalog: Catalog) -> Version:
    only(data, ("kpis", "on"), "key of a version")
    kpis = {kpi.name: kpi for kpi in map(partial_kpi, data.get("kpis") or ())}
    layout = Layout("tested", same("tested"), (Group("all", same("all"), 1.0, tuple(kpis)),))
    whole = replace(catalog, kpis={**catalog.kpis, **kpis}, layouts={"tested": layout})
    return Version(whole, layout, _day(data.get("on")))


def _changes(before: Version, after: Version, rise: float | None) -> tuple[ChangeSeen, ...]:
    both = [name for name in before.layout.kpis if name in after.layout.kpis]
    found = [c for name in both for c in differences(before.catalog.kpis[name], after.catalog.kpis[name])]
    found += layout_differences(before.layout, after.layout)
    moved = [change for change in found if change.effect is Effect.VALUES]
    return tuple(ChangeSeen(change, after.on, rise, alone=len(moved) == 1) for change in moved)


def _rise(given: Mapping[str, Any]) -> float | None:
    scores = given.get("scores")
    if scores is None:
        return None
    only(scores, ("before", "after"), "version")
    return float(scores["after"]) - float(scores["before"])


def _day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(value)
