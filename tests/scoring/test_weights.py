"""Relevance: 119 ratings of the catalogue with their published weights, the factors one by one, and freshness."""

import csv
from datetime import date
from pathlib import Path

import pytest

from kpiframe.catalog.model import Audience, Directness, MeasuredBy, Relevance
from kpiframe.periods import Calendar, Grain, Period
from kpiframe.scoring.items import relevance_in
from kpiframe.scoring.weights import freshness, is_independent, relevance

TABLE = Path(__file__).with_name("relevance_weights.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
END = date(2026, 10, 31)


def test_the_table_holds_the_whole_catalogue():
    assert len(ROWS) == 119
    assert sum(float(row["expected"]) == 0 for row in ROWS) == 34


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kpi"])
def test_the_relevance_of_every_catalogue_kpi(kpi, row):
    rated = kpi(
        relevance=Relevance(int(row["utility"]), int(row["purpose"]), int(row["importance"])),
        audience=tuple(Audience(word) for word in row["audience"].split()),
        directness=Directness(row["directness"]),
        measured_by=MeasuredBy(row["measured_by"]),
    )
    weight = relevance(rated)
    assert round(weight.value, 2) == float(row["expected"])
    assert (weight.zero_because is None) == (weight.value > 0)


def test_factors_are_those_of_the_definition(kpi):
    """Ratings 2, 1, 2: 0.7 x 2/3 + 0.3 x (5/3)/3; existing customers 0.6 x asked 1; own ledger 0.9."""
    rated = kpi(
        relevance=Relevance(2, 1, 2),
        audience=(Audience.EXISTING,),
        directness=Directness.ASKED,
        measured_by=MeasuredBy.OWN,
    )
    weight = relevance(rated, 0.5)
    assert weight.factors == pytest.approx(
        {"dimension": 1.4 / 3 + 0.5 / 3, "directness": 0.6, "independence": 0.9, "freshness": 0.5}
    )
    assert weight.value == pytest.approx((1.9 / 3) ** 0.4 * 0.6**0.25 * 0.9**0.2 * 0.5**0.15)


def test_the_best_audience_counts(kpi):
    heard = kpi(audience=(Audience.EXISTING, Audience.WIDER), directness=Directness.OBSERVED)
    assert relevance(heard).factors["directness"] == 0.9


@pytest.mark.parametrize(
    ("changes", "factor"),
    [
        ({"relevance": Relevance(0, 0, 0), "audience": (Audience.WIDER,), "directness": Directness.ASKED}, "dimension"),
        ({"audience": (Audience.NONE,), "directness": Directness.ASKED}, "directness"),
        ({"audience": (Audience.WIDER,), "directness": Directness.NONE}, "directness"),
    ],
)
def test_a_zero_weight_names_the_factor_that_made_it(kpi, changes, factor):
    weight = relevance(kpi(**changes))
    assert (weight.value, weight.zero_because) == (0, factor)


@pytest.mark.parametrize(
    ("as_of", "cadence", "expected"),
    [
        (date(2026, 10, 3), "month", 1.0),  # any day of the month speaks of the month
        (date(2026, 9, 30), "month", 0.5 ** (31 / 60)),  # September ended 31 days before
        (date(2026, 8, 20), "month", 0.5 ** (61 / 60)),
        (date(2026, 8, 20), "quarter", 0.5 ** (31 / 180)),  # the third quarter ended 31 days before; half-life capped
        (date(2025, 3, 1), "year", 0.5 ** (304 / 180)),
        (date(2026, 10, 28), "week", 1.0),  # the week ends on 1 November
        (date(2026, 10, 21), "week", 0.5 ** (6 / 14)),
        (date(2026, 10, 30), "day", 0.5 ** (1 / 2)),
        (date(2020, 1, 1), "month", 0.1),
        (None, "month", 1.0),
        (date(2020, 1, 1), None, 1.0),
        (date(2026, 12, 1), "month", 1.0),
    ],
)
def test_freshness_halves_over_two_cadences(as_of, cadence, expected):
    assert freshness(as_of, END, cadence) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("measured_by", "audience", "expected"),
    [
        (MeasuredBy.INDEPENDENT, (Audience.WIDER,), True),
        (MeasuredBy.OWN, (Audience.EXISTING, Audience.NONE), True),
        (MeasuredBy.PLATFORM_PUBLIC, (Audience.PROSPECTS,), True),
        (MeasuredBy.OWN, (Audience.NONE,), False),
        (MeasuredBy.PLATFORM, (Audience.WIDER,), False),
        (MeasuredBy.PLATFORM_ATTRIBUTED, (Audience.WIDER,), False),
        (MeasuredBy.MEDIA_VENDOR, (Audience.WIDER,), False),
        (MeasuredBy.INTERNAL, (Audience.WIDER,), False),
    ],
)
def test_independent_means_not_the_seller_and_somebody_is_heard(kpi, measured_by, audience, expected):
    assert is_independent(kpi(measured_by=measured_by, audience=audience)) is expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 4), 1.0),  # their week ends today
        (date(2026, 10, 12), 0.5 ** (8 / 14)),  # seen from 12 October, not from the month's end 27 days off
        (date(2026, 11, 5), 0.5 ** (27 / 14)),
        (date(2027, 11, 5), 0.5 ** (27 / 14)),  # a closed period ages no more
    ],
)
def test_weekly_figures_do_not_age_by_days_that_are_still_to_come(kpi, judged, today, expected):
    weekly = kpi(cadence="week")
    judgement = judged(weekly, 40, today=today, as_of=date(2026, 10, 3))
    october = Period(date(2026, 10, 1), Calendar(Grain.MONTH))
    assert relevance_in(weekly, judgement, october).factors["freshness"] == pytest.approx(expected)
