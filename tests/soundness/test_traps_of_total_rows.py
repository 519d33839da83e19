"""Rows that sum up others, under every name they bear, and at the end of files that do not end there."""

from __future__ import annotations

import pytest
import xlsxwriter

DAILY = {"path": "rows.csv", "columns": {"day": "date", "shop": "text", "cost": "integer"}, "time": "day"}
COST = {"cost": "sum cost"}
ROWS = "2026-10-01,A,100\n2026-10-02,B,50\n"
SAID = [
    "Total", "TOTAL", "Totals:", "Grand total", "Subtotal", "Sub-total", "Sub total Hà Nội", "Sum", "SUM:", "All", "all",
    "Tổng", "TỔNG CỘNG", "Tổng cộng:", "Tổng phụ", "Tổng số", "Tổng tháng 10", "Cộng", "Cộng:", "CỘNG", "Cộng tháng 10",
    "Cộng dồn", "Lũy kế", "Luỹ kế", "Lũy kế năm", "Toàn bộ", " Cộng ",
]  # fmt: skip
NAMES = [
    "Totally",
    "Alla",
    "All Saints",
    "Summer",
    "Sum Coffee",
    "Cộng Cà Phê",
    "Cộng đồng",
    "Toàn bộ sản phẩm",
    "Tồn kho",
]


@pytest.mark.parametrize("text", SAID)
def test_a_total_is_told_under_every_name(project, text):
    """150 are spent, and 300 are added up."""
    project.write("rows.csv", f"day,shop,cost\n{ROWS}2026-10-31,{text},150\n")
    told = project.score(DAILY, COST)
    assert (told.numbers, told.codes) == ({"cost": 300.0}, ["KPF213"])
    left_out = project.score(DAILY | {"totals": {"column": "shop", "begins": [text]}}, COST)
    assert (left_out.numbers, left_out.codes) == ({"cost": 150.0}, [])


@pytest.mark.parametrize("text", NAMES)
def test_names_that_begin_like_it_are_names(project, text):
    project.write("rows.csv", f"day,shop,cost\n{ROWS}2026-10-31,{text},7\n")
    told = project.score(DAILY, COST)
    assert (told.numbers, told.codes) == ({"cost": 157.0}, [])


class TestLastLines:
    @pytest.mark.parametrize("end", ["", "\n", "\n\n\n", ",,\n", " , ,\n\n"])
    def test_what_is_blank_below_the_total_is_no_last_line(self, project, end):
        """One blank line was cut instead of the total, which then counted: 300."""
        project.write("rows.csv", f"day,shop,cost\n{ROWS}2026-10-31,Cộng,150\n{end}")
        told = project.score(DAILY | {"footer": 1}, COST)
        assert (told.numbers, told.codes) == ({"cost": 150.0}, [])

    @pytest.mark.parametrize("footer", [1, 2])
    def test_a_blank_line_above_the_last_one_may_be_counted_or_not(self, project, footer):
        """No row is lost by counting it, and none is read by not counting it."""
        project.write("rows.csv", f"day,shop,cost\n{ROWS}\nExported by An\n\n")
        told = project.score(DAILY | {"footer": footer}, COST)
        assert (told.numbers, told.codes) == ({"cost": 150.0}, [])

    def test_in_a_workbook_too(self, project):
        book = xlsxwriter.Workbook(str(project.folder / "rows.xlsx"))
        sheet, form = book.add_worksheet(), book.add_format({"bg_color": "#ffff00"})
        for line, row in enumerate([["shop", "cost"], ["A", 100], ["B", 50], ["Cộng", 150]]):
            sheet.write_row(line, 0, row)
        sheet.write_blank(5, 0, None, form)
        sheet.write_string(6, 1, " ")
        book.close()
        columns = {"shop": "text", "cost": "integer"}
        source = {"path": "rows.xlsx", "columns": columns, "as_of": "2026-10-31", "footer": 1}
        assert project.score(source, COST).numbers == {"cost": 150.0}
