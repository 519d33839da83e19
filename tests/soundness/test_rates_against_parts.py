"""A rate the export brings along says whether its parts were read as they are meant."""

from __future__ import annotations

import pytest

HEADER = "day,clicks,impressions,ctr,spend,cpc\n"
SOURCE = {
    "path": "rows.csv",
    "time": "day",
    "columns": {
        "day": "date",
        "clicks": "integer",
        "impressions": "integer",
        "ctr": {"type": "percent", "additive": False, "required": False, "equals": "clicks / impressions * 100"},
        "spend": {"type": "decimal", "money": True},
        "cpc": {"type": "decimal", "additive": False, "required": False, "equals": "spend / clicks"},
    },
}
GOOD = "2026-10-01,7,300,2.33%,1050,150\n2026-10-02,0,40,0%,0,\n2026-10-03,1,900,0.11%,149.5,149.5\n"
INPUTS = {"clicks": "sum clicks", "shown": "sum impressions"}


def test_rates_that_agree_within_their_last_digit(project):
    """7 / 300 is 2.333… %, 1 / 900 is 0.111… %."""
    project.write("rows.csv", HEADER + GOOD)
    assert project.score(SOURCE, {**INPUTS, "spend": "sum spend"}).codes == []


def test_thousands_that_were_read_as_decimals(project):
    """124.000 is 124,000 here: read with a point before decimals it is 124, and the price of a click 0.083 for 83."""
    lines = "2026-10-01,1500,90000,1.67%,124.000,82.67\n2026-10-02,1000,50000,2.00%,95.000,95.00\n"
    project.write("rows.csv", HEADER + lines)
    told = project.score(SOURCE, {"spend": "sum spend"})
    assert (told.numbers, told.codes) == ({"spend": 219.0}, ["KPF234", "KPF239"])
    assert "cpc is not spend / clicks in 2 of 2 rows" in told.text
    assert "the file says 95, its parts give 0.095" in told.text


def test_a_column_that_stands_for_another_one(project):
    """All clicks are read where those of the link are meant."""
    project.write("rows.csv", HEADER + GOOD.replace("2.33%", "1.33%").replace("0.11%", "0.05%"))
    told = project.score(SOURCE, INPUTS)
    assert told.codes == ["KPF234"]
    assert "ctr is not clicks / impressions * 100 in 2 of 3 rows" in told.text


def test_a_file_without_the_rate_is_not_checked(project):
    project.write("rows.csv", "day,clicks,impressions,spend\n2026-10-01,7,300,1\n")
    assert project.score(SOURCE, INPUTS).codes == []


@pytest.mark.parametrize(("formula", "code"), [("clicks / shown", "KPF520"), ("clicks /", "KPF510"), ("day", "KPF521")])
def test_formulas_that_cannot_be(project, formula, code):
    project.write("rows.csv", HEADER + GOOD)
    columns = SOURCE["columns"] | {"ctr": {"type": "percent", "equals": formula}}
    assert project.score(SOURCE | {"columns": columns | {"cpc": {"type": "text", "equals": "spend"}}}, INPUTS).errors
    told = project.score(SOURCE | {"columns": columns}, INPUTS)
    assert told.errors == [code]


def test_a_known_export_is_checked(project):
    """The click rate of Search Console says that impressions are ten times as many."""
    project.write("rows.csv", "Date,Clicks,Impressions,CTR,Position\n2026-10-01,10,100,1%,2\n2026-10-02,9,300,0.3%,4\n")
    told = project.score({"path": "rows.csv", "adapter": "search_console_chart"}, {"clicks": "sum clicks"})
    assert told.codes == ["KPF234"]
