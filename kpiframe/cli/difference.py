"""Two versions -> what differs on one scorecard, what it does to the score, and the flags of scope diff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpiframe.api import Project as Scorable
from kpiframe.catalog.differences import Change
from kpiframe.catalog.layouts import Layout
from kpiframe.cli.clock import day_in
from kpiframe.cli.versions import Versions
from kpiframe.history.comparing import touching
from kpiframe.history.impact import Impact, measure, on_data_in
from kpiframe.periods import Period
from kpiframe.problems import Problem, Severity, UsageError, did_you_mean
from kpiframe.project import Project
from kpiframe.rules.change_facts import ChangeSeen, ChangesSeen, Version
from kpiframe.rules.changes import judge_changes
from kpiframe.rules.flags import Flag, NotJudged
from kpiframe.scorecard.model import Scorecard
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a comparison."""

    period: str | None
    scorecard: str | None
    today: date
    impact: bool = False
    environ: Mapping[str, str] | None = None
    """Holds the addresses of warehouses."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything a comparison tells."""

    versions: Versions
    seen: tuple[ChangeSeen, ...]
    """Changes of values that can reach the scorecard."""
    flags: Sequence[Flag]
    not_judged: Sequence[NotJudged]
    period: str = ""
    impact: Impact | None = None
    scorecard: str = ""
    problems: Sequence[Problem] = ()
    """Findings about the data both versions were scored over."""

    @property
    def fails(self) -> bool:
        """Whether a flag of level error is raised that nobody has accepted."""
        return any(f.severity is Severity.ERROR and not f.accepted for f in self.flags)

    @property
    def broken(self) -> bool:
        """Whether the data could not be used as declared."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def compared(versions: Versions, asked: Asked) -> Compared:
    """Compare, with the score where it is asked for. UsageError for a scorecard or period that does not exist."""
    older, newer = versions.before.project, versions.after.project
    asked = replace(asked, today=day_in(asked.today, newer.timezone))
    period = _period(newer, asked)
    layout = _layout(newer, asked.scorecard)
    if layout is None:
        return Compared(versions, (), (), (), period.key)
    reaching = touching(versions.difference.changes, layout, older, newer)
    problems: list[Problem] = []
    impact = _impact(versions, layout, reaching, asked, problems) if asked.impact else None
    if impact:
        period = newer.calendar.parse(impact.after.frame.period) or period
    seen = tuple(_seen(change, versions, impact) for change in reaching)
    before = older.catalog.layouts.get(layout.name) or Layout(layout.name, layout.label, ())
    flags, unknown = judge_changes(
        ChangesSeen(
            Version(older.catalog, before, versions.before.on),
            Version(newer.catalog, layout, versions.after.on),
            seen,
            period.end,
        ),
        ignores=newer.ignores,
        today=asked.today,
    )
    return Compared(versions, seen, flags, unknown, period.key, impact, layout.name, tuple(dict.fromkeys(problems)))


def _impact(
    versions: Versions, layout: Layout, changes: Sequence[Change], asked: Asked, problems: list[Problem]
) -> Impact:
    """Score both versions; *problems* takes what is found about the data."""
    older, newer = versions.before.project, versions.after.project
    if layout.name not in older.catalog.layouts:
        message = Text(
            f"the older version has no scorecard {layout.name!r} to compare with",
            f"bản cũ không có bảng điểm {layout.name!r} để so sánh",
        )
        raise UsageError(Problem("KPF551", message, name="unknown-scorecard", allowed=tuple(older.catalog.layouts)))

    def score(project: Project, period: str | None) -> Scorecard:
        there = on_data_in(versions.folder, versions.root, project)
        asked_of = {"scorecard": layout.name, "today": asked.today, "environ": asked.environ}
        card = Scorable(there, (), {}).score(period, **asked_of)
        if project is newer:
            problems.extend(card.problems)
        return card.document

    return measure(older, newer, changes, score, asked.period)


def _seen(change: Change, versions: Versions, impact: Impact | None) -> ChangeSeen:
    rise, alone = impact.rise_of(change) if impact else (None, True)
    return ChangeSeen(change, versions.dates.get(change.path), rise, alone)


def _period(project: Project, asked: Asked) -> Period:
    """Return the period asked for, else the latest that had ended."""
    if asked.period is None:
        return project.calendar.period_of(asked.today).previous()
    found = project.calendar.parse(asked.period)
    if found is None:
        grain = project.calendar.name
        message = Text(
            f"{asked.period!r} is no {grain} of this project", f"{asked.period!r} không phải kỳ theo {grain}"
        )
        raise UsageError(Problem("KPF550", message, name="bad-date"))
    return found


def _layout(project: Project, name: str | None) -> Layout | None:
    layouts = project.catalog.layouts
    if name is None:
        return next(iter(layouts.values()), None)
    if name not in layouts:
        message = Text(f"there is no scorecard {name!r}", f"không có bảng điểm {name!r}")
        allowed = tuple(layouts)
        raise UsageError(
            Problem("KPF551", message, name="unknown-scorecard", allowed=allowed, meant=did_you_mean(name, allowed))
        )
    return layouts[name]
