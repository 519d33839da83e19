"""Assembly: everything known about one period and slice becomes one document. Nothing is computed here twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.evaluation.results import KpiSeries
from kpiframe.observations import Observations, Slice
from kpiframe.periods import Period
from kpiframe.project import Project
from kpiframe.rules.flags import Flag, NotJudged
from kpiframe.scorecard import appendix
from kpiframe.scorecard.entries import Evidence, row
from kpiframe.scorecard.methodology import methodology, with_referred
from kpiframe.scorecard.model import Contribution, Frame, GroupScore, Headline, Move, Scorecard
from kpiframe.scorecard.relevance import RelevanceTold, relevance_told
from kpiframe.scorecard.rows import SourceShown
from kpiframe.scorecard.shelf import Shelf
from kpiframe.scoring.bands import Band
from kpiframe.scoring.gap import Gap
from kpiframe.scoring.item import Item
from kpiframe.scoring.judgement import Judgement, State
from kpiframe.scoring.totals import GroupTotal, Totals
from kpiframe.texts import NO_TEXT, Text, same

TOOL = "kpiframe"


def assemble(
    project: Project,
    layout: Layout,
    *,
    periods: tuple[Period, ...],
    slice: Slice,  # noqa: A002 - the document's own word
    judgements: Mapping[str, Judgement],
    series: Mapping[str, KpiSeries],
    observations: Observations,
    totals: Totals,
    gap: Gap,
    flags: Sequence[Flag],
    not_judged: Sequence[NotJudged],
    today: date,
    version: str,
    definitions_fingerprint: str,
    rules_fingerprint: str,
    methodology_fingerprint: str | None = None,
    items: Sequence[Item] | None = None,
    shelf: Shelf | None = None,
) -> Scorecard:
    """Return the document of the last of *periods*, one row per KPI of *layout* in printed order.

    *judgements* holds every KPI of the layout; *series* may lack those that do not apply. *definitions_fingerprint* and
    *rules_fingerprint* name the definitions and rules in force; *methodology_fingerprint* and the *items*
    of the totals are worked out when absent. Documents of one run share a *shelf*.
    """
    kpis = {name: project.catalog.kpis[name] for name in layout.kpis if name in project.catalog.kpis}
    shown = appendix.in_order(flags, layout)
    citations, shelf = project.catalog.citations, shelf or Shelf()
    evidence = Evidence(project.catalog.kpis, periods, slice, observations, shelf)
    raised: dict[str, dict[str, None]] = {}
    for flag in shown:
        raised.setdefault(flag.kpi or "", {})[flag.rule.id] = None
    groups = {name: group.name for group in reversed(layout.groups) for name in group.kpis}
    results = tuple(
        row(
            kpi,
            groups[name],
            judgements[name],
            series.get(name),
            evidence=evidence,
            totals=totals,
            flags=tuple(raised.get(name, ())),
        )
        for name, kpi in kpis.items()
        if name in judgements
    )
    definitions = with_referred(project.catalog.kpis, list(kpis))
    told = relevance_told(layout, kpis, judgements, periods[-1], totals, items=items)
    return Scorecard(
        frame=_frame(project, layout, periods[-1], part=slice, observations=observations, today=today),
        score=_headline(layout, kpis, totals, gap, judgements, told=told),
        groups=tuple(_group(total, layout) for total in totals.groups),
        results=results,
        flags=tuple(appendix.flag_shown(flag, citations, shelf) for flag in shown),
        comments=appendix.comments_shown(project.comments, layout, periods[-1]),
        events=appendix.events_shown(project.events, kpis, series, periods),
        definitions=tuple(appendix.definition_shown(kpi, evidence, citations) for kpi in definitions.values()),
        methodology=_methodology(project, layout, not_judged, methodology_fingerprint, shelf),
        provenance={
            "tool": TOOL,
            "version": version,
            "definitions": definitions_fingerprint,
            "rules": rules_fingerprint,
        },
        sources=_sources(observations, project, shelf),
        not_judged=tuple(map(appendix.not_judged_shown, _sorted(not_judged))),
        panels=told.panels,
        dimensions=told.dimensions,
    )


def _methodology(
    project: Project, layout: Layout, not_judged: Sequence[NotJudged], fingerprint: str | None, shelf: Shelf
) -> Mapping[str, Any]:
    rules = frozenset(n.rule for n in not_judged)
    if rules not in shelf.methodology:
        shelf.methodology[rules] = methodology(project, layout, sorted(rules), fingerprint)
    return shelf.methodology[rules]


def _sources(observations: Observations, project: Project, shelf: Shelf) -> tuple[SourceShown, ...]:
    if not shelf.sources:
        shelf.sources.append(appendix.sources_shown(observations, project))
    return shelf.sources[0]


def _frame(
    project: Project,
    layout: Layout,
    period: Period,
    *,
    part: Slice,
    observations: Observations,
    today: date,
) -> Frame:
    place = observations.index(period)
    newest = [days[place] for days in observations.as_of.values()] if place is not None else []
    return Frame(
        project=project.name,
        label=project.label,
        scorecard=layout.name,
        scorecard_label=layout.label,
        agency=project.agency,
        period=period.key,
        period_start=period.start,
        period_end=period.end,
        grain=period.calendar.word,
        grain_label=period.calendar.custom.label if period.calendar.custom else NO_TEXT,
        complete=period.end < today,
        previous=period.previous().key,
        year_ago=period.year_ago().key,
        slice=dict(part),
        locale=project.locale,
        currency=project.currency,
        timezone=project.timezone,
        as_of=max((day for day in newest if day is not None), default=None),
        today=today,
        invented=project.invented,
    )


def _headline(
    layout: Layout,
    kpis: Mapping[str, Kpi],
    totals: Totals,
    gap: Gap,
    judgements: Mapping[str, Judgement],
    *,
    told: RelevanceTold,
) -> Headline:
    return Headline(
        reported=gap.reported,
        relevance=totals.score,
        independent=gap.independent,
        flattery_gap=gap.gap,
        gap_reason=gap.reason,
        band=totals.band.value if totals.band else None,
        capped_by=totals.capped_by,
        low=totals.low,
        high=totals.high,
        coverage=totals.coverage,
        weights_range=totals.weights_range,
        independent_coverage=gap.coverage,
        independent_weight=gap.weight,
        withheld=totals.withheld,
        missing_policy=layout.missing.value,
        contributions=tuple(
            Contribution(p.kpi, _label(p.kpi, kpis), p.score, p.imputed, p.a, p.b, p.points) for p in gap.contributions
        ),
        moves=tuple(Move(kpi, _label(kpi, kpis), points) for kpi, points in totals.moves),
        counts=_counts([judgements[name] for name in kpis if name in judgements]),
        ratings_range=told.ratings_range,
        ratings_move=told.ratings_move,
    )


def _counts(judgements: Sequence[Judgement]) -> dict[str, int]:
    """Return how many KPIs stand in each band and in each of the other seven states, zeros included."""
    words: list[Band | State] = [*reversed(Band), *(s for s in State if s is not State.SCORED)]
    found = Counter[str](j.band if j.band is not None else j.state for j in judgements)
    return {word.value: found[word] for word in words}


def _group(total: GroupTotal, layout: Layout) -> GroupScore:
    label = next((g.label for g in layout.groups if g.name == total.name), same(total.name))
    return GroupScore(
        name=total.name,
        label=label,
        weight=total.weight,
        score=total.score,
        band=total.band.value if total.band else None,
        capped_by=total.capped_by,
        low=total.low,
        high=total.high,
        coverage=total.coverage,
        withheld=total.withheld,
        kpis=total.kpis,
    )


def _label(name: str, kpis: Mapping[str, Kpi]) -> Text:
    return kpis[name].label if name in kpis else same(name)


def _sorted(not_judged: Sequence[NotJudged]) -> list[NotJudged]:
    return sorted(set(not_judged), key=lambda n: (n.rule, n.kpi or "", n.fact))
