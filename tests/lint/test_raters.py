"""The `raters` check at its edges: a difference of 1 is no finding, one of 2 is; two different names are two people."""

import pytest
import yaml

LIKING = {
    "name": "liking",
    "label": {"en": "Liking", "vi": "Mức yêu thích"},
    "description": {"en": "Share of those asked who like it.", "vi": "Tỷ lệ người thích trong số được hỏi."},
    "formula": "likers / asked * 100",
    "inputs": {"likers": {"unit": "people"}, "asked": {"unit": "people"}},
    "unit": "percent",
    "kind": "survey",
    "direction": "higher_is_better",
    "audience": ["wider_audience"],
    "directness": "asked",
    "signal": "perception",
    "measured_by": "own",
}


@pytest.fixture
def found(project):
    """Lint one KPI whose relevance is given and return its rater findings by code."""

    def run(profile="regular", **relevance):
        rated = {"utility": 2, "purpose": 1, "importance": 2, **relevance}
        text = yaml.safe_dump({"kpis": [{**LIKING, "relevance": rated}]}, allow_unicode=True)
        items = project(files={"definitions/kpis.yaml": text}, profile=profile).items
        return {f.code: f for f in items if f.code in ("KPF331", "KPF332", "KPF333")}

    return run


def second(utility, purpose, importance):
    return {"utility": utility, "purpose": purpose, "importance": importance}


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, set()),  # nobody says who rated: the catalogue's way
        ({"rated_by": ["Linh", "An"]}, set()),  # two agreed
        ({"rated_by": ["Linh", "An"], "second": second(2, 1, 2)}, set()),
        ({"rated_by": ["Linh", "An"], "second": second(3, 0, 1)}, set()),  # one apart on each
        ({"rated_by": ["Linh", "An"], "second": second(0, 1, 2)}, {"KPF331"}),  # two apart
        ({"rated_by": ["Linh", "An"], "second": second(2, 3, 2)}, {"KPF331"}),
        ({"second": second(2, 1, 2)}, {"KPF332"}),
        ({"rated_by": ["Linh"], "second": second(2, 1, 2)}, {"KPF332"}),
        ({"rated_by": ["Linh", "Linh"], "second": second(2, 1, 2)}, {"KPF332"}),
        ({"rated_by": ["Linh"], "second": second(0, 1, 2)}, {"KPF331", "KPF332"}),
        ({"rated_by": ["Linh"]}, {"KPF333"}),
    ],
)
def test_who_rated_and_how_far_apart(found, given, codes):
    assert set(found("strict", **given)) == codes


def test_one_rater_is_only_told_to_who_asks_for_everything(found):
    assert found("regular", rated_by=["Linh"]) == {}
    assert found("strict", rated_by=["Linh"])["KPF333"].severity.value == "info"


def test_the_finding_names_the_kpi_and_both_ratings_where_they_stand(found):
    finding = found(rated_by=["Linh", "An"], second=second(0, 3, 2))["KPF331"]
    assert finding.problem.message.en == "the two raters of liking are far apart: utility 2 and 0, purpose 1 and 3"
    assert finding.problem.message.vi == (
        "hai người chấm liking cho điểm rất khác nhau: tính ứng dụng 2 và 0, mục đích 1 và 3"
    )
    assert finding.location.file.endswith("kpis.yaml")


def test_the_catalogues_own_ratings_are_nobodys_fault_here(project):
    layout = {"name": "health", "groups": [{"name": "all", "weight": 1, "kpis": ["net_promoter_score"]}]}
    findings = project(yaml.safe_dump({"extends": ["catalog:kpis"], "scorecards": [layout]}), profile="strict")
    assert not [f for f in findings.items if f.code.startswith("KPF33") and f.code != "KPF330"]
