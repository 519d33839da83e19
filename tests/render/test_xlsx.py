"""The workbook: what stands in its cells, scores that a spreadsheet computes again, and text that stays text."""

import io
import math
import re
import sys
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from kpiframe.problems import UsageError
from kpiframe.render import to_xlsx as module
from kpiframe.render.sheets import letters, number_format, score_formula, sheets
from kpiframe.render.to_xlsx import to_xlsx

calamine = pytest.importorskip("python_calamine")
SHEETS = ["scorecard", "values", "anchors", "inputs", "definitions", "flags", "comments", "about"]
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(content: bytes) -> dict[str, list[list[object]]]:
    """Every sheet as rows of cells, by an independent reader."""
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def formulas(content: bytes) -> dict[str, dict[str, tuple[str, str]]]:
    """Sheet -> cell -> (formula, the value stored beside it)."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for number, name in enumerate(SHEETS, 1):
        tree = ET.fromstring(parts(content)[f"xl/worksheets/sheet{number}.xml"])
        for cell in tree.iter(f"{SPREADSHEET}c"):
            formula = cell.find(f"{SPREADSHEET}f")
            if formula is not None:
                found.setdefault(name, {})[cell.get("r")] = (formula.text, cell.find(f"{SPREADSHEET}v").text)
    return found


class Spreadsheet:
    """Just enough of one to compute our formulas: cells, ranges of one row, IF, INDEX, MATCH, ROUND, LN."""

    def __init__(self, book: dict[str, list[list[object]]], sheet: str) -> None:
        self.book, self.sheet = book, sheet

    def cell(self, name: str) -> object:
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", name).groups()
        return self.book[self.sheet][int(row) - 1][self._place(column)]

    def range(self, sheet: str, first: str, last: str, row: str) -> list[object]:
        return self.book[sheet][int(row) - 1][self._place(first) : self._place(last) + 1]

    def compute(self, formula: str) -> float:
        text = re.sub(r"(\w+)!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$\3", r'range_("\1","\2","\4","\3")', formula)
        text = re.sub(r'(?<!["A-Za-z_])([A-Z]{1,2}\d+)(?!["(])', r'cell("\1")', text)
        names = {
            "range_": self.range,
            "cell": self.cell,
            "INDEX": lambda values, place: values[min(place, len(values)) - 1],
            "MATCH": lambda value, values, _: max(1, sum(x <= value for x in values)),
            "ROUND": round,
            "LN": math.log,
        }
        return self._if(text, names)

    def _if(self, text: str, names: dict[str, object]) -> float:
        """IF looks at one branch only, so it becomes a conditional expression."""
        while "IF(" in text:
            start = text.rindex("IF(")
            depth, pieces, begun = 0, [], start + 3
            for place in range(start + 2, len(text)):
                depth += {"(": 1, ")": -1}.get(text[place], 0)
                if (text[place] == "," and depth == 1) or depth == 0:
                    pieces.append(text[begun:place])
                    begun = place + 1
                if depth == 0:
                    break
            condition, yes, no = pieces
            text = f"{text[:start]}(({yes}) if ({condition}) else ({no})){text[begun:]}"
        return eval(text, {"__builtins__": {}}, names)

    @staticmethod
    def _place(column: str) -> int:
        number = 0
        for letter in column:
            number = number * 26 + ord(letter) - ord("A") + 1
        return number - 1


def test_the_sheets_and_their_headings(document):
    english, vietnamese = read(to_xlsx(document, "en")), read(to_xlsx(document, "vi"))
    assert list(english) == list(vietnamese) == SHEETS
    assert english["values"][0] == vietnamese["values"][0]
    assert english["inputs"][0][:3] == ["KPI", "Filter", "Input"]
    assert vietnamese["inputs"][0][:3] == ["Chỉ số", "Bộ lọc", "Đầu vào"]


def test_numbers_are_numbers_and_days_are_days(document):
    table = read(to_xlsx(document, "en"))["values"]
    nps = next(dict(zip(table[0], row, strict=True)) for row in table[1:] if "nps" in row)
    assert (nps["value"], nps["score"], nps["target"], nps["n"]) == (45.0, 90.0, 45.0, 412.0)
    assert nps["period_end"] == date(2026, 10, 31)
    assert nps["independent"] is True


def test_no_value_is_an_empty_cell_with_its_reason_beside_it(document):
    rows = read(to_xlsx(document, "en"))["scorecard"]
    head = next(row for row in rows if "Score" in row)
    missing = [dict(zip(head, row, strict=True)) for row in rows if "No data" in row]
    assert missing
    assert all((row["Value"], row["Score"]) == ("", "") and row["Why no score"] for row in missing)


def test_what_changes_a_number_stands_in_the_workbook(document):
    told = {row[0]: row[1] for row in read(to_xlsx(document, "en"))["about"]}
    assert told["methodology.hash"] == document["methodology"]["hash"]
    assert told["frame.timezone"] == document["frame"]["timezone"]
    assert any(key.startswith("sources.") and key.endswith(".sha256") for key in told)


@pytest.mark.parametrize("sheet", ["scorecard", "values"])
def test_a_spreadsheet_computes_every_score_again(document, sheet):
    content = to_xlsx(document, "en")
    live, book = formulas(content), read(content)
    scored = [r for r in document["results"] if r["score"] is not None and len(r["anchors"]) > 1]
    assert len(live[sheet]) == len(scored) > 0
    for (formula, stored), result in zip(live[sheet].values(), scored, strict=True):
        assert float(stored) == result["score"]
        assert Spreadsheet(book, sheet).compute(formula) == pytest.approx(result["score"], abs=1e-8), result["kpi"]


@pytest.mark.parametrize(
    ("value", "scale", "score"),
    [
        (5, "linear", 0),  # below the floor
        (10, "linear", 0),
        (20, "linear", 25),  # half way from 10 to 30
        (30, "linear", 50),
        (40, "linear", 70),  # half way from 50 to 90
        (50, "linear", 90),
        (60, "linear", 100),
        (99, "linear", 100),
        (math.sqrt(10 * 30), "log", 25),  # half way on the logarithm
        (-1, "log", 0),
    ],
)
def test_the_formula_follows_the_anchors(document, value, scale, score):
    """Anchors 10, 30, 50, 60; expected scores by hand."""
    result = document["results"][0]
    anchors = [[10, 0], [30, 50], [50, 90], [60, 100]]
    result |= {"value": value, "score": 1.0, "anchors": anchors}
    result["target"] |= {"scale": scale}
    book = read(to_xlsx(document, "en"))
    values = book["values"][0].index("value")
    formula = score_formula(result, f"{letters(values)}2", 2)
    assert Spreadsheet(book, "values").compute(formula.lstrip("=")) == pytest.approx(score, abs=1e-9)


def test_only_scores_are_formulas(document):
    assert set(formulas(to_xlsx(document, "en"))) == {"scorecard", "values"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://e")', "http://e.com", "＝1", "\t=1"]
)
def test_text_never_becomes_a_formula_or_a_link(document, flood, text):
    """Promise 21: no formula element we did not write, no link, every text read back as text."""
    flooded = flood(document, text)
    content = to_xlsx(flooded, "en")
    plain = formulas(to_xlsx(document, "en"))
    assert {s: set(cells) for s, cells in formulas(content).items()} == {s: set(cells) for s, cells in plain.items()}
    for sheet, cells in formulas(content).items():
        assert {cell: formula for cell, (formula, _) in cells.items()} == {c: f for c, (f, _) in plain[sheet].items()}
    assert not any(b"<hyperlink" in part or b"relationships/hyperlink" in part for part in parts(content).values())
    shown = text.strip()
    assert any(str(cell).startswith(shown) for row in read(content)["definitions"] for cell in row)


def test_a_text_that_looks_like_a_formula_is_marked_as_text(document):
    document["results"][0]["label"] = {"en": "=1+1", "vi": "=1+1"}
    assert b'quotePrefix="1"' in parts(to_xlsx(document, "en"))["xl/styles.xml"]
    document["results"][0]["label"] = {"en": "one", "vi": "một"}
    assert b"quotePrefix" not in parts(to_xlsx(document, "en"))["xl/styles.xml"]


def test_nothing_of_a_long_text_is_lost_without_a_sign(document):
    document["definitions"][0]["formula"] = "x" * 40_000
    cell = next(c for row in read(to_xlsx(document, "en"))["definitions"] for c in row if str(c).startswith("xxx"))
    assert (len(cell), cell[-1]) == (32_767, "…")


def test_the_same_document_gives_the_same_bytes(document):
    assert to_xlsx(document, "vi") == to_xlsx(document, "vi")


def test_the_total_and_its_slices_share_one_workbook(document):
    part = {**document, "frame": {**document["frame"], "slice": {"city": "Huế"}}}
    book = read(to_xlsx([document, part], "en"))
    place = book["values"][0].index("slice_city")
    count = len(document["results"])
    assert [row[place] for row in book["values"][1:]] == [""] * count + ["Huế"] * count
    assert len(book["anchors"]) == 1 + 2 * count
    live, cells = formulas(to_xlsx([document, part], "en"))["values"], Spreadsheet(book, "values")
    scores = [r["score"] for r in (*document["results"], *part["results"]) if r["score"] is not None]
    assert [cells.compute(f) for f, _ in live.values()] == pytest.approx(scores, abs=1e-8)


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Previous period, as many days"), ("vi", "Kỳ trước, cùng số ngày")]
)
def test_a_running_period_stands_beside_as_many_days(document, language, heading):
    [nps] = [result for result in document["results"] if result["kpi"] == "nps"]
    days = {"until": "2026-10-09", "value": 45.0, "earlier": 44.0, "difference": 1.0, "relative": None, "verdict": None}
    cut = {**nps, "previous": {**nps["previous"], "value": 46.0, "to_date": days}}
    running = {**document, "frame": {**document["frame"], "complete": False}, "results": [cut]}
    shown = read(to_xlsx([running], language))["scorecard"]
    [top] = [row for row in shown if heading in row]
    assert shown[shown.index(top) + 1][top.index(heading)] == 44


def test_headings_stay_in_sight_and_are_printed_on_every_page(document):
    made = parts(to_xlsx(document, "en"))
    sheet = made["xl/worksheets/sheet2.xml"].decode()
    assert 'state="frozen"' in sheet
    assert 'ySplit="1"' in sheet
    assert b"_xlnm.Print_Titles" in made["xl/workbook.xml"]
    assert b"_xlnm.Print_Area" in made["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("value", "unit", "currency", "shown"),
    [
        (40.0, "percent", "VND", '0"%"'),
        (1234567.0, "money", "VND", '#,##0 "VND"'),
        (1.5, "money_per_order", "USD", '#,##0.00 "USD"'),
        (1.5, "money", '";x', "#,##0.00"),
        (12.0, "people", "VND", "#,##0"),
        (None, "people", "VND", ""),
    ],
)
def test_figures_are_shown_in_their_unit(value, unit, currency, shown):
    assert number_format(value, unit, currency) == shown


def test_without_the_library_the_way_to_get_it_is_told(document, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError) as caught:
        to_xlsx(document, "en")
    problem = caught.value.problems[0]
    assert problem.help.en == "pip install 'kpiframe[xlsx]'"
    assert problem.message.vi == "sổ tính cần xlsxwriter, mà nó chưa được cài"


def test_more_rows_than_a_sheet_holds_are_refused_not_cut(document, monkeypatch):
    monkeypatch.setattr(module, "_MOST_ROWS", 8)
    with pytest.raises(UsageError, match="a workbook holds 8"):
        to_xlsx(document, "en")


def test_every_sheet_has_as_many_cells_as_headings(document, troubled):
    for given in (document, troubled):
        for sheet in sheets([given], "vi"):
            assert {len(row) for row in sheet.rows} <= {len(sheet.headings)}, sheet.name
