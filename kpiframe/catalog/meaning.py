"""Formulas of KPIs in their surroundings: names that exist, kinds that fit, examples that name declared inputs."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.model import Kpi
from kpiframe.formula.algebras.kinds import check
from kpiframe.formula.kind import Kind
from kpiframe.problems import Problem, Problems, did_you_mean
from kpiframe.texts import Text


def check_meaning(
    raws: Mapping[str, Raw], kpis: Mapping[str, Kpi], known: AbstractSet[str], problems: Problems
) -> None:
    """Check the formula, the base and the examples of every KPI; *known* holds the names of all KPIs."""
    shared = dict.fromkeys([*kpis, *sorted(known)], Kind.NUMBER)
    for name, kpi in kpis.items():
        raw = raws[name]
        at, exact = raw.scalar(("formula",))
        inputs = dict.fromkeys((i.name for i in kpi.inputs), Kind.NUMBER)
        names = ChainMap(inputs, shared)
        problems.extend(check(kpi.formula, names, at, exact=exact))
        _check_base(raw, kpi, problems)
        _check_unused(raw, kpi, problems)
        _check_examples(raw, kpi, names, problems)


def _check_base(raw: Raw, kpi: Kpi, problems: Problems) -> None:
    if "base" in raw.data and kpi.base and kpi.base not in {i.name for i in kpi.inputs}:
        problems.add(_unknown(raw, ("base",), kpi.base, [i.name for i in kpi.inputs], key=False))


def _check_unused(raw: Raw, kpi: Kpi, problems: Problems) -> None:
    used = {*kpi.formula.names, kpi.base}
    for item in kpi.inputs:
        if item.name not in used:
            message = Text(
                f"the formula of {kpi.name} does not use the input {item.name}",
                f"công thức của {kpi.name} không dùng đầu vào {item.name}",
            )
            at = raw.place(("inputs", item.name), key=True)
            problems.add(
                Problem("KPF520", message, at, meant=did_you_mean(item.name, kpi.formula.names), subject=kpi.name)
            )


def _check_examples(raw: Raw, kpi: Kpi, names: Mapping[str, Kind], problems: Problems) -> None:
    usable = {*(i.name for i in kpi.inputs), *(n for n in kpi.formula.names if n in names)}
    for index, example in enumerate(kpi.examples):
        for name in example.inputs:
            if name not in usable:
                problems.add(_unknown(raw, ("examples", index, "inputs", name), name, sorted(usable), key=True))


def _unknown(raw: Raw, path: tuple[str | int, ...], name: str, known: list[str], *, key: bool) -> Problem:
    message = Text(f"{raw.name} has no input {name}", f"{raw.name} không có đầu vào {name}")
    meant = did_you_mean(name, known)
    return Problem("KPF520", message, raw.place(path, key), allowed=tuple(known), meant=meant, subject=raw.name)
