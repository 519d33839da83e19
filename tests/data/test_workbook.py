"""Workbooks: every cell as the person who filled the sheet saw it; hostile ones are not opened."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from kpiframe.limits import LIMITS

COLUMNS = {
    "shop": {"type": "text", "header": "Quán"},
    "day": {"type": "date", "header": "Ngày"},
    "amount": {"type": "decimal", "header": "Số tiền", "scale": 2},
}
SUM = {"total": {"source": "s", "agg": "sum", "expr": "amount"}}


def sheet(path, rows, *, name="Đơn hàng", above=(), formats=None, hidden=False):
    """Write a workbook as a spreadsheet program would: numbers as numbers, dates with a date format."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    first = book.add_worksheet(name)
    if hidden:
        book.add_worksheet("Khác").activate()
        first.hide()
    for line, row in enumerate([*above, *rows]):
        for place, cell in enumerate(row):
            form = book.add_format({"num_format": formats[place]}) if formats and place in formats else None
            if isinstance(cell, (date, datetime)):
                first.write_datetime(line, place, cell)
            else:
                first.write(line, place, cell, form)
    book.close()


def gathered(bench, columns=None, bindings=None, **more):
    source = {"path": "s.xlsx", "format": "workbook", "columns": columns or COLUMNS, "time": "day", **more}
    if columns and "day" not in columns:
        source.pop("time")
        source["as_of"] = date(2026, 10, 31)
    return bench.gather({"s": source}, bindings or SUM, period="2026-10")


def test_numbers_dates_and_texts_are_what_the_sheet_shows(bench):
    sheet(
        bench.root / "s.xlsx",
        [
            ["Quán", "Ngày", "Số tiền"],
            ["Bến Thành", date(2026, 10, 3), 1250000.5],
            ["Tân Định", date(2026, 10, 4), 0.1 + 0.2],  # 0.30000000000000004 in the file, 0.3 to its author
            ["Tân Định", date(2026, 9, 30), 7],
        ],
    )
    found, numbers = gathered(bench)
    assert found.problems == ()
    assert numbers[()]["total"] == (7.0, 1250000.8)


def test_the_header_may_stand_below_a_title(bench):
    rows = [["Quán", "Ngày", "Số tiền"], ["A", date(2026, 10, 3), 5]]
    sheet(bench.root / "s.xlsx", rows, above=[["Báo cáo tháng 10"], []])
    assert gathered(bench, header=3)[1][()]["total"][-1] == 5.0
    assert gathered(bench, header=None)[1][()]["total"][-1] == 5.0


def test_a_cell_shown_as_percent_is_one_and_a_key_keeps_its_zeros(bench):
    columns = {"shop": "text", "rate": "percent"}
    sheet(bench.root / "s.xlsx", [["shop", "rate"], ["0012", 0.125], ["0012", 0.375]], formats={1: "0.0%"})
    bindings = {
        "rate": {"source": "s", "agg": "average", "expr": "rate"},
        "rows": {"source": "s", "agg": "count", "filter": 'shop == "0012"'},
    }
    found, numbers = gathered(bench, columns, bindings)
    assert found.problems == ()
    assert (numbers[()]["rate"][-1], numbers[()]["rows"][-1]) == (25.0, 2.0)


def test_merged_cells_are_filled_down_only_where_declared(bench):
    rows = [["shop", "amount"], ["A", 1], ["", 2], ["B", 4]]
    sheet(bench.root / "s.xlsx", rows)
    bindings = {"of_a": {"source": "s", "agg": "sum", "expr": "amount", "filter": 'shop == "A"'}}
    bare = {"shop": "text", "amount": "integer"}
    filled = {"shop": {"type": "text", "fill_down": True}, "amount": "integer"}
    assert gathered(bench, bare, bindings)[1][()]["of_a"][-1] == 1.0
    assert gathered(bench, filled, bindings)[1][()]["of_a"][-1] == 3.0


def test_a_bad_cell_is_told_by_its_row_in_the_sheet(bench):
    rows = [["Quán", "Ngày", "Số tiền"], ["A", date(2026, 10, 3), 5], [], ["B", date(2026, 10, 3), "năm"]]
    sheet(bench.root / "s.xlsx", rows, above=[["Báo cáo"]])
    found, _ = gathered(bench, header=2)
    (problem,) = [p for p in found.problems if p.code == "KPF210"]
    assert "Đơn hàng!C5" in problem.message.en
    assert problem.location.line == 5
    assert "năm" in problem.message.en


def test_a_date_without_date_format_is_a_number_and_so_a_bad_cell(bench):
    sheet(bench.root / "s.xlsx", [["Quán", "Ngày", "Số tiền"], ["A", 46298, 5]])
    assert [p.code for p in gathered(bench)[0].problems] == ["KPF210"]


