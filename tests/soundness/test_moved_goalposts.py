"""A goal that is moved once the result is known: dated by real commits, weighed over the same data, worked by hand.

October: a = 40 against warn 30, target 45: 50 + 40 * 10/15 = 230/3 points. b = 75 against 50, 100: 70 points.
Both weigh alike, so the score is (230/3 + 70) / 2 = 220/3.
"""

from __future__ import annotations

import json
import os
import subprocess
from fractions import Fraction as F
from itertools import pairwise

import pytest

from kpiframe.cli.main import run

A, B = F(230, 3), F(70)
SCORE = (A + B) / 2
PROJECT = """
kpiframe: 1
name: brand
sources:
  rows: {path: rows.csv, time: day, measured_by: own, columns: {day: date, xs: integer, ys: integer}}
bindings:
  xs: {source: rows, agg: sum, expr: xs}
  ys: {source: rows, agg: sum, expr: ys}
kpis:
  - name: kpi_a
    label: A
    formula: xs
    inputs: {xs: {unit: count}}
    unit: count
    kind: flow
    direction: higher_is_better
    thresholds: {warn: 30, target: 45}
    relevance: {utility: 1, purpose: 1, importance: 1, weight: 1}
    audience: [existing_customers]
    directness: observed
  - name: kpi_b
    label: B
    formula: ys
    inputs: {ys: {unit: count}}
    unit: count
    kind: flow
    direction: higher_is_better
    thresholds: {warn: 50, target: 100}
    relevance: {utility: 1, purpose: 1, importance: 1, weight: 1}
    audience: [existing_customers]
    directness: observed
scorecards:
  - name: card
    groups:
      - {name: all, weight: 1, kpis: [kpi_a, kpi_b]}
"""
ROWS = "day,xs,ys\n2026-10-05,30,70\n2026-10-20,10,5\n"
LOWER_TARGET = ("{warn: 30, target: 45}", "{warn: 30, target: 40}")


class Repository:
    """A brand's repository with commits on given days."""

    def __init__(self, folder):
        self.folder = folder
        self.git("init", "-q", "-b", "main")
        (folder / "rows.csv").write_text(ROWS)
        self.text = PROJECT
        self.commit("2026-09-01")

    def git(self, *words, when="2026-09-01T12:00:00+0700"):
        names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dates = {"GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE": when}
        environ = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, **names, **dates}
        subprocess.run(["git", *words], cwd=self.folder, env=environ, check=True, capture_output=True)

    def edit(self, old, new):
        assert self.text.count(old) == 1, old
        self.text = self.text.replace(old, new)
        (self.folder / "kpiframe.yaml").write_text(self.text)

    def commit(self, day, old="", new="", clock="T12:00:00+0700"):
        if old:
            self.edit(old, new)
        (self.folder / "kpiframe.yaml").write_text(self.text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "words", when=day + clock)
        self.git("tag", "-f", f"on-{day}")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


@pytest.fixture
def diff(repository, capsys):
    """kpiframe diff WORDS --impact for October, as data."""

    def call(*words):
        asked = ["diff", *words, "--impact", "--period", "2026-10", "--today", "2026-11-21", "--format", "json"]
        status = run(asked, {"PATH": os.environ["PATH"]})
        shown = capsys.readouterr()
        assert shown.err == "", shown.err
        found = json.loads(shown.out)
        assert status == (1 if moved(found) else 0)
        return found

    return call


def moved(found):
    """(KPI, field, points, alone) of every goal that was moved."""
    rises = {(c["kpi"], c["field"]["en"]): (c["score_rise"], c["alone"]) for c in found["changes"]}
    return [
        (f["kpi"], f["facts"]["field"], *rises[f["kpi"], f["facts"]["field"]])
        for f in found["flags"]
        if f["rule"] == "KPF154"
    ]


def test_a_target_lowered_after_the_end_is_flagged_with_its_points(repository, diff):
    repository.commit("2026-11-03", *LOWER_TARGET)
    found = diff("HEAD~1", "HEAD")
    assert found["impact"]["score"]["before"] == pytest.approx(float(SCORE), abs=1e-9)
    assert found["impact"]["score"]["after"] == pytest.approx(float((90 + B) / 2), abs=1e-9)
    assert moved(found) == [("kpi_a", "target", pytest.approx(float((90 - A) / 2), abs=1e-8), True)]
    assert found["changes"][0]["changed_on"] == "2026-11-03"


