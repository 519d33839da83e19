"""Checked raw data -> Aggregate: how the rows of a source become one number (or one cell of a derived source)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from kpiframe.catalog import wording
from kpiframe.catalog.bindings import Agg, Aggregate, Source
from kpiframe.catalog.columns import kinds_of
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.reading import formula_at, number
from kpiframe.catalog.structure_exports import check_summed
from kpiframe.document import Steps
from kpiframe.formula.algebras.kinds import check
from kpiframe.formula.syntax import Formula, Role
from kpiframe.problems import Problem, Problems
from kpiframe.texts import Text

_ANY_KIND: Final = (Agg.COUNT, Agg.COUNT_DISTINCT)
_ORDERED: Final = (Agg.MIN, Agg.MAX)
_TIMED: Final = (Agg.FIRST, Agg.LAST)


def aggregate_of(
    raw: Raw, path: Steps, source: Source, problems: Problems, *, measured: bool = True
) -> Aggregate | None:
    """Return the aggregate at *path* over *source*, ``None`` when it cannot be used.

    With *measured* the result must be a number; without it (a derived column) ``min`` and ``max`` take dates and texts.
    """
    data: Any = raw.data
    for step in path:
        data = data[step]
    agg = Agg(data["agg"])
    mine = Problems()
    expr = formula_at(raw, (*path, "expr"), Role.EXPR, mine)
    where = formula_at(raw, (*path, "filter"), Role.FILTER, mine)
    _check_keys(raw, path, agg, data, mine)
    if where is not None:
        _check_kinds(raw, (*path, "filter"), where, source, mine)
    if expr is not None:
        numeric = agg not in _ANY_KIND and (measured or agg not in _ORDERED)
        _check_kinds(raw, (*path, "expr"), replace(expr, role=Role.FORMULA) if numeric else expr, source, mine)
    if agg in _TIMED and source.time is None:
        message = Text(
            f"{agg} needs a time column in source {source.name}", f"{agg} cần cột time trong nguồn {source.name}"
        )
        mine.add(Problem("KPF506", message, raw.place((*path, "agg")), subject=raw.name))
    problems.extend(mine.found)
    if mine.errors:
        return None
    at = data.get("at", "period_start" if agg is Agg.FIRST else "period_end")
    made = Aggregate(agg, expr, where, number(data.get("p")), at)
    unfit = check_summed(raw, path, made, source)
    problems.extend(unfit)
    return None if unfit else made


def _check_keys(raw: Raw, path: Steps, agg: Agg, data: dict[str, Any], problems: Problems) -> None:
    if agg is not Agg.COUNT and "expr" not in data:
        problems.add(wording.missing_key(raw.place((*path, "agg"), key=True), f"agg: {agg}", "expr"))
    if agg is Agg.PERCENTILE and "p" not in data:
        problems.add(wording.missing_key(raw.place((*path, "agg"), key=True), f"agg: {agg}", "p"))
    for key, owners in (("p", (Agg.PERCENTILE,)), ("at", _TIMED)):
        if key in data and agg not in owners:
            allowed = ", ".join(owners)
            message = Text(f"{key} goes with agg {allowed} only", f"{key} chỉ đi cùng agg {allowed}")
            problems.add(Problem("KPF503", message, raw.place((*path, key), key=True), subject=raw.name))


def _check_kinds(raw: Raw, path: Steps, formula: Formula, source: Source, problems: Problems) -> None:
    at, exact = raw.scalar(path)
    problems.extend(check(formula, kinds_of(source.columns), at, exact=exact))
