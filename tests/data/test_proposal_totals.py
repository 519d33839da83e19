"""``init --from``: rows that sum up others are shown with both sums, and left out where their amounts agree."""

from __future__ import annotations

import pytest
import yaml

from kpiframe.data.proposal import propose_source

SUBTOTALS = """Chi nhánh,Ngày,Doanh thu
Hà Nội,01/10/2026,100
Hà Nội,14/10/2026,200
Cộng Hà Nội,31/10/2026,300
Đà Nẵng,02/10/2026,50
Cộng Đà Nẵng,31/10/2026,50
Tổng cộng,31/10/2026,350
"""


def of_text(tmp_path, text, language="en"):
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return propose_source(path, "shop", language)


def totals_in(text):
    return yaml.safe_load(text)["sources"]["shop"].get("totals")


def test_subtotals_and_the_total_are_left_out_and_checked(tmp_path):
    text = of_text(tmp_path, SUBTOTALS)
    begins = ["Cộng ", "Tổng cộng"]
    assert totals_in(text) == {"begins": begins, "column": "chi_nhanh", "row": "Tổng cộng", "check": ["doanh_thu"]}
    assert "UNSURE: line 4, 'Cộng Hà Nội' sums up the rows above it" in text
    assert "doanh_thu 300 / 300" in text


def test_what_is_proposed_counts_each_sale_once(tmp_path, read_block):
    """100 + 200 + 50 = 350; with the subtotals and the total it would be 1,050."""
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "file.csv"
    path.write_text(SUBTOTALS, encoding="utf-8")
    assert read_block(propose_source(path, "shop"), "2026-10") == {"shop_rows": 3, "revenue": 350}


def test_a_shop_called_like_a_total_is_a_row_as_its_amount_is_no_sum(tmp_path):
    text = of_text(tmp_path, "Quán,Doanh thu\nBến Thành,100\nCộng Cà Phê,70\nTân Định,30\nTổng,200\n", "vi")
    assert totals_in(text) == {"begins": ["Tổng"], "column": "quan", "check": ["doanh_thu"]}
    assert "'Cộng Cà Phê' bắt đầu như dòng tổng nhưng không bằng tổng các dòng phía trên" in text
    assert "doanh_thu 70 / 100" in text


@pytest.mark.parametrize("word", ["Subtotal", "Sub-total", "Tổng phụ"])
def test_words_for_subtotals_without_any_total(tmp_path, word):
    rows = f"North,5\nNorth,6\n{word},11\nSouth,7\n{word},7\n"
    text = of_text(tmp_path, f"Shop,Revenue\n{rows}")
    assert totals_in(text) == {"begins": [word], "column": "shop"}
    assert "no row sums up all of them, so nothing checks that the file is whole" in text


def test_a_total_that_is_no_sum_is_left_out_unchecked_with_both_sums(tmp_path):
    text = of_text(tmp_path, "Quán,Doanh thu\nBến Thành,100\nTân Định,30\nTổng cộng,131\n")
    assert totals_in(text) == {"begins": ["Tổng cộng"], "column": "quan"}
    assert "UNSURE: line 4 is no sum of the rows: not checked (it says / they add up to: doanh_thu 131 / 130)" in text


def test_a_name_whose_amounts_are_the_sum_of_those_above_is_asked_about(tmp_path):
    text = of_text(tmp_path, "Vùng,Doanh thu,Đơn\nHà Nội,100,2\nHải Phòng,50,1\nMiền Bắc,150,3\nHuế,70,9\n")
    assert totals_in(text) is None
    assert "UNSURE: line 4, 'Miền Bắc' looks like the sum of the rows above it, and counts" in text
    assert "doanh_thu 150 / 150; don 3 / 3" in text


def test_a_word_for_a_total_in_a_column_of_dates(tmp_path, read_block):
    """100 + 250 = 350; the word means that there is no day."""
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "file.csv"
    path.write_text("Ngày,Doanh thu\n14/10/2026,100\n15/10/2026,250\nTổng cộng,350\n", encoding="utf-8")
    text = propose_source(path, "shop")
    assert totals_in(text) == {"begins": [""], "column": "ngay", "check": ["doanh_thu"]}
    assert read_block(text, "2026-10") == {"shop_rows": 2, "revenue": 350}
