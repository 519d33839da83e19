"""Kinds: number, condition, text, date. Mixtures are refused before anything is computed.

The two engines would read a mixture differently: a number as a condition is true in one and false in
the other, a text against a number is false here and an error there.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kpiframe.formula.algebra import Constant
from kpiframe.formula.kind import Kind
from kpiframe.formula.literals import is_iso_date
from kpiframe.formula.places import Places
from kpiframe.formula.role import Role
from kpiframe.formula.syntax import Formula
from kpiframe.formula.walker import walk
from kpiframe.problems import NOWHERE, Location, Problem, did_you_mean
from kpiframe.texts import Text

__all__ = ["Kind", "check"]


def check(formula: Formula, names: Mapping[str, Kind], at: Location = NOWHERE, *, exact: bool = False) -> list[Problem]:
    """Return unknown names (KPF520) and mixtures of kinds (KPF521), empty when all is well.

    *names* holds what the formula may name. A KPI's formula must be a number, a filter and a rule's
    condition a condition; an ``expr`` is a number, text or date, or a bare column of any kind.
    """
    places = Places(formula.text, at, exact)
    algebra = _Kinds(names, places)
    whole = walk(formula, algebra, algebra.placed)
    algebra.check_whole(whole, formula)
    return algebra.found


@dataclass(frozen=True, slots=True)
class Typed:
    """A node's kind: None when it is not known because a problem was found, or because it never has a value."""

    kind: Kind | None
    empty: bool = False
    """``None`` and what is made of nothing else: fits any kind, but is not a value."""
    constant: str | None = None
    """The text of a text constant."""
    node: ast.expr | None = None


_NUMBER = Typed(Kind.NUMBER)
_CONDITION = Typed(Kind.CONDITION)
_UNKNOWN = Typed(None)
_EMPTY = Typed(None, empty=True)


