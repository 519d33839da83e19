"""Who needs whom: levels that can be computed one after the other, and loops. Iterative and linear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from kpiframe.catalog.model import Kpi

Levels: TypeAlias = tuple[tuple[str, ...], ...]
Cycles: TypeAlias = tuple[tuple[str, ...], ...]


def needs_of(kpi: Kpi, kpis: Mapping[str, Kpi]) -> tuple[str, ...]:
    """Return the KPIs that *kpi* names; an input of the same name hides a KPI."""
    own = {i.name for i in kpi.inputs}
    return tuple(n for n in kpi.formula.names if n not in own and n in kpis)


def reached(kpi: Kpi, kpis: Mapping[str, Kpi]) -> tuple[str, ...]:
    """Return the KPIs that *kpi* names, directly or through others, the nearest first; itself is not among them."""
    found: dict[str, None] = {}
    waiting = list(needs_of(kpi, kpis))
    for name in waiting:
        if name not in found and name != kpi.name:
            found[name] = None
            waiting += needs_of(kpis[name], kpis)
    return tuple(found)


def levels(kpis: Mapping[str, Kpi]) -> tuple[Levels, Cycles]:
    """Return (levels, cycles): every KPI of a level needs only KPIs of levels before it.

    A cycle is a loop in the order of need, its first name not repeated; there is one for each group of KPIs that
    need each other. KPIs on a cycle, or that need one, are in no level.
    """
    return levels_of({name: needs_of(kpi, kpis) for name, kpi in kpis.items()})


def levels_of(needs: Mapping[str, Sequence[str]]) -> tuple[Levels, Cycles]:
    """Return the same for any names; a need that is no key of *needs* is ignored."""
    waiting = {name: sum(1 for n in set(wanted) if n in needs) for name, wanted in needs.items()}
    users: dict[str, list[str]] = {name: [] for name in needs}
    for name, wanted in needs.items():
        for need in dict.fromkeys(wanted):
            if need in users:
                users[need].append(name)
    found: list[tuple[str, ...]] = []
    ready = [name for name, count in waiting.items() if count == 0]
    while ready:
        found.append(tuple(ready))
        after: list[str] = []
        for name in ready:
            del waiting[name]
            for user in users[name]:
                waiting[user] -= 1
                if waiting[user] == 0:
                    after.append(user)
        ready = after
    return tuple(found), _cycles({name: [n for n in needs[name] if n in waiting] for name in waiting})


def _cycles(needs: Mapping[str, Sequence[str]]) -> Cycles:
    """One loop of each group whose members need each other."""
    found = []
    for group in _groups(needs):
        members = set(group)
        inside = {name: [n for n in needs[name] if n in members] for name in needs if name in members}
        here = next(iter(inside))
        if not inside[here]:
            continue
        trail: dict[str, int] = {}
        while here not in trail:
            trail[here] = len(trail)
            here = inside[here][0]
        found.append(tuple(trail)[trail[here] :])
    return tuple(found)


def _groups(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Strongly connected components (Tarjan), with a stack of our own instead of recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: dict[str, None] = {}
    found: list[list[str]] = []
    for start in needs:
        work = [] if start in index else [(start, iter(needs[start]))]
        for name, _ in work:
            index[name] = low[name] = len(index)
            open_[name] = None
        while work:
            name, rest = work[-1]
            need = next(rest, None)
            if need is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    found.append(_close(open_, name))
            elif need not in index:
                index[need] = low[need] = len(index)
                open_[need] = None
                work.append((need, iter(needs[need])))
            elif need in open_:
                low[name] = min(low[name], index[need])
    return found


def _close(open_: dict[str, None], root: str) -> list[str]:
    group = []
    while True:
        name, _ = open_.popitem()
        group.append(name)
        if name == root:
            return group
