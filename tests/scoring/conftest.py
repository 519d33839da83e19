"""Building blocks of scoring tests: a KPI with as few words as possible, its series, and a judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from kpiframe.catalog.model import Direction, Input, Kpi, KpiKind, Thresholds
from kpiframe.evaluation.results import KpiSeries, Result, Trace
from kpiframe.formula.syntax import parse
from kpiframe.periods import Calendar, Grain, Period, spine
from kpiframe.scoring.judgement import Judgement
from kpiframe.scoring.judging import judge
from kpiframe.texts import same

OCTOBER = Period(date(2026, 10, 1), Calendar(Grain.MONTH))


def build_kpi(**changes: Any) -> Kpi:
    """NPS-like by default: higher is better, warn 30, target 45."""
    fields: dict[str, Any] = {
        "name": "nps",
        "label": same("NPS"),
        "formula": parse("x"),
        "inputs": (Input("x", "count"),),
        "unit": "points",
        "kind": KpiKind.SURVEY,
        "direction": Direction.HIGHER,
        "thresholds": Thresholds(30, 45),
    }
    return Kpi(**(fields | changes))


def build_series(values: Sequence[float | None], **changes: Any) -> KpiSeries:
    """One value a period, the shown one last."""
    reason = changes.pop("reason", None if values[-1] is not None else "no_rows")
    detail = changes.pop("detail", "")
    result = Result(values[-1], reason, detail)
    return KpiSeries("nps", (), tuple(values), result, Trace("x", str(values[-1])), **changes)


@pytest.fixture
def kpi() -> Callable[..., Kpi]:
    return build_kpi


@pytest.fixture
def judged() -> Callable[..., Judgement]:
    """Judge October 2026, the last of ``values``, seen from 5 November unless told otherwise."""

    def run(kpi: Kpi, *values: float | None, today: date = date(2026, 11, 5), **changes: Any) -> Judgement:
        last = changes.pop("period", OCTOBER)
        periods = spine(last.shift(1 - len(values)), last)
        asked = {key: changes.pop(key, None) for key in ("max_age_days", "not_applicable", "error")}
        return judge(kpi, build_series(values, **changes), periods, today=today, **asked)

    return run
