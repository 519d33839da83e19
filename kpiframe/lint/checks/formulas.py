"""KPF530 to KPF533: formulas that are allowed but seldom mean what was meant.

Passes::

    kpis:
      - {name: liking, formula: likers / asked * 100}

Fails with KPF530::

    kpis:
      - {name: liking, formula: "coalesce(likers, 0) / asked * 100"}

Fails with KPF531::

    kpis:
      - {name: liking, formula: "round(likers / asked * 100, 1)"}
"""

from __future__ import annotations

from collections.abc import Iterator

from kpiframe.formula.advice import advise
from kpiframe.lint.scene import Scene
from kpiframe.problems import Problem


def check(scene: Scene) -> Iterator[Problem]:
    """Yield the advice on every formula written here."""
    formulas = {name: kpi.formula for name, kpi in scene.catalog.kpis.items()}
    for kpi in scene.own:
        yield from advise(kpi.formula, kpi.place("formula"), formulas=formulas)
