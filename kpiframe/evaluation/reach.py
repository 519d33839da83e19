"""How far back the windows of a plan look: what holds in every period holds there too, whatever began later."""

from __future__ import annotations

import ast
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from kpiframe.evaluation.plan import Plan
from kpiframe.formula.calls import function_of
from kpiframe.formula.literals import whole_number
from kpiframe.formula.syntax import Formula
from kpiframe.periods import Period

_ADDING: Final = ("ytd", "rolling_sum")


@dataclass(frozen=True, slots=True)
class Reach:
    """So many periods back, and from there to the beginning of the fiscal year."""

    periods: int = 0
    year: bool = False

    def before(self, shown: Period) -> Period:
        """Return the first period that windows ending with *shown* look at."""
        first = shown.shift(-self.periods)
        if not self.year:
            return first
        year = first.fiscal_year
        while first.previous().fiscal_year == year:
            first = first.previous()
        return first


def reach_of(work: Plan, always: Container[str]) -> Reach:
    """Return how far formulas over the inputs *always* look back, through the KPIs they name; never too near.

    *always* holds the keys of bindings with one number for every period.
    """
    far: dict[str, Reach] = {}
    for kpi in work.kpis:  # each after those it names
        if any(name in always for name in work.inputs_of[kpi.name]):
            own = _own(kpi.formula)
            below = [far[name] for name in kpi.formula.names if name in far]
            periods = own.periods + max((r.periods for r in below), default=0)
            far[kpi.name] = Reach(periods, own.year or any(r.year for r in below))
    return Reach(max((r.periods for r in far.values()), default=0), any(r.year for r in far.values()))


def added_up(work: Plan) -> frozenset[str]:
    """Return the inputs whose numbers of several periods a formula of *work* adds up."""
    found: set[str] = set()
    for kpi in work.kpis:
        calls = [node for node in ast.walk(kpi.formula.tree) if isinstance(node, ast.Call)]
        summing = [call for call in calls if (row := function_of(call)) and row.name in _ADDING]
        names = {n.id for call in summing for a in call.args for n in ast.walk(a) if isinstance(n, ast.Name)}
        for name in names & set(kpi.formula.names):
            found.update(work.inputs_of.get(name, ()) or (work.columns[kpi.name][name],))
    return frozenset(found)


def _own(formula: Formula) -> Reach:
    periods, year = 0, False
    for node in ast.walk(formula.tree):
        function = function_of(node) if isinstance(node, ast.Call) else None
        if function is None or not function.window or not isinstance(node, ast.Call):
            continue
        year = year or not function.literals
        for place, literal in function.literals.items():
            written = whole_number(node.args[place]) if place < len(node.args) else literal.default
            periods += written or 0
    return Reach(periods, year)
