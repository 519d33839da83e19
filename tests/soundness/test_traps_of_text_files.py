"""Lines, headers and letters of text files: what an engine reads without a word, beside what is read or refused here."""

from __future__ import annotations

import pytest

DAILY = {"path": "rows.csv", "columns": {"day": "date", "cost": "integer"}, "time": "day"}
ADS = {"path": "rows.csv", "columns": {"campaign": "text", "cost": "integer"}, "as_of": "2026-10-31"}
COST = {"cost": "sum cost"}


def test_columns_in_another_order_are_found_by_their_header(project):
    """With declared columns the engine takes them by position: the cost would be the 3 clicks."""
    project.write("rows.csv", "clicks,cost\n3,100\n")
    columns = {"cost": "integer", "clicks": "integer"}
    blind = "SELECT sum(cost) FROM read_csv('{folder}/rows.csv', auto_detect=false, header=true, columns="
    assert project.naive(blind + "{'cost': 'BIGINT', 'clicks': 'BIGINT'})") == [(3,)]
    told = project.score({"path": "rows.csv", "columns": columns, "as_of": "2026-10-31"}, COST)
    assert (told.numbers, told.codes) == ({"cost": 100.0}, [])


def test_lines_that_are_no_rows_do_not_vanish(project):
    """Rejects are left out of the sum: 1 + 4 of the 17 that were spent."""
    project.write("rows.csv", "day,cost\n2026-10-01,1\n2026-10-02\n2026-10-03,12,000\n2026-10-04,4\n")
    lax = "read_csv('{folder}/rows.csv', auto_detect=false, header=true, store_rejects=true, columns="
    assert project.naive(f"SELECT sum(cost) FROM {lax}{{'day': 'DATE', 'cost': 'BIGINT'}})") == [(5,)]
    told = project.score(DAILY, COST)
    assert (told.numbers["cost"], told.errors) == (None, ["KPF214"])
    assert "rows.csv:3:1" in told.text
    assert "rows.csv:4:1" in told.text


def test_a_short_last_line_does_not_turn_the_table_into_one_column(project):
    """The sniffer gives one column called "day,cost" with two rows, and no error."""
    project.write("rows.csv", "day,cost\n2026-10-01,1\n2026-10-02\n")
    assert project.naive("FROM read_csv('{folder}/rows.csv')") == [("2026-10-01,1",), ("2026-10-02",)]
    assert project.score(DAILY, COST).errors == ["KPF214"]


def test_line_breaks_in_cells_of_a_large_file_make_no_rows(project):
    """The engine begins in the middle of a large file, takes lines of a cell for rows, and 5000 of it for a cost.

    Told to list broken lines, it finds none: 5 of 26,000 rows would be enough to be 20,000 too many.
    """
    note = "x" * 90 + "\n2026-10-01,fake,5000" * 60
    lines = (f'2026-10-{1 + i % 31:02},"{note}\n2026-10-01,{"y" * (i * i % 59)}",{i % 10}' for i in range(26_000))
    path = project.write("rows.csv", "day,note,cost\n" + "\n".join(lines) + "\n")
    lax = "read_csv('{folder}/rows.csv', auto_detect=false, header=true, store_rejects=true, columns="
    ((rows,),) = project.naive(f"SELECT count(*) FROM {lax}{{'day': 'VARCHAR', 'note': 'VARCHAR', 'cost': 'VARCHAR'}})")
    assert rows > 26_000
    assert path.stat().st_size > 32_000_000
    source = DAILY | {"columns": {"day": "date", "note": "text", "cost": "integer"}}
    told = project.score(source, COST | {"rows": "count"})
    assert (told.numbers, told.codes) == ({"cost": 117_000.0, "rows": 26_000.0}, [])  # 2,600 times 0 + 1 + ... + 9


def test_a_broken_line_of_one_source_is_not_told_of_another(project):
    """The engine collects rejects over all scans of a session; each source answers for its own."""
    project.write("rows.csv", "day,cost\n2026-10-01,1\n2026-10-02\n")
    project.write("good.csv", "day,cost\n2026-10-01,2\n")
    told = project.score(
        DAILY,
        {"bad": "sum cost", "good": {"source": "good", "agg": "sum", "expr": "cost"}},
        sources={"good": DAILY | {"path": "good.csv"}},
    )
    assert {p.subject for p in told.problems} == {"rows"}
    assert told.numbers == {"bad": None, "good": 2.0}


