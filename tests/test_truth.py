"""Real data, known-right answers: file -> binding -> formula -> value, end to end.

``tests/truth`` was computed twice, by SQL and by pandas code that share nothing with each other or with kpiframe, and
compared with figures others published over the same data. Every value must come out to 1e-9.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kpiframe

TRUTH = Path(__file__).parent / "truth"
EXAMPLES = Path(__file__).parent.parent / "examples"
TODAY = date(2026, 11, 21)

Segment = frozenset[tuple[str, str]]
Values = Mapping[tuple[str, Segment], float | None]

TELCO = {
    "customers": "customer_count",
    "churned_customers": "churned_customers",
    "churn_rate": "customer_churn_rate",
    "retention_rate": "customer_retention_rate",
    "mrr": "monthly_recurring_revenue",
    "mrr_lost": "lost_revenue_from_churn",
    "revenue_churn_rate": "revenue_churn_rate",
    "arpu": "average_monthly_charge",
    "avg_tenure_months": "average_tenure",
    "total_revenue": "revenue_to_date",
    "avg_revenue_per_billed_customer": "revenue_per_billed_customer",
    "missing_total_charges": "never_billed_customers",
    "clv_simple": "lifetime_value_observed",
    "clv_arpu_over_churn": "lifetime_value_from_churn",
}
CDNOW = {
    "customers": "customers_ever",
    "orders": "orders_ever",
    "order_days": "order_days",
    "revenue": "revenue_ever",
    "aov": "order_value_ever",
    "aov_paid": "paid_order_value",
    "zero_value_orders": "free_orders",
    "purchase_frequency": "orders_per_customer",
    "repeat_customer_rate": "repeat_purchase_rate",
    "revenue_per_customer": "revenue_per_buyer",
    "clv_simple": "lifetime_value_window",
    "lapsed_rate_180d": "customer_churn_rate",
    "cds_sold": "units_sold",
    "cds_after_first_day": "units_after_first_day",
    "multi_line_customer_days": "busy_days",
    "repeat_within_90_days": "repeat_within_90_days",
}
CDNOW_MONTHS = {
    "orders": "orders_of_month",
    "revenue": "revenue_of_month",
    "aov": "average_order_value",
    "active_customers": "buyers_of_month",
    "cohort_size": "customers_acquired",
}
COHORTS = {"1997-01": "retention_of_january", "1997-02": "retention_of_february", "1997-03": "retention_of_march"}


def truth(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((TRUTH / name).read_text(encoding="utf-8"))["values"]
    return found


def segment(value: Mapping[str, Any]) -> Segment:
    return frozenset((value["segment"] or {}).items())


def spelled(value: Mapping[str, Any]) -> str:
    return " ".join([value["kpi"], *(value["segment"] or {}).values()])


CUTS = sorted({tuple(v["segment"] or ()) for v in truth("telco.json")})


@pytest.fixture(scope="session")
def telco(tmp_path_factory: pytest.TempPathFactory) -> Values:
    """Every value of the telco example, total and slices, by (KPI, segment)."""
    values: dict[tuple[str, Segment], float | None] = {}
    for cut in CUTS:
        folder = tmp_path_factory.mktemp("telco") / "telco"
        shutil.copytree(EXAMPLES / "telco", folder)
        definition = (folder / "kpiframe.yaml").read_text(encoding="utf-8")
        assert "slice_by: [contract]\n" in definition
        changed = definition.replace("slice_by: [contract]\n", f"slice_by: [{', '.join(cut)}]\n")
        (folder / "kpiframe.yaml").write_text(changed, encoding="utf-8")
        for card in kpiframe.load(folder).score_all(today=TODAY):
            document = card.to_dict()
            here = frozenset(document["frame"]["slice"].items())
            values |= {(row["kpi"], here): row["value"] for row in document["results"]}
    return values


@pytest.mark.parametrize("value", truth("telco.json"), ids=spelled)
def test_telco(telco: Values, value: Mapping[str, Any]) -> None:
    found = telco[TELCO[value["kpi"]], segment(value)]
    assert found == pytest.approx(value["value"], rel=1e-9, abs=0)


def test_telco_rate_is_a_ratio_of_sums(telco: Values) -> None:
    """The mean of the three contract rates is 18.94; the churn rate is 26.54."""
    rates = [
        telco["customer_churn_rate", frozenset({("contract", c)})] for c in ("Month-to-month", "One year", "Two year")
    ]
    assert None not in rates
    mean = sum(r for r in rates if r is not None) / 3
    assert mean == pytest.approx(18.937017939, rel=1e-9)
    assert telco["customer_churn_rate", frozenset()] == pytest.approx(26.536987079, rel=1e-9)


@pytest.fixture(scope="session")
def cdnow() -> Callable[[str, str], Mapping[str, Any]]:
    """Rows of the cdnow example by (scorecard, period) and KPI."""
    project, found = kpiframe.load(EXAMPLES / "cdnow"), {}

    def rows(scorecard: str, period: str) -> Mapping[str, Any]:
        if (scorecard, period) not in found:
            document = project.score(period, scorecard=scorecard).to_dict()
            found[scorecard, period] = {row["kpi"]: row for row in document["results"]}
        return found[scorecard, period]

    return rows


WHOLE = [v for v in truth("cdnow.json") if not v["segment"]]
MONTHLY = [v for v in truth("cdnow.json") if v["kpi"] in CDNOW_MONTHS and v["segment"]]
RETENTION = [v for v in truth("cdnow.json") if v["kpi"] == "cohort_retention"]


@pytest.mark.parametrize("value", WHOLE, ids=spelled)
def test_cdnow_over_the_whole_window(cdnow: Callable[..., Any], value: Mapping[str, Any]) -> None:
    name = CDNOW[value["kpi"]]
    rows = {**cdnow("cohorts", "1998-06"), **cdnow("counts", "1998-06"), **cdnow("trend", "1998-06")}
    assert rows[name]["value"] == pytest.approx(value["value"], rel=1e-9, abs=0)


@pytest.mark.parametrize("value", MONTHLY, ids=spelled)
def test_cdnow_by_month(cdnow: Callable[..., Any], value: Mapping[str, Any]) -> None:
    """A card shows thirteen months at most, so the first half is read from the card of December 1997."""
    (month,) = value["segment"].values()
    row = cdnow("trend", "1997-12" if month <= "1997-12" else "1998-06")[CDNOW_MONTHS[value["kpi"]]]
    shown = {point["period"]: point["value"] for point in row["series"]}
    assert shown[month] == pytest.approx(value["value"], rel=1e-9, abs=0)


def months_after(month: str, count: int) -> str:
    year, of_year = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + count, 12)
    return f"{year}-{of_year + 1:02d}"


@pytest.mark.parametrize("value", RETENTION, ids=spelled)
def test_cdnow_cohorts(cdnow: Callable[..., Any], value: Mapping[str, Any]) -> None:
    """Joined to its buyer's first day, each purchase counts in its own month for the cohort of that day."""
    cohort = value["segment"]["cohort"]
    month = months_after(cohort, int(value["segment"]["month_index"]))
    row = cdnow("cohorts", "1997-12" if month <= "1997-12" else "1998-06")[COHORTS[cohort]]
    shown = {point["period"]: point["value"] for point in row["series"]}
    assert shown[month] == pytest.approx(value["value"], rel=1e-9, abs=0)


