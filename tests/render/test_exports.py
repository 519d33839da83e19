"""JSON, CSV, the table of formats, golden pages, and the same bytes wherever they are made."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from kpiframe.problems import UsageError
from kpiframe.render.exporters import EXPORTERS
from kpiframe.render.table import columns
from kpiframe.render.to_csv import to_csv
from kpiframe.render.to_html import to_html
from kpiframe.render.to_json import to_json
from kpiframe.render.to_markdown import to_markdown
from kpiframe.render.to_terminal import to_terminal

COLUMNS = [column.name for column in columns()]


def test_json_is_the_document(document):
    text = to_json(document)
    assert json.loads(text) == document
    assert text.endswith("}\n")
    assert "Phở Sen" in text


def test_json_keys_are_sorted_whatever_the_order(document):
    turned = dict(reversed(list(document.items())))
    assert to_json(turned) == to_json(document)
    assert json.loads(to_json([document, document]))[1] == document


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_json_never_holds_what_json_cannot(document, number):
    document["score"]["relevance"] = number
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(document)


def test_csv_has_one_row_a_kpi_with_plain_numbers(document):
    rows = list(csv.DictReader(io.StringIO(to_csv(document))))
    assert [r["kpi"] for r in rows] == [r["kpi"] for r in document["results"]]
    nps = rows[1]
    assert (nps["value"], nps["score"], nps["target"], nps["state"]) == ("45.0", "90.0", "45.0", "scored")
    assert [r["value"] for r in rows if r["state"] == "missing"] == [""]
    ranged = next(r for r in rows if r["kpi"] == "ave")
    assert (ranged["target"], ranged["target_high"]) == ("150000000.0", "200000000.0")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://e")', "-2+3", "\n=1", " =1", "\x00=1", "＝1"],
)
def test_no_csv_text_starts_a_formula(document, flood, text):
    """The parser's view: no cell of text begins with = + - @ TAB CR, whatever field it came from."""
    found = list(csv.reader(io.StringIO(to_csv(flood(document, text)))))
    assert len(found) == len(document["results"]) + 1
    assert {len(row) for row in found} == {len(COLUMNS)}
    for row in found:
        for name, cell in zip(COLUMNS, row, strict=True):
            try:
                float(cell)
            except ValueError:
                assert not cell.lstrip(" \n\x00").startswith(("=", "+", "-", "@", "\t", "\r")), name


def test_negative_numbers_stay_numbers_in_csv(troubled):
    rows = list(csv.DictReader(io.StringIO(to_csv(troubled))))
    assert [float(r["value"]) for r in rows if r["kpi"] == "share_of_search"] == [-4.5]


def test_rows_of_different_slices_tell_themselves_apart_in_csv(document):
    """One file holds every slice: without the column, one KPI would have several values and no way to choose."""
    whole, part = (
        to_csv(document),
        to_csv({**document, "frame": {**document["frame"], "slice": {"Kênh": "Web", "x": None}}}),
    )
    assert {r["slice"] for r in csv.DictReader(io.StringIO(whole))} == {""}
    found = {r["slice"] for r in csv.DictReader(io.StringIO(part))}
    assert found == {'{"Kênh": "Web", "x": null}'}


def test_the_table_of_formats(document):
    assert sorted(EXPORTERS) == ["csv", "html", "json", "md", "xlsx"]
    for name, exporter in EXPORTERS.items():
        made = exporter.function(document, "vi", audience="internal")
        assert made.startswith(b"PK") if name == "xlsx" else made.endswith("\n")
        assert exporter.suffix == f".{name}"
        assert exporter.doc.en != exporter.doc.vi
        assert exporter.translated == (exporter.function(document, "en") != exporter.function(document, "vi"))


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("which", ["card", "troubled"])
def test_golden_pages(card_document, troubled_document, golden, language, which):
    given = card_document if which == "card" else troubled_document
    golden(f"{which}.{language}.html", to_html(given, language))
    golden(f"{which}.{language}.md", to_markdown(given, language))
    golden(f"{which}.{language}.txt", to_terminal(given, language))


def test_golden_table(card_document, golden):
    golden("card.csv", to_csv(card_document))


PROGRAM = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("s", sys.argv[1]); m = importlib.util.module_from_spec(spec)
spec.loader.exec_module(m)
from kpiframe.render.exporters import EXPORTERS
from kpiframe.render.to_terminal import to_terminal
d = m.card().to_dict()
out = {f"{n}.{l}": e.function(d, l) if n != "xlsx" else e.function(d, l).hex() for n, e in EXPORTERS.items() for l in ("en", "vi")}
out |= {f"txt.{l}": to_terminal(d, l) for l in ("en", "vi")}
sys.stdout.buffer.write(json.dumps(out).encode())
"""


def test_same_bytes_under_another_seed_zone_and_locale(card_document, sample):
    """Promise 25: hash seed, time zone and locale of the machine change no byte."""
    made = []
    for seed, zone, lang in (("0", "UTC", "C.UTF-8"), ("4242", "Asia/Ho_Chi_Minh", "vi_VN.UTF-8")):
        env = {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LANG": lang,
            "LC_ALL": lang,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        run = subprocess.run([sys.executable, "-c", PROGRAM, sample.__file__], env=env, capture_output=True, check=True)
        made.append(json.loads(run.stdout))
    assert made[0] == made[1]
    assert made[0]["html.vi"] == to_html(card_document, "vi")


def test_an_unknown_language_is_our_error(document):
    for make in (to_html, to_markdown, to_terminal):
        with pytest.raises(UsageError):
            make(document, "fr")


def test_the_document_is_left_as_it_was(document, card_document):
    for exporter in EXPORTERS.values():
        exporter.function(document, "vi")
    to_terminal(document, "vi")
    assert document == card_document
