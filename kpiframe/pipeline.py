"""The one path: observe, evaluate, score, flag, assemble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from kpiframe.catalog.bindings import Source
from kpiframe.catalog.layouts import Layout
from kpiframe.evaluation.evaluator import evaluate
from kpiframe.evaluation.given import Given, from_given
from kpiframe.evaluation.plan import Plan, plan
from kpiframe.evaluation.results import KpiSeries
from kpiframe.evaluation.statement import statement
from kpiframe.observations import Observations, Slice, kpi_column
from kpiframe.periods import Period
from kpiframe.problems import DataError, Problem, Severity, UsageError, did_you_mean
from kpiframe.project import Project
from kpiframe.rules.engine import CardFacts, judge_definitions, judge_results
from kpiframe.rules.seeing import seen_of
from kpiframe.scorecard.assembly import assemble
from kpiframe.scorecard.model import Scorecard
from kpiframe.scoring.gap import three_scores
from kpiframe.scoring.items import groups_of, items_of
from kpiframe.scoring.judgement import Judgement
from kpiframe.scoring.judging import judge
from kpiframe.scoring.totals import total
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """The scorecards, the total first, and every finding about the data."""

    cards: tuple[Scorecard, ...]
    problems: tuple[Problem, ...]

    @property
    def failed(self) -> bool:
        """Whether some source could not be used as declared."""
        return any(p.severity is Severity.ERROR for p in self.problems)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a scorecard says of its own making."""

    version: str
    definitions: str
    """Hash over the project's definition files."""
    rules: str
    """Hash over the rules in force."""


@dataclass(frozen=True, slots=True)
class _Observed:
    work: Plan
    observations: Observations
    today: date
    problems: tuple[Problem, ...] = ()
    broken: Mapping[str, Problem] = field(default_factory=dict)
    """Source -> why it cannot be used."""


def run(project: Project, request: Request, stamp: Stamp) -> Outcome:
    """Score *project* as asked.

    Raises UsageError for a period or scorecard that does not exist and DataError when no source can be blamed; a
    source that cannot be read as declared puts its KPIs into state ``error`` instead.
    """
    layout = find_layout(project, request.scorecard)
    asked = _asked_period(project, request.period)
    work = plan(layout.kpis, project.catalog.kpis, project.bindings if request.given is None else request.given)
    observe = _gathered if request.given is None else _given
    observed = observe(project, work, request, asked)
    by_slice: dict[Slice, dict[str, KpiSeries]] = {}
    for series in evaluate(work, observed.observations, _plainly):
        by_slice.setdefault(series.slice, {})[series.kpi] = series
    cards = [_card(project, layout, observed, found, stamp) for found in by_slice.values()]
    return Outcome(tuple(cards), observed.problems)


