"""Promise 13: names and texts are data. Hostile ones change no number of rows and run no statement."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import pytest

from kpiframe.data.database import Database
from kpiframe.sqltext import quote_name, quote_text

LINES = (Path(__file__).parents[1] / "corpus" / "names" / "names.txt").read_text(encoding="utf-8").split("\n")
NAMES = [
    line.replace("\\\\", "\0").encode("ascii", "backslashreplace").decode("unicode_escape").replace("\0", "\\")
    for line in LINES
    if line and not line.startswith("# ")
]
PRINTABLE = [n for n in NAMES if not any(unicodedata.category(c) == "Cc" for c in n)]


def nfc(text):
    return unicodedata.normalize("NFC", text)


def test_the_corpus_is_large_enough():
    assert len(set(NAMES)) >= 50


@pytest.fixture(scope="module")
def database():
    with Database(threads=1) as db:
        db.table("x", "SELECT 1 AS a UNION ALL SELECT 2")
        yield db


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_as_table_column_and_alias(database, name):
    if not name.strip("\0"):
        return
    table = "t_" + name
    database.table(table, f"SELECT 7 AS {quote_name(name)}")
    rows = database.select(f"SELECT {quote_name(name)} AS {quote_name('out' + name)} FROM {quote_name(table)}")
    database.drop(table)
    assert rows == [(7,)]
    assert database.select("SELECT COUNT(*) FROM x") == [(2,)]


@pytest.mark.parametrize("name", PRINTABLE, ids=ascii)
def test_as_literal(database, name):
    assert database.select(f"SELECT {quote_text(name)}, COUNT(*) FROM x GROUP BY 1") == [(nfc(name), 2)]


def test_as_slice_values_all_at_once(bench):
    """Every name is a row of its own; blank-edged ones stay as they are and are told (KPF235), NFD meets NFC."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["who", "n"])
    writer.writerows([name, 1] for name in NAMES)
    bench.write("s.csv", text.getvalue())
    source = {"path": "s.csv", "columns": {"who": "text", "n": "integer"}}
    found, values = bench.gather({"s": source}, {"n": {"source": "s", "agg": "sum", "expr": "n"}}, slice_by=["who"])
    assert [p.code for p in found.problems] == ["KPF235"]
    assert values[()]["n"] == (float(len(NAMES)),)
    expected = {}
    for name in NAMES:
        expected[nfc(name)] = expected.get(nfc(name), 0.0) + 1.0
    assert {key[0]: row["n"][0] for key, row in values.items() if key} == expected


@pytest.mark.parametrize("name", PRINTABLE, ids=ascii)
def test_as_filter_value_and_header(bench, name):
    """The header and a constant of a filter are the hostile text; one of two rows matches."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name + "!", "n"])
    writer.writerow([name, 1])
    writer.writerow(["other", 2])
    bench.write("s.csv", text.getvalue())
    constant = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if any(unicodedata.category(c) == "Cf" for c in name):
        return  # the language refuses hidden characters in constants
    source = {"path": "s.csv", "columns": {"who": {"type": "text", "header": name + "!"}, "n": "integer"}}
    bindings = {"n": {"source": "s", "agg": "sum", "expr": "n", "filter": f"who == {constant}"}}
    assert bench.numbers({"s": source}, bindings) == {"n": 1.0}


@pytest.mark.parametrize(
    "name",
    [
        "a b.csv",
        "a'b.csv",
        "[a].csv",
        "{a}.csv",
        "Phở.csv",
        "Pho\u031b\u0309.csv",
        "a;b.csv",
        "a--b.csv",
        "-x.csv",
        "日本.csv",
    ],
)
def test_as_file_name(tmp_path, bench, name):
    """In folder and file: a name the engine would read as a pattern or as NFC is read through a copy."""
    bench.root = tmp_path / ("in " + name[:-4])
    bench.write("plain.csv", "n\n1\n2\n")
    assert bench.numbers(
        {"s": {"path": "plain.csv", "columns": {"n": "integer"}}}, {"n": {"source": "s", "agg": "count"}}
    ) == {"n": 2.0}


@pytest.mark.parametrize("decoy", ["a.csv", "Phở.csv"])
def test_a_pattern_or_composed_name_finds_no_other_file(tmp_path, bench, decoy):
    """[a] as a pattern is a; Phở decomposed is another file than Phở composed."""
    folder = {"a.csv": "[a]", "Phở.csv": "Pho\u031b\u0309"}[decoy]
    for place, content in ((decoy[:-4], "n\n100\n"), (folder, "n\n1\n")):
        (tmp_path / place).mkdir(exist_ok=True)
        (tmp_path / place / "s.csv").write_text(content)
    bench.root = tmp_path / folder
    assert bench.numbers(
        {"s": {"path": "s.csv", "columns": {"n": "integer"}}}, {"n": {"source": "s", "agg": "sum", "expr": "n"}}
    ) == {"n": 1.0}
