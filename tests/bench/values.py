"""Values of every KPI by period and slice, through kpiframe's own path but without scoring and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kpiframe.data.blocks import Question, aggregate
from kpiframe.data.calendar_spine import spine_to
from kpiframe.data.constants import Constants
from kpiframe.data.database import Database
from kpiframe.data.gathering import Gathered, gather
from kpiframe.data.level0 import build
from kpiframe.data.ready import Terms
from kpiframe.data.sources import prepare
from kpiframe.data.usage import needed
from kpiframe.evaluation.plan import plan
from kpiframe.evaluation.statement import statement
from kpiframe.observations import kpi_column
from kpiframe.problems import Severity
from kpiframe.project import Project
from kpiframe.project_reading import read_project

Rows = list[tuple[Any, ...]]


def project_in(folder: Path, root: Path | None = None) -> Project:
    """Read a project that must have no errors."""
    project, problems, _ = read_project(folder, root=root)
    assert project is not None, problems
    assert not [p for p in problems if p.severity is Severity.ERROR], problems
    return project


def gathered(project: Project, database: Database, period: str, variables: Mapping[str, str] | None = None) -> Gathered:
    """Aggregate every source once; *variables* hold the addresses of warehouses."""
    layout = next(iter(project.catalog.layouts.values()))
    found = gather(
        database,
        sources=project.sources,
        bindings=project.bindings,
        inputs=plan(layout.kpis, project.catalog.kpis).inputs,
        calendar=project.calendar,
        timezone=project.timezone,
        slice_by=project.slice_by,
        period=project.calendar.parse(period),
        today=None,
        root=project.root,
        variables=variables,
    )
    assert not [p for p in found.problems if p.severity is Severity.ERROR], found.problems
    return found


def sql_of(project: Project, found: Gathered) -> tuple[str, tuple[str, ...]]:
    """Return the statement over what was gathered (what compiling means here) and the names of its numbers."""
    layout = next(iter(project.catalog.layouts.values()))
    zero = found.level0
    work = plan(layout.kpis, project.catalog.kpis)
    sql, columns = statement(
        work,
        zero.sql,
        partition=zero.partition,
        order=zero.order,
        year=zero.year,
        inputs=zero.inputs,
    )
    names = {kpi_column(kpi.name): kpi.name for kpi in work.kpis}
    return sql, tuple(names.get(column, column) for column in columns)


class Warm:
    """A project whose sources are open and typed: what is left is to aggregate, evaluate and fetch."""

    def __init__(self, project: Project, period: str) -> None:
        layout = next(iter(project.catalog.layouts.values()))
        self.project, self.work = project, plan(layout.kpis, project.catalog.kpis)
        self.bound = [project.bindings[name] for name in self.work.inputs]
        self.database = Database(timezone=project.timezone)
        self.database.__enter__()
        used, faults = needed(project.sources, self.bound, project.slice_by)
        calendar, zone = project.calendar, project.timezone
        ready = prepare(used, {}, project.root, self.database, Terms(calendar, zone))
        assert not faults, faults
        (self.relation,) = ready.relations.values()
        starts = [start for dates in ready.dates.values() for start in dates.starts]
        self.periods = spine_to(calendar.parse(period), starts)
        self.zero: Any = None

    def compile(self) -> str:
        """Return the SQL text of the formulas; the inputs are aggregated before, outside of the clock."""
        if not self.zero:
            self._aggregate()
        return self._statement()[0]

    def replan(self) -> str:
        """Return the same text, with the plan of the KPIs made anew."""
        project = self.project
        layout = next(iter(project.catalog.layouts.values()))
        self.work = plan(layout.kpis, project.catalog.kpis)
        return self.compile()

    def run(self) -> tuple[Rows, tuple[str, ...]]:
        """Return the rows and the names of their numbers."""
        self._aggregate()
        sql, names = self._statement()
        return self.database.select(sql), names

    def _aggregate(self) -> None:
        self.database.drop("__flows_0")
        question = Question(self.periods, self.project.slice_by)
        blocks = aggregate(self.relation, self.bound, question, 0, self.database)
        asked = {"periods": self.periods, "slice_by": self.project.slice_by, "database": self.database}
        self.zero = build(blocks, Constants(), inputs=self.work.inputs, **asked)

    def _statement(self) -> tuple[str, tuple[str, ...]]:
        zero = self.zero
        asked = {"partition": zero.partition, "order": zero.order, "year": zero.year, "inputs": zero.inputs}
        sql, columns = statement(self.work, zero.sql, **asked)
        return sql, tuple(column.removeprefix(kpi_column("")) for column in columns)


def values(project: Project, period: str) -> Callable[[], tuple[Rows, tuple[str, ...]]]:
    """Return a job: open the database, gather, evaluate, fetch.

    Its rows hold ``0`` for the total or ``1``, the slices, the index of the period, then the numbers named beside.
    """

    def job() -> tuple[Rows, tuple[str, ...]]:
        with Database(timezone=project.timezone) as database:
            sql, names = sql_of(project, gathered(project, database, period))
            return database.select(sql), names

    return job