def test_lines_above_the_header_cost_nothing(project):
    """The engine skips records: with a quoted line break above, skipping the four lines costs the first row."""
    preamble = 'Report of\n"all\ncampaigns"\n'
    project.write("rows.csv", f"{preamble}campaign,cost\na,1\nb,2\n")
    blind = "read_csv('{folder}/rows.csv', auto_detect=false, header=false, skip=4, columns="
    assert project.naive(f"SELECT sum(c1) FROM {blind}{{'c0': 'VARCHAR', 'c1': 'BIGINT'}})") == [(2,)]
    assert project.score(ADS, COST).errors == ["KPF543"]  # the header is not where it was said to be
    assert project.score(ADS | {"header": "find"}, COST).numbers == {"cost": 3.0}
    assert project.score(ADS | {"header": 4}, COST).numbers == {"cost": 3.0}


def test_lines_below_the_table_are_declared_or_told(project):
    project.write("rows.csv", "campaign,cost\na,1\nb,2\nGenerated,20261101\n")
    assert project.naive("SELECT sum(cost) FROM read_csv('{folder}/rows.csv')") == [(20261104,)]
    assert project.score(ADS | {"footer": 1}, COST).numbers == {"cost": 3.0}


@pytest.mark.parametrize(("mark", "written"), [(";", ";"), ("\t", "\\t"), ("|", "|")])
def test_another_delimiter_is_told_and_not_guessed(project, mark, written):
    """Columns found by guessing the mark would change with the cells: a decimal comma makes one more of them."""
    project.write("rows.csv", f"campaign{mark}cost\na{mark}1\n")
    told = project.score(ADS, COST)
    assert told.errors == ["KPF543"]
    assert f'delimiter: "{written}"' in told.text
    assert project.score(ADS | {"delimiter": mark}, COST).numbers == {"cost": 1.0}


def test_a_file_that_was_downloaded_twice_is_told(project):
    """Every row of it counts twice: 6 instead of 3. Files without rows are the same and harm nobody."""
    project.write("files/ads.csv", "campaign,cost\na,1\nb,2\n")
    project.write("files/none.csv", "campaign,cost\n")
    project.write("files/none (1).csv", "campaign,cost\n")
    source = ADS | {"path": "files/*.csv"}
    assert project.score(source, COST).codes == []
    project.write("files/ads (1).csv", "campaign,cost\na,1\nb,2\n")
    told = project.score(source, COST)
    assert (told.numbers, told.codes) == ({"cost": 6.0}, ["KPF212"])
    assert "files/ads.csv is the same file as files/ads (1).csv" in told.text
    project.write("files/b.csv", 'campaign,cost\n"a"b,1\n')
    assert project.score(source, COST).errors == ["KPF214"]


def test_an_undeclared_line_of_another_shape_below_the_table_is_an_error(project):
    project.write("rows.csv", "campaign,cost\na,1\nb,2\nGenerated on 2026-11-01\n")
    assert project.score(ADS, COST).errors == ["KPF214"]


TOTALS = "campaign,cost\na,10\nb,5\nTotal: Campaigns,15\nTotal: Account,15\n"


def test_totals_rows_are_not_added_to_what_they_sum_up(project):
    """Three times the cost: 15 + 15 + 15."""
    project.write("rows.csv", TOTALS)
    assert project.naive("SELECT sum(cost) FROM read_csv('{folder}/rows.csv')") == [(45,)]
    assert project.score(ADS, COST).codes == ["KPF213"]
    totals = {"begins": ["Total: "], "column": "campaign", "check": ["cost"], "row": "Total: Campaigns"}
    told = project.score(ADS | {"totals": totals}, COST)
    assert (told.numbers, told.codes) == ({"cost": 15.0}, [])


def test_an_export_cut_at_a_row_limit_is_told_by_its_totals_row(project):
    """10 of 15 look like a whole answer."""
    project.write("rows.csv", TOTALS.replace("b,5\n", ""))
    totals = {"begins": ["Total: "], "column": "campaign", "check": ["cost"], "row": "Total: Campaigns"}
    told = project.score(ADS | {"totals": totals}, COST)
    assert (told.numbers["cost"], told.codes) == (10.0, ["KPF227"])
    project.write("rows.csv", "campaign,cost\na,10\n")
    assert "no totals row to check" in project.score(ADS | {"totals": totals}, COST).text


def test_several_tables_in_one_file_are_not_one_column_of_text(project):
    """The sniffer gives four texts, one of them the header of the second table."""
    text = (
        "# Start date: 20261001\nNth day,Users\n0000,120\n0001,95\n\n# Start date: 20261001\nCountry ID,Users\nVN,301\n"
    )
    project.write("rows.csv", text)
    rows = project.naive("FROM read_csv('{folder}/rows.csv')")
    assert rows == [("0000", "120"), ("0001", "95"), ("Country ID", "Users"), ("VN", "301")]
    columns = {"country": {"type": "text", "header": "Country ID"}, "users": {"type": "integer", "header": "Users"}}
    source = ADS | {"columns": columns, "header": "find"}
    assert project.score(source, {"users": "sum users"}).numbers == {"users": 301.0}
    columns = {"nth": {"type": "text", "header": "Nth day"}, "users": {"type": "integer", "header": "Users"}}
    source = source | {"columns": columns}
    assert project.score(source, {"users": "sum users"}).errors == ["KPF210", "KPF214"]
    assert project.score(source | {"table_ends": ["#", ""]}, {"users": "sum users"}).numbers == {"users": 215.0}


