"""``expr`` and ``filter`` as expressions of a warehouse: the second spelling of :mod:`kpiframe.formula.algebras.rows`.

Exact numbers are decimals of at most 18 digits when they are read, and never leave 38: sums and differences are taken
in 37 digits, products of two columns in 18 each. So no warehouse rounds, wraps or widens to doubles by itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from kpiframe.catalog.capabilities import MOST_SCALE
from kpiframe.formula.algebra import Constant
from kpiframe.formula.kind import Kind
from kpiframe.formula.places import placeless, unknown_name
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import walk
from kpiframe.problems import FormulaError
from kpiframe.texts import Text

NARROW: Final = 18
"""Digits of a column or constant."""
_SMALL: Final = 10**9
"""Whole constants below it are integers."""
_SCALE_OF_ANY: Final = 6
"""Decimal places that are kept whatever the digits before them."""


@dataclass(frozen=True, slots=True)
class Value:
    """One expression: exact numbers know their digits and decimal places, doubles have none."""

    it: Any
    kind: Kind | None
    """``None`` for the constant ``None``, which fits any kind."""
    exact: bool = True
    scale: int = 0
    digits: int = NARROW
    written: str | None = None
    """The value of a text constant."""
    number: Decimal | None = None
    """The value of an exact number constant."""

    @property
    def whole(self) -> bool:
        """Whether it is an integer of the warehouse, which is added up and compared faster than a decimal."""
        return self.kind is Kind.NUMBER and self.it.type().is_integer()


def row_value(formula: Formula, columns: Mapping[str, Value], door: Any) -> Value:
    """Return *formula* over *columns*. A double that is not finite is no value. FormulaError when it does not fit."""
    found: Value = walk(formula, _Rows(columns, door))
    if found.kind is Kind.NUMBER and not found.exact:
        return replace(found, it=door.finite(found.it).ifelse(found.it, door.null("float64")))
    return found


def _double(it: Any) -> Value:
    return Value(it, Kind.NUMBER, exact=False)


_COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TOO_FINE: Final = Text(
    f"a warehouse keeps {MOST_SCALE} decimal places of a product of two columns and {_SCALE_OF_ANY} of a longer one: "
    "round a factor first",
    f"kho dữ liệu giữ {MOST_SCALE} chữ số thập phân cho tích của hai cột và {_SCALE_OF_ANY} cho tích dài hơn: "
    "hãy làm tròn một thừa số trước",
)
_NO_ROUND: Final = Text(
    "powers, logarithms and rounded doubles differ between warehouses",
    "luỹ thừa, logarit và làm tròn số thực cho kết quả khác nhau giữa các kho dữ liệu",
)


class _Rows:
    """The algebra over expressions."""

    def __init__(self, columns: Mapping[str, Value], door: Any) -> None:
        self.columns = columns
        self.door = door

    # ---- leaves
    def const(self, value: Constant) -> Value:
        if value is None:
            return Value(None, None)
        if isinstance(value, bool):
            return Value(self.door.constant(value), Kind.CONDITION)
        if isinstance(value, str):
            return Value(self.door.constant(value), Kind.TEXT, written=value)
        number = Decimal(repr(value)).normalize()
        scale = max(0, -int(number.as_tuple().exponent))
        if scale > MOST_SCALE or number.adjusted() + 1 + scale > NARROW:
            return _double(self.door.constant(float(value)))
        return self._exactly(number, scale)

    def _exactly(self, number: Decimal, scale: int) -> Value:
        if scale == 0 and abs(number) < _SMALL:
            return Value(self.door.constant(int(number)), Kind.NUMBER, number=number)
        return Value(self.door.number(number, scale), Kind.NUMBER, scale=scale, number=number)

    def name(self, name: str) -> Value:
        if name not in self.columns:
            raise FormulaError(unknown_name(name, self.columns))
        return self.columns[name]

    # ---- exact arithmetic
    def add(self, x: Value, y: Value) -> Value:
        return self._sum(x, y, lambda a, b: a + b)

    def sub(self, x: Value, y: Value) -> Value:
        return self._sum(x, y, lambda a, b: a - b)

    def _sum(self, x: Value, y: Value, join: Any) -> Value:
        if not (x.exact and y.exact):
            return _double(join(self._double(x), self._double(y)))
        scale = max(x.scale, y.scale)
        wide = f"decimal(37, {scale})"
        found = join(self._typed(x, wide), self._typed(y, wide)).cast(f"decimal(38, {scale})")
        return Value(found, Kind.NUMBER, scale=scale, digits=38)

    def mul(self, x: Value, y: Value) -> Value:
        if not (x.exact and y.exact):
            return _double(self._double(x) * self._double(y))
        scale = x.scale + y.scale
        narrow = x.digits <= NARROW and y.digits <= NARROW
        if scale > (MOST_SCALE if narrow else _SCALE_OF_ANY):
            raise FormulaError(placeless("KPF511", _TOO_FINE))
        # 19 digits times 18 are taken in 128 bits everywhere and in no more than 38 digits; 18 times 18 in 64 bits.
        fine, coarse = (NARROW + 1, NARROW) if narrow else (38, 38)
        x, y = (x, y) if x.scale >= y.scale else (y, x)
        left, right = self._typed(x, f"decimal({fine}, {x.scale})"), self._typed(y, f"decimal({coarse}, {y.scale})")
        return Value((left * right).cast(f"decimal(38, {scale})"), Kind.NUMBER, scale=scale, digits=38)

    def neg(self, x: Value) -> Value:
        return replace(x, it=-self._number(x), number=None)

    def pos(self, x: Value) -> Value:
        return x

    def abs(self, x: Value) -> Value:
        return replace(x, it=self._number(x).abs(), number=None)

    def round(self, x: Value, places: int) -> Value:
        if not x.exact:
            raise FormulaError(placeless("KPF511", _NO_ROUND))
        scale = min(x.scale, max(places, 0))
        found = self._number(x).round(places).cast(f"decimal({x.digits}, {scale})")
        return replace(x, it=found, scale=scale, number=None)

    # ---- doubles
    def div(self, x: Value, y: Value) -> Value:
        below = self._double(y)
        return _double(self._double(x) / below.nullif(self.door.constant(0.0)))

    def safe_div(self, x: Value, y: Value, other: Value) -> Value:
        above, below, zero = self._double(x), self._double(y), self.door.constant(0.0)
        missing = above.isnull() | below.isnull()
        quotient = above / below.nullif(zero)
        cases = [(missing, self.door.null("float64")), (below == zero, self._double(other))]
        return _double(self.door.cases(cases, quotient))

    def sqrt(self, x: Value) -> Value:
        a = self._double(x)
        return _double((a >= self.door.constant(0.0)).ifelse(a, self.door.null("float64")).sqrt())

    def ln(self, *operands: object) -> Value:
        del operands
        raise FormulaError(placeless("KPF511", _NO_ROUND))

    pow = ytd = prev = rolling_sum = rolling_mean = ln

    # ---- conditions
    def not_(self, x: Value) -> Value:
        return Value(~self._condition(x), Kind.CONDITION)

    def and_(self, xs: Sequence[Value]) -> Value:
        found = self._condition(xs[0])
        for x in xs[1:]:
            found = found & self._condition(x)
        return Value(found, Kind.CONDITION)

    def or_(self, xs: Sequence[Value]) -> Value:
        found = self._condition(xs[0])
        for x in xs[1:]:
            found = found | self._condition(x)
        return Value(found, Kind.CONDITION)

    def cmp(self, signs: Sequence[str], xs: Sequence[Value]) -> Value:
        found = None
        for sign, (left, right) in zip(signs, pairwise(xs), strict=True):
            x, y = self.alike([self._as_date(left, right), self._as_date(right, left)])
            part = _COMPARE[sign](x.it, y.it)
            found = part if found is None else found & part
        return Value(found, Kind.CONDITION)

    def isin(self, x: Value, values: Sequence[float | str], *, negated: bool) -> Value:
        listed = self.alike([x, *(self._as_date(self.const(value), x) for value in values)])
        found = listed[0].it.isin([one.it for one in listed[1:]])
        return Value(~found if negated else found, Kind.CONDITION)

    def is_none(self, x: Value, *, negated: bool) -> Value:
        if x.kind is None:
            return Value(self.door.constant(not negated), Kind.CONDITION)
        return Value(x.it.notnull() if negated else x.it.isnull(), Kind.CONDITION)

    def is_null(self, x: Value) -> Value:
        return self.is_none(x, negated=False)

    # ---- one type for all
    def if_(self, test: Value, then: Value, other: Value) -> Value:
        x, y = self.alike([then, other])
        return replace(x, it=self._condition(test).ifelse(x.it, y.it), written=None)

    def coalesce(self, xs: Sequence[Value]) -> Value:
        values = self.alike(xs)
        return replace(values[0], it=self.door.coalesce([x.it for x in values]), written=None)

    def min(self, xs: Sequence[Value]) -> Value:
        return self._extreme(xs, largest=False)

    def max(self, xs: Sequence[Value]) -> Value:
        return self._extreme(xs, largest=True)

    def _extreme(self, xs: Sequence[Value], *, largest: bool) -> Value:
        values = self.alike(xs)
        missing = values[0].it.isnull()
        for x in values[1:]:
            missing = missing | x.it.isnull()
        found = self.door.extreme([x.it for x in values], largest=largest)
        return replace(values[0], it=missing.ifelse(self._null(values[0]), found), written=None)

    def clip(self, x: Value, low: float, high: float) -> Value:
        value, lo, hi = self.alike([x, self.const(low), self.const(high)])
        return replace(value, it=self.door.cases([(value.it < lo.it, lo.it), (value.it > hi.it, hi.it)], value.it))

    # ---- types
    def alike(self, xs: Sequence[Value]) -> list[Value]:
        """Return the values with one type: doubles when one of them is, else the most decimal places."""
        known = [x for x in xs if x.kind is not None]
        if not known:
            return [_double(self.door.null("float64")) for _ in xs]
        first = known[0]
        if first.kind is not Kind.NUMBER:
            return [x if x.kind else replace(first, it=self._null(first), written=None) for x in xs]
        if not all(x.exact for x in known):
            return [_double(self._double(x)) for x in xs]
        scale = max(x.scale for x in known)
        listed = [self._rescaled(x, scale) for x in xs]
        known = [x for x in listed if x.kind]
        digits = 38 if any(x.digits > NARROW or x.scale != scale for x in known) else NARROW
        kinds = {str(x.it.type().copy(nullable=True)) for x in known}
        alike = len(kinds) == 1 or all(x.whole for x in known)
        kind = kinds.pop() if alike else f"decimal({digits}, {scale})"
        its = [x.it if alike and x.kind else self._typed(x, kind) for x in listed]
        return [Value(it, Kind.NUMBER, scale=scale, digits=digits) for it in its]

    def _rescaled(self, x: Value, scale: int) -> Value:
        """Return a constant with the decimal places of what it stands beside, so that nothing else need be cast."""
        if x.number is None or x.scale >= scale or x.number.adjusted() + 1 + scale > NARROW:
            return x
        return self._exactly(x.number, scale)

    def _typed(self, x: Value, kind: str) -> Any:
        return self.door.null(kind) if x.kind is None else x.it.cast(kind)

    def _double(self, x: Value) -> Any:
        return self._typed(x, "float64")

    def _number(self, x: Value) -> Any:
        """Return a number on which nothing wraps around."""
        if x.kind is None:
            return self.door.null("float64")
        return x.it.cast(f"decimal({NARROW}, 0)") if x.whole else x.it

    def _condition(self, x: Value) -> Any:
        return self.door.null("boolean") if x.kind is None else x.it

    def _null(self, like: Value) -> Any:
        if like.kind is Kind.NUMBER:
            return self.door.null(str(like.it.type()))
        return self.door.null(
            {Kind.TEXT: "string", Kind.DATE: "date", Kind.CONDITION: "boolean"}[like.kind or Kind.TEXT]
        )

    def _as_date(self, constant: Value, beside: Value) -> Value:
        if constant.written is None or beside.kind is not Kind.DATE:
            return constant
        return Value(self.door.constant(date.fromisoformat(constant.written)), Kind.DATE)
