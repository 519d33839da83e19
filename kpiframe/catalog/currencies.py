"""Amounts in another currency than the project's: refused where they would be added to the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from kpiframe.catalog.bindings import Agg, Binding, Source, binding_key
from kpiframe.catalog.model import Kpi
from kpiframe.problems import Location, Problem, Problems
from kpiframe.texts import Text
from kpiframe.units import UnitKind, unit_named

_COUNTING: Final = (Agg.COUNT, Agg.COUNT_DISTINCT)


def check_money(
    kpis: Iterable[Kpi],
    bindings: Mapping[str, Binding],
    sources: Mapping[str, Source],
    currency: str,
    problems: Problems,
) -> None:
    """Add KPF584 for every input of *kpis* that is money and bound, as it is, to amounts in another currency.

    An expression that multiplies or divides is taken for a conversion.
    """
    told: set[str] = set()
    for kpi in kpis:
        for item in kpi.inputs:
            key = binding_key(kpi.name, item.name, bindings)
            unit = unit_named(item.unit)
            binding = bindings.get(key)
            source = sources.get(binding.source or "") if binding else None
            if unit is None or unit.kind is not UnitKind.MONEY or binding is None or source is None or key in told:
                continue
            if currency and source.currency not in ("", currency) and not _converted(binding):
                told.add(key)
                problems.add(_foreign(binding, source, currency))


def check_stacked(name: str, origins: Iterable[Source], at: Location, problems: Problems) -> None:
    """Add KPF240 for a union of amounts in several currencies."""
    listed = [(source.name, source.currency) for source in origins if any(c.money for c in source.columns)]
    if len({currency for _, currency in listed}) <= 1:
        return
    told = ", ".join(f"{source} ({currency or '—'})" for source, currency in listed)
    message = Text(
        f"the amounts of the sources of {name} are in several currencies: {told}",
        f"số tiền của các nguồn trong {name} dùng nhiều loại tiền: {told}",
    )
    hint = Text(
        "derive each into one currency first, and write `currency` on what is derived",
        "hãy derive mỗi nguồn sang một loại tiền trước, và ghi `currency` ở nguồn được derive",
    )
    problems.add(Problem("KPF240", message, at, help=hint, subject=name))


def _converted(binding: Binding) -> bool:
    aggregate = binding.aggregate
    if aggregate is None or aggregate.expr is None or aggregate.agg in _COUNTING:
        return True
    return any(mark in aggregate.expr.canonical() for mark in "*/")


def _foreign(binding: Binding, source: Source, currency: str) -> Problem:
    expr = binding.aggregate.expr.text if binding.aggregate and binding.aggregate.expr else ""
    message = Text(
        f"{binding.input} is an amount of money in {currency}, the project's currency; {expr} of source "
        f"{source.name} is in {source.currency}",
        f"{binding.input} là số tiền tính bằng {currency}, đơn vị tiền của dự án; {expr} của nguồn {source.name} "
        f"tính bằng {source.currency}",
    )
    rate = f"({expr}) * 25400" if " " in expr else f"{expr} * 25400"
    hint = Text(
        f"write what one {source.currency} costs in {currency}, e.g. expr: {rate}; a rate for each month is a column "
        "of a second source that is joined",
        f"hãy ghi một {source.currency} bằng bao nhiêu {currency}, ví dụ expr: {rate}; tỷ giá theo tháng là một cột "
        "của nguồn thứ hai được nối bằng join",
    )
    return Problem("KPF584", message, binding.location, help=hint, subject=binding.input)