def test_descriptions_below_the_header_are_no_row(project):
    """A sniffer makes every column text; TRY_CAST drops the row but a count of rows has one too many."""
    project.write("rows.csv", "campaign,cost\nName of the campaign,In VND\na,10\n")
    lax = "SELECT sum(TRY_CAST(cost AS BIGINT)), count(*) FROM read_csv('{folder}/rows.csv')"
    assert project.naive(lax) == [(10, 2)]
    inputs = COST | {"campaigns": "count"}
    assert project.score(ADS, inputs).errors == ["KPF210"]
    assert project.score(ADS | {"header_rows": 2}, inputs).numbers == {"cost": 10.0, "campaigns": 1.0}


@pytest.mark.parametrize(
    ("rows", "text", "header"),
    [
        (2, "Which do you know?,,Score\nPhở Sen,Khác,\nPhở Sen,,9\n,Khác,7\n", "Which do you know? / Phở Sen"),
        (3, 'Q1,Q2,Score\n"You know\nPhở Sen?",…,…\n"{""id"":1}",-,-\nPhở Sen,,9\n,Khác,7\n', "Q1"),
    ],
)
def test_two_and_three_header_rows(project, rows, text, header):
    """One of two people knows the brand; header rows that count as answers make it two or three."""
    project.write("rows.csv", text)
    columns = {"ours": {"type": "text", "header": header}, "score": {"type": "integer", "header": "Score"}}
    source = ADS | {"columns": columns, "header_rows": rows}
    assert project.score(source, {"aware": "count ours", "points": "sum score"}).numbers == {
        "aware": 1.0,
        "points": 16.0,
    }
    as_rows = "SELECT count(column0) FROM read_csv('{folder}/rows.csv', header=false, skip=1, all_varchar=true)"
    assert project.naive(as_rows) != [(1,)]


class TestHeaders:
    def test_blanks_around_a_header_are_no_part_of_its_name(self, project):
        """One engine trims them and another does not: the same declaration must find both."""
        project.write("rows.csv", " campaign ,cost \na,10\n")
        assert project.score(ADS, COST).numbers == {"cost": 10.0}

    def test_headers_that_differ_by_a_capital_are_two(self, project):
        """The engine compares without case: asked for cost, it gives Cost."""
        project.write("rows.csv", "campaign,Cost,cost\na,99,1\n")
        assert project.naive("SELECT cost FROM read_csv('{folder}/rows.csv')") == [(99,)]
        assert project.score(ADS, COST).numbers == {"cost": 1.0}

    def test_a_header_that_stands_twice_is_refused(self, project):
        """The engine calls the second one cost_1 and says nothing."""
        project.write("rows.csv", "campaign,cost,cost\na,99,1\n")
        assert project.naive("SELECT cost, cost_1 FROM read_csv('{folder}/rows.csv')") == [(99, 1)]
        assert project.score(ADS, COST).errors == ["KPF543"]


class TestEncodings:
    VIETNAMESE = "campaign,cost\nPh\u01a1\u0309,1\nb,2\n"  # ở as the file has it: base and mark apart

    def test_cp1258_meets_the_same_word_in_a_definition(self, project):
        """Decoded, the letters stay base and mark apart and equal nothing that was typed."""
        assert "Ph\u01a1\u0309".encode("cp1258").decode("cp1258") != "Phở"
        project.write("rows.csv", self.VIETNAMESE.encode("cp1258"))
        told = project.score(
            ADS | {"encoding": "cp1258"}, {"pho": {"agg": "sum", "expr": "cost", "filter": 'campaign == "Phở"'}}
        )
        assert (told.numbers, told.codes) == ({"pho": 1.0}, [])

    def test_utf_16_without_its_mark(self, project):
        """Latin letters pass as UTF-8 with a zero byte after each: one column of two such rows, and no error."""
        project.write("rows.csv", "campaign,cost\na,1\n".encode("utf-16-le"))
        assert project.naive("FROM read_csv('{folder}/rows.csv')") == [("\x00a\x00,\x001\x00",), ("\x00",)]
        assert project.score(ADS, COST).errors == ["KPF543"]
        project.write("rows.csv", self.VIETNAMESE.encode("utf-16-le"))
        assert project.score(ADS | {"encoding": "utf-16-le"}, COST).numbers == {"cost": 3.0}


def test_a_file_of_no_rows_is_no_zero(project):
    project.write("rows.csv", "day,cost\n")
    told = project.score(DAILY, COST)
    assert (told.numbers["cost"], told.errors) == (None, [])
    assert told.reasons["cost"] is not None