def test_a_cohort_has_no_past_before_itself(cdnow: Callable[..., Any]) -> None:
    row = cdnow("cohorts", "1997-12")["retention_of_march"]
    before = [point["value"] for point in row["series"] if point["period"] < "1997-03"]
    assert before == [None, None]


def test_nothing_is_left_out_unsaid() -> None:
    assert {v["kpi"] for v in truth("telco.json")} == set(TELCO)
    assert {v["kpi"] for v in truth("cdnow.json")} == {*CDNOW, *CDNOW_MONTHS, "cohort_retention"}
    assert len(WHOLE) + len(MONTHLY) + len(RETENTION) == len(truth("cdnow.json")) == 142


def test_nobody_is_acquired_after_march_1997(cdnow: Callable[..., Any]) -> None:
    """The three stories of the data: revenue falls, buyers fall, because the intake stopped."""
    first, last = cdnow("trend", "1997-12"), cdnow("trend", "1998-06")
    arrived = {p["period"]: p["value"] for p in first["customers_acquired"]["series"]}
    assert [arrived[m] for m in ("1997-01", "1997-02", "1997-03", "1997-04")] == [7846, 8476, 7248, 0]
    assert {p["value"] for p in last["customers_acquired"]["series"]} == {0}
    revenue = {p["period"]: p["value"] for p in first["revenue_of_month"]["series"]}
    assert revenue["1997-03"] > 2 * revenue["1997-04"]
