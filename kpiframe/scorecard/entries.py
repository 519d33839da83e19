"""One row of the scorecard: a judgement, its trace and its weight, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpiframe.catalog.bindings import binding_key
from kpiframe.catalog.model import Input, Kpi
from kpiframe.evaluation.results import KpiSeries
from kpiframe.observations import Observations, Slice, kpi_column
from kpiframe.periods import Period
from kpiframe.scorecard.explanation import broken_text, reason_text
from kpiframe.scorecard.relevance import ratings_shown
from kpiframe.scorecard.rows import (
    BreakShown,
    Comparison,
    InputShown,
    Point,
    ResultShown,
    TargetShown,
    ToDateShown,
    TraceShown,
    WeightShown,
)
from kpiframe.scorecard.shelf import Shelf
from kpiframe.scoring.breaks import FAULTY
from kpiframe.scoring.items import relevance_in
from kpiframe.scoring.judgement import Change, InForce, Judgement, State, ToDate
from kpiframe.scoring.panels import panel_of
from kpiframe.scoring.totals import Totals
from kpiframe.scoring.weights import RelevanceWeight, is_independent

SERIES_PERIODS = 13
"""A year and the same period of the year before."""
_SILENT = (State.NOT_APPLICABLE, State.ERROR)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The numbers of one period and slice, and where they came from."""

    kpis: Mapping[str, Kpi]
    periods: tuple[Period, ...]
    slice: Slice
    observations: Observations
    shelf: Shelf

    def input_shown(self, name: str, owner: Kpi, value: float | None) -> InputShown:
        """Return what is told of *name* in the formula of *owner*: an input of its own, or another KPI."""
        found = self.shelf.inputs.get((owner.name, name))
        if found is None:
            found = self.shelf.inputs[owner.name, name] = self._input(name, owner)
        return InputShown(name, found.counts, found.unit, value, found.source, found.rows, found.is_kpi)

    def _input(self, name: str, owner: Kpi) -> InputShown:
        source = self.observations.input_sources.get(self._column(name, owner))
        other = self.kpis.get(name)
        declared = next((i for i in owner.inputs if i.name == name), None)
        if declared is None and other is not None:
            declared = Input(name, other.unit, other.label)
        declared = declared or Input(name, "")
        is_kpi = other is not None and name not in {i.name for i in owner.inputs}
        return InputShown(name, declared.counts, declared.unit, None, source, self._rows(source), is_kpi)

    def value_of(self, name: str, owner: Kpi) -> float | None:
        """Return the number observed for *name* of *owner*'s formula, ``None`` when there is none."""
        column = self.shelf.columns.get((owner.name, name))
        if column is None:
            column = self.shelf.columns[owner.name, name] = self._column(name, owner)
        numbers = self.observations.values.get(self.slice, {}).get(column)
        place = self.observations.index(self.periods[-1])
        return None if numbers is None or place is None else numbers[place]

    def _column(self, name: str, owner: Kpi) -> str:
        own = {i.name for i in owner.inputs}
        if name in self.kpis and name not in own:
            return kpi_column(name)
        return binding_key(owner.name, name, self.observations.values.get(self.slice, {}))

    def _rows(self, source: str | None) -> int | None:
        counted = self.observations.rows.get(source) if source else None
        place = self.observations.index(self.periods[-1])
        return None if counted is None or place is None else counted[place]


