"""Other names as a project writes them: checked like every other definition."""

from __future__ import annotations

import pytest

from kpiframe.catalog.loader import read_definitions
from kpiframe.problems import describe


def problems(folder, text):
    (folder / "names.yaml").write_text(text, encoding="utf-8")
    return [describe(p) for p in read_definitions([folder / "names.yaml"], folder)[1]]


OWN = """kpis:
  - {name: mood, label: Mood, formula: mood, inputs: {mood: {unit: points}}, unit: points, kind: survey, direction: higher_is_better}
"""


def test_names_of_ones_own_kpi_are_read(tmp_path):
    (tmp_path / "mood.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "names.yaml").write_text("synonyms:\n  mood: {en: [temper], near_vi: [tâm trạng]}\n", encoding="utf-8")
    catalog, found, _ = read_definitions([tmp_path], tmp_path)
    assert [describe(p) for p in found] == []
    assert (catalog.synonyms["mood"].same, catalog.synonyms["mood"].near) == (("temper",), ("tâm trạng",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("synonyms:\n  nps_scor: {en: [a]}\n", "names.yaml:2:13 KPF509"),
        ("synonyms:\n  net_promoter_score: {english: [a]}\n", "KPF503"),
        ("synonyms:\n  net_promoter_score: {en: a}\n", "KPF504"),
        ("synonyms:\n  net_promoter_score: {}\n", "KPF50"),
        ("synonyms:\n  NPS: {en: [a]}\n", "KPF50"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path, text, said):
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert said in found[0]


def test_every_registry_name_leads_to_its_entry(shipped, find):
    lost = []
    for entry in shipped.lifecycle.values():
        for text in entry.match:
            found = find(text)
            if entry.id not in (*found.entries, *found.perhaps):
                lost.append((entry.id, text))
    assert lost == []


def test_headers_of_real_exports_are_recognised(find):
    known = {
        "Reach": "reach",
        "CPM (cost per 1,000 impressions) (EGP)": "cost_per_mille",
        "CTR (link click-through rate)": "click_through_rate",
        "Website purchase ROAS (return on ad spend)": "roas_platform",
        "Người tiếp cận": "reach",
        "Lượt tương tác với bài viết": "social_engagements",
        "Conv. rate": "conversion_rate",
        "Conversion rate (CVR)": "conversion_rate",
        "Average engagement time per session": "average_engagement_time",
        "Open Rate": "email_open_rate",
    }
    assert {header: find(header).kpi for header in known} == known
