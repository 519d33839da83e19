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
