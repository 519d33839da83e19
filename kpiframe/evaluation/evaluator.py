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
from kpiframe.observations import Observations, Slice, kpi_column
from kpiframe.periods import year_starts


def evaluate(plan: Plan, observations: Observations, show: Callable[[float], str] = repr) -> list[KpiSeries]:
    """Return one series per slice and KPI, the total first, KPIs in plan order.

    Values the engine computed (``observations.computed``) are taken as they are; the others come from closures over
    the given numbers. *show* spells a number inside a trace.
    """
    starts = year_starts(observations.periods)
    found: list[KpiSeries] = []
    for part in observations.slices:
        numbers = {name: tuple(values) for name, values in observations.values[part].items()}
        for name in plan.inputs:
            numbers.setdefault(name, (None,) * len(starts))
        for kpi in plan.kpis:
            own = {name: numbers[column] for name, column in plan.columns[kpi.name].items()}
            cell = _Cell(kpi, part, Env(own, starts), plan.columns[kpi.name], observations)
            column = kpi_column(kpi.name)
            if column not in observations.computed:
                closure = compile_closure(kpi.formula)
                numbers[column] = tuple(value_at(closure, cell.env, t) for t in range(len(starts)))
            found.append(_series(cell, numbers[column], plan.inputs_of[kpi.name], show))
    return found


@dataclass(frozen=True, slots=True)
class _Cell:
    """One KPI in one slice, and every number its formula names."""

    kpi: Kpi
    slice: Slice
    env: Env
    columns: Mapping[str, str]
    observations: Observations

    @property
    def last(self) -> int:
        return len(self.observations.periods) - 1

    def line(self, name: str) -> tuple[float | None, ...]:
        """Return the numbers of *name*, one per period."""
        return tuple(self.env.series[name])  # type: ignore[arg-type]


def _series(
    cell: _Cell, values: tuple[float | None, ...], inputs: Sequence[str], show: Callable[[float], str]
) -> KpiSeries:
    kpi, last = cell.kpi, cell.last
    now = {name: cell.line(name)[last] for name in kpi.formula.names}
    sources = _sources(inputs, cell.observations)
    return KpiSeries(
        kpi=kpi.name,
        slice=cell.slice,
        values=values,
        result=_result(cell, values[last]),
        trace=Trace(
            formula=kpi.formula.text,
            numbers=with_numbers(kpi.formula, now, show),
            inputs=tuple(now.items()),
            notes=notes_of(kpi.formula, cell.env, last),
        ),
        base=cell.line(kpi.base) if kpi.base else (),
        parts=_parts(cell),
        spread=cell.line(kpi.spread) if kpi.spread and kpi.interval == "mean" else (),
        sources=sources,
        as_of=_as_of(sources, cell.observations, last),
        newest=_newest(sources, cell.observations, last),
    )


def _result(cell: _Cell, value: float | None) -> Result:
    if value is not None:
        return Result(value)
    reason, detail = reason_of(cell.kpi.formula, cell.env, cell.last)
    observations, key = cell.observations, cell.columns.get(detail, "")
    if reason == "null_input" and key in observations.input_sources:
        rows = observations.rows.get(observations.input_sources[key], ())
        reason = "no_rows" if not rows or rows[cell.last] == 0 else reason
    return Result(None, reason, detail)


def _parts(cell: _Cell) -> tuple[tuple[float | None, float | None], ...]:
    names = cell.kpi.formula.names
    if cell.kpi.interval != "net_share" or len(names) < 2:
        return ()
    return tuple(zip(cell.line(names[0]), cell.line(names[1]), strict=True))


def _sources(inputs: Sequence[str], observations: Observations) -> tuple[str, ...]:
    named = (observations.input_sources.get(name) for name in inputs)
    return tuple(dict.fromkeys(source for source in named if source))


def _as_of(sources: Sequence[str], observations: Observations, t: int) -> date | None:
    days = [observations.as_of[s][t] for s in sources if s in observations.as_of]
    known = [day for day in days if day is not None]
    return min(known) if known else None


def _newest(sources: Sequence[str], observations: Observations, t: int) -> date | None:
    """Return the oldest of the newest days of the sources, in period *t* or before."""
    days = [[d for d in observations.as_of[s][: t + 1] if d] for s in sources if s in observations.as_of]
    return min((max(known) for known in days if known), default=None)
