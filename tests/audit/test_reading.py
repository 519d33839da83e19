"""Names out of files nobody prepared: bullets, numbering, encodings, columns, headers of exports."""

from __future__ import annotations

import pytest

from kpiframe.audit.reading import names_in_rows, names_in_text
from kpiframe.limits import LIMITS
from kpiframe.problems import DataError


def listed(text: str) -> tuple[str, ...]:
    return names_in_text(text.encode(), "list.txt").names


@pytest.mark.parametrize(
    "text",
    [
        "NPS\nROAS\nCTR\n",
        "- NPS\n* ROAS\n• CTR",
        "1. NPS\n2) ROAS\n(3) CTR",
        "– NPS\n  ▪ ROAS\n\t– [x] CTR\n",
        "NPS, ROAS; CTR",
        "\ufeffNPS\r\nROAS\r\nCTR\r\n",
        "# Our KPIs\n\nMarketing:\n\n- **NPS**\n- `ROAS`\n- _CTR_\n",
        "NPS\nNPS\nROAS\nCTR\nROAS\n",  # said twice is said once
    ],
)
def test_a_list_is_read_however_it_is_laid_out(text):
    assert listed(text) == ("NPS", "ROAS", "CTR")


def test_a_comma_in_brackets_or_in_a_number_is_part_of_the_name():
    assert listed("Engagement (likes, shares), CPM 1,000") == ("Engagement (likes, shares)", "CPM 1,000")


def test_a_name_may_begin_with_a_number():
    assert listed("2. 3-second video views") == ("3-second video views",)


def test_prose_is_left_out_and_told():
    found = names_in_text(("NPS\n" + "We believe in growth " * 10).encode(), "list.md")
    assert found.names == ("NPS",)
    assert "1 long lines" in found.notes[0].en


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", None), ("utf-8-sig", None), ("utf-16", "UTF-16"), ("cp1258", "cp1258")]
)
def test_vietnamese_survives_the_usual_encodings_and_others_than_utf8_are_told(encoding, told):
    # cp1258 writes a tone as a character of its own behind the vowel
    text = "Ty\u0309 lê\u0323 thoa\u0301t" if encoding == "cp1258" else "Tỷ lệ thoát"
    found = names_in_text(text.encode(encoding), "list.txt")
    assert found.names == ("Tỷ lệ thoát",)
    assert [note.en for note in found.notes if told and told in note.en] == [n.en for n in found.notes]
    assert bool(found.notes) == bool(told)


def test_what_is_no_text_is_refused():
    with pytest.raises(DataError, match="it is no text"):
        names_in_text(b"PK\x03\x04\0\0", "list.txt")
    with pytest.raises(DataError, match=r"neither UTF-8, UTF-16 nor cp1258 \(byte 3\)"):
        names_in_text(b"a\xff\x8a", "list.txt")  # 0x8A stands for nothing in cp1258


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(DataError, match="larger than"):
        names_in_text(b"x" * (LIMITS.file_bytes + 1), "list.txt")


def test_names_beyond_the_limit_are_left_out_and_told():
    found = names_in_text("\n".join(f"metric {n}x" for n in range(LIMITS.listed_names + 1)).encode(), "list.txt")
    assert len(found.names) == LIMITS.listed_names
    assert found.notes[0].en == f"only the first {LIMITS.listed_names} names were read"


@pytest.mark.parametrize(
    "text",
    [
        "KPI\nNPS\nROAS\n",
        "NPS\nROAS\n",
        "No,Chỉ số,Owner\n1,NPS,Linh\n2,ROAS,An\n",
        "Team;Metric name;Target\nA;NPS;40\nB;ROAS;3,5\n",
        "name\tvalue\nNPS\t40\nROAS\t3.5\n",
    ],
)
def test_a_column_of_names_is_found_by_its_heading_or_because_it_is_alone(text):
    assert names_in_text(text.encode(), "list.csv", table=True).names == ("NPS", "ROAS")


def test_the_header_of_an_export_is_the_list_and_columns_without_numbers_are_left_out():
    export = (
        "Campaign report\n"
        '"July 8, 2025 - July 31, 2025"\n'
        "Campaign,Day,Currency code,Impr.,CTR,Cost,Conversions\n"
        'Tết,2025-07-08,VND,"25,881",77.77%,US$34.15, --\n'
        'Brand,2025-07-09,VND,"1,002",3.10%,US$4.15,12\n'
    )
    found = names_in_text(export.encode(), "export.csv", table=True)
    assert found.names == ("Impr.", "CTR", "Cost", "Conversions")
    assert found.notes[-1].en == "columns without numbers were left out: Campaign, Day, Currency code"


def test_the_header_of_a_vietnamese_export():
    export = (
        "Tên chiến dịch,Người tiếp cận,Lượt hiển thị,Tần suất,Số tiền đã chi tiêu (VND)\nA,10.200,33.100,3,2.000.000\n"
    )
    found = names_in_text(export.encode(), "export.csv", table=True)
    assert found.names == ("Người tiếp cận", "Lượt hiển thị", "Tần suất", "Số tiền đã chi tiêu (VND)")


def test_a_header_without_rows_is_taken_whole():
    assert names_in_text(b"Reach,Frequency,CTR\n", "export.csv", table=True).names == ("Reach", "Frequency", "CTR")


def test_rows_of_a_sheet_are_read_like_a_table():
    assert names_in_rows([["", ""], ["KPI", "Note"], ["NPS", "x"], ["", "y"], ["ROAS", ""]]).names == ("NPS", "ROAS")


def test_nothing_gives_nothing():
    assert names_in_text(b"", "list.txt").names == ()
    assert names_in_text(b"\n\n", "list.csv", table=True).names == ()
    assert names_in_rows([]).names == ()