@pytest.mark.parametrize(
    ("day", "clock", "flags"),
    [
        ("2026-10-31", "T23:59:59+0700", 0),
        ("2026-11-01", "T00:00:00+0700", 1),
        (
            "2026-10-31",
            "T23:30:00-0800",
            0,
        ),  # the first of November in Greenwich, the last of October where it was made
        ("2026-11-01", "T00:30:00+1300", 1),  # and the reverse
    ],
)
def test_the_day_is_the_committers_own(repository, diff, day, clock, flags):
    repository.commit(day, *LOWER_TARGET, clock=clock)
    assert len(moved(diff("HEAD~1", "HEAD"))) == flags


@pytest.mark.parametrize(("day", "flags"), [("2026-10-31", 0), ("2026-11-01", 1)])
def test_what_is_not_committed_dates_from_the_day_that_is_named(repository, diff, day, flags):
    repository.edit(*LOWER_TARGET)
    assert len(moved(diff("HEAD", "--changed-on", day))) == flags


def test_what_is_not_committed_dates_from_today_unless_told(repository, diff):
    repository.edit(*LOWER_TARGET)
    found = diff("HEAD")
    assert found["changes"][0]["changed_on"] == "2026-11-21"
    assert len(moved(found)) == 1


def test_each_field_has_the_day_of_the_newest_commit_that_changed_it(repository, diff):
    repository.commit("2026-10-10", *LOWER_TARGET)
    repository.commit("2026-10-12", "{warn: 50, target: 100}", "{warn: 50, target: 90}")
    repository.commit("2026-11-05", "target: 40}", "target: 42}")
    repository.commit("2026-11-09", "label: B", "label: Bee")
    found = diff("on-2026-09-01", "HEAD")
    days = {c["path"]: c["changed_on"] for c in found["changes"]}
    assert days == {
        "kpis.kpi_a.thresholds.target": "2026-11-05",
        "kpis.kpi_b.thresholds.target": "2026-10-12",
        "kpis.kpi_b.label": "2026-11-09",
    }
    # 40 against 30 and 42: 50 + 40 * 10/12
    assert moved(found) == [("kpi_a", "target", pytest.approx(float((50 + F(400, 12) - A) / 2), abs=1e-8), True)]


def test_a_change_that_lies_too_many_commits_back_has_no_day_and_is_not_judged(repository, diff, monkeypatch):
    monkeypatch.setattr("kpiframe.history.dating.MOST", 2)
    repository.commit("2026-11-03", *LOWER_TARGET)
    for old, new in pairwise(["B", "Bee", "Bea", "Ben"]):
        repository.commit("2026-11-09", f"label: {old}\n", f"label: {new}\n")
    found = diff("on-2026-09-01", "HEAD")
    days = {c["path"]: c["changed_on"] for c in found["changes"]}
    assert days == {"kpis.kpi_a.thresholds.target": None, "kpis.kpi_b.label": "2026-11-09"}
    assert [n["fact"] for n in found["not_judged"] if n["rule"] == "KPF154"] == ["after_the_end"]


def test_a_branch_counts_from_the_day_it_was_merged(repository, diff):
    """Written in October, in force in November."""
    repository.git("checkout", "-q", "-b", "idea")
    repository.commit("2026-10-10", *LOWER_TARGET)
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "words", "idea", when="2026-11-02T12:00:00+0700")
    found = diff("main~1", "main")
    assert found["changes"][0]["changed_on"] == "2026-11-02"
    assert len(moved(found)) == 1


def test_leaving_a_poor_result_out_lifts_the_score_too(repository, diff):
    repository.commit("2026-11-03", "kpis: [kpi_a, kpi_b]", "kpis: [kpi_a]")
    assert moved(diff("HEAD~1", "HEAD")) == [
        (None, "KPIs of group all", pytest.approx(float(A - SCORE), abs=1e-8), True)
    ]


def test_declaring_it_not_applicable_as_well(repository, diff):
    entry = "not_applicable:\n  - {kpi: kpi_b, reason: Closed., by: linh, since: 2026-11-03}\nscorecards:"
    repository.commit("2026-11-03", "scorecards:", entry)
    assert moved(diff("HEAD~1", "HEAD")) == [
        (None, "kpi_b declared not applicable", pytest.approx(float(A - SCORE), abs=1e-8), True)
    ]


