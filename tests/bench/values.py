"""Values of every KPI by period and slice, through kpiframe's own path but without scoring and pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kpiframe.data.database import Database
from kpiframe.data.gathering import Gathered, gather
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


def gathered(project: Project, database: Database, period: str) -> Gathered:
    """Aggregate every source once."""
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


def values(project: Project, period: str) -> Callable[[], tuple[Rows, tuple[str, ...]]]:
    """Return a job: open the database, gather, evaluate, fetch.

    Its rows hold ``0`` for the total or ``1``, the slices, the index of the period, then the numbers named beside.
    """

    def job() -> tuple[Rows, tuple[str, ...]]:
        with Database(timezone=project.timezone) as database:
            sql, names = sql_of(project, gathered(project, database, period))
            return database.select(sql), names

    return job