def row(
    kpi: Kpi,
    group: str,
    judgement: Judgement,
    series: KpiSeries | None,
    *,
    evidence: Evidence,
    totals: Totals,
    flags: tuple[str, ...],
) -> ResultShown:
    """Return the row of *kpi*; *flags* are the ids of the rules that speak of it, in the order of the document."""
    period = evidence.periods[-1]
    return ResultShown(
        kpi=kpi.name,
        label=kpi.label,
        description=kpi.description,
        group=group,
        period=period.key,
        slice=dict(evidence.slice),
        value=judgement.value,
        unit=kpi.unit,
        kind=kpi.kind.value,
        direction=kpi.direction.value,
        state=judgement.state.value,
        reason=judgement.reason,
        reason_text=reason_text(judgement, kpi, period.end),
        score=judgement.score,
        imputed=totals.imputed.get(kpi.name),
        band=judgement.band.value if judgement.band else None,
        weight=totals.effective.get(kpi.name, 0.0),
        weight_parts=_weight(kpi, judgement, period, evidence.shelf),
        target=_target(judgement.target),
        anchors=judgement.anchors,
        previous=_comparison(judgement.previous, judgement),
        year_ago=_comparison(judgement.year_ago, judgement),
        series=_points(series, evidence.periods, judgement),
        n=judgement.n,
        min_n=judgement.min_n,
        margin=judgement.margin,
        band_certain=judgement.band_certain,
        as_of=judgement.as_of,
        trace=_trace(kpi, judgement, series, evidence),
        flags=flags,
        independent=is_independent(kpi),
        measured_by=kpi.measured_by.value,
        platform=kpi.platform,
        audience=tuple(a.value for a in kpi.audience),
        signal=kpi.signal.value,
        directness=kpi.directness.value,
        critical=kpi.critical,
        owner=kpi.owner.name if kpi.owner else "",
        cadence=kpi.cadence,
        decision=kpi.decision,
        location=str(kpi.location),
        run_rate=judgement.run_rate,
        panel=panel_of(kpi).value,
        revised_until=judgement.revised_until,
        breaks=_breaks(judgement, evidence.periods),
    )


def _weight(kpi: Kpi, judgement: Judgement, period: Period, shelf: Shelf) -> WeightShown:
    relevance, known = relevance_in(kpi, judgement, period), shelf.weights.get(kpi.name)
    if known is None or known[0] is not relevance:
        known = shelf.weights[kpi.name] = (relevance, _weight_shown(kpi, relevance))
    return known[1]


def _weight_shown(kpi: Kpi, relevance: RelevanceWeight) -> WeightShown:
    agency = kpi.relevance.weight
    zero = relevance.zero_because or ("agency" if agency == 0 else None)
    return WeightShown(
        agency,
        relevance.value,
        dict(relevance.factors),
        zero,
        ratings_shown(kpi.relevance),
        kpi.relevance.rated_by,
        kpi.relevance.why,
    )


def _target(target: InForce | None) -> TargetShown | None:
    if target is None:
        return None
    return TargetShown(
        value=target.value,
        warn=target.warn,
        set_by=target.set_by,
        since=target.since,
        why=target.why,
        share=target.share,
        scale=target.scale,
        reachable=target.reachable,
    )


def _comparison(change: Change, judgement: Judgement) -> Comparison:
    return Comparison(
        period=change.period,
        value=change.value,
        difference=change.difference,
        relative=change.relative,
        verdict=change.verdict.value if change.verdict else None,
        band=change.band.value if change.band else None,
        broken_by=change.broken_by or None,
        broken_text=broken_text(change, judgement),
        to_date=_to_date(change.to_date),
    )


def _to_date(part: ToDate | None) -> ToDateShown | None:
    if part is None:
        return None
    said = part.verdict.value if part.verdict else None
    return ToDateShown(part.until, part.value, part.earlier, part.difference, part.relative, said)


def _points(series: KpiSeries | None, periods: Sequence[Period], judgement: Judgement) -> tuple[Point, ...]:
    if series is None:
        return ()
    wrong, keys = judgement.wrong, [period.key for period in periods[-SERIES_PERIODS:]]
    pairs = zip(keys, series.values[-SERIES_PERIODS:], strict=True)
    return tuple(Point(key, None if key in wrong else value) for key, value in pairs)


def _breaks(judgement: Judgement, periods: Sequence[Period]) -> tuple[BreakShown, ...]:
    """Return the changes of meaning that a line through the shown periods would cross."""
    if not judgement.marks:
        return ()
    shown = {period.key for period in periods[-SERIES_PERIODS:][1:]}
    return tuple(
        BreakShown(
            period=mark.period,
            entry=mark.entry.id,
            comparability=mark.entry.comparability,
            effective=mark.entry.effective,
            precision=mark.entry.precision,
            label=mark.entry.label,
            message=mark.entry.message,
        )
        for mark in judgement.marks
        if mark.period in shown
    )


def _trace(kpi: Kpi, judgement: Judgement, series: KpiSeries | None, evidence: Evidence) -> TraceShown | None:
    """Return how the value came about; one that does not apply, failed, or comes from wrong data is not traced."""
    if series is None or judgement.state in _SILENT or judgement.reason == FAULTY:
        return None
    trace = series.trace
    inputs = tuple(evidence.input_shown(name, kpi, value) for name, value in trace.inputs)
    return TraceShown(trace.formula, trace.numbers, inputs, trace.notes)
