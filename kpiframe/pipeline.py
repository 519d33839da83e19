"""The one path: observe, evaluate, score, flag, assemble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.layouts import Layout
from kpiframe.evaluation.evaluator import evaluate
from kpiframe.evaluation.plan import plan
from kpiframe.evaluation.results import KpiSeries
from kpiframe.observations import Slice
from kpiframe.observing import Observed, Request, asked_period, fault_of, observe, oldest, revised_until
from kpiframe.problems import Problem, Severity, UsageError, did_you_mean
from kpiframe.project import Project
from kpiframe.rules.beside import beside
from kpiframe.rules.engine import CardFacts, judge_definitions, judge_results
from kpiframe.rules.seeing import seen_of
from kpiframe.rules.sitting import Sitting
from kpiframe.scorecard.assembly import assemble
from kpiframe.scorecard.methodology import methodology_hash
from kpiframe.scorecard.model import Scorecard
from kpiframe.scoring.breaks import entries_of, sound
from kpiframe.scoring.case import Part
from kpiframe.scoring.gap import three_scores
from kpiframe.scoring.items import groups_of, items_of
from kpiframe.scoring.judgement import Judgement
from kpiframe.scoring.judging import judge
from kpiframe.scoring.totals import total
from kpiframe.texts import Text

__all__ = ["Outcome", "Request", "Stamp", "find_layout", "run"]


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
    methodology: str = ""
    """Hash over what changes a value or a score on one scorecard; worked out when absent."""


def run(project: Project, request: Request, stamp: Stamp) -> Outcome:
    """Score *project* as asked.

    Raises UsageError for a period or scorecard that does not exist and DataError when no source can be blamed; a
    source that cannot be read as declared puts its KPIs into state ``error`` instead.
    """
    layout = find_layout(project, request.scorecard)
    asked = asked_period(project, request.period)
    bound = project.bindings if request.given is None else request.given
    wanted = (*layout.kpis, *beside(layout, project.catalog.kpis, bound))
    observed = observe(project, plan(wanted, project.catalog.kpis, bound), request, asked)
    work = observed.work
    by_slice: dict[Slice, dict[str, KpiSeries]] = {}
    for series in evaluate(work, observed.observations, _plainly):
        by_slice.setdefault(series.slice, {})[series.kpi] = series
    kpis = project.catalog.kpis
    shared = _Asked(
        project,
        layout,
        observed,
        replace(stamp, methodology=methodology_hash(project, layout)),
        Sitting(project.catalog),
        {kpi.name: entries_of(kpi, project.catalog.lifecycle, kpis) for kpi in work.kpis},
    )
    cards: list[Scorecard] = []
    for found in by_slice.values():
        request.watch("scorecards", len(cards), len(by_slice))
        cards.append(_card(shared, found))
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all slices of one run share."""

    project: Project
    layout: Layout
    observed: Observed
    stamp: Stamp
    sitting: Sitting
    entries: Mapping[str, tuple[LifecycleEntry, ...]]
    """KPI -> the lifecycle entries its series is linked to."""


def _card(run: _Asked, found: Mapping[str, KpiSeries]) -> Scorecard:
    project, layout, observed, entries = run.project, run.layout, run.observed, run.entries
    kpis, periods = project.catalog.kpis, observed.observations.periods
    found = {n: sound(s, periods, entries[n]) for n, s in found.items()}
    judgements = _judgements(run, found)
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
        "sitting": run.sitting,
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
        version=run.stamp.version,
        definitions_fingerprint=run.stamp.definitions,
        rules_fingerprint=run.stamp.rules,
        methodology_fingerprint=run.stamp.methodology or None,
    )


def _judgements(run: _Asked, found: Mapping[str, KpiSeries]) -> dict[str, Judgement]:
    project, observed = run.project, run.observed
    excused = {entry.kpi: entry for entry in project.not_applicable}
    judgements: dict[str, Judgement] = {}
    for name in run.layout.kpis:
        series, max_age = oldest(found[name], project, observed)
        judgements[name] = judge(
            project.catalog.kpis[name],
            series,
            observed.observations.periods,
            today=observed.today,
            max_age_days=max_age,
            not_applicable=excused.get(name),
            error=fault_of(observed.work.inputs_of[name], project, observed.broken),
            lifecycle=run.entries[name],
            part=_part(observed, series),
            revised_until=revised_until(series, project, observed),
        )
    return judgements


def _part(observed: Observed, series: KpiSeries) -> Part | None:
    given = observed.part
    values = given.values.get(series.slice, {}).get(series.kpi) if given else None
    return None if given is None or values is None else Part(given.until, values)
