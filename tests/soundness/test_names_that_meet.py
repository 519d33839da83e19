"""One word may name an input of two KPIs, or an input and a KPI: each formula must read its own number."""

from __future__ import annotations

import textwrap

import pytest

import kpiframe


def project(folder, text):
    (folder / "kpiframe.yaml").write_text("kpiframe: 1\nname: names\n" + textwrap.dedent(text), encoding="utf-8")
    return kpiframe.load(folder)


TWO_SURVEYS = """
    extends: [catalog:kpis]
    bindings:
      promoters: {value: 75}
      detractors: {value: 15}
      respondents: {value: 100}
      net_promoter_score.respondents: {value: 150}
      satisfied: {value: 60}
    scorecards:
      - {name: main, groups: [{name: all, weight: 1, kpis: [net_promoter_score, customer_satisfaction_score]}]}
"""


def test_two_surveys_have_their_own_respondents(tmp_path):
    """NPS (75 - 15) / 150 = 40 %, CSAT 60 / 100 = 60 %: the article's two examples, with two numbers of answers."""
    rows = project(tmp_path, TWO_SURVEYS).score("2026-10").results
    assert rows["net_promoter_score"].value == pytest.approx(40)
    assert rows["customer_satisfaction_score"].value == pytest.approx(60)
    assert rows["net_promoter_score"].trace.numbers == "(75 - 15) / 150 * 100"


def test_numbers_given_by_hand_may_name_the_kpi_too(tmp_path):
    given = {"promoters": 75, "detractors": 15, "respondents": 100, "satisfied": 60}
    rows = (
        project(tmp_path, TWO_SURVEYS)
        .score("2026-10", observations={**given, "net_promoter_score.respondents": 150})
        .results
    )
    assert rows["net_promoter_score"].value == pytest.approx(40)
    assert rows["customer_satisfaction_score"].value == pytest.approx(60)


def test_a_misspelt_kpi_before_the_dot_is_found(tmp_path):
    card = project(tmp_path, TWO_SURVEYS.replace("net_promoter_score.resp", "net_promoter_scorr.resp"))
    assert [p.code for p in card.problems] == ["KPF542"]


MEETING = """
    kpis:
      - &kpi {name: reach, label: Reach, formula: reach * 2, unit: count, kind: flow, direction: neutral,
              inputs: {reach: {unit: people}}}
      - {name: doubled, label: Twice the KPI, formula: reach * 10, unit: count, kind: flow, direction: neutral}
      - {name: plain, label: Ten times the input, formula: reach * 10, unit: count, kind: flow, direction: neutral,
         inputs: {reach: {unit: people}}}
    bindings: {reach: {value: 7}}
    scorecards:
      - {name: main, groups: [{name: all, weight: 1, kpis: [reach, doubled, plain]}]}
"""


@pytest.mark.parametrize("given", [None, {"reach": 7}], ids=["engine", "closures"])
def test_an_input_called_like_a_kpi_stays_the_input_where_it_is_declared(tmp_path, given):
    """reach = 7 * 2 = 14; a formula that declares no input reads the KPI: 140; one that declares it reads 7: 70."""
    rows = project(tmp_path, MEETING.replace("&kpi ", "")).score("2026-10", observations=given).results
    assert {name: row.value for name, row in rows.items()} == {"reach": 14, "doubled": 140, "plain": 70}
    assert [(i.name, i.value, i.is_kpi) for i in rows["doubled"].trace.inputs] == [("reach", 14, True)]
    assert [(i.name, i.value, i.is_kpi) for i in rows["plain"].trace.inputs] == [("reach", 7, False)]
    assert rows["doubled"].trace.numbers == "14 * 10"
    assert rows["plain"].trace.numbers == "7 * 10"
