"""Observing: the data of a project gathered for one plan, over one spine, with what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kpiframe.catalog.bindings import Agg, Binding, Source
from kpiframe.catalog.model import KpiKind
from kpiframe.evaluation.given import Given, from_given
from kpiframe.evaluation.plan import Plan
from kpiframe.evaluation.reach import added_up, reach_of
from kpiframe.evaluation.statement import statement
from kpiframe.observations import Observations, Slice, Watch, kpi_column, unwatched
from kpiframe.periods import Period
from kpiframe.problems import DataError, Problem, Severity, UsageError
from kpiframe.project import Project
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.data.database import Database
    from kpiframe.data.gathering import Gathered
    from kpiframe.data.level0 import Level0


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
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Holds the addresses of warehouses; never shown."""
    watch: Watch = unwatched
    """Told how far the work has come."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the first days of the period shown, and as many of earlier periods, say."""

    until: date
    """Last of those days in the period shown."""
    values: Mapping[Slice, Mapping[str, Mapping[str, float | None]]]
    """Slice -> KPI -> key of the period -> number. Only KPIs that can be cut at a day."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What the sources of a project said, and which of them cannot be used."""

    work: Plan
    observations: Observations
    today: date
    problems: tuple[Problem, ...] = ()
    broken: Mapping[str, Problem] = field(default_factory=dict)
    """Source -> why it cannot be used."""
    part: Part | None = None
    """Of a period that is not over."""


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
                name="bad-date",
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
    from kpiframe.data.uses import Uses

    broken: dict[str, Problem] = {}
    faults: list[Problem] = []
    always = {name for name, bound in project.bindings.items() if bound.value is not None}
    levels = _levels(work, project.bindings)
    uses = Uses(reach_of(work, always).before, tuple(work.inputs_of.values()), levels, added_up(work))
    while True:
        sources = _usable(project.sources, broken)
        bindings = {n: b for n, b in project.bindings.items() if b.source is None or b.source in sources}
        with Database(
            threads=request.threads,
            memory_limit=request.memory_limit,
            timezone=project.timezone,
            watch=request.watch,
        ) as database:
            gathered = gather(
                database,
                sources=sources,
                bindings=bindings,
                inputs=work.inputs,
                calendar=project.calendar,
                timezone=project.timezone,
                slice_by=project.slice_by,
                tops=project.tops,
                period=asked,
                today=request.today,
                root=project.root,
                frames=request.frames,
                allow_sql=request.allow_sql,
                variables=request.variables,
                uses=uses,
            )
            errors = [p for p in gathered.problems if p.severity is Severity.ERROR]
            if not errors:
                rows, names = _rows(work, gathered.level0, database)
                computed = frozenset(kpi_column(kpi.name) for kpi in work.kpis)
                observations = to_observations(gathered, rows, names, computed)
                told = (*faults, *gathered.problems)
                return Observed(work, observations, gathered.today, told, broken, _part(work, gathered, database))
        blamed = {p.subject: p for p in reversed(errors) if p.subject in sources}
        if not blamed:
            raise DataError(errors)
        broken.update(blamed)
        faults += [p for p in gathered.problems if p.subject in blamed]


def _levels(work: Plan, bindings: Mapping[str, Binding]) -> frozenset[str]:
    """Return the inputs of KPIs that are levels and made of sums alone; what came in since a level is a sum, too."""
    found: set[str] = set()
    for kpi in work.kpis:
        keys = work.inputs_of[kpi.name]
        summed = [n for n in keys if (b := bindings.get(n)) and b.aggregate and b.aggregate.agg is Agg.SUM]
        if kpi.kind is KpiKind.STOCK and not kpi.formula.windowed and len(summed) == len(keys):
            found.update(keys)
    return frozenset(found)


def _rows(work: Plan, zero: Level0, database: Database) -> tuple[list[tuple[Any, ...]], tuple[str, ...]]:
    """Return the rows of every formula over *zero*, and the names of their numbers."""
    sql, names = statement(
        work, zero.sql, partition=zero.partition, order=zero.order, year=zero.year, inputs=zero.inputs
    )
    return database.select(sql), names


def _part(work: Plan, gathered: Gathered, database: Database) -> Part | None:
    """Return the KPIs over a part of their periods: those whose every input can be cut and whose formula has no window.

    A survey has only the days of its own wave.
    """
    from kpiframe.data.gathering import to_observations

    given = gathered.part
    if given is None:
        return None
    windowed = {kpi.name for kpi in work.kpis if kpi.formula.windowed}
    for kpi in work.kpis:  # each after those it names
        if windowed & set(kpi.formula.names):
            windowed.add(kpi.name)
    fit = [
        kpi.name
        for kpi in work.kpis
        if kpi.name not in windowed
        and kpi.kind is not KpiKind.SURVEY
        and given.inputs.issuperset(work.inputs_of[kpi.name])
    ]
    rows, names = _rows(work, given.level0, database)
    cut = replace(gathered, level0=given.level0, periods=given.periods)
    found = to_observations(cut, rows, names, ()).values
    keys = [period.key for period in given.periods]
    values = {
        part: {name: dict(zip(keys, numbers[kpi_column(name)], strict=True)) for name in fit}
        for part, numbers in found.items()
    }
    return Part(given.until, values)


def _usable(sources: Mapping[str, Source], broken: Mapping[str, Problem]) -> dict[str, Source]:
    """Return the sources that neither are broken nor are made from a broken one."""
    lost = {name for name, source in sources.items() if name in broken or set(source.made_from) - sources.keys()}
    while more := {n for n, s in sources.items() if n not in lost and lost & set(s.made_from)}:
        lost |= more
    return {name: source for name, source in sources.items() if name not in lost}


def oldest(sources: Sequence[str], project: Project, observed: Observed) -> tuple[date | None, int | None]:
    """Return the newest day of the most overdue of *sources* and the age it allows; nothing where none allows one."""
    overdue: tuple[date, int] | None = None
    for name in sources:
        source, days = project.sources[name], observed.observations.as_of.get(name)
        if source.max_age_days is None or not days or days[-1] is None:
            continue
        due = days[-1] + timedelta(days=source.max_age_days)
        if overdue is None or due < overdue[0] + timedelta(days=overdue[1]):
            overdue = (days[-1], source.max_age_days)
    return overdue or (None, None)


def revised_until(sources: Sequence[str], project: Project, observed: Observed) -> date | None:
    """Return the last day on which one of *sources* may still change the last period; ``None``: none says so."""
    days, waiting, seen = 0, [*sources], set[str]()
    while waiting:
        source = project.sources.get(waiting.pop())
        if source is None or source.name in seen:
            continue
        seen.add(source.name)
        days = max(days, source.revision_days or 0)
        waiting += source.made_from
    return observed.observations.periods[-1].end + timedelta(days=days) if days else None


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