def test_so_does_less_weight_for_it(repository, diff):
    full = "target: 100}\n    relevance: {utility: 1, purpose: 1, importance: 1, weight: 1}"
    repository.commit("2026-11-03", full, full.replace("weight: 1", "weight: 0.5"))
    lighter = (A + B / 2) / F(3, 2)
    assert moved(diff("HEAD~1", "HEAD")) == [("kpi_b", "weight", pytest.approx(float(lighter - SCORE), abs=1e-8), True)]


def test_so_does_counting_otherwise(repository, diff):
    """ys counts twice: 150 lies above the stretch of 112.5, so b is worth 100."""
    repository.commit("2026-11-03", "expr: ys}", "expr: ys * 2}")
    assert moved(diff("HEAD~1", "HEAD")) == [
        (None, "how ys is counted: aggregate", pytest.approx(float((A + 100) / 2 - SCORE), abs=1e-8), True)
    ]


def test_changes_that_cannot_stand_alone_are_weighed_together(repository, diff):
    """Lower is better from now on, with thresholds turned round: 40 lies beyond the stretch of 45 - 15/4."""
    repository.edit(
        "direction: higher_is_better\n    thresholds: {warn: 30, target: 45}", "direction: x\n    THRESHOLDS"
    )
    repository.edit(
        "direction: x\n    THRESHOLDS", "direction: lower_is_better\n    thresholds: {warn: 60, target: 45}"
    )
    repository.commit("2026-11-03")
    found = diff("HEAD~1", "HEAD")
    whole = pytest.approx(float((100 - A) / 2), abs=1e-8)
    assert moved(found) == [("kpi_a", "direction", whole, False), ("kpi_a", "warning line", whole, False)]
    assert all("all changes together" in f["message"]["en"] for f in found["flags"])


def test_a_stricter_goal_a_new_label_or_a_target_for_later_is_no_moved_goal(repository, diff):
    repository.edit("{warn: 30, target: 45}", "{warn: 30, target: 50}")
    repository.edit("label: A", "label: Aye")
    later = "{warn: 50, target: 100}\n    targets: [{from: 2026-11, value: 60, set_by: linh, why: {en: a, vi: b}}]"
    repository.edit("{warn: 50, target: 100}", later)
    repository.commit("2026-11-03")
    found = diff("HEAD~1", "HEAD")
    assert {c["effect"] for c in found["changes"]} == {"values", "words"}
    assert len(found["changes"]) >= 3
    assert moved(found) == []


def test_only_the_definitions_are_compared_never_the_data_of_two_days(repository, diff):
    (repository.folder / "rows.csv").write_text(ROWS.replace("30,70", "45,95"))
    repository.commit("2026-11-03")
    found = diff("HEAD~1", "HEAD")
    assert found["changes"] == []
    assert found["impact"]["rise"] == 0.0
    assert found["impact"]["score"]["before"] == found["impact"]["score"]["after"] != pytest.approx(float(SCORE))


def test_folders_are_compared_like_revisions(repository, diff, tmp_path):
    for name, edit in (("old", ("x", "x")), ("new", LOWER_TARGET)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kpiframe.yaml").write_text(PROJECT.replace(*edit))
        (tmp_path / name / "rows.csv").write_text(ROWS)
    (tmp_path / "old" / "rows.csv").write_text("this is not read\n")
    dated = diff("old", "new", "--changed-on", "2026-11-03")
    assert moved(dated) == [("kpi_a", "target", pytest.approx(float((90 - A) / 2), abs=1e-8), True)]
    unknown = diff("old", "new")
    assert unknown["flags"] == []
    assert [(n["rule"], n["fact"]) for n in unknown["not_judged"] if n["rule"] == "KPF154"] == [
        ("KPF154", "after_the_end")
    ]


def test_without_scores_nothing_is_judged_and_it_is_said(repository, capsys):
    repository.commit("2026-11-03", *LOWER_TARGET)
    assert run(["diff", "HEAD~1", "HEAD", "--today", "2026-11-21"], {"PATH": os.environ["PATH"]}) == 0
    shown = capsys.readouterr().out
    assert "not judged[KPF154]: score_rise is unknown: kpi_a" in shown
    assert "add --impact" in shown
