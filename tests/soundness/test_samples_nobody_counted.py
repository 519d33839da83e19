"""A survey figure whose number of answers is unknown is shown and not scored: it may rest on two people."""

from __future__ import annotations

from datetime import date

import kpiframe

PROJECT = """
kpiframe: 1
name: survey
locale: en
sources:
  answers: {path: answers.csv, columns: {day: date, share: integer}, time: day, measured_by: independent}
  counts: {path: counts.csv, columns: {day: date, people: integer}, time: day, measured_by: independent}
bindings:
  liked_share: {source: answers, agg: average, expr: share}
  people_asked: {source: counts, agg: sum, expr: people}
kpis:
  - name: liking
    label: Liking
    formula: liked_share
    inputs: {liked_share: {unit: percent}, people_asked: {unit: people}}
    base: people_asked
    min_n: 100
    unit: percent
    kind: survey
    direction: higher_is_better
    thresholds: {warn: 30, target: 60}
    family: satisfaction
    measured_by: independent
scorecards:
  - {name: main, groups: [{name: all, kpis: [liking]}]}
"""


def rows(folder, counted):
    (folder / "kpiframe.yaml").write_text(PROJECT, encoding="utf-8")
    (folder / "answers.csv").write_text("day,share\n2026-09-30,40\n2026-10-31,90\n", encoding="utf-8")
    (folder / "counts.csv").write_text(f"day,people\n2026-09-30,400\n{counted}", encoding="utf-8")
    card = kpiframe.load(folder).score("2026-10", today=date(2026, 11, 5))
    return card.results["liking"]


def test_without_the_count_of_the_period_nothing_is_scored(tmp_path):
    row = rows(tmp_path, "")
    assert (row.value, row.n, row.state, row.score) == (90, None, "small_sample", None)
    assert "nobody knows whether the 100 needed" in row.reason_text.en
    assert "không có số trong kỳ này" in row.reason_text.vi


def test_with_it_the_score_is_given(tmp_path):
    assert rows(tmp_path, "2026-10-31,100\n").state == "scored"
    assert rows(tmp_path, "2026-10-31,99\n").state == "small_sample"
