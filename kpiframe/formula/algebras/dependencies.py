"""Which names a formula needs: the edges of the graph of KPIs."""

from __future__ import annotations

from collections.abc import Sequence

from kpiframe.formula.algebra import Constant
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import walk

Names = tuple[str, ...]


def names_of(formula: Formula) -> Names:
    """Return the names the formula uses, each once, in evaluation order; functions are not names."""
    found: Names = walk(formula, _Dependencies())
    return tuple(dict.fromkeys(found))


class _Dependencies:
    """The algebra: every node answers with the names below it."""

    def const(self, value: Constant) -> Names:
        del value
        return ()

    def name(self, name: str) -> Names:
        return (name,)

    def add(self, x: Names, y: Names) -> Names:
        return x + y

    sub = mul = div = pow = add

    def neg(self, x: Names) -> Names:
        return x

    pos = not_ = abs = sqrt = ln = is_null = ytd = neg

    def and_(self, xs: Sequence[Names]) -> Names:
        return tuple(name for x in xs for name in x)

    or_ = coalesce = min = max = and_

    def cmp(self, signs: Sequence[str], xs: Sequence[Names]) -> Names:
        del signs
        return self.and_(xs)

    def isin(self, x: Names, values: Sequence[float | str], *, negated: bool) -> Names:
        del values, negated
        return x

    def is_none(self, x: Names, *, negated: bool) -> Names:
        del negated
        return x

    def if_(self, test: Names, then: Names, other: Names) -> Names:
        return test + then + other

    safe_div = if_

    def clip(self, x: Names, low: float, high: float) -> Names:
        del low, high
        return x

    def prev(self, x: Names, steps: int) -> Names:
        del steps
        return x

    round = rolling_sum = rolling_mean = prev
