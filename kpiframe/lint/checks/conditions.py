"""KPF560 to KPF564: rules that name what no fact table holds, and parameters nothing uses.

Passes::

    rules:
      - {id: KPF950, when: weight_share > 0.5, message: {en: "{label} is heavy.", vi: "{label} quá nặng."}}

Fails with KPF560::

    rules:
      - {id: KPF950, when: weight_shar > 0.5, message: {en: "{label} is heavy.", vi: "{label} quá nặng."}}

Fails with KPF561::

    rules:
      - id: KPF950
        params: {weight_share: 0.5}
        when: weight_share > 0.5
        message: {en: "{label} is heavy.", vi: "{label} quá nặng."}

Fails with KPF564::

    rules:
      - {id: KPF950, params: {limit: 0.5}, when: weight_share > 0.5, message: {en: "{label}", vi: "{label}"}}

Fails with KPF562, KPF563::

    rules:
      - {id: KPF950, when: weight_share > 0.5, message: {en: "{lable} is heavy.", vi: "Quá nặng."}}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kpiframe.catalog.vocabulary import check_rule
from kpiframe.lint.scene import Scene
from kpiframe.problems import Problem


def check(scene: Scene) -> Iterator[Problem]:
    """Yield unknown facts, odd parameters and unknown or uneven placeholders of the rules written or changed here."""
    for rule in scene.own_rules:
        yield from check_rule(rule)
    for name, place in scene.changed_rules.items():
        changed = scene.catalog.rules.get(name)
        yield from (replace(problem, location=place) for problem in (check_rule(changed) if changed else ()))
