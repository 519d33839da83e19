"""Observing: the data of a project gathered for one plan, over one spine, with what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from kpiframe.catalog.bindings import Source
from kpiframe.evaluation.given import Given, from_given
from kpiframe.evaluation.plan import Plan
from kpiframe.evaluation.results import KpiSeries
from kpiframe.evaluation.statement import statement
from kpiframe.observations import Observations, kpi_column
from kpiframe.periods import Period
from kpiframe.problems import DataError, Problem, Severity, UsageError
from kpiframe.project import Project
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a project."""

    period: str | None = None
    """Key; the latest complete period with data when absent."""
    scorecard: str | None = None
    """Name; the first of the project when absent."""
    today: date | None = None
    """Day that age and the default period count from; the day after the newest row when absent."""
    frames: Mapping[str, Any] = field(default_factory=dict)
    """Source name -> pandas, Polars or Arrow frame that stands for its file."""
    given: Given | None = None
    """Numbers given ready-made; no source is opened then."""
    threads: int | None = None
    memory_limit: str | None = None
    allow_sql: bool = False
    """Whether sources that are SQL text may run; never from a definition file."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What the sources of a project said, and which of them cannot be used."""

    work: Plan
    observations: Observations
    today: date
    problems: tuple[Problem, ...] = ()
    broken: Mapping[str, Problem] = field(default_factory=dict)
    """Source -> why it cannot be used."""


def asked_period(project: Project, key: str | None) -> Period | None:
    """Return the period with this *key*. Raises UsageError for one of another grain."""
    if key is None:
        return None
    period = project.calendar.parse(key)
    if period is None:
        grain, example = project.calendar.name, project.calendar.example
        raise UsageError(
            Problem(
                "KPF550",
                Text(f"{key!r} is no {grain} of this project", f"{key!r} không phải kỳ hợp lệ của dự án này"),
                help=Text(f"write it like {example}", f"viết theo dạng {example}"),
            )
        )
    return period


def observe(project: Project, work: Plan, request: Request, asked: Period | None) -> Observed:
    """Return what the data of *project*, or the numbers given ready-made, say for *work*.

    *asked* is the period to end with; the latest complete one with data when ``None``. Raises DataError when no
    source can be blamed for what is wrong.
    """
    return (_gathered if request.given is None else _given)(project, work, request, asked)


def _given(project: Project, work: Plan, request: Request, asked: Period | None) -> Observed:
    observations = from_given(request.given or {}, work.inputs, project.calendar, asked)
    return Observed(work, observations, request.today or observations.periods[-1].end + timedelta(days=1))


def _gathered(project: Project, work: Plan, request: Request, asked: Period | None) -> Observed:
    from kpiframe.data.database import Database
    from kpiframe.data.gathering import gather, to_observations

    broken: dict[str, Problem] = {}
    while True:
        sources = _usable(project.sources, broken)
        bindings = {n: b for n, b in project.bindings.items() if b.source is None or b.source in sources}
        with Database(
            threads=request.threads, memory_limit=request.memory_limit, timezone=project.timezone
        ) as database:
            gathered = gather(
                database,
                sources=sources,
                bindings=bindings,
                inputs=work.inputs,
                calendar=project.calendar,
                timezone=project.timezone,
                slice_by=project.slice_by,
                period=asked,
                today=request.today,
                root=project.root,
                frames=request.frames,
                allow_sql=request.allow_sql,
            )
            errors = [p for p in gathered.problems if p.severity is Severity.ERROR]
            if not errors:
                zero = gathered.level0
                sql, names = statement(
                    work, zero.sql, partition=zero.partition, order=zero.order, year=zero.year, inputs=zero.inputs
                )
                rows = database.select(sql)
                computed = frozenset(kpi_column(kpi.name) for kpi in work.kpis)
                observations = to_observations(gathered, rows, names, computed)
                return Observed(work, observations, gathered.today, (*broken.values(), *gathered.problems), broken)
        blamed = {p.subject: p for p in errors if p.subject in sources}
        if not blamed:
            raise DataError(errors)
        broken.update(blamed)


def _usable(sources: Mapping[str, Source], broken: Mapping[str, Problem]) -> dict[str, Source]:
    """Return the sources that neither are broken nor are made from a broken one."""
    lost = {name for name, source in sources.items() if name in broken or set(source.made_from) - sources.keys()}
    while more := {n for n, s in sources.items() if n not in lost and lost & set(s.made_from)}:
        lost |= more
    return {name: source for name, source in sources.items() if name not in lost}


def oldest(series: KpiSeries, project: Project, observed: Observed) -> tuple[KpiSeries, int | None]:
    """Return the series as seen from its most overdue source, and the age that source allows."""
    overdue: tuple[date, int] | None = None
    for name in series.sources:
        source, days = project.sources[name], observed.observations.as_of.get(name)
        if source.max_age_days is None or not days or days[-1] is None:
            continue
        due = days[-1] + timedelta(days=source.max_age_days)
        if overdue is None or due < overdue[0] + timedelta(days=overdue[1]):
            overdue = (days[-1], source.max_age_days)
    return (replace(series, as_of=overdue[0]), overdue[1]) if overdue else (series, None)


def fault_of(inputs: tuple[str, ...], project: Project, broken: Mapping[str, Problem]) -> Problem | None:
    """Return why the first of *inputs* cannot be had, when a broken source lies under it."""
    for name in inputs:
        binding = project.bindings.get(name)
        waiting = [binding.source] if binding and binding.source else []
        seen: set[str] = set()
        while waiting:
            here = waiting.pop()
            if here in broken:
                return broken[here]
            if here not in seen and here in project.sources:
                seen.add(here)
                waiting += project.sources[here].made_from
    return None
