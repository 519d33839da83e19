"""The tidy table, and what it becomes as CSV and as JSON lines."""

import csv
import io
import json
from datetime import date

from kpiframe.render.table import columns, rows, slice_columns, slice_names
from kpiframe.render.to_csv import to_csv
from kpiframe.render.to_ndjson import to_ndjson


def test_a_row_says_whose_number_it_is_and_how_it_was_judged(document):
    nps = next(row for row in rows(document) if row["kpi"] == "nps")
    assert {name: nps[name] for name in ("project", "scorecard", "slice", "period", "unit", "state", "band")} == {
        "project": "pho-sen",
        "scorecard": "brand-health",
        "slice": None,
        "period": "2026-10",
        "unit": "points",
        "state": "scored",
        "band": "on_target",
    }
    assert (nps["value"], nps["target"], nps["score"], nps["n"]) == (45.0, 45.0, 90.0, 412.0)
    assert nps["period_end"] == date(2026, 10, 31)
    assert nps["client"] == "Phở Sen"


def test_a_row_names_its_definition_and_its_method(document):
    prints = {d["kpi"]: d["fingerprint"] for d in document["definitions"]}
    assert prints
    for row in rows(document):
        assert row["fingerprint"] == prints.get(row["kpi"])
        assert row["methodology"] == document["methodology"]["hash"]


def test_every_row_has_every_column_in_order(document):
    for row in rows(document, ["Kênh"]):
        assert list(row) == [column.name for column in columns(["Kênh"])]


def test_a_slice_is_a_column_and_null_in_the_total(document):
    part = {**document, "frame": {**document["frame"], "slice": {"Kênh": "Web", "group": None}}}
    names = slice_names([document, part])
    assert names == ("Kênh", "group")
    whole, cut = next(rows(document, names)), next(rows(part, names))
    assert (whole["slice"], whole["slice_Kênh"]) == (None, None)
    assert json.loads(cut["slice"]) == {"Kênh": "Web", "group": None}
    assert (cut["slice_Kênh"], cut["slice_group"], cut["group"]) == ("Web", None, document["results"][0]["group"])


def test_slices_that_differ_by_capitals_alone_keep_apart_in_engines_that_see_none():
    assert slice_columns(["Store", "store"]) == {"Store": "slice_Store", "store": "slice_store_2"}


def test_csv_of_several_slices_has_one_header_and_all_their_columns(document):
    part = {**document, "frame": {**document["frame"], "slice": {"=shop": "=1+1"}}}
    table = list(csv.reader(io.StringIO(to_csv([document, part]))))
    assert len(table) == 1 + 2 * len(document["results"])
    place = table[0].index("slice_=shop")
    assert {line[place] for line in table[1:]} == {"", "'=1+1"}


def test_json_lines_hold_one_object_a_row(document):
    lines = to_ndjson([document], ()).splitlines()
    assert [json.loads(line)["kpi"] for line in lines] == [result["kpi"] for result in document["results"]]
    assert json.loads(lines[0])["period_start"] == "2026-10-01"


def running(document, **earlier):
    """The document on a day in the middle of its period; *earlier* replaces parts of the comparisons of its NPS."""
    nps = next(result for result in document["results"] if result["kpi"] == "nps")
    changed = {**nps, "value": 100.0, **{name: {**nps[name], **part} for name, part in earlier.items()}}
    return {**document, "frame": {**document["frame"], "complete": False}, "results": [changed]}


def test_a_running_period_stands_beside_as_many_days_of_earlier_ones_never_beside_whole_ones(document):
    # ten days of October: 95 of the 100 count, as the newest row of one source is a day older; September had 90 by then
    days = {"until": "2026-10-09", "value": 95.0, "earlier": 90.0, "difference": 5.0, "relative": None, "verdict": None}
    previous = {"period": "2026-09", "value": 300.0, "to_date": days}
    [row] = rows(running(document, previous=previous, year_ago={"period": "2025-10", "value": 310.0}))
    assert (row["complete"], row["comparison"], row["comparison_until"]) == (False, "to_date", date(2026, 10, 9))
    assert (row["value"], row["comparison_value"]) == (100.0, 95.0)
    assert (row["previous_value"], row["previous_whole_value"]) == (90.0, 300.0)
    assert (row["year_ago_value"], row["year_ago_whole_value"]) == (None, 310.0)


def test_a_running_period_that_cannot_be_cut_is_held_against_nothing(document):
    [row] = rows(running(document, previous={"period": "2026-09", "value": 300.0}, year_ago={"value": 310.0}))
    assert (row["comparison"], row["comparison_until"], row["comparison_value"]) == ("none", None, None)
    assert (row["previous_value"], row["year_ago_value"], row["previous_whole_value"]) == (None, None, 300.0)


def test_a_whole_period_is_held_against_whole_ones(document):
    for row, result in zip(rows(document), document["results"], strict=True):
        assert (row["complete"], row["comparison"], row["comparison_until"]) == (True, "whole", None)
        assert row["comparison_value"] == row["value"]
        assert row["previous_value"] == row["previous_whole_value"] == result["previous"]["value"]


def test_the_total_and_the_slice_without_a_name_are_told_apart(document):
    part = {**document, "frame": {**document["frame"], "slice": {"Kênh": None}}}
    whole, nameless = next(rows(document, ["Kênh"])), next(rows(part, ["Kênh"]))
    assert whole["slice_Kênh"] is nameless["slice_Kênh"] is None
    assert (whole["level"], nameless["level"]) == ("total", "slice")
