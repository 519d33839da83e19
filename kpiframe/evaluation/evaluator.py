"""Plan and observations -> a series per KPI and slice, with the reason of an empty cell and the trace of a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpiframe.catalog.model import Kpi
from kpiframe.evaluation.plan import Plan
from kpiframe.evaluation.results import KpiSeries, Result, Trace
from kpiframe.formula.algebras.explain import with_numbers
from kpiframe.formula.algebras.scalar import Env, compile_closure, notes_of, reason_of, value_at
from kpiframe.observations import Observations, Slice
from kpiframe.periods import year_starts

Numbers = Mapping[str, Sequence[float | None]]


def evaluate(plan: Plan, observations: Observations, show: Callable[[float], str] = repr) -> list[KpiSeries]:
    """Return one series per slice and KPI, the total first, KPIs in plan order.

    Values the engine computed (``observations.computed``) are taken as they are; the others come from closures over
    the given numbers. *show* spells a number inside a trace.
    """
    starts = year_starts(observations.periods)
    found: list[KpiSeries] = []
    for part in observations.slices:
        numbers = {name: tuple(values) for name, values in observations.values[part].items()}
        length = len(observations.periods)
        for name in plan.inputs:
            numbers.setdefault(name, (None,) * length)
        for kpi in plan.kpis:
            if kpi.name not in observations.computed:
                numbers[kpi.name] = _by_closure(kpi, numbers, starts)
            cell = _Cell(kpi, part, numbers, starts, observations)
            found.append(_series(cell, plan.inputs_of[kpi.name], show))
    return found


def _by_closure(kpi: Kpi, numbers: Numbers, starts: Sequence[int]) -> tuple[float | None, ...]:
    closure, env = compile_closure(kpi.formula), Env(numbers, starts)
    return tuple(value_at(closure, env, t) for t in range(len(starts)))


@dataclass(frozen=True, slots=True)
class _Cell:
    """One KPI in one slice, and every number it may name."""

    kpi: Kpi
    slice: Slice
    numbers: Numbers
    starts: Sequence[int]
    observations: Observations

    @property
    def last(self) -> int:
        return len(self.starts) - 1


def _series(cell: _Cell, inputs: Sequence[str], show: Callable[[float], str]) -> KpiSeries:
    kpi, numbers, last = cell.kpi, cell.numbers, cell.last
    env, values = Env(numbers, cell.starts), tuple(numbers[kpi.name])
    now = {name: numbers[name][last] for name in kpi.formula.names}
    sources = _sources(inputs, cell.observations)
    return KpiSeries(
        kpi=kpi.name,
        slice=cell.slice,
        values=values,
        result=_result(cell, values[last], env),
        trace=Trace(
            formula=kpi.formula.text,
            numbers=with_numbers(kpi.formula, now, show),
            inputs=tuple(now.items()),
            notes=notes_of(kpi.formula, env, last),
        ),
        base=tuple(numbers[kpi.base]) if kpi.base else (),
        parts=_parts(kpi, numbers),
        sources=sources,
        as_of=_as_of(sources, cell.observations, last),
    )


def _result(cell: _Cell, value: float | None, env: Env) -> Result:
    if value is not None:
        return Result(value)
    reason, detail = reason_of(cell.kpi.formula, env, cell.last)
    observations = cell.observations
    if reason == "null_input" and detail in observations.input_sources:
        rows = observations.rows.get(observations.input_sources[detail], ())
        reason = "no_rows" if not rows or rows[cell.last] == 0 else reason
    return Result(None, reason, detail)


def _parts(kpi: Kpi, numbers: Numbers) -> tuple[tuple[float | None, float | None], ...]:
    if kpi.interval != "net_share" or len(kpi.formula.names) < 2:
        return ()
    first, second = kpi.formula.names[:2]
    return tuple(zip(numbers[first], numbers[second], strict=True))


def _sources(inputs: Sequence[str], observations: Observations) -> tuple[str, ...]:
    named = (observations.input_sources.get(name) for name in inputs)
    return tuple(dict.fromkeys(source for source in named if source))


def _as_of(sources: Sequence[str], observations: Observations, t: int) -> date | None:
    days = [observations.as_of[s][t] for s in sources if s in observations.as_of]
    known = [day for day in days if day is not None]
    return min(known) if known else None
