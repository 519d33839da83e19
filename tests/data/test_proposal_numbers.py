"""``init --from``: how numbers are written, and columns a single cell spoils."""

from __future__ import annotations

import time

import pytest
import yaml

from kpiframe.data.proposal import propose_source
from kpiframe.problems import DataError


def of_text(tmp_path, text, language="en"):
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return propose_source(path, "shop", language)


def source_in(text):
    return yaml.safe_load(text)["sources"]["shop"]


class TestThousandsOrDecimals:
    """125.000 is 125 thousand in Vietnamese and German, and 125 elsewhere."""

    FILE = "ngay,tien\n14/10/2026,125.000\n15/10/2026,250.000\n16/10/2026,98.500\n"

    def test_where_nothing_settles_it_both_are_offered_and_lint_waits(self, tmp_path, cli_lint):
        text = of_text(tmp_path, self.FILE)
        assert source_in(text)["decimal"] == "choose"
        assert "UNSURE: 125.000 in line 2 is in thousands or has three decimals" in text
        assert "if 125.000 is 125000: keep" in text
        assert "if 125.000 is 125: keep" in text
        assert cli_lint(text) == ["KPF583"]

    @pytest.mark.parametrize(
        ("kept", "total"),
        [(('# decimal: ","', '# thousands: "."'), 473_500), (('# decimal: "."',), 473.5)],
        ids=["thousands", "decimals"],
    )
    def test_the_choice_reads_the_file(self, tmp_path, bench, kept, total):
        """125 + 250 + 98.5 = 473.5, or a thousand times that."""
        text = of_text(tmp_path, self.FILE)
        lines = [line for line in text.splitlines() if "decimal: choose" not in line]
        chosen = yaml.safe_load("\n".join(line.replace("# ", "") if line.strip() in kept else line for line in lines))
        bench.write("data/file.csv", self.FILE)
        assert bench.numbers(chosen["sources"], {"tien_total": chosen["bindings"]["tien_total"]}, period="2026-10") == {
            "tien_total": total
        }

    def test_a_comma_is_as_doubtful_as_a_full_stop(self, tmp_path):
        text = of_text(tmp_path, 'Day,Clicks,Cost\n2026-10-14,5,"1,234"\n2026-10-15,6,"2,345"\n', "vi")
        assert source_in(text)["decimal"] == "choose"
        assert "CHƯA CHẮC: 1,234 ở dòng 2 là hàng nghìn hoặc có ba chữ số thập phân" in text

    @pytest.mark.parametrize(
        ("text", "marks", "why"),
        [
            ("a;tien\nx;125.000\ny;98.500\n", (",", "."), "cells are parted by ;"),
            ('a,Doanh thu (VND)\nx,"1,500"\ny,"12,250"\n', (".", ","), "dong has no decimals"),
            ("a,tien\nx,125.000 ₫\ny,98.500 ₫\n", (",", "."), "dong has no decimals"),
            ("a\tb\ttien\nx\t1\t125.000\ny\t1\t1.250.000\n", (",", "."), "1.250.000 in line 3"),
            ("a\tb\ttien\nx\t7,5\t125.000\ny\t8\t98.500\n", (",", "."), "7,5 in line 2"),
            ("a,b,tien\nx,0.125,125.250\ny,0.5,98.500\n", (".", ""), "0.125 in line 2"),
            ('a,tien\nx,"1,500"\ny,"12,250.00"\n', (".", ","), "12,250.00 in line 3"),
            ("a,tien\nx,125.2500\ny,98.500\n", (".", ""), "125.2500 in line 2"),
            ("a,tien\nx,1250.500\ny,98.500\n", (".", ""), "1250.500 in line 2"),
        ],
    )
    def test_what_settles_it(self, tmp_path, text, marks, why):
        proposed = of_text(tmp_path, text)
        source = source_in(proposed)
        assert (source.get("decimal", "."), source.get("thousands", "")) == marks
        if marks != (".", ""):
            assert why in proposed

    def test_numbers_that_contradict_each_other_settle_nothing(self, tmp_path):
        text = of_text(tmp_path, "a;b;tien\nx;1.5;125.000\ny;2,5;98.500\n")
        assert source_in(text)["decimal"] == "choose"


class TestOneBadCell:
    """A column of numbers or dates stays one; the cell is named."""

    def test_a_number_with_a_letter(self, tmp_path):
        text = of_text(tmp_path, "ngay,tien\n14/10/2026,100\n15/10/2026,200k\n16/10/2026,300\n")
        assert source_in(text)["columns"]["tien"] == "integer"
        assert "UNSURE: no number: 200k in line 3" in text

    def test_a_date_written_otherwise(self, tmp_path):
        text = of_text(tmp_path, "ngay,tien\n14/10/2026,100\n2026-10-15,200\n16/10/2026,300\n", "vi")
        assert source_in(text)["columns"]["ngay"]["format"] == "%d/%m/%Y"
        assert "CHƯA CHẮC: không phải ngày: 2026-10-15 ở dòng 3" in text

    def test_two_of_four_make_a_text(self, tmp_path):
        assert source_in(of_text(tmp_path, "aa,size\nx,36\nx,XL\nx,37\nx,S\n"))["columns"]["size"] == "text"

    def test_codes_of_things_stay_texts(self, tmp_path):
        assert source_in(of_text(tmp_path, "Mã đơn,n\n1,5\n2,6\nA3,7\n"))["columns"]["ma_don"]["type"] == "text"

    def test_what_the_cell_holds_cannot_leave_the_comment(self, tmp_path):
        text = of_text(tmp_path, 'aa,n\nx,1\nx,"2\n    evil: 1"\nx,3\nx,4\n')
        assert "evil" not in source_in(text)
        assert source_in(text)["columns"]["column_n"]["type"] == "integer"


def test_a_header_that_was_pasted_again_is_left_out(tmp_path, read_block):
    """7 + 5 = 12, with the second header gone."""
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "file.csv"
    path.write_text("Day,Shop,Revenue\n2026-10-14,a,7\nDay,Shop,Revenue\n2026-10-15,b,5\n", encoding="utf-8")
    text = propose_source(path, "shop")
    assert "line 3 repeats the header" in text
    assert read_block(text, "2026-10") == {"shop_rows": 2, "revenue": 12}


def test_thousands_of_columns_are_looked_at_in_a_moment(tmp_path):
    """Four times the columns, about four times the work: no table of columns by columns, which would be sixteen."""

    def seconds(count):
        path = tmp_path / f"{count}.csv"
        path.write_text(",".join(f"cot_{i}" for i in range(count)) + "\n" + ",".join("1" * count) + "\n", "utf-8")
        start = time.process_time()
        propose_source(path, "wide")
        return time.process_time() - start

    seconds(10)
    assert seconds(2000) < 8 * max(seconds(500), 0.1)


def test_a_line_wider_than_any_table_is_refused(tmp_path):
    with pytest.raises(DataError, match="more than 5000 cells"):
        of_text(tmp_path, ",".join(["x"] * 5001) + "\n" + ",".join(["1"] * 5001) + "\n")
