"""Late data: what a source may still change is provisional, told and not judged; nothing else about it changes."""

from __future__ import annotations

from datetime import date

import pytest

import kpiframe

YAML = """
kpiframe: 1
name: shop
sources:
  ads: {{path: ads.csv, columns: {{day: date, clicks: integer}}, time: day{window}}}
  weekly: {{derive: {{from: ads, group_by: [day], columns: {{clicks: {{agg: sum, expr: clicks}}}}}}, time: day}}
bindings:
  clicks: {{source: ads, agg: sum, expr: clicks}}
  derived: {{source: weekly, agg: sum, expr: clicks}}
kpis:
  - {{name: clicks_paid, label: clicks, formula: clicks, inputs: {{clicks: {{unit: count}}}}, unit: count, kind: flow, direction: higher_is_better, thresholds: {{warn: 50, target: 100}}}}
  - {{name: through, label: through, formula: derived, inputs: {{derived: {{unit: count}}}}, unit: count, kind: flow, direction: higher_is_better}}
scorecards:
  - {{name: all, groups: [{{name: all, kpis: [clicks_paid, through]}}]}}
"""
WEEK = ", revision_window: 7 days"


@pytest.fixture
def ads(tmp_path):
    def make(window=WEEK):
        (tmp_path / "kpiframe.yaml").write_text(YAML.format(window=window), encoding="utf-8")
        (tmp_path / "ads.csv").write_text("day,clicks\n2026-09-10,100\n2026-10-10,80\n2026-11-02,5\n", encoding="utf-8")
        return kpiframe.load(tmp_path)

    return make


@pytest.mark.parametrize(
    ("today", "until", "verdict"),
    [
        ("2026-10-20", None, "partial"),
        ("2026-10-31", None, "partial"),
        ("2026-11-01", date(2026, 11, 7), "provisional"),
        ("2026-11-07", date(2026, 11, 7), "provisional"),
        ("2026-11-08", None, "worse"),
    ],
)
def test_provisional_from_the_end_of_the_period_to_the_end_of_the_window(ads, today, until, verdict):
    """October ends on the 31st; seven days later, with the 7th, its numbers are final. A running period is partial."""
    row = ads().score("2026-10", today=date.fromisoformat(today)).document.result("clicks_paid")
    assert (row.revised_until, row.previous.verdict) == (until, verdict)


def test_the_change_is_told_and_not_judged_and_the_score_stays(ads):
    early, late = (
        ads().score("2026-10", today=day).document.result("clicks_paid")
        for day in (date(2026, 11, 3), date(2026, 12, 1))
    )
    assert (early.previous.difference, early.previous.relative) == (-20.0, pytest.approx(-20.0))
    assert (early.score, early.state) == (late.score, late.state)


def test_without_a_window_nothing_is_provisional(ads):
    row = ads("").score("2026-10", today=date(2026, 11, 1)).document.result("clicks_paid")
    assert (row.revised_until, row.previous.verdict) == (None, "worse")


def test_a_source_made_from_another_is_as_provisional(ads):
    row = ads().score("2026-10", today=date(2026, 11, 1)).document.result("through")
    assert row.revised_until == date(2026, 11, 7)


def test_the_page_says_until_when(ads):
    card = ads().score("2026-10", today=date(2026, 11, 1))
    assert "provisional: the sources may still change it until Nov 7, 2026" in card.to_html("en")
    assert "số tạm tính: nguồn còn có thể chỉnh sửa đến 7/11/2026" in card.to_html("vi")
    assert "provisional" in card.to_markdown("en")
