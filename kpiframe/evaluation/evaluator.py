"""Plan and observations -> a series per KPI and slice, with the reason of an empty cell and the trace of a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpiframe.catalog.model import Kpi
from kpiframe.evaluation.plan import Plan
from kpiframe.evaluation.results import KpiSeries, Result, Trace
from kpiframe.formula.algebras.explain import with_numbers
from kpiframe.formula.algebras.scalar import Closure, Env, compile_closure, notes_of, reason_of, value_at
from kpiframe.observations import Observations, Slice, kpi_column
from kpiframe.periods import year_starts


def evaluate(plan: Plan, observations: Observations, show: Callable[[float], str] = repr) -> list[KpiSeries]:
    """Return one series per slice and KPI, the total first, KPIs in plan order.

    Values the engine computed (``observations.computed``) are taken as they are; the others come from closures over
    the given numbers. *show* spells a number inside a trace.
    """
    evaluation = Evaluation(plan, observations, show)
    return [series for part in observations.slices for series in evaluation.of(part, observations.values[part])]


class Evaluation:
    """The evaluation of one slice after another; what no slice changes is worked out once."""

    def __init__(self, plan: Plan, observations: Observations, show: Callable[[float], str] = repr) -> None:
        self._plan, self._observations, self._show = plan, observations, show
        self._starts = year_starts(observations.periods)
        self._ways = tuple(_way(kpi, plan, observations) for kpi in plan.kpis)

    def of(self, part: Slice, given: Mapping[str, Sequence[float | None]]) -> list[KpiSeries]:
        """Return one series per KPI in plan order from the numbers *given* for the slice *part*, by column."""
        starts = self._starts
        numbers = {name: tuple(values) for name, values in given.items()}
        for name in self._plan.inputs:
            numbers.setdefault(name, (None,) * len(starts))
        found: list[KpiSeries] = []
        for way in self._ways:
            env = Env({name: numbers[column] for name, column in way.columns.items()}, starts)
            if way.closure is not None:
                numbers[way.column] = tuple(value_at(way.closure, env, t) for t in range(len(starts)))
            found.append(_series(_Cell(way, part, env, self._observations), numbers[way.column], self._show))
        return found


@dataclass(frozen=True, slots=True)
class _Way:
    """How one KPI comes about, in whatever slice."""

    kpi: Kpi
    columns: Mapping[str, str]
    column: str
    closure: Closure | None
    """``None`` where the engine has computed it."""
    windowed: bool
    sources: tuple[str, ...]
    as_of: date | None
    newest: date | None


def _way(kpi: Kpi, plan: Plan, observations: Observations) -> _Way:
    column, last = kpi_column(kpi.name), len(observations.periods) - 1
    sources = sources_of(plan.inputs_of[kpi.name], observations)
    return _Way(
        kpi,
        plan.columns[kpi.name],
        column,
        None if column in observations.computed else compile_closure(kpi.formula),
        kpi.formula.windowed,
        sources,
        _as_of(sources, observations, last),
        _newest(sources, observations, last),
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """One KPI in one slice, and every number its formula names."""

    way: _Way
    slice: Slice
    env: Env
    observations: Observations

    @property
    def last(self) -> int:
        return len(self.observations.periods) - 1

    def line(self, name: str) -> tuple[float | None, ...]:
        """Return the numbers of *name*, one per period."""
        return tuple(self.env.series[name])  # type: ignore[arg-type]


def _series(cell: _Cell, values: tuple[float | None, ...], show: Callable[[float], str]) -> KpiSeries:
    way, kpi, last = cell.way, cell.way.kpi, cell.last
    now = {name: cell.line(name)[last] for name in kpi.formula.names}
    return KpiSeries(
        kpi=kpi.name,
        slice=cell.slice,
        values=values,
        result=_result(cell, values[last]),
        trace=Trace(
            formula=kpi.formula.text,
            numbers=with_numbers(kpi.formula, now, show),
            inputs=tuple(now.items()),
            notes=notes_of(kpi.formula, cell.env, last) if way.windowed else (),  # they speak of windows alone
        ),
        base=cell.line(kpi.base) if kpi.base else (),
        parts=_parts(cell),
        spread=cell.line(kpi.spread) if kpi.spread and kpi.interval == "mean" else (),
        sources=way.sources,
        as_of=way.as_of,
        newest=way.newest,
    )


def _result(cell: _Cell, value: float | None) -> Result:
    if value is not None:
        return Result(value)
    reason, detail = reason_of(cell.way.kpi.formula, cell.env, cell.last)
    observations, key = cell.observations, cell.way.columns.get(detail, "")
    if reason == "null_input" and key in observations.input_sources:
        rows = observations.rows.get(observations.input_sources[key], ())
        reason = "no_rows" if not rows or rows[cell.last] == 0 else reason
    return Result(None, reason, detail)


def _parts(cell: _Cell) -> tuple[tuple[float | None, float | None], ...]:
    names = cell.way.kpi.formula.names
    if cell.way.kpi.interval != "net_share" or len(names) < 2:
        return ()
    return tuple(zip(cell.line(names[0]), cell.line(names[1]), strict=True))


def sources_of(inputs: Sequence[str], observations: Observations) -> tuple[str, ...]:
    """Return the sources of *inputs*, keys of bindings, each once."""
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
