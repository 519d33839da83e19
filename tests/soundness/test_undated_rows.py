"""Rows without dates: last month's file must not become this month's number."""

from __future__ import annotations

import pytest

ROWS = "device,clicks\nMobile,40\nDesktop,60\n"
PLAIN = {"path": "rows.csv", "columns": {"device": "text", "clicks": "integer"}}
EXPORT = {"path": "rows.csv", "adapter": "search_console_devices"}
CLICKS = {"clicks": "sum clicks"}
SEPTEMBER = {"covers": {"from": "2026-09-01", "to": "2026-09-30"}}
OCTOBER = {"covers": {"from": "2026-10-01", "to": "2026-10-31"}}


@pytest.fixture
def rows(project):
    project.write("rows.csv", ROWS)
    return project


def test_nobody_says_of_when_they_are(rows):
    """They count, and it is told which month they were taken for."""
    told = rows.score(PLAIN, CLICKS)
    assert (told.numbers, told.codes, told.errors) == ({"clicks": 100.0}, ["KPF245"], [])
    assert "they would count in 2026-10" in told.text


def test_an_export_nobody_knows_the_span_of_is_no_number(project):
    project.write("rows.csv", "Device,Clicks,Impressions,CTR,Position\nMobile,40,900,4.44%,3\n")
    told = project.score(EXPORT, CLICKS)
    assert (told.numbers, told.errors) == ({"clicks": None}, ["KPF245"])
    assert project.score(EXPORT | OCTOBER, CLICKS).numbers == {"clicks": 40.0}
    assert project.score(EXPORT | SEPTEMBER, CLICKS).errors == ["KPF243"]


def test_rows_that_sum_up_a_month_count_in_that_month_only(rows):
    assert rows.score(PLAIN | OCTOBER, CLICKS).numbers == {"clicks": 100.0}
    assert rows.score(PLAIN | OCTOBER, CLICKS).codes == []
    for period in ("2026-09", "2026-11"):
        told = rows.score(PLAIN | OCTOBER, CLICKS, period=period)
        assert (told.numbers, told.errors) == ({"clicks": None}, ["KPF243"])


def test_rows_that_sum_up_less_than_the_month_are_told(rows):
    half = {"covers": {"from": "2026-10-01", "to": "2026-10-15"}}
    assert rows.score(PLAIN | half, CLICKS).codes == ["KPF243"]


def test_the_month_of_the_rows_is_the_one_shown(rows):
    """Nobody asks for a period: the rows say which it is."""
    told = rows.score(PLAIN | SEPTEMBER, CLICKS, period=None)
    assert (told.cards[0].document.frame.period, told.numbers) == ("2026-09", {"clicks": 100.0})


def test_a_state_holds_from_its_day_on(rows):
    state = PLAIN | {"as_of": "2026-09-30"}
    assert rows.score(state, CLICKS).numbers == {"clicks": 100.0}
    assert rows.score(state, CLICKS, period="2026-08").numbers == {"clicks": None}


def test_who_does_not_know_says_so(rows):
    told = rows.score(PLAIN | {"as_of": "unknown"}, CLICKS)
    assert (told.numbers, told.codes) == ({"clicks": 100.0}, [])


def test_what_is_made_of_undated_rows_is_told_by_its_origin(rows):
    each = {"derive": {"from": "rows", "group_by": ["device"], "columns": {"most": {"agg": "max", "expr": "clicks"}}}}
    most = {"most": {"source": "each", "agg": "max", "expr": "most"}}
    told = rows.score(PLAIN, most, sources={"each": each})
    assert (told.numbers, told.codes) == ({"most": 60.0}, ["KPF245"])
    assert "source rows" in told.text
    dated = rows.score(PLAIN, most, sources={"each": each | {"as_of": "2026-10-31"}})
    assert (dated.numbers, dated.codes) == ({"most": 60.0}, [])


def test_what_is_only_looked_up_needs_no_date(rows):
    rows.write("days.csv", "day,device\n2026-10-03,Mobile\n")
    sources = {
        "days": {"path": "days.csv", "columns": {"day": "date", "device": "text"}, "time": "day"},
        "both": {"join": {"from": "days", "with": {"rows": "device"}, "columns": {"clicks": "rows.clicks"}}},
    }
    told = rows.score(PLAIN, {"clicks": {"source": "both", "agg": "sum", "expr": "clicks"}}, sources=sources)
    assert (told.numbers, told.codes) == ({"clicks": 40.0}, [])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"covers": {"from": "2026-10-31", "to": "2026-10-01"}}, "KPF505"),
        (OCTOBER | {"as_of": "2026-10-31"}, "KPF503"),
        (OCTOBER | {"time": "day", "columns": {"day": "date", "clicks": "integer"}}, "KPF503"),
        ({"as_of": "yesterday"}, "KPF550"),
    ],
)
def test_spans_that_cannot_be(rows, more, code):
    assert rows.score(PLAIN | more, CLICKS).errors == [code]


def test_the_file_knows_better(project):
    """The file says October, the project September: one of them is wrong."""
    lines = ["Campaign report", '"October 1, 2026 - October 31, 2026"', "Campaign status,Campaign,Cost"]
    project.write("rows.csv", "\n".join([*lines, "Enabled,Tết,100", "Total: Campaigns, --,100"]))
    ads = {"path": "rows.csv", "adapter": "google_ads_campaign"}
    assert project.score(ads | OCTOBER, {"cost": "sum cost"}).numbers == {"cost": 100.0}
    told = project.score(ads | SEPTEMBER, {"cost": "sum cost"})
    assert told.errors == ["KPF222"]
    assert "covers 2026-10-01 to 2026-10-31" in told.text
