"""Article B taken at its word: its surveys and tools as a project's own KPIs, and the same project put right."""

import pytest

KPI = """\
  - name: {name}
    label: {{en: {name}, vi: {name}}}
    description: {{en: As article B has it., vi: Theo bài viết B.}}
    formula: score_sum / responses
    inputs: {{score_sum: {{unit: points}}, responses: {{unit: responses}}}}
    unit: score
    kind: survey
    audience: [existing_customers]
    directness: asked
    signal: perception
    {more}
"""


@pytest.fixture
def flags(project):
    """Flags of one KPI on no scorecard, which are warnings at most: flags("direction: …", "scale: …")."""

    def run(*lines):
        text = "kpis:\n" + KPI.format(name="tested", more="\n    ".join(lines))
        found = project("", {"definitions/tested.yaml": text})
        assert not {f.code for f in found.items} & {"KPF501", "KPF503", "KPF504", "KPF506", "KPF509"}
        return {(f.code, f.severity.value) for f in found.items if f.code < "KPF100"}

    return run


HIGHER, LOWER = "direction: higher_is_better", "direction: lower_is_better"


def test_agreement_that_it_was_easy_is_not_read_low_as_good(flags):
    """CES 2.0 asks for agreement: 2 of 7 is a bad result, whatever the article says."""
    assert flags(LOWER, 'scale: {min: 1, max: 7, standard: ces, version: "2.0"}') == {("KPF008", "warning")}
    assert flags(HIGHER, 'scale: {min: 1, max: 7, standard: ces, version: "2.0"}') == set()
    assert flags(LOWER, 'scale: {min: 1, max: 7, standard: ces, version: "1.0"}') == set()


def test_nps_is_asked_from_0_to_10(flags):
    assert flags(HIGHER, "scale: {min: 1, max: 10, standard: nps}") == {("KPF007", "warning")}
    assert flags(HIGHER, "scale: {min: 0, max: 10, standard: nps}") == set()


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("facebook_analytics", ("KPF001", "warning")),  # ended on 30 June 2021
        ("facebook_page_insights_classic", ("KPF001", "warning")),  # 1 November 2023
        ("x_analytics", ("KPF003", "warning")),  # behind a subscription since June 2024
        ("universal_analytics", ("KPF001", "warning")),  # 1 July 2023
    ],
)
def test_its_tools_are_gone(flags, entry, expected):
    assert flags(HIGHER, f"lifecycle: [{entry}]") == {expected}


def test_the_shipped_effort_score_overridden_with_the_articles_question(project):
    card = """\
extends: [catalog:kpis]
scorecards:
  - name: service
    groups:
      - {name: all, kpis: [customer_effort_score]}
overrides:
  kpis:
    customer_effort_score:
      scale: {min: 1, max: 7, standard: ces, version: "2.0"}
      reason: asked as in article B
bindings:
  score_sum: {value: 400}
  responses: {value: 200}
"""
    found = project(card, select=["KPF008"])
    assert [(f.problem.subject, f.severity.value) for f in found.items] == [("customer_effort_score", "error")]
    righted = card.replace('version: "2.0"}', 'version: "2.0"}\n      direction: higher_is_better')
    assert project(righted, select=["KPF008"]).items == ()
