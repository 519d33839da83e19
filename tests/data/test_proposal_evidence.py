"""``init --from`` on files no adapter knows: what is proposed, on which evidence, and that a project can read it."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import yaml

from kpiframe.data.proposal import propose_source
from kpiframe.problems import DataError


def of_text(tmp_path, text, language="en"):
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return propose_source(path, "shop", language)


def source_in(text):
    return yaml.safe_load(text)["sources"]["shop"]


class TestDates:
    """The order of day and month is settled by a cell, or by a person."""

    def test_a_day_above_twelve_settles_it_and_its_line_is_told(self, tmp_path):
        text = of_text(tmp_path, "Ngày,n\n03/04/2026,1\n14/03/2026,2\n")
        assert source_in(text)["columns"]["ngay"]["format"] == "%d/%m/%Y"
        assert "14/03/2026 in line 3 rules out month first" in text
        text = of_text(tmp_path, "Day,n\n03/04/2026,1\n03/14/2026,2\n", "vi")
        assert source_in(text)["columns"]["column_day"]["format"] == "%m/%d/%Y"
        assert "03/14/2026 ở dòng 3 loại trừ cách viết ngày trước" in text

    def test_where_nothing_settles_it_both_are_offered_and_lint_fails_until_one_is_chosen(self, tmp_path, cli_lint):
        text = of_text(tmp_path, "Ngày,n\n03/04/2026,1\n01/02/2026,2\n")
        assert '# format: "%d/%m/%Y"  # day first' in text
        assert '# format: "%m/%d/%Y"  # month first' in text
        assert cli_lint(text) == ["KPF583"]
        chosen = text.replace("        format: choose\n", "").replace('# format: "%d/%m/%Y"', 'format: "%d/%m/%Y"')
        assert cli_lint(chosen) == []

    @pytest.mark.parametrize(
        ("cell", "form"),
        [
            ("Fri, 6 Feb 2026", "%a, %d %b %Y"),
            ("Jun 19, 2018 09:30 pm", "%b %d, %Y %I:%M %p"),
            ("8 tháng 7, 2025", "%d tháng %m, %Y"),
            ("31.12.2026", "%d.%m.%Y"),
            ("2026-10", "%Y-%m"),
        ],
    )
    def test_ways_to_write_a_day(self, tmp_path, cell, form):
        column = source_in(of_text(tmp_path, f'Ngày;n\n"{cell}";1\n'))["columns"]["ngay"]
        assert column["format"] == form


class TestTotals:
    """Rows that sum up the others are found, and checked by adding up."""

    def test_those_that_say_so(self, tmp_path):
        text = of_text(tmp_path, "Quán,Doanh thu,Khách\nBến Thành,10,3\nTân Định,5.5,4\nTổng cộng,15.5,9\n")
        assert source_in(text)["totals"] == {"begins": ["Tổng cộng"], "column": "quan", "check": ["doanh_thu"]}

    def test_the_one_without_a_name_that_the_others_add_up_to(self, tmp_path):
        text = of_text(tmp_path, "Shop,Revenue\n,15.5\nA,10\nB,5.5\n")
        assert source_in(text)["totals"] == {"begins": [""], "column": "shop", "check": ["revenue"]}

    def test_a_blank_name_that_is_no_total_is_a_row(self, tmp_path):
        assert "totals" not in source_in(of_text(tmp_path, "Shop,Revenue\n,15\nA,10\nB,5.5\n"))


def test_amounts_with_a_mark_beside_them(tmp_path):
    column = source_in(of_text(tmp_path, "ad;cost\na;US$34.15\nb;US$1,000.50\n"))["columns"]["cost"]
    assert column == {"type": "decimal", "marks": ["US$"]}
    source = source_in(of_text(tmp_path, "ad;cost\na;34.150 ₫\nb;1.000.500 ₫\n"))
    assert (source["decimal"], source["thousands"]) == (",", ".")
    assert source["columns"]["cost"]["marks"] == ["₫"]


def test_codes_outside_a_scale_are_asked_about(tmp_path):
    text = of_text(tmp_path, "id,score\na,9\nb,10\nc,99\nd,7\ne,99\n")
    assert "no-answer codes? 99 (2)" in text
    assert "codes: [99]" in text
    assert "no-answer" not in of_text(tmp_path, "id,amount\na,9\nb,1000\nc,99\n")


def test_a_row_that_describes_the_columns_belongs_to_the_header(tmp_path):
    text = of_text(
        tmp_path, "Mã,Số lượng,Ngày\nMã của đơn,Số sản phẩm bán,Ngày đặt\nA1,2,2026-10-31\nA2,1,2026-10-30\n"
    )
    source = source_in(text)
    assert source["header_rows"] == 2
    assert source["columns"]["so_luong"] == {"type": "integer", "header": "Số lượng"}


def test_personal_data_are_not_proposed(tmp_path):
    text = of_text(
        tmp_path, "Mã đơn hàng,Họ tên,Số điện thoại,Email,Doanh thu\nA1,Lan,0901000001,l@example.com,5\n", "vi"
    )
    assert list(source_in(text)["columns"]) == ["ma_don_hang", "doanh_thu"]
    assert "không gợi ý, dữ liệu cá nhân: Số điện thoại" in text


def test_inputs_are_proposed_by_name_in_both_languages(tmp_path):
    """And what must not be summed is not."""
    text = of_text(
        tmp_path, "Mã đơn hàng,Doanh thu,Số lượng,Chi phí quảng cáo,Reach,Tỷ lệ nhấp\nA1,5,1,2,100,3\nA2,7,2,2,90,3\n"
    )
    bindings = yaml.safe_load(text)["bindings"]
    assert bindings == {
        "shop_rows": {"source": "shop", "agg": "count"},
        "orders": {"source": "shop", "agg": "count_distinct", "expr": "ma_don_hang"},
        "revenue": {"source": "shop", "agg": "sum", "expr": "doanh_thu"},
        "units": {"source": "shop", "agg": "sum", "expr": "so_luong"},
        "ad_spend": {"source": "shop", "agg": "sum", "expr": "chi_phi_quang_cao"},
    }
    assert source_in(text)["columns"]["reach"] == {"type": "integer", "header": "Reach", "additive": False}


def test_a_name_of_a_shipped_kpi_of_one_input_is_known(tmp_path):
    """`direct visits` is another name of direct_sessions in the list of names that ships."""
    text = of_text(tmp_path, "week;direct visits\n2026-10-05;40\n2026-10-12;41\n2026-10-19;41\n")
    assert yaml.safe_load(text)["bindings"]["direct_sessions"] == {
        "source": "shop",
        "agg": "sum",
        "expr": "direct_visits",
    }


class TestWorkbooks:
    """The fullest sheet, its header below a title, types as a text file would show them."""

    @staticmethod
    def book(path):
        book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
        book.add_worksheet("Ghi chú").write(0, 0, "Báo cáo tháng 10")
        sheet = book.add_worksheet("Đơn hàng")
        rows = [
            ["Báo cáo tháng 10"],
            [],
            ["Mã đơn hàng", "Ngày", "Doanh thu"],
            ["A1", date(2026, 10, 3), 1250000.5],
            ["A2", date(2026, 10, 4), 7],
            ["Tổng", "", 1250007.5],
        ]
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                write = sheet.write_datetime if isinstance(cell, (date, datetime)) else sheet.write
                write(line, place, cell)
        book.close()

    def test_what_is_proposed(self, tmp_path):
        self.book(tmp_path / "don.xlsx")
        source = source_in(propose_source(tmp_path / "don.xlsx", "shop"))
        assert (source["sheet"], source["header"], source["time"]) == ("Đơn hàng", 3, "ngay")
        assert source["columns"]["ngay"] == {"type": "date", "header": "Ngày"}
        assert source["totals"] == {"begins": ["Tổng"], "column": "ma_don_hang", "check": ["doanh_thu"]}

    def test_it_reads_the_same_file(self, tmp_path, read_block):
        (tmp_path / "data").mkdir()
        self.book(tmp_path / "data" / "don.xlsx")
        text = propose_source(tmp_path / "data" / "don.xlsx", "shop")
        assert read_block(text, "2026-10") == {"shop_rows": 2, "orders": 2, "revenue": 1_250_007.5}

    def test_one_that_cannot_be_read(self, tmp_path):
        (tmp_path / "x.xlsx").write_bytes(b"no zip")
        with pytest.raises(DataError) as caught:
            propose_source(tmp_path / "x.xlsx", "shop")
        assert caught.value.problems[0].code == "KPF547"


class TestParquet:
    """Types come with the file."""

    @staticmethod
    def file(path):
        columns = {
            "order_id": ["A1", "A2"],
            "day": pa.array([date(2026, 10, 3), date(2026, 10, 4)]),
            "revenue": pa.array([1, 2], pa.decimal128(18, 6)),
            "paid": [True, False],
            "weight": [0.5, 1.5],
        }
        pq.write_table(pa.table(columns), path)

    def test_what_is_proposed_and_that_it_reads_the_same_file(self, tmp_path, read_block):
        (tmp_path / "data").mkdir()
        self.file(tmp_path / "data" / "orders.parquet")
        text = propose_source(tmp_path / "data" / "orders.parquet", "shop")
        assert source_in(text)["columns"] == {
            "order_id": "text",
            "column_day": {"type": "date", "header": "day"},
            "revenue": {"type": "decimal", "scale": 6},
            "paid": "boolean",
            "weight": "float",
        }
        assert read_block(text, "2026-10") == {
            "shop_rows": 2,
            "orders": 2,
            "revenue": 3,
            "paid_count": 1,
            "weight_total": 2,
        }

    def test_one_that_cannot_be_read(self, tmp_path):
        (tmp_path / "x.parquet").write_bytes(b"PAR1 no")
        with pytest.raises(DataError) as caught:
            propose_source(tmp_path / "x.parquet", "shop")
        assert caught.value.problems[0].code == "KPF547"


def test_nothing_in_the_file_can_leave_a_comment_or_a_scalar(tmp_path):
    """Headers with line breaks, quotes, colons and hashes: the proposal is still the YAML it should be."""
    text = of_text(tmp_path, '"a\nkpis: x","b"": #c","- d",\u202e,true\n1,2,x,4,x\n2,3,x,5,y\n')
    headers = [c["header"] if isinstance(c, dict) else c for c in source_in(text)["columns"].values()]
    assert headers == ["a\nkpis: x", 'b": #c', "- d", "\u202e", "true"]
    assert yaml.safe_load(text).keys() == {"sources", "bindings"}