def test_sheets_are_chosen_by_name_and_a_wrong_name_lists_them(bench):
    sheet(bench.root / "s.xlsx", [["Quán", "Ngày", "Số tiền"], ["A", date(2026, 10, 3), 5]])
    assert gathered(bench, sheet="Đơn hàng")[1][()]["total"][-1] == 5.0
    (problem,) = gathered(bench, sheet="Đơn hang")[0].problems
    assert problem.code == "KPF547"
    assert "Đơn hàng" in problem.message.vi


def test_a_hidden_sheet_and_a_column_of_zeros_are_told(bench):
    rows = [["Quán", "Ngày", "Số tiền"], *(["A", date(2026, 10, n), 0] for n in (3, 4, 5))]
    sheet(bench.root / "s.xlsx", rows, hidden=True)
    found, numbers = gathered(bench, sheet="Đơn hàng")
    assert [p.code for p in found.problems] == ["KPF226", "KPF226"]
    assert "ẩn" in " ".join(p.message.vi for p in found.problems)
    assert numbers[()]["total"][-1] == 0.0


def test_the_decimal_mark_of_text_cells_is_declared_and_numbers_need_none(bench):
    rows = [["Quán", "Ngày", "Số tiền"], ["A", date(2026, 10, 3), "1.250,5"], ["A", date(2026, 10, 3), 0.25]]
    sheet(bench.root / "s.xlsx", rows)
    found, numbers = gathered(bench, decimal=",", thousands=".")
    assert found.problems == ()
    assert numbers[()]["total"][-1] == 1250.75


@pytest.mark.parametrize(("written", "read"), [(1e-7, "0.0000001"), (123456789012345, "123456789012345"), (2.5, "2.5")])
def test_numbers_are_written_out_with_the_digits_a_sheet_holds(bench, written, read):
    sheet(bench.root / "s.xlsx", [["x"], [written]])
    columns = {"x": {"type": "decimal", "scale": 12 if written < 1 else 2}}
    _, numbers = gathered(bench, columns, {"x": {"source": "s", "agg": "sum", "expr": "x"}})
    assert Decimal(repr(numbers[()]["x"][-1])) == Decimal(read)


class TestHostile:
    """What would take the machine down is refused before the reader sees it."""

    def packed(self, path, sheet_xml):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("xl/worksheets/sheet1.xml", sheet_xml)

    def refused(self, bench):
        found, _ = gathered(bench)
        (problem,) = found.problems
        assert problem.code == "KPF547"
        return problem.message.en

    def test_two_cells_at_opposite_corners(self, bench):
        cells = '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
        self.packed(bench.root / "s.xlsx", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
        assert "more than 5,000,000 cells" in self.refused(bench)

    def test_cells_that_do_not_say_where_they_stand(self, bench, monkeypatch):
        monkeypatch.setattr("kpiframe.data.workbook_bounds.LIMITS", replace(LIMITS, workbook_cells=50_000))
        cells = "<row>" + "<c/>" * 300 + "</row>"
        self.packed(bench.root / "s.xlsx", f"<worksheet><sheetData>{cells * 200}</sheetData></worksheet>")
        assert "more than 50,000 cells" in self.refused(bench)

    def test_a_declared_entity(self, bench):
        self.packed(bench.root / "s.xlsx", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>')
        assert "document type" in self.refused(bench)

    def test_a_file_that_is_no_workbook(self, bench):
        bench.write("s.xlsx", "Quán,Ngày,Số tiền\n")
        assert "no workbook" in self.refused(bench)

    def test_repetitions_of_a_spreadsheet(self, bench):
        space = "urn:oasis:names:tc:opendocument:xmlns:"
        row = (
            '<table:table-row table:number-rows-repeated="1000000">'
            '<table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/>'
            "</table:table-row>"
        )
        with zipfile.ZipFile(bench.root / "s.ods", "w") as book:
            book.writestr(
                "content.xml",
                f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0">'
                f"<table:table>{row}</table:table></office:document-content>",
            )
        source = {"path": "s.ods", "format": "workbook", "columns": COLUMNS, "time": "day"}
        found, _ = bench.gather({"s": source}, SUM, period="2026-10")
        assert "more than 5,000,000 cells" in found.problems[0].message.en


def test_a_spreadsheet_of_the_open_format_reads_like_any_other(bench):
    space = "urn:oasis:names:tc:opendocument:xmlns:"

    def cell(value):
        kind = f'office:value-type="float" office:value="{value}"'
        if isinstance(value, str):
            kind = 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in [["x"], [2.5], [4]])
    blank = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    with zipfile.ZipFile(bench.root / "s.ods", "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{space}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
        book.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" '
            f'xmlns:text="{space}text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{rows}{blank}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    source = {"path": "s.ods", "format": "workbook", "columns": {"x": "decimal"}, "as_of": date(2026, 10, 31)}
    _, numbers = bench.gather({"s": source}, {"x": {"source": "s", "agg": "sum", "expr": "x"}}, period="2026-10")
    assert numbers[()]["x"][-1] == 6.5
