"""The unit of a formula's result, and sums of what cannot be added: percent meets fraction, money meets orders."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kpiframe.formula.algebra import Constant
from kpiframe.formula.places import Places
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import walk
from kpiframe.problems import NOWHERE, Location, Problem
from kpiframe.texts import Text
from kpiframe.units import PERCENT, RATIO, Unit, UnitKind, addable, product, quotient


def unit_of(
    formula: Formula, units: Mapping[str, Unit], at: Location = NOWHERE, *, exact: bool = False
) -> tuple[Unit | None, list[Problem]]:
    """Return the unit of the result and the places where units do not fit together (KPF522).

    The unit is None where it is not certain. Names without an entry in *units* have no known unit.
    """
    algebra = _Units(units, Places(formula.text, at, exact))
    whole = walk(formula, algebra, lambda answer, node: replace(answer, node=node))
    return whole.unit, algebra.found


@dataclass(frozen=True, slots=True)
class Measure:
    """What is known of a node: its unit, or the number it is."""

    unit: Unit | None = None
    number: float | None = None
    """The value of a plain number; it takes the unit of what it is added to."""
    node: ast.expr | None = None


_UNKNOWN = Measure()


class _Units:
    """The algebra of units."""

    def __init__(self, units: Mapping[str, Unit], places: Places) -> None:
        self.units = units
        self.places = places
        self.found: list[Problem] = []

    def const(self, value: Constant) -> Measure:
        return Measure(number=value) if isinstance(value, float) else _UNKNOWN

    def name(self, name: str) -> Measure:
        return Measure(self.units.get(name))

    def add(self, x: Measure, y: Measure) -> Measure:
        return self._sum([x, y], scaled=True)

    sub = add

    def mul(self, x: Measure, y: Measure) -> Measure:
        for number, other in ((x.number, y), (y.number, x)):
            if number is not None:
                return _times(number, other)
        return Measure(product(x.unit, y.unit)) if x.unit and y.unit else _UNKNOWN

    def div(self, x: Measure, y: Measure) -> Measure:
        if x.unit and y.number == 100 and x.unit.kind is UnitKind.PERCENT:
            return Measure(RATIO)
        if x.unit and y.number is not None:
            return _UNKNOWN if x.unit.kind is UnitKind.RATIO else Measure(x.unit)
        return Measure(quotient(x.unit, y.unit)) if x.unit and y.unit else _UNKNOWN

    def pow(self, x: Measure, y: Measure) -> Measure:
        plain = x.unit is not None and x.unit.kind is UnitKind.RATIO and not x.unit.per
        return Measure(RATIO) if plain and (y.unit is None or y.unit.kind is UnitKind.RATIO) else _UNKNOWN

    def neg(self, x: Measure) -> Measure:
        return Measure(x.unit, None if x.number is None else -x.number)

    def pos(self, x: Measure) -> Measure:
        return x

    abs = ytd = pos

    def cmp(self, signs: Sequence[str], xs: Sequence[Measure]) -> Measure:
        del signs
        for x, y in pairwise(xs):
            self._sum([x, y])
        return _UNKNOWN

    def if_(self, test: Measure, then: Measure, other: Measure) -> Measure:
        del test
        return self._sum([then, other])

    def coalesce(self, xs: Sequence[Measure]) -> Measure:
        return self._sum(xs)

    min = max = coalesce

    def clip(self, x: Measure, low: float, high: float) -> Measure:
        del low, high
        return Measure(x.unit)

    def prev(self, x: Measure, steps: int) -> Measure:
        del steps
        return Measure(x.unit)

    round = rolling_sum = rolling_mean = prev

    def safe_div(self, x: Measure, y: Measure, other: Measure) -> Measure:
        return self._sum([self.div(x, y), other])

    # ---- conditions and what leaves its unit
    def not_(self, x: Measure) -> Measure:
        del x
        return _UNKNOWN

    sqrt = ln = is_null = not_

    def and_(self, xs: Sequence[Measure]) -> Measure:
        del xs
        return _UNKNOWN

    or_ = and_

    def isin(self, x: Measure, values: Sequence[float | str], *, negated: bool) -> Measure:
        del x, values, negated
        return _UNKNOWN

    def is_none(self, x: Measure, *, negated: bool) -> Measure:
        del x, negated
        return _UNKNOWN

    def _sum(self, xs: Sequence[Measure], *, scaled: bool = False) -> Measure:
        """Return the common unit; with *scaled*, a plain 1 or 100 says which scale the sum is on."""
        known = [x for x in xs if x.unit is not None]
        for first, second in pairwise(known):
            if first.unit and second.unit and not addable(first.unit, second.unit):
                self._report(first, second)
                return _UNKNOWN
        if scaled:
            self._check_scale(xs)
        if not known or any(x.unit is None and x.number is None for x in xs):
            return _UNKNOWN
        return Measure(known[0].unit)

    def _report(self, x: Measure, y: Measure) -> None:
        if x.node is None or y.node is None:
            return
        one, two = f"`{self.places.excerpt(x.node)}`", f"`{self.places.excerpt(y.node)}`"
        message = Text(
            f"{one} is in {x.unit} and {two} in {y.unit}: they cannot be added or compared",
            f"{one} tính bằng {x.unit} còn {two} tính bằng {y.unit}: không thể cộng hay so sánh với nhau",
        )
        kinds = {unit.kind for unit in (x.unit, y.unit) if unit}
        scale = _SCALE if kinds == {UnitKind.PERCENT, UnitKind.RATIO} else None
        self.found.append(self.places.problem("KPF522", message, y.node, help=scale))

    def _check_scale(self, xs: Sequence[Measure]) -> None:
        """``1 - rate`` with a rate in percent, ``100 - share`` with a fraction: the whole is the other one."""
        wrong = {UnitKind.PERCENT: 1.0, UnitKind.RATIO: 100.0}
        for number, other in ((xs[0], xs[1]), (xs[1], xs[0])):
            if number.node is None or number.number is None or other.unit is None or other.unit.per:
                continue
            if number.number == wrong.get(other.unit.kind):
                message = Text(
                    f"{number.number:g} is not the whole of a value in {other.unit}",
                    f"{number.number:g} không phải là toàn phần của một giá trị tính bằng {other.unit}",
                )
                self.found.append(self.places.problem("KPF522", message, number.node, help=_SCALE))


def _times(number: float, x: Measure) -> Measure:
    """Return a measure times a plain number: 100 makes a percentage of a ratio, other factors keep the unit.

    ``100 * orders / visits`` is on its way to a percentage too: after 100 times anything else nothing is certain.
    """
    if x.number is not None:
        return Measure(number=number * x.number)
    if x.unit is None or x.unit.per:
        return Measure(x.unit) if x.unit and x.unit.kind is not UnitKind.COUNT else _UNKNOWN
    if x.unit.kind is UnitKind.RATIO:
        return Measure(PERCENT) if number == 100 else _UNKNOWN
    return _UNKNOWN if number == 100 else Measure(x.unit)


_SCALE = Text(
    "percent values run from 0 to 100, ratios from 0 to 1: multiply or divide one by 100",
    "giá trị phần trăm chạy từ 0 đến 100, tỷ lệ từ 0 đến 1: hãy nhân hoặc chia một bên cho 100",
)