def _plainly(number: float) -> str:
    """Spell a number inside a trace as a reader would write it down."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def find_layout(project: Project, name: str | None) -> Layout:
    """Return the scorecard called *name*, the first when ``None``. Raises UsageError with the nearest names."""
    layouts = project.catalog.layouts
    if name is None and layouts:
        return next(iter(layouts.values()))
    if name is not None and name in layouts:
        return layouts[name]
    message = (
        Text(f"there is no scorecard {name!r}", f"không có bảng điểm {name!r}")
        if name
        else Text("the project defines no scorecard", "dự án chưa khai báo bảng điểm nào")
    )
    raise UsageError(
        Problem(
            "KPF551",
            message,
            project.location,
            allowed=tuple(layouts),
            meant=did_you_mean(name or "", layouts),
            help=None if name else Text("add `scorecards:` to kpiframe.yaml", "thêm `scorecards:` vào kpiframe.yaml"),
        )
    )


_KEYS: Final = {"day": "2026-10-31", "week": "2026-W43", "month": "2026-10", "quarter": "2026-Q4", "year": "2026"}


def _asked_period(project: Project, key: str | None) -> Period | None:
    if key is None:
        return None
    period = project.calendar.parse(key)
    if period is None:
        grain = project.calendar.grain.value
        raise UsageError(
            Problem(
                "KPF550",
                Text(f"{key!r} is no {grain} of this project", f"{key!r} không phải kỳ hợp lệ của dự án này"),
                help=Text(f"write it like {_KEYS[grain]}", f"viết theo dạng {_KEYS[grain]}"),
            )
        )
    return period


def _given(project: Project, work: Plan, request: Request, asked: Period | None) -> _Observed:
    observations = from_given(request.given or {}, work.inputs, project.calendar, asked)
    return _Observed(work, observations, request.today or observations.periods[-1].end + timedelta(days=1))


def _gathered(project: Project, work: Plan, request: Request, asked: Period | None) -> _Observed:
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
                return _Observed(work, observations, gathered.today, (*broken.values(), *gathered.problems), broken)
        blamed = {p.subject: p for p in errors if p.subject in sources}
        if not blamed:
            raise DataError(errors)
        broken.update(blamed)


def _usable(sources: Mapping[str, Source], broken: Mapping[str, Problem]) -> dict[str, Source]:
    """Return the sources that neither are broken nor derive from a broken one."""

    def sound(source: Source) -> bool:
        seen = set()
        while source.derive and source.name not in seen:
            seen.add(source.name)
            if source.name in broken or source.derive.origin not in sources:
                return False
            source = sources[source.derive.origin]
        return source.name not in broken

    return {name: source for name, source in sources.items() if sound(source)}


def _card(
    project: Project,
    layout: Layout,
    observed: _Observed,
    found: Mapping[str, KpiSeries],
    stamp: Stamp,
) -> Scorecard:
    kpis, periods = project.catalog.kpis, observed.observations.periods
    judgements = _judgements(project, layout, observed, found)
    items, groups = items_of(layout, kpis, judgements, periods[-1]), groups_of(layout)
    totals, gap = total(items, groups, layout.missing), three_scores(items, groups, layout.missing)
    facts = CardFacts(
        flattery_gap=gap.gap,
        gap_reason=gap.reason or "",
        reported=gap.reported,
        independent=gap.independent,
        weight_shares=totals.effective,
        seen={n: seen_of(kpis[n], s, periods, judgements.get(n)) for n, s in found.items() if n in kpis},
        periods=periods,
        today=observed.today,
        events=project.events,
        comments=project.comments,
    )
    asked: dict[str, Any] = {
        "ignores": project.ignores,
        "today": observed.today,
        "as_of": min(observed.today, periods[-1].end),
    }
    flags, unknown = judge_definitions(project.catalog, [layout], weights=totals.effective, stage="score", **asked)
    more, more_unknown = judge_results(project.catalog, layout, facts=facts, **asked)
    return assemble(
        project,
        layout,
        periods=periods,
        slice=next(iter(found.values())).slice,
        judgements=judgements,
        series=found,
        observations=observed.observations,
        totals=totals,
        gap=gap,
        flags=[*flags, *more],
        not_judged=[*unknown, *more_unknown],
        today=observed.today,
        version=stamp.version,
        definitions_fingerprint=stamp.definitions,
        rules_fingerprint=stamp.rules,
    )


def _judgements(
    project: Project, layout: Layout, observed: _Observed, found: Mapping[str, KpiSeries]
) -> dict[str, Judgement]:
    excused = {entry.kpi: entry for entry in project.not_applicable}
    judgements: dict[str, Judgement] = {}
    for name in layout.kpis:
        series, max_age = _oldest(found[name], project, observed)
        judgements[name] = judge(
            project.catalog.kpis[name],
            series,
            observed.observations.periods,
            today=observed.today,
            max_age_days=max_age,
            not_applicable=excused.get(name),
            error=_fault(observed.work.inputs_of[name], project, observed.broken),
        )
    return judgements


def _oldest(series: KpiSeries, project: Project, observed: _Observed) -> tuple[KpiSeries, int | None]:
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


def _fault(inputs: tuple[str, ...], project: Project, broken: Mapping[str, Problem]) -> Problem | None:
    """Return why the first of *inputs* cannot be had, when a broken source lies under it."""
    for name in inputs:
        binding = project.bindings.get(name)
        here = binding.source if binding else None
        for _ in range(len(project.sources)):
            if here is None:
                break
            if here in broken:
                return broken[here]
            derive = project.sources[here].derive if here in project.sources else None
            here = derive.origin if derive else None
    return None