class _Kinds:
    """The algebra; problems gather in ``found`` while the walk goes on."""

    def __init__(self, names: Mapping[str, Kind], places: Places) -> None:
        self.names = names
        self.places = places
        self.found: list[Problem] = []

    def placed(self, answer: Typed, node: ast.expr) -> Typed:
        """Remember where an answer came from; a name that is unknown is reported here, where its place is known."""
        if isinstance(node, ast.Name) and node.id not in self.names:
            message = Text(
                f"`{node.id}` is not known here",
                f"không có tên `{node.id}` ở đây",
            )
            known = tuple(sorted(self.names))
            meant = did_you_mean(node.id, known)
            self.found.append(self.places.problem("KPF520", message, node, allowed=known, meant=meant))
        return replace(answer, node=node)

    def check_whole(self, whole: Typed, formula: Formula) -> None:
        """Judge the kind of the formula as a whole by where it stands."""
        if whole.kind is None and not whole.empty:
            return
        if formula.role is Role.FORMULA:
            self._expect(Kind.NUMBER, whole, _WHOLE[Role.FORMULA])
        elif formula.role is not Role.EXPR:
            self._expect(Kind.CONDITION, whole, _WHOLE[formula.role])
        elif whole.empty or (whole.kind is Kind.CONDITION and not isinstance(formula.tree, ast.Name)):
            self._expect(Kind.NUMBER, whole, _WHOLE[Role.EXPR])

    # ---- leaves
    def const(self, value: Constant) -> Typed:
        if value is None:
            return _EMPTY
        if isinstance(value, bool):
            return _CONDITION
        return Typed(Kind.TEXT, constant=value) if isinstance(value, str) else _NUMBER

    def name(self, name: str) -> Typed:
        return Typed(self.names.get(name))

    # ---- numbers from numbers
    def add(self, x: Typed, y: Typed) -> Typed:
        return self._numbers([x, y])

    sub = mul = div = pow = add

    def neg(self, x: Typed) -> Typed:
        return self._numbers([x])

    pos = abs = sqrt = ln = ytd = neg

    def prev(self, x: Typed, steps: int) -> Typed:
        del steps
        return self._numbers([x])

    round = rolling_sum = rolling_mean = prev

    def clip(self, x: Typed, low: float, high: float) -> Typed:
        del low, high
        return self._numbers([x])

    def safe_div(self, x: Typed, y: Typed, other: Typed) -> Typed:
        return self._numbers([x, y, other])

    # ---- conditions
    def not_(self, x: Typed) -> Typed:
        return self._conditions([x])

    def and_(self, xs: Sequence[Typed]) -> Typed:
        return self._conditions(xs)

    or_ = and_

    def cmp(self, signs: Sequence[str], xs: Sequence[Typed]) -> Typed:
        for sign, (x, y) in zip(signs, pairwise(xs), strict=True):
            self._compare(x, y, ordered=sign not in ("==", "!="))
        return _CONDITION

    def isin(self, x: Typed, values: Sequence[float | str], *, negated: bool) -> Typed:
        del negated
        texts = [value for value in values if isinstance(value, str)]
        if texts and x.kind is Kind.DATE:
            for text in texts:
                self._date(text, x)
        elif x.kind is not None or x.empty:
            self._expect(Kind.TEXT if texts else Kind.NUMBER, x, _LISTED)
        return _CONDITION

    def is_none(self, x: Typed, *, negated: bool) -> Typed:
        del x, negated
        return _CONDITION

    def is_null(self, x: Typed) -> Typed:
        del x
        return _CONDITION

    # ---- one kind for all
    def if_(self, test: Typed, then: Typed, other: Typed) -> Typed:
        self._conditions([test])
        return self._one_kind([then, other])

    def coalesce(self, xs: Sequence[Typed]) -> Typed:
        return self._one_kind(xs)

    # ---- judging
    def _numbers(self, xs: Sequence[Typed]) -> Typed:
        for x in xs:
            self._expect(Kind.NUMBER, x, _OPERAND)
        return _NUMBER

    min = max = _numbers

    def _conditions(self, xs: Sequence[Typed]) -> Typed:
        for x in xs:
            self._expect(Kind.CONDITION, x, _TEST)
        return _CONDITION

    def _one_kind(self, xs: Sequence[Typed]) -> Typed:
        known = [x for x in xs if x.kind is not None]
        if not known:
            return _EMPTY if all(x.empty for x in xs) else _UNKNOWN
        first = known[0].kind or Kind.NUMBER
        for x in known[1:]:
            self._expect(first, x, _BRANCH)
        return Typed(first)

    def _compare(self, x: Typed, y: Typed, *, ordered: bool) -> None:
        if any(side.kind is None and not side.empty for side in (x, y)):
            return
        for one, other in ((x, y), (y, x)):
            if one.kind is Kind.DATE and other.constant is not None:
                self._date(other.constant, other)
                return
            if one.kind is Kind.TEXT and other.constant is not None and not ordered:
                return
        for side in (x, y):
            self._expect(Kind.NUMBER, side, _COMPARED)

    def _date(self, text: str, where: Typed) -> None:
        if not is_iso_date(text) and where.node is not None:
            message = Text(
                f'`{text[:20]}` is not a date: write it as "2026-01-31"',
                f'`{text[:20]}` không phải là ngày: hãy viết dạng "2026-01-31"',
            )
            self.found.append(self.places.problem("KPF521", message, where.node))

    def _expect(self, wanted: Kind, x: Typed, why: Text) -> None:
        if x.kind is wanted or (x.kind is None and not x.empty) or x.node is None:
            return
        shown = self.places.excerpt(x.node)
        label = Text("nothing (it never has a value)", "không có gì (không bao giờ có giá trị)")
        given = x.kind.label if x.kind else label
        message = Text(
            f"{why.en} {wanted.label.en}, and `{shown}` is {given.en}",
            f"{why.vi} {wanted.label.vi}, còn `{shown}` là {given.vi}",
        )
        self.found.append(self.places.problem("KPF521", message, x.node, help=_HELP.get((wanted, x.kind))))


_OPERAND = Text("arithmetic takes", "phép tính cần")
_TEST = Text("`and`, `or`, `not` and the test of `if` take", "`and`, `or`, `not` và điều kiện của `if` cần")
_BRANCH = Text("all branches are of one kind, here", "mọi nhánh phải cùng một loại, ở đây là")
_LISTED = Text("this list is compared with", "danh sách này so sánh với")
_COMPARED = Text(
    "two numbers are compared, or a text or date with a constant; here stands",
    "chỉ so sánh hai số, hoặc văn bản hay ngày với một hằng; ở đây cần",
)
_WHOLE = {
    Role.FORMULA: Text("the formula of a KPI must be", "công thức của KPI phải là"),
    Role.EXPR: Text("what a binding aggregates must be", "biểu thức được tổng hợp phải là"),
    Role.FILTER: Text("a filter must be", "bộ lọc phải là"),
    Role.WHEN: Text("`when` must be", "`when` phải là"),
}
_HELP: dict[tuple[Kind, Kind | None], Text] = {
    (Kind.NUMBER, Kind.CONDITION): Text("write `1 if … else 0`", "hãy viết `1 if … else 0`"),
    (Kind.CONDITION, Kind.NUMBER): Text("compare it, as in `x > 0`", "hãy so sánh, ví dụ `x > 0`"),
    (Kind.CONDITION, Kind.TEXT): Text('compare it, as in `x == "a"`', 'hãy so sánh, ví dụ `x == "a"`'),
}
