"""``init --from``: answers from 0 to 10 are counted, tables that must not be summed get no sums, exports write marks."""

from __future__ import annotations

import yaml

from kpiframe.data.proposal import propose_source

SURVEY = """Respondent ID,Collector ID,Start Date,End Date,Bạn có giới thiệu Phở Sen không?
,,,,Điểm
1001,77,10/14/2026 09:00:00,10/14/2026 09:05:00,10
1002,77,10/15/2026 09:00:00,10/15/2026 09:05:00,9
1003,77,10/16/2026 09:00:00,10/16/2026 09:05:00,3
1004,77,10/17/2026 09:00:00,10/17/2026 09:05:00,
"""


def written(tmp_path, name, text):
    path = tmp_path / "data" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_question_of_recommendation_is_counted(tmp_path, read_block):
    """Two of three answers are 9 or 10, one is below 7; one person did not answer."""
    text = propose_source(written(tmp_path, "sm.csv", SURVEY), "survey")
    assert yaml.safe_load(text)["sources"]["survey"]["adapter"] == "surveymonkey"
    assert read_block(text, "2026-10") == {"promoters": 2, "detractors": 1, "respondents": 3}


def test_so_it_is_in_a_file_no_adapter_knows(tmp_path, read_block):
    rows = "14/10/2026,10\n15/10/2026,9\n16/10/2026,3\n17/10/2026,8\n"
    text = propose_source(written(tmp_path, "x.csv", f"Ngày,Would you recommend us?\n{rows}"), "survey")
    counted = {"survey_rows": 4, "promoters": 2, "detractors": 1, "respondents": 4}
    assert read_block(text, "2026-10") == counted


def test_another_question_is_left_to_a_person(tmp_path):
    text = propose_source(
        written(tmp_path, "x.csv", "Ngày,Hài lòng thế nào?\n14/10/2026,10\n15/10/2026,3\n"), "s", "vi"
    )
    assert list(yaml.safe_load(text)["bindings"]) == ["s_rows"]
    assert "# promoters: {source: s, agg: count, filter: hai_long_the_nao >= 9}" in text


def test_numbers_up_to_ten_that_are_no_answers_are_summed(tmp_path):
    text = propose_source(written(tmp_path, "x.csv", "Ngày,Số lượng\n14/10/2026,10\n15/10/2026,3\n"), "s")
    assert "units: {source: s, agg: sum, expr: so_luong}" in text


def test_an_export_that_must_not_be_summed_gets_no_bindings(tmp_path):
    rows = "phở,5,50,10%,3\nbún,1,20,5%,8\n"
    text = propose_source(written(tmp_path, "q.csv", f"Top queries,Clicks,Impressions,CTR,Position\n{rows}"), "q")
    assert yaml.safe_load(text)["bindings"] == {}


def test_rows_without_dates_are_said_to_count_in_every_period(tmp_path):
    text = propose_source(written(tmp_path, "x.csv", "Quán,Doanh thu\na,5\nb,7\n"), "s")
    assert "the rows have no dates and count in any period asked for: say which days they sum up, covers:" in text


def test_dong_of_a_known_export_has_no_decimals(tmp_path):
    """Meta writes the currency into the header; 125.000 dong is a hundred and twenty-five thousand."""
    head = "Campaign name,Day,Reporting starts,Reporting ends,Impressions,Link clicks,Amount spent (VND)"
    rows = "Tết,2026-10-01,2026-10-01,2026-10-01,900,3,125.000\nThu,2026-10-02,2026-10-02,2026-10-02,800,2,98.500\n"
    text = propose_source(written(tmp_path, "meta.csv", f"{head}\n{rows}"), "ads")
    source = yaml.safe_load(text)["sources"]["ads"]
    assert (source["adapter"], source["decimal"], source["thousands"]) == ("meta_ads", ",", ".")
    assert "dong has no decimals" in text
