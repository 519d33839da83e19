"""Which sources are read, in which order, and which of their columns. What nobody names is not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpiframe.catalog.bindings import Aggregate, Binding, Source
from kpiframe.data.findings import source_cycle, unknown_column, unusable
from kpiframe.formula.syntax import Formula
from kpiframe.problems import Location, Problem
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class Usage:
    """One source and the names of its columns that count, in a stable order."""

    source: Source
    columns: tuple[str, ...]
    bindings: tuple[Binding, ...]
    """Bindings fed by it."""


def needed(
    sources: Mapping[str, Source], bindings: Sequence[Binding], slice_by: Sequence[str]
) -> tuple[list[Usage], list[Problem]]:
    """Return every source to read, origins before what derives from them, and what makes that impossible."""
    order, problems = _order(sources, bindings)
    names: dict[str, list[str]] = {name: [] for name in order}
    for name in order:
        source = sources[name]
        bound = [b for b in bindings if b.source == name]
        names[name] += _own(source, bound, slice_by)
        if source.derive and source.derive.origin in names:
            derive = source.derive
            names[derive.origin] += [*derive.group_by, *_named(derive.columns.values())]
    used = []
    for name in order:
        source = sources[name]
        used.append(Usage(source, tuple(dict.fromkeys(names[name])), tuple(b for b in bindings if b.source == name)))
        problems += _unknown(used[-1])
    return used, problems


def declared(source: Source) -> tuple[str, ...]:
    """Return the names a formula over *source* may use."""
    if source.derive:
        return (*source.derive.group_by, *source.derive.columns)
    return tuple(c.name for c in source.columns)


def aggregates(bindings: Iterable[Binding]) -> list[Aggregate]:
    """Return the aggregates of *bindings* that have one."""
    return [b.aggregate for b in bindings if b.aggregate]


def _own(source: Source, bound: Sequence[Binding], slice_by: Sequence[str]) -> list[str]:
    known = declared(source)
    names = _named(aggregates(bound)) + [n for f in source.drop_rows for n in f.names]
    names += [s for s in slice_by if s in known] + list(source.key)
    names += [source.totals.column, *source.totals.check] if source.totals else []
    return [*names, *([source.time] if source.time else [])]


def _named(found: Iterable[Aggregate]) -> list[str]:
    formulas: list[Formula] = [f for a in found for f in (a.expr, a.filter) if f]
    return [name for formula in formulas for name in formula.names]


def _unknown(usage: Usage) -> list[Problem]:
    source, known = usage.source, declared(usage.source)
    return [unknown_column(source.name, n, known, source.location) for n in usage.columns if n not in known]


def _order(sources: Mapping[str, Source], bindings: Sequence[Binding]) -> tuple[list[str], list[Problem]]:
    """Depth first by hand, so that a long chain of derived sources cannot exhaust the stack."""
    order: list[str] = []
    problems: list[Problem] = []
    for binding in bindings:
        if binding.source is None or binding.source in order:
            continue
        chain = [binding.source]
        place: Location = binding.location
        while (source := sources.get(chain[-1])) and source.derive and source.derive.origin not in order:
            place = source.location
            if source.derive.origin in chain:
                loop = chain[chain.index(source.derive.origin) :]
                problems.append(source_cycle([*loop, loop[0]], place))
                chain = []
                break
            chain.append(source.derive.origin)
        if chain and chain[-1] not in sources:
            why = Text("there is no such source", "không có nguồn này")
            problems.append(unusable(chain[-1], why, place))
            continue
        order += [name for name in reversed(chain) if name not in order]
    return order, list(dict.fromkeys(problems))
