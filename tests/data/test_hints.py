"""What is said of a cell that cannot be read: what its text looks like comes first."""

from __future__ import annotations

import pytest

from kpiframe.data.hints import for_cell, undecodable

GENERAL = "correct the cells, list the text under `missing`, or raise `max_bad_cells`"
LIKELY = [
    ("1,234", "thousands: ','"),
    ("25,881.50", "thousands: ',' and decimal: '.'"),
    ("1.234,5", "thousands: '.' and decimal: ','"),
    ("1.250.000", "thousands: '.'"),
    ("12,5", "decimal: ','"),
    ("12.5%", "type: percent"),
    ("(5)", "negative: brackets"),
    ("\u22125", "plain hyphen"),
    ("US$34.15", "marks: ['US$']"),
    ("34.150 ₫", "marks: ['₫']"),
    ("03/04/2026", "%d/%m/%Y"),
    ("3.4.26", "%d/%m/%Y"),
    (" --", "missing: ['--']"),
    ("N/A", "missing: ['N/A']"),
    ("#DIV/0!", "missing: ['#DIV/0!']"),
    ("không có", "missing: ['không có']"),
]


@pytest.mark.parametrize(("cell", "said"), LIKELY)
def test_what_a_cell_looks_like_is_said_first(cell, said):
    found = for_cell(cell)
    assert said.replace(" and ", " và ") in found.vi or "gạch ngang" in found.vi
    assert said in found.en.partition("; or ")[0]
    assert found.en.endswith(GENERAL)


@pytest.mark.parametrize("cell", ["abc", "4.5", "2026-10-01", "12.7.", "1_000", "nhiều", "", "1,23,4"])
def test_what_looks_like_nothing_known_gets_the_general_advice(cell):
    assert for_cell(cell).en == GENERAL


def test_a_wrong_encoding_is_told_by_its_byte_and_what_it_may_be():
    with pytest.raises(UnicodeDecodeError) as caught:
        "Café".encode("latin-1").decode("utf-8")
    assert undecodable("utf-8", caught.value).en == "byte 0xe9 is no utf-8; declare `encoding`, often cp1258"
    with pytest.raises(UnicodeDecodeError) as caught:
        "Phở".encode("utf-16").decode("utf-8")
    assert "often utf-16" in undecodable("utf-8", caught.value).en
    assert "không có bảng mã 'klingon'" in undecodable("klingon", UnicodeError("unknown")).vi
