"""What the formulas of two KPIs say of each other: the same signal, or an input that they want to move apart."""

from __future__ import annotations

import ast
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from kpiframe.catalog.graph import needs_of
from kpiframe.catalog.model import Direction, Kpi, KpiKind
from kpiframe.formula.algebras.exact import Exact, Values, exact_values

_POINTS: Final = 8
_RANGE: Final = 9973
_DEEPEST: Final = 50
"""KPIs a formula may be made of, to be looked through."""
_GOOD: Final = {Direction.HIGHER: 1, Direction.LOWER: -1}
Source: TypeAlias = tuple[str, str, str]
"""Name, unit and platform of an input: inputs that agree in all three are one number."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a formula of plain arithmetic does with its inputs, those of the KPIs it names among them."""

    inputs: frozenset[Source]
    steps: tuple[Fraction, ...]
    """Its differences from point to point over the first that is not 0: alike in all formulas that are one times a
    factor plus a constant."""
    factor: Fraction
    wants: Mapping[Source, int]
    """1 for an input the KPI wants high, -1 for low; absent where that depends on the others, or is nothing to want."""
    divisors: frozenset[str]


class Shapes:
    """The shapes of the formulas of *kpis*, each worked out once, when it is asked for."""

    def __init__(self, kpis: Mapping[str, Kpi]) -> None:
        self._kpis = kpis
        self._known: dict[str, Shape | None] = {}

    def of(self, kpi: Kpi) -> Shape | None:
        """Return the shape of one of them; ``None`` for a constant and for more than plain arithmetic."""
        if kpi.name not in self._known:
            self._known[kpi.name] = shape_of(kpi, self._kpis)
        return self._known[kpi.name]


def shape_of(kpi: Kpi, kpis: Mapping[str, Kpi]) -> Shape | None:
    """Return the shape of *kpi*'s formula; ``None`` for a constant and for more than plain arithmetic."""
    below = _below(kpi, kpis)
    reached = {(i.name, i.unit, i.platform): i for one in below for i in one.inputs if i.name in one.formula.names}
    if not reached or len(below) > _DEEPEST:
        return None
    names = sorted({name for name, _, _ in reached})
    values = _values(kpi, kpis, {name: _at(name, names) for name in names}, {})
    if values is None:
        return None
    first = values[:_POINTS]
    steps = [value - first[0] for value in first]
    factor = next((step for step in steps if step), None)
    if factor is None:
        return None
    moves = {name: _sense(first, values[(i + 1) * _POINTS : (i + 2) * _POINTS]) for i, name in enumerate(names)}
    wants = _wants(kpi, frozenset(reached), moves)
    return Shape(
        frozenset(reached), tuple(Fraction(s, factor) for s in steps), Fraction(factor), wants, _operands(kpi, ast.Div)
    )


def same_signal(a: Kpi, one: Shape, b: Kpi, two: Shape) -> bool:
    """Tell whether the formulas are one, times a factor, plus a constant: rates that add up to 100, or twins.

    Twins must also count the same things: two survey questions may share a formula and the names of its inputs.
    """
    if one.inputs != two.inputs or one.steps != two.steps:
        return False
    return one.factor * two.factor < 0 or (_count_alike(a, b) and a.evidence.scale == b.evidence.scale)


def opposed(one: Shape, two: Shape) -> bool:
    """Tell whether an input is wanted high by one and low by the other; not what both only divide by."""
    common = one.wants.keys() & two.wants.keys()
    apart = (source for source in common if one.wants[source] != two.wants[source])
    return any(source[0] not in one.divisors & two.divisors for source in apart)


def _below(kpi: Kpi, kpis: Mapping[str, Kpi]) -> list[Kpi]:
    """Return *kpi* and every KPI it is made of, as far as one more than the deepest."""
    found, waiting = {kpi.name: kpi}, [kpi]
    while waiting and len(found) <= _DEEPEST:
        for need in needs_of(waiting.pop(), kpis):
            if need not in found:
                found[need] = kpis[need]
                waiting.append(kpis[need])
    return list(found.values())


def _values(kpi: Kpi, kpis: Mapping[str, Kpi], points: Mapping[str, Values], done: dict[str, Values]) -> Values:
    """Return the value at every point, each KPI computed once; ``None`` where KPIs need each other."""
    if kpi.name not in done:
        done[kpi.name] = None
        own = {i.name: points.get(i.name) for i in kpi.inputs}
        needed = {need: _values(kpis[need], kpis, points, done) for need in needs_of(kpi, kpis)}
        size = len(next(iter(points.values())) or ())
        done[kpi.name] = exact_values(kpi.formula, {**own, **needed}, size)
    return done[kpi.name]


def _at(name: str, names: list[str]) -> Values:
    """Return the points of *name*: a first row, then one row for each of *names* in which that one is twice as much.

    The numbers come from the name alone, so that an input has the same ones in every formula.
    """
    row = tuple(zlib.crc32(f"{name}/{k}".encode()) % _RANGE + 2 for k in range(_POINTS))
    twice = tuple(2 * value for value in row)
    return row + tuple(value for other in names for value in (twice if other == name else row))


def _sense(before: tuple[Exact, ...], after: tuple[Exact, ...]) -> int:
    signs = {(b > a) - (b < a) for a, b in zip(before, after, strict=True)}
    return signs.pop() if len(signs) == 1 else 0


def _wants(kpi: Kpi, reached: frozenset[Source], moves: Mapping[str, int]) -> dict[Source, int]:
    """Leave out surveys, whose counts of answers nobody pursues, and what is taken off something: a part of it."""
    good = 0 if kpi.kind is KpiKind.SURVEY else _GOOD.get(kpi.direction, 0)
    parts = _operands(kpi, ast.Sub)
    found = {source: good * moves[source[0]] for source in reached if source[0] not in parts}
    return {source: wanted for source, wanted in found.items() if wanted}


def _operands(kpi: Kpi, operator: type[ast.operator]) -> frozenset[str]:
    """Return the names to the right of every *operator* of the formula."""
    nodes = (n for n in ast.walk(kpi.formula.tree) if isinstance(n, ast.BinOp) and isinstance(n.op, operator))
    return frozenset(n.id for node in nodes for n in ast.walk(node.right) if isinstance(n, ast.Name))


def _count_alike(a: Kpi, b: Kpi) -> bool:
    """Tell whether no input of the two is said to count different things."""
    said = {i.name: i.counts.en.casefold() for i in a.inputs}
    pairs = ((said.get(i.name, ""), i.counts.en.casefold()) for i in b.inputs)
    return all(not one or not two or one == two for one, two in pairs)
