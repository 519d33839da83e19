"""What a formula adds together: counts of how many platforms, or of how many counting rules of one platform."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.model import Kpi, MeasuredBy
from kpiframe.rules.wording import FactValue, listed
from kpiframe.texts import Text, same

_CARRIES: Final = frozenset({"coalesce", "min", "max", "clip", "round", "prev", "rolling_sum", "rolling_mean", "ytd"})
"""Functions whose result still counts what their arguments count; of a quotient or a root that cannot be said."""
_CREDITED: Final = frozenset({MeasuredBy.PLATFORM, MeasuredBy.PLATFORM_ATTRIBUTED})
_Count: TypeAlias = tuple[str, str]
"""Platform, and the surface whose counting rule is followed; the surface is empty when none is declared."""


def mixed_sum(kpi: Kpi, catalog: Catalog) -> dict[str, FactValue]:
    """Return how many platforms, or surfaces of one platform, the formula adds together, and which those are.

    Platforms come from the inputs and from other KPIs the formula names. A ratio of two platforms is no sum; a
    difference is none either, for it is a comparison. Money adds up wherever it was paid, unless platforms credit
    themselves with it: the same sale may be in the books of two.
    """
    credited = kpi.measured_by is MeasuredBy.PLATFORM_ATTRIBUTED
    mixing = (i for i in kpi.inputs if i.platform and (credited or i.unit != "money"))
    counted = {i.name: (i.platform, i.surface) for i in mixing}
    for name in kpi.formula.names:
        other = catalog.kpis.get(name)
        if other and other.unit == "money" and other.measured_by is not MeasuredBy.PLATFORM_ATTRIBUTED:
            continue
        if name not in counted and other and other.platform and other.measured_by in _CREDITED:
            counted[name] = (other.platform, "")
    if len(counted) < 2:
        return {"mixed_sum": 0.0, "mixed_defs": None}
    most = max((_apart(terms, catalog) for terms in _sums(kpi.formula.tree, counted)), key=len, default=[])
    found = most if len(most) > 1 else []
    return {"mixed_sum": float(len(found)), "mixed_defs": listed(found) if found else None}


def _apart(terms: Iterable[_Count], catalog: Catalog) -> list[Text]:
    """Return the platforms of one sum, or the surfaces where all is of one platform; at most one means no mixture."""
    terms = list(dict.fromkeys(terms))
    platforms = list(dict.fromkeys(platform for platform, _ in terms))
    if len(platforms) > 1:
        known = catalog.platforms
        return [same(known[p].label if p in known else p) for p in platforms]
    return [same(surface) for surface in dict.fromkeys(surface for _, surface in terms) if surface]


def _sums(tree: ast.expr, counted: dict[str, _Count]) -> Iterator[list[_Count]]:
    """Yield what each sum in the formula adds together."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield [counted[name] for name in _terms(node) if name in counted]


def _terms(node: ast.expr) -> Iterator[str]:
    """Yield the names whose counts are in the value of *node*."""
    if isinstance(node, ast.Name):
        yield node.id
    for part in _parts(node):
        yield from _terms(part)


def _parts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Mult):
            return [node.left, node.right]
        whole = isinstance(node.op, ast.Sub) or isinstance(node.right, ast.Constant)
        return [node.left] if whole else []
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return list(node.args) if node.func.id in _CARRIES else []
    return []
