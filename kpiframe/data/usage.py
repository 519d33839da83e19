"""Which sources are read, in which order, and which of their columns. What nobody names is not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kpiframe.catalog.bindings import Aggregate, Binding, Source
from kpiframe.catalog.graph import levels_of
from kpiframe.catalog.shapes import EACH_PERIOD, Join
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
    helpers: tuple[str, ...] = ()
    """Those of ``columns`` that only checks ask for: read where the file has them."""


def needed(
    sources: Mapping[str, Source], bindings: Sequence[Binding], slice_by: Sequence[str]
) -> tuple[list[Usage], list[Problem]]:
    """Return every source to read, origins before what is made from them, and what makes that impossible."""
    order, problems = _order(sources, bindings)
    names: dict[str, list[str]] = {name: [] for name in order}
    for name in reversed(order):
        source = sources[name]
        names[name] += _own(source, [b for b in bindings if b.source == name], slice_by)
        # rows that are joined or united are checked as they then stand, so their origins must have what checks need
        names[name] += _helpers(source, names[name]) if source.made_from else []
        for origin, columns in _passed_on(source, names[name], sources):
            if origin in names:
                names[origin] += columns
    used = []
    for name in order:
        source = sources[name]
        own = tuple(dict.fromkeys(names[name]))
        helpers = tuple(n for n in _helpers(source, own) if n not in own)
        bound = tuple(b for b in bindings if b.source == name)
        used.append(Usage(source, (*own, *helpers), bound, helpers))
        problems += _unknown(used[-1])
    return used, problems


def declared(source: Source) -> tuple[str, ...]:
    """Return the names a formula over *source* may use."""
    if source.derive:
        made = (*source.derive.group_by, *source.derive.columns)
        return (*made, EACH_PERIOD) if source.derive.each_period else made
    return tuple(c.name for c in source.columns)


def aggregates(bindings: Iterable[Binding]) -> list[Aggregate]:
    """Return the aggregates of *bindings* that have one."""
    return [b.aggregate for b in bindings if b.aggregate]


def _own(source: Source, bound: Sequence[Binding], slice_by: Sequence[str]) -> list[str]:
    known = declared(source)
    names = _named(aggregates(bound)) + [n for f in source.drop_rows for n in f.names]
    names += [s for s in slice_by if s in known] + list(source.key)
    names += [source.totals.column] if source.totals else []
    return [*names, *([source.time] if source.time else [])]


def _helpers(source: Source, used: Sequence[str]) -> list[str]:
    """Return the columns that checks of the *used* ones look at."""
    found = list(source.totals.check) if source.totals else []
    found += [name for name in (source.currency_column, source.time_end) if name]
    found += [name for c in source.columns if c.name in used for name in c.within]
    for column in () if source.made_from else source.columns:
        if column.equals and not set(column.equals.names).isdisjoint(used):
            found += [column.name, *column.equals.names]
    return list(dict.fromkeys(found))


def as_used(usage: Usage) -> Usage:
    """Return *usage* of a source in which every column that something other than a check needs must be there."""
    needed_here = set(usage.columns) - set(usage.helpers)
    columns = [replace(c, optional=c.optional and c.name not in needed_here) for c in usage.source.columns]
    return replace(usage, source=replace(usage.source, columns=tuple(columns)))


def _passed_on(source: Source, used: Sequence[str], sources: Mapping[str, Source]) -> list[tuple[str, Sequence[str]]]:
    """Return what the *used* columns of a source need of those it is made from."""
    if source.derive:
        return [(source.derive.origin, [*source.derive.group_by, *_named(source.derive.columns.values())])]
    if source.join:
        return _looked_up(source.join, set(used))
    if source.union:
        return [(member, [n for n in used if n != source.union.mark]) for member in source.union.members]
    # Nobody can tell from SQL text which columns it needs: all that are declared.
    return [(name, declared(sources[name])) for name in source.made_from if name in sources]


def _looked_up(join: Join, used: set[str]) -> list[tuple[str, Sequence[str]]]:
    for name in used & join.elapsed.keys():
        used = used | {join.elapsed[name].since, join.elapsed[name].to}
    mine = [here for match in join.matches for here, _ in match.pairs]
    mine += sorted(used - join.columns.keys() - join.elapsed.keys())
    found: list[tuple[str, Sequence[str]]] = [(join.origin, mine)]
    for match in join.matches:
        taken = [column for name, (of, column) in join.columns.items() if of == match.source and name in used]
        found.append((match.source, [*(there for _, there in match.pairs), *taken]))
    return found


def _named(found: Iterable[Aggregate]) -> list[str]:
    formulas: list[Formula] = [f for a in found for f in (a.expr, a.filter) if f]
    return [name for formula in formulas for name in formula.names]


def _unknown(usage: Usage) -> list[Problem]:
    source, known = usage.source, declared(usage.source)
    return [unknown_column(source.name, n, known, source.location) for n in usage.columns if n not in known]


def _order(sources: Mapping[str, Source], bindings: Sequence[Binding]) -> tuple[list[str], list[Problem]]:
    """Return every source that is needed, origins first; iterative, so that a long chain cannot exhaust the stack."""
    problems: list[Problem] = []
    needs: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[str, Location]] = [(b.source, b.location) for b in reversed(bindings) if b.source]
    while waiting:
        name, place = waiting.pop()
        if name in needs:
            continue
        if name not in sources:
            why = Text("there is no such source", "không có nguồn này")
            problems.append(unusable(name, why, place))
            continue
        needs[name] = sources[name].made_from
        waiting += [(origin, sources[name].location) for origin in reversed(needs[name])]
    levels, cycles = levels_of(needs)
    problems += [source_cycle([*cycle, cycle[0]], sources[cycle[0]].location) for cycle in cycles]
    return [name for level in levels for name in level], list(dict.fromkeys(problems))
