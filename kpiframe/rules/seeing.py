"""A judged KPI -> what rules see of it."""

from __future__ import annotations

from collections.abc import Sequence

from kpiframe.catalog.model import Kpi
from kpiframe.evaluation.results import KpiSeries
from kpiframe.periods import Period
from kpiframe.rules.seen import KpiSeen
from kpiframe.scoring.anchors import Curve
from kpiframe.scoring.history import history_of
from kpiframe.scoring.judgement import Judgement
from kpiframe.scoring.targets import first_day


def seen_of(kpi: Kpi, series: KpiSeries, periods: Sequence[Period], judged: Judgement | None) -> KpiSeen:
    """Return what rules see of *series*; *judged* is ``None`` for a KPI beside the scorecard."""
    past = history_of(kpi, series, periods, judged.entries if judged else ())
    if judged is None:
        return KpiSeen("beside", series.values, errors=past.errors, cases=series.base, as_of=series.as_of)
    compared = tuple(_compared(judged, periods))
    values = (*series.values[:-1], judged.value)
    scores = (*past.scores[:-1], judged.score) if past.scores or judged.score is not None else ()
    return KpiSeen(
        state=judged.state.value,
        values=values,
        scores=scores,
        errors=past.errors,
        cases=series.base,
        score_error=_score_error(judged),
        as_of=judged.as_of or series.newest,
        comparisons=tuple((periods[place].start, periods[-1].end) for place in compared),
        compared=compared,
        target_since=_since(judged, periods),
    )


def _compared(judged: Judgement, periods: Sequence[Period]) -> list[int]:
    """Return the places on the spine of the periods a page compares with: those that have a value."""
    keys = [change.period for change in (judged.previous, judged.year_ago) if change.value is not None]
    places = {period.key: index for index, period in enumerate(periods)}
    return [places[key] for key in keys if key in places]


def _since(judged: Judgement, periods: Sequence[Period]) -> int | None:
    """Return the place of the first period in which the target in force held."""
    begins = first_day(judged.target.since, periods[-1].calendar) if judged.target and judged.target.since else None
    if begins is None:
        return None
    return next((index for index, period in enumerate(periods) if period.end >= begins), None)


def _score_error(judged: Judgement) -> float:
    if judged.score is None or judged.margin is None or judged.target is None:
        return 0.0
    curve = Curve(judged.anchors, judged.target.scale)
    low, high = (curve.score(end) for end in judged.margin)
    return abs(high - low) / 2
