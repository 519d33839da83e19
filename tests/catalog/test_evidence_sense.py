"""What contradicts itself in how a KPI is obtained is refused, with its place; what makes sense passes."""

import pytest

HEAD = "kpiframe: 1\nname: cafe\n"
KPI = """\
kpis:
  - name: effort
    label: Effort
    formula: given
    inputs: {{given: {{unit: score}}}}
    unit: score
    kind: survey
    direction: neutral
    {said}
  - {{name: other, label: Other, formula: "1", unit: score, kind: survey, direction: neutral}}
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("scale: {min: 7, max: 1}", "the scale 7 … 1 does not rise"),
        ("scale: {min: 5, max: 5}", "the scale 5 … 5 does not rise"),
        ("scale: {min: 1, max: 5, boxes: [4, 6]}", "boxes 6: not on the scale 1 … 5"),
        ("teams: [{name: brand, weight: 2}, {name: brand, weight: 1}]", "team brand stands here twice"),
        ("teams: [brand, brand]", "team brand stands here twice"),
        ("perceived_as: effort", "effort cannot be its own perception"),
        ("corroborated_by: [{kpi: other, lag: 2}, other]", "other stands under corroborated_by twice"),
        ("corroborated_by: [effort]", "effort cannot bear itself out"),
    ],
)
def test_what_contradicts_itself_is_refused_where_it_stands(read, said, told):
    found = read({"kpiframe.yaml": HEAD, "definitions/a.yaml": KPI.format(said=said)}).problems
    assert [(p.code, p.location.line) for p in found] == [("KPF505", 9)]
    assert told in found[0].message.en
    assert found[0].message.vi != found[0].message.en


@pytest.mark.parametrize(
    "said",
    [
        "scale: {min: 1, max: 7, boxes: [1, 7]}",
        "teams: [{name: brand, weight: 2}, {name: sales, weight: 1}]",
        "perceived_as: other",
        "corroborated_by: [{kpi: other, lag: 2}]",
    ],
)
def test_what_makes_sense_passes(read, said):
    assert read({"kpiframe.yaml": HEAD, "definitions/a.yaml": KPI.format(said=said)}).problems == []


def test_a_version_that_yaml_reads_as_a_number_is_said_to_need_quotes(read):
    text = KPI.format(said="scale: {min: 1, max: 7, standard: ces, version: 2.0}")
    (found,) = read({"kpiframe.yaml": HEAD, "definitions/a.yaml": text}).problems
    assert found.location.line == 9
    assert '"2.0"' in f"{found.message.en} {found.help.en if found.help else ''} {found.allowed}"
