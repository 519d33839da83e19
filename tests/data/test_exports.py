"""Exports as they are downloaded: several header rows, lines below the table, rows that sum up the others."""

from __future__ import annotations

from datetime import date

import pytest

from kpiframe.catalog.bindings import Totals

COST = {"cost": {"source": "s", "agg": "sum", "expr": "cost"}}
ADS = {
    "path": "s.csv",
    "columns": {"campaign": {"type": "text", "header": "Campaign"}, "cost": {"type": "decimal", "header": "Cost"}},
    "as_of": date(2026, 10, 31),
}


def cost(bench, text, **more):
    bench.write("s.csv", text)
    found, numbers = bench.gather({"s": ADS | more}, COST, period="2026-10")
    return [p.code for p in found.problems], numbers[()]["cost"][-1] if numbers else None


class TestTotals:
    """The sum of the rows, checked against what the file says it is."""

    TEXT = "Campaign,Cost\nTết,10\nMùa thu,5.5\nTotal: Campaigns,15.5\nTotal: Account,20\n"

    def test_undeclared_totals_inflate_the_sum_and_are_told(self, bench):
        codes, value = cost(bench, self.TEXT)
        assert (codes, value) == (["KPF213"], 51.0)

    def test_declared_totals_are_left_out_and_held_against_the_rows(self, bench):
        totals = Totals(("Total: ",), "campaign", ("cost",), "Total: Campaigns")
        assert cost(bench, self.TEXT, totals=totals) == ([], 15.5)

    def test_an_export_that_was_cut_is_told(self, bench):
        totals = Totals(("Total: ",), "campaign", ("cost",), "Total: Campaigns")
        assert cost(bench, self.TEXT.replace("Mùa thu,5.5\n", ""), totals=totals) == (["KPF227"], 10.0)

    def test_an_export_without_its_totals_row_cannot_be_checked_and_says_so(self, bench):
        totals = Totals(("Total: ",), "campaign", ("cost",))
        assert cost(bench, "Campaign,Cost\nTết,10\n", totals=totals) == (["KPF227"], 10.0)

    def test_a_totals_row_without_a_name(self, bench):
        totals = Totals(("",), "campaign", ("cost",))
        assert cost(bench, "Campaign,Cost\n,15\nTết,10\nHè,5\n", totals=totals) == ([], 15.0)


class TestHeaders:
    """Two and three header rows, and descriptions below the header."""

    def test_the_second_row_says_which_answer(self, bench):
        text = (
            'Respondent ID,"Which brands do you know?",,Score\n,Phở Sen,Đối thủ A,\n'
            "1,Phở Sen,,9\n2,,Đối thủ A,7\n3,Phở Sen,Đối thủ A,10\n"
        )
        spec = ADS | {
            "header_rows": 2,
            "columns": {
                "ours": {"type": "text", "header": "Which brands do you know? / Phở Sen"},
                "score": {"type": "integer", "header": "Score"},
            },
        }
        bench.write("s.csv", text)
        bindings = {
            "aware": {"source": "s", "agg": "count", "expr": "ours"},
            "score": {"source": "s", "agg": "sum", "expr": "score"},
        }
        found, numbers = bench.gather({"s": spec}, bindings, period="2026-10")
        assert found.problems == ()
        assert (numbers[()]["aware"][-1], numbers[()]["score"][-1]) == (2.0, 26.0)

    @pytest.mark.parametrize("header", [1, None])
    def test_three_rows_of_which_the_first_names_the_columns(self, bench, header):
        text = (
            'Campaign,Cost\n"Name, as typed","What it\ncost"\n"{""ImportId"":""c""}","{""ImportId"":""d""}"\nTết,10\n'
        )
        assert cost(bench, text, header_rows=3, header=header) == ([], 10.0)

    def test_a_row_of_descriptions_below_the_header(self, bench):
        text = "Campaign,Cost\nName of the campaign,In the account currency\nTết,10\n"
        assert cost(bench, text)[0] == ["KPF210"]
        assert cost(bench, text, header_rows=2) == ([], 10.0)

    def test_bad_cells_are_still_told_by_their_line(self, bench):
        bench.write("s.csv", 'Campaign,Cost\n"Name","What\nit cost"\nTết,10\nHè,mười\n')
        found, _ = bench.gather({"s": ADS | {"header_rows": 2}}, COST, period="2026-10")
        assert "line 5" in found.problems[0].message.en


def test_lines_below_the_table_are_left_out(bench):
    text = "Campaign,Cost\nTết,10\nHè,5\nDownloaded on,2026-11-01\nBy,linh\n"
    assert cost(bench, text)[0] != []
    assert cost(bench, text, footer=2) == ([], 15.0)
