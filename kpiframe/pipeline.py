"""The one path: observe, evaluate, score, flag, assemble."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from kpiframe.catalog.annotations import NotApplicable
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.evaluation.evaluator import Evaluation, sources_of
from kpiframe.evaluation.plan import NO_PLAN, Plan, plan
from kpiframe.evaluation.results import KpiSeries
from kpiframe.observations import Slice
from kpiframe.observing import Observed, Request, asked_period, fault_of, observe, oldest, revised_until
from kpiframe.problems import Problem, UsageError, did_you_mean
from kpiframe.project import Project
from kpiframe.rules.beside import beside
from kpiframe.rules.engine import CardFacts, judge_definitions, judge_results
from kpiframe.rules.seeing import seen_of
from kpiframe.rules.sitting import Sitting
from kpiframe.scorecard.assembly import assemble
from kpiframe.scorecard.methodology import methodology_hash
from kpiframe.scorecard.model import Scorecard
from kpiframe.scorecard.shelf import Shelf
from kpiframe.scoring.breaks import entries_of, sound
from kpiframe.scoring.case import Part
from kpiframe.scoring.gap import three_scores
from kpiframe.scoring.items import groups_of, items_of
from kpiframe.scoring.judgement import Judgement
from kpiframe.scoring.judging import judge
from kpiframe.scoring.spine import against_of
from kpiframe.scoring.totals import total
from kpiframe.texts import Text

__all__ = ["Deck", "Hand", "Request", "Stamp", "deal", "find_layout", "resume"]


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


@dataclass(frozen=True, slots=True)
class Hand:
    """What is known of one slice; with a deck it makes a scorecard."""

    slice: Slice
    numbers: Mapping[str, Sequence[float | None]]
    """Column -> one number per period of the spine."""
    begun: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    """KPI -> key of a period -> number of its first days, where the period shown is not over."""


class Deck:
    """The scorecards of one run, the total first: observed at once, each made when it is taken."""

    def __init__(self, project: Project, layout: Layout, observed: Observed, stamp: Stamp) -> None:
        catalog = project.catalog
        self.layout, self.observed, self.stamp = layout, observed, stamp
        self._project, self._sitting, self._shelf = project, Sitting(catalog), Shelf()
        self._evaluation = Evaluation(observed.work, observed.observations, _plainly)
        self._against = against_of(observed.observations.periods)
        self._terms = {kpi.name: _terms(kpi, project, observed) for kpi in observed.work.kpis}
        self._slices = observed.observations.slices if observed.work.kpis else ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every finding about the data."""
        return self.observed.problems

    def __len__(self) -> int:
        return len(self._slices)

    def hands(self) -> Iterator[Hand]:
        """Yield what is known of every slice, the total first."""
        begun = self.observed.part.values if self.observed.part else {}
        for part in self._slices:
            yield Hand(part, self.observed.observations.values[part], begun.get(part, {}))

    def bare(self) -> Observed:
        """Return what was observed without the numbers of any slice and without definitions: what all cards share."""
        observations, part = replace(self.observed.observations, values={}), self.observed.part
        return replace(
            self.observed, work=NO_PLAN, observations=observations, part=replace(part, values={}) if part else None
        )

    def card(self, hand: Hand) -> Scorecard:
        """Make the scorecard of one slice."""
        project, layout, observed, periods = self._project, self.layout, self.observed, self._against.periods
        kpis, terms = project.catalog.kpis, self._terms
        found = {
            s.kpi: sound(s, periods, terms[s.kpi].lifecycle) for s in self._evaluation.of(hand.slice, hand.numbers)
        }
        judgements = {name: self._judgement(found[name], hand) for name in layout.kpis}
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
            "sitting": self._sitting,
        }
        flags, unknown = judge_definitions(project.catalog, [layout], weights=totals.effective, stage="score", **asked)
        more, more_unknown = judge_results(project.catalog, layout, facts=facts, **asked)
        return assemble(
            project,
            layout,
            periods=periods,
            slice=hand.slice,
            judgements=judgements,
            series=found,
            observations=replace(observed.observations, values={hand.slice: hand.numbers}),
            totals=totals,
            gap=gap,
            flags=[*flags, *more],
            not_judged=[*unknown, *more_unknown],
            today=observed.today,
            version=self.stamp.version,
            definitions_fingerprint=self.stamp.definitions,
            rules_fingerprint=self.stamp.rules,
            methodology_fingerprint=self.stamp.methodology or None,
            items=items,
            shelf=self._shelf,
        )

    def _judgement(self, series: KpiSeries, hand: Hand) -> Judgement:
        terms, until = self._terms[series.kpi], self.observed.part.until if self.observed.part else None
        begun = hand.begun.get(series.kpi)
        return judge(
            self._project.catalog.kpis[series.kpi],
            series if terms.as_of is None else replace(series, as_of=terms.as_of),
            self._against.periods,
            today=self.observed.today,
            max_age_days=terms.max_age_days,
            not_applicable=terms.not_applicable,
            error=terms.error,
            lifecycle=terms.lifecycle,
            part=None if until is None or begun is None else Part(until, begun),
            revised_until=terms.revised_until,
            against=self._against,
        )


def deal(project: Project, request: Request, stamp: Stamp) -> Deck:
    """Observe what the scorecard asked for needs. It is the whole of the work that all slices share.

    Raises UsageError for a period or scorecard that does not exist and DataError when no source can be blamed; a
    source that cannot be read as declared puts its KPIs into state ``error`` instead.
    """
    layout = find_layout(project, request.scorecard)
    asked = asked_period(project, request.period)
    bound = project.bindings if request.given is None else request.given
    observed = observe(project, _plan(project, layout, bound), request, asked)
    return Deck(project, layout, observed, replace(stamp, methodology=methodology_hash(project, layout)))


def resume(project: Project, layout: str, bare: Observed, stamp: Stamp) -> Deck:
    """Return the deck of an earlier :func:`deal` over sources, for hands that are held elsewhere; see Deck.bare."""
    found = project.catalog.layouts[layout]
    return Deck(project, found, replace(bare, work=_plan(project, found, project.bindings)), stamp)


def _plan(project: Project, layout: Layout, bound: Container[str]) -> Plan:
    kpis = project.catalog.kpis
    return plan((*layout.kpis, *beside(layout, kpis, bound)), kpis, bound)


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
            name="unknown-scorecard",
            allowed=tuple(layouts),
            meant=did_you_mean(name or "", layouts),
            help=None if name else Text("add `scorecards:` to kpiframe.yaml", "thêm `scorecards:` vào kpiframe.yaml"),
        )
    )


@dataclass(frozen=True, slots=True)
class _Terms:
    """What one KPI is judged by, whatever the slice."""

    as_of: date | None
    """Newest day of its most overdue source; ``None``: as its series says."""
    max_age_days: int | None
    not_applicable: NotApplicable | None
    error: Problem | None
    lifecycle: tuple[LifecycleEntry, ...]
    """The entries its series is linked to."""
    revised_until: date | None


def _terms(kpi: Kpi, project: Project, observed: Observed) -> _Terms:
    kpis, inputs = project.catalog.kpis, observed.work.inputs_of[kpi.name]
    sources = sources_of(inputs, observed.observations)
    as_of, max_age = oldest(sources, project, observed)
    return _Terms(
        as_of,
        max_age,
        next((entry for entry in reversed(project.not_applicable) if entry.kpi == kpi.name), None),
        fault_of(inputs, project, observed.broken),
        entries_of(kpi, project.catalog.lifecycle, kpis),
        revised_until(sources, project, observed),
    )
