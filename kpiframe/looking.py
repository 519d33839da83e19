"""From a project and the name of a source to what that source holds: the way from a screen to the data wing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kpiframe.observing import asked_period
from kpiframe.project import Project

if TYPE_CHECKING:
    from kpiframe.data.looking import Looked


def look_at(
    project: Project,
    source: str,
    period: str | None,
    *,
    today: date | None = None,
    allow_sql: bool = False,
    variables: Mapping[str, str] | None = None,
) -> Looked:
    """Return what *source* holds in *period*. Never raises for data that cannot be used; UsageError for the period."""
    from kpiframe.data.database import Database
    from kpiframe.data.looking import look
    from kpiframe.data.ready import Terms

    terms = Terms(project.calendar, project.timezone, asked_period(project, period), today, allow_sql, variables or {})
    with Database(timezone=project.timezone) as database:
        return look(source, project.sources, terms, root=project.root, database=database)
