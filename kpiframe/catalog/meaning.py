"""Formulas of KPIs in their surroundings: names that exist, kinds and units that fit, examples of declared inputs."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.model import Kpi
from kpiframe.document import Steps
from kpiframe.formula.algebras.kinds import check
from kpiframe.formula.algebras.units import unit_of
from kpiframe.formula.kind import Kind
from kpiframe.problems import Location, Problem, Problems, Severity, did_you_mean
from kpiframe.texts import Text
from kpiframe.units import UNITS, Unit, UnitKind, agrees, nearest, unit_named

_MOST_UNKNOWN: Final = 20


class Surroundings:
    """Every name a formula may meet; judges one KPI after the other."""

    def __init__(self, raws: Mapping[str, Raw], broken: AbstractSet[str]) -> None:
        self.raws = raws
        self.kinds = dict.fromkeys([*raws, *sorted(broken)], Kind.NUMBER)

    def check(self, kpi: Kpi, problems: Problems) -> None:
        """Check formula, units, base and examples of *kpi*."""
        raw = self.raws[kpi.name]
        at, exact = raw.scalar(("formula",))
        inputs = {i.name: i.unit for i in kpi.inputs}
        names = ChainMap(dict.fromkeys(inputs, Kind.NUMBER), self.kinds)
        if _is_overgrown(kpi, names, at, problems):
            return
        faults = check(kpi.formula, names, at, exact=exact)
        problems.extend(replace(f, subject=kpi.name) for f in faults)
        _check_base(raw, kpi, problems)
        if faults:
            return
        if _units_are_known(raw, kpi, problems):
            written = {n: inputs[n] if n in inputs else self._unit(n) for n in kpi.formula.names}
            units = {n: unit for n, name in written.items() if name and (unit := unit_named(name))}
            _check_units(raw, kpi, units, problems)
        _check_unused(raw, kpi, problems)
        _check_examples(raw, kpi, names, problems)

    def _unit(self, name: str) -> str | None:
        unit = self.raws[name].data.get("unit") if name in self.raws else None
        return unit if isinstance(unit, str) else None


def _is_overgrown(kpi: Kpi, names: Mapping[str, Kind], at: Location, problems: Problems) -> bool:
    """Report a formula of many unknown names once: looking for the nearest of each takes too long."""
    unknown = sum(name not in names for name in kpi.formula.names)
    if unknown > _MOST_UNKNOWN:
        message = Text(f"{unknown} unknown names in one formula", f"{unknown} tên không có trong một công thức")
        problems.add(Problem("KPF520", message, at, subject=kpi.name))
    return unknown > _MOST_UNKNOWN


def _units_are_known(raw: Raw, kpi: Kpi, problems: Problems) -> bool:
    written: list[tuple[Steps, str]] = [(("unit",), kpi.unit)]
    written += [(("inputs", i.name, "unit"), i.unit) for i in kpi.inputs]
    good = True
    for path, name in written:
        meant = nearest(name)
        if meant:
            message = Text(f"{name} is not a unit", f"{name} không phải đơn vị")
            problems.add(Problem("KPF505", message, raw.place(path), allowed=UNITS, meant=meant, subject=kpi.name))
            good = False
    return good


def _check_units(raw: Raw, kpi: Kpi, units: Mapping[str, Unit], problems: Problems) -> None:
    at, exact = raw.scalar(("formula",))
    derived, faults = unit_of(kpi.formula, units, at, exact=exact)
    problems.extend(replace(f, subject=kpi.name) for f in faults)
    declared = unit_named(kpi.unit)
    if faults or declared is None or derived is None or derived.kind is UnitKind.VALUE or agrees(declared, derived):
        return
    message = Text(
        f"the unit is declared as {declared} but the formula gives {derived}",
        f"đơn vị khai báo là {declared} nhưng công thức cho ra {derived}",
    )
    percent = declared.kind is UnitKind.PERCENT and derived.kind is UnitKind.RATIO
    hint = Text("percent needs the factor * 100", "phần trăm cần nhân với 100") if percent else None
    problems.add(Problem("KPF522", message, raw.place(("unit",)), help=hint, subject=kpi.name))


def _check_base(raw: Raw, kpi: Kpi, problems: Problems) -> None:
    inputs = [i.name for i in kpi.inputs]
    for key, name in (("base", kpi.base), ("spread", kpi.spread)):
        if key in raw.data and name and name not in inputs:
            problems.add(_unknown(raw, (key,), name, inputs, key=False))


def _check_unused(raw: Raw, kpi: Kpi, problems: Problems) -> None:
    used = {*kpi.formula.names, kpi.base, kpi.spread}
    for item in kpi.inputs:
        if item.name not in used:
            message = Text(
                f"the formula of {kpi.name} does not use the input {item.name}",
                f"công thức của {kpi.name} không dùng đầu vào {item.name}",
            )
            at = raw.place(("inputs", item.name), key=True)
            meant = did_you_mean(item.name, kpi.formula.names)
            problems.add(Problem("KPF523", message, at, Severity.WARNING, meant=meant, subject=kpi.name))


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
