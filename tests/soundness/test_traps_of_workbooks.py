"""Workbooks: what a cell hands over is not always what a person saw in the sheet."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest
import python_calamine
import xlsxwriter

SOURCE = {"path": "rows.xlsx", "columns": {"shop": "text", "cost": "decimal"}, "as_of": "2026-10-31"}
COST = {"cost": "sum cost"}


class Sheet:
    """A workbook written cell by cell, and its cells as the reader hands them over."""

    def __init__(self, project):
        self.path = project.folder / "rows.xlsx"

    def write(self, *rows, formats=None, hidden=False):
        book = xlsxwriter.Workbook(str(self.path))
        sheet = book.add_worksheet("Data")
        if hidden:
            book.add_worksheet("Empty").activate()
            sheet.hide()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                form = (
                    book.add_format({"num_format": formats[place]}) if line and formats and place in formats else None
                )
                sheet.write(line, place, cell, form)
        book.close()

    def replace(self, old, new):
        """Change the text of the sheet inside the file, as another program would have stored it."""
        with zipfile.ZipFile(self.path) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        name = "xl/worksheets/sheet1.xml"
        assert old.encode() in parts[name], parts[name]
        parts[name] = parts[name].replace(old.encode(), new.encode())
        with zipfile.ZipFile(self.path, "w") as book:
            for name, content in parts.items():
                book.writestr(name, content)

    def cells(self):
        return python_calamine.CalamineWorkbook.from_path(self.path).get_sheet_by_index(0).to_python()


@pytest.fixture
def sheet(project):
    return Sheet(project)


def test_an_error_is_no_blank_cell(project, sheet):
    """#DIV/0! arrives as an empty text: 5 looks like the whole sum of three cells. The file itself tells them apart,
    and such a cell is a bad one, named as a person finds it.
    """
    sheet.write(["shop", "cost"], ["a", 5], ["b", 7], ["c", ""])
    sheet.replace("<v>7</v>", "<v>#DIV/0!</v>")
    sheet.replace('<c r="B3">', '<c r="B3" t="e">')
    assert [row[1] for row in sheet.cells()] == ["cost", 5.0, "", ""]
    told = project.score(SOURCE, COST)
    assert told.numbers == {"cost": None}
    assert told.codes == ["KPF210"]
    assert "1 unreadable cell(s): Data!B3 '#DIV/0!'" in told.text
    assert project.score(SOURCE | {"max_bad_cells": 1}, COST).numbers == {"cost": 5.0}
    sheet.write(["shop", "cost"], ["a", 5], ["b", ""], ["c", ""])
    assert project.score(SOURCE, COST).codes == []


def test_a_formula_that_was_never_calculated_is_no_zero(project, sheet):
    """Programs that only write files store 0 for =3*4: a whole column of zeros is told."""
    sheet.write(["shop", "cost"], ["a", "=3*4"], ["b", "=3*5"], ["c", "=3*6"])
    assert [row[1] for row in sheet.cells()][1:] == [0.0, 0.0, 0.0]
    told = project.score(SOURCE, COST)
    assert told.codes == ["KPF226"]
    assert "formulas that were never calculated" in told.text


def test_a_date_without_its_format_is_no_number_of_days(project, sheet):
    """31 October 2026 is then 46326: a bad cell, not a day and not a number."""
    sheet.write(["day", "cost"], [46326, 5])
    assert sheet.cells()[1][0] == 46326.0
    source = SOURCE | {"columns": {"day": "date", "cost": "decimal"}, "time": "day"}
    del source["as_of"]
    assert project.score(source, COST).errors == ["KPF210"]
    sheet.write(["day", "cost"], [46326, 5], formats={0: "dd/mm/yyyy"})
    assert sheet.cells()[1][0] == dt.date(2026, 10, 31)
    assert project.score(source, COST).numbers == {"cost": 5.0}


def test_a_merged_range_counts_for_all_its_rows_where_declared(project, sheet):
    """Only the first cell holds the shop: 1 of the 3 spent in shop a."""
    sheet.write(["shop", "cost"], ["a", 1], ["", 2], ["b", 4])
    of_a = {"cost": {"agg": "sum", "expr": "cost", "filter": 'shop == "a"'}}
    assert [row[0] for row in sheet.cells()] == ["shop", "a", "", "b"]
    assert project.score(SOURCE, of_a).numbers == {"cost": 1.0}
    filled = {"shop": {"type": "text", "fill_down": True}, "cost": "decimal"}
    assert project.score(SOURCE | {"columns": filled}, of_a).numbers == {"cost": 3.0}


def test_a_percent_cell_is_a_share_in_a_workbook_only(project, sheet):
    """12.5% is stored as 0.125: read as it is, the rate is a hundred times too small."""
    sheet.write(["shop", "rate"], ["a", 0.125], formats={1: "0.0%"})
    assert sheet.cells()[1][1] == 0.125
    source = SOURCE | {"columns": {"shop": "text", "rate": "percent"}}
    assert project.score(source, {"rate": "max rate"}).numbers == {"rate": 12.5}
    project.write("rows.csv", "shop,rate\na,0.125\n")
    assert project.score(source | {"path": "rows.csv"}, {"rate": "max rate"}).errors == ["KPF210"]
    project.write("rows.csv", "shop,rate\na,12.5%\n")
    assert project.score(source | {"path": "rows.csv"}, {"rate": "max rate"}).numbers == {"rate": 12.5}


def test_a_key_written_as_text_keeps_its_zeros(project, sheet):
    """0012 and 12 are two shops; as numbers they would be one."""
    sheet.write(["shop", "cost"], ["0012", 1], ["12", 2])
    assert {float(row[0]) for row in sheet.cells()[1:]} == {12.0}
    assert project.score(SOURCE, {"shops": "count_distinct shop"}).numbers == {"shops": 2.0}


def test_a_duration_is_no_number(project, sheet):
    """1:30 hours is stored as 0.0625 days; declared a number, it is a bad cell."""
    sheet.write(["shop", "cost"], ["a", 0.0625], formats={1: "[h]:mm"})
    assert sheet.cells()[1][1] == dt.timedelta(minutes=90)
    told = project.score(SOURCE, COST)
    assert told.errors == ["KPF210"]
    assert "1:30:00" in told.text


def test_a_hidden_sheet_is_told(project, sheet):
    """The first sheet is read though nobody sees it: last year's numbers, perhaps."""
    sheet.write(["shop", "cost"], ["a", 1], hidden=True)
    told = project.score(SOURCE, COST)
    assert (told.numbers, told.codes) == ({"cost": 1.0}, ["KPF226"])
    assert "hidden" in told.text


def test_hidden_rows_are_read_and_counted(project, sheet):
    """Filtered in the program, the sheet shows 1; the file holds 3, and 3 is what is given."""
    sheet.write(["shop", "cost"], ["a", 1], ["b", 2])
    sheet.replace('<row r="3"', '<row r="3" hidden="1"')
    assert project.score(SOURCE, COST | {"shops": "count"}).numbers == {"cost": 3.0, "shops": 2.0}
