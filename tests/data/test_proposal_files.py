"""``init --from``: encodings, headers of a sheet, merged cells, errors in cells, and files that are no tables at all."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter
import yaml

from kpiframe.data.proposal import propose_source
from kpiframe.problems import DataError


def source_in(text):
    return yaml.safe_load(text)["sources"]["shop"]


class TestEncodings:
    """The same decoding as for lists of names."""

    def test_cp1258_writes_tones_behind_their_vowels(self, tmp_path, read_block):
        """1.234.567,89 + 10.000.000,00 = 11,234,567.89"""
        (tmp_path / "data").mkdir()
        path = tmp_path / "data" / "so.csv"
        lines = ["Ngày;Diễn giải;Doanh thu", "01/10/2026;Bán lẻ;1.234.567,89", "13/10/2026;Bán sỉ;10.000.000,00"]
        old = "\n".join(lines).replace("ễ", "ê\u0303").replace("ả", "a\u0309").replace("ẻ", "e\u0309")
        path.write_bytes(old.replace("ỉ", "i\u0309").encode("cp1258"))
        text = propose_source(path, "shop")
        source = source_in(text)
        assert source["encoding"] == "cp1258"
        assert source["columns"]["dien_giai"]["header"] == "Diễn giải"
        assert read_block(text, "2026-10") == {"shop_rows": 2, "revenue": 11_234_567.89}

    def test_utf16_is_told_by_its_mark(self, tmp_path):
        (tmp_path / "a.csv").write_bytes("Ngày\tTiền\n14/10/2026\t5\n".encode("utf-16"))
        text = propose_source(tmp_path / "a.csv", "shop")
        assert "encoding: utf-16  # as its first bytes say" in text

    def test_a_header_alone_has_its_columns(self, tmp_path):
        (tmp_path / "a.csv").write_text("Ngày,Tiền\n", encoding="utf-8")
        assert list(source_in(propose_source(tmp_path / "a.csv", "shop"))["columns"]) == ["ngay", "tien"]


def book(path, build):
    made = xlsxwriter.Workbook(str(path))
    build(made, made.add_worksheet("T10"))
    made.close()
    return path


class TestSheets:
    """What a colleague makes of a table."""

    def test_groups_of_columns_above_the_header(self, tmp_path, read_block):
        """Facebook 10 + 11, TikTok 30 + 31."""

        def build(_, sheet):
            sheet.merge_range("A1:A2", "Ngày")
            sheet.merge_range("B1:C1", "Facebook")
            sheet.merge_range("D1:E1", "TikTok")
            sheet.write_row("B2", ["Chi phí", "Click", "Chi phí", "Click"])
            sheet.write_row("A3", ["2026-10-01", 10, 5, 30, 8])
            sheet.write_row("A4", ["2026-10-02", 11, 3, 31, 9])

        (tmp_path / "data").mkdir()
        text = propose_source(book(tmp_path / "data" / "x.xlsx", build), "shop")
        assert source_in(text)["header_rows"] == 2
        assert source_in(text)["columns"]["tiktok_chi_phi"] == {"type": "integer", "header": "TikTok / Chi phí"}
        numbers = read_block(text, "2026-10")
        assert (numbers["facebook_chi_phi_total"], numbers["tiktok_chi_phi_total"]) == (21, 61)

    @staticmethod
    def branches(merged):
        def build(_, sheet):
            sheet.write_row("A1", ["Chi nhánh", "Ngày", "Doanh thu"])
            if merged:
                sheet.merge_range("A2:A3", "Hà Nội")
            else:
                sheet.write("A2", "Hà Nội")
            sheet.write_row("B2", ["2026-10-01", 100])
            sheet.write_row("B3", ["2026-10-15", 250])
            sheet.write_row("A4", ["Đà Nẵng", "2026-10-03", 40])

        return build

    def test_a_merged_name_belongs_to_all_its_rows(self, tmp_path, bench):
        """Hà Nội sold 100 + 250."""
        (tmp_path / "data").mkdir()
        text = propose_source(book(tmp_path / "data" / "x.xlsx", self.branches(merged=True)), "shop")
        source = source_in(text)
        assert source["columns"]["chi_nhanh"]["fill_down"] is True
        assert "merged cells: 1 row(s), the first is 3, belong to the cell above" in text
        where = {"source": "shop", "agg": "sum", "expr": "doanh_thu", "filter": "chi_nhanh == 'Hà Nội'"}
        assert bench.numbers({"shop": source | {"format": "workbook"}}, {"revenue": where}, period="2026-10") == {
            "revenue": 350
        }

    def test_a_blank_that_is_not_merged_is_asked_about(self, tmp_path):
        text = propose_source(book(tmp_path / "x.xlsx", self.branches(merged=False)), "shop")
        assert "fill_down" not in source_in(text)["columns"]["chi_nhanh"]
        assert "blank below a filled cell in 1 row(s), the first is 3; if they belong to it: fill_down: true" in text

    def test_notes_below_the_table_are_no_rows(self, tmp_path, read_block):
        """100 + 50 = 150, as the total says; a blank row and a note stand below it."""

        def build(_, sheet):
            rows = [["Quán", "Ngày", "Doanh thu"], ["A", "2026-10-01", 100], ["B", "2026-10-02", 50], ["Tổng", "", 150]]
            for line, row in enumerate([*rows, [], ["Ghi chú: chưa gồm đơn COD"]]):
                sheet.write_row(line, 0, row)

        (tmp_path / "data").mkdir()
        text = propose_source(book(tmp_path / "data" / "x.xlsx", build), "shop")
        assert "footer: 2  # notes below the table" in text
        assert source_in(text)["totals"] == {"begins": ["Tổng"], "column": "quan", "check": ["doanh_thu"]}
        assert read_block(text, "2026-10") == {"shop_rows": 2, "revenue": 150}

    def test_numbers_kept_as_text_say_how_they_are_written(self, tmp_path, read_block):
        """1,500,000 + 2,000,000 + 3,250,000; the shares are numbers and stay what they are."""

        def build(made, sheet):
            day = made.add_format({"num_format": "dd/mm/yyyy"})
            rows = [("2026-10-01", "1.500.000", 0.125), ("2026-10-02", 2_000_000, 0.5), ("2026-10-14", "3.250.000", 1)]
            sheet.write_row("A1", ["Ngày", "Doanh thu", "Phí"])
            for line, (when, money, fee) in enumerate(rows, 1):
                sheet.write(line, 0, when, day)
                sheet.write(line, 1, money)
                sheet.write(line, 2, fee)

        (tmp_path / "data").mkdir()
        text = propose_source(book(tmp_path / "data" / "x.xlsx", build), "shop")
        assert source_in(text)["thousands"] == "."
        numbers = read_block(text, "2026-10")
        assert (numbers["revenue"], numbers["phi_total"]) == (6_750_000, 1.625)

    def test_a_cell_with_an_error_is_a_bad_cell_named_by_sheet_and_place(self, tmp_path, bench):
        def build(_, sheet):
            sheet.write_row("A1", ["Ngày", "Doanh thu"])
            sheet.write_row("A2", ["2026-10-01", 100])
            sheet.write("A3", "2026-10-02")
            sheet.write_formula("B3", "=1/0", None, "#DIV/0!")
            sheet.write_row("A4", ["2026-10-03", 50])

        (tmp_path / "data").mkdir()
        text = propose_source(book(tmp_path / "data" / "x.xlsx", build), "shop")
        assert source_in(text)["columns"]["doanh_thu"]["type"] == "integer"
        assert "UNSURE: no number: #DIV/0! in line 3" in text
        sums = {"revenue": {"source": "shop", "agg": "sum", "expr": "doanh_thu"}}
        found, _ = bench.gather({"shop": source_in(text) | {"format": "workbook"}}, sums, period="2026-10")
        (problem,) = [p for p in found.problems if p.severity == "error"]
        assert problem.code == "KPF210"
        assert "T10!B3" in problem.message.en
        assert "#DIV/0!" in problem.message.en


def zipped(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "."), text)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


class TestNoTables:
    """What a file is, and what to do, by its first bytes."""

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("gsc.zip", zipped(Chart__csv="a,b\n"), "a ZIP archive; unzip it and take one of its files: Chart.csv"),
            ("gsc.csv", zipped(Chart__csv="a,b\n"), "a ZIP archive"),
            ("x.xlsb", b"PK\x03\x04" + b"\0" * 50, "a binary workbook (.xlsb); save it as .xlsx"),
            ("x.xls", OLE, "a workbook of the old format (.xls); save it as .xlsx"),
            ("x.xlsx", OLE, "protected by a password; save a copy without one"),
            ("x.xls", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
            ("x.xls", b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table>", "a web page, whatever its ending"),
            ("x.pdf", b"%PDF-1.4\n", "a PDF; export it as CSV or .xlsx"),
            ("x.csv", b"a,b\n1,\0\n", "it is no text"),
            ("~$don.xlsx", b"\x05Linh", "leaves beside an open workbook; take don.xlsx"),
            ("x.xlsx", b"Ng\xc3\xa0y,Ti\xe1\xbb\x81n\n", "it is no workbook"),
        ],
    )
    def test_it_is_told(self, tmp_path, name, content, said):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError) as caught:
            propose_source(tmp_path / name, "shop")
        assert caught.value.problems[0].code == "KPF547"
        assert said in caught.value.problems[0].message.en
        assert "source :" not in caught.value.problems[0].message.en

    def test_a_folder_and_a_missing_file_in_vietnamese(self, tmp_path):
        for path, said in ((tmp_path, "đây là thư mục"), (tmp_path / "x.csv", "không có tệp này")):
            with pytest.raises(DataError) as caught:
                propose_source(path, "shop")
            assert said in caught.value.problems[0].message.vi


def test_an_export_is_near_only_when_most_of_it_is_there(tmp_path):
    """One day and one amount are no Google Trends; four of five columns of a chart are."""
    (tmp_path / "a.csv").write_text("Ngày,Doanh thu\n14/10/2026,5\n", encoding="utf-8")
    assert "nearest" not in propose_source(tmp_path / "a.csv", "shop")
    (tmp_path / "b.csv").write_text("Dates,Clicks,Impressions,CTR,Position\n2026-10-14,5,9,1%,2.5\n", encoding="utf-8")
    assert "nearest adapter: search_console_chart; the file lacks 'Date'" in propose_source(tmp_path / "b.csv", "shop")
