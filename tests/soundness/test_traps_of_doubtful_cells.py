"""Cells that can be read in two ways: where the file does not say which, somebody is told."""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter

ADS = {"path": "rows.csv", "columns": {"campaign": "text", "cost": "decimal"}, "as_of": "2026-10-31"}
COST = {"cost": "sum cost"}
DAYS = {"day": {"type": "date", "format": "%d/%m/%Y"}, "shop": "text", "cost": "integer"}
SHEET = {"path": "rows.xlsx", "columns": DAYS, "time": "day"}
VIETNAMESE = {"delimiter": ";", "decimal": ",", "thousands": "."}


def cost(**column):
    return ADS | {"columns": {"campaign": "text", "cost": column}}


class TestThousandsNobodyDeclared:
    def test_three_digits_behind_every_point_are_told(self, project):
        """1.234, 12.500 and 350.000 dong are 363,734, and were 363.734."""
        project.write("rows.csv", "campaign,cost\na,1.234\nb,12.500\nc,350.000\nd,7\n")
        told = project.score(ADS, COST)
        assert (told.numbers, told.codes) == ({"cost": 370.734}, ["KPF239"])
        assert "'1.234'; '12.500'; '350.000'" in told.text
        assert 'thousands: "."' in told.problems[0].help.en

    def test_who_has_said_which_is_told_nothing(self, project):
        project.write("rows.csv", "campaign,cost\na,1.234\nb,12.500\nc,350.000\nd,7\n")
        assert project.score(cost(type="decimal", scale=3), COST).codes == []
        dotted = project.score(ADS | {"thousands": ".", "decimal": ","}, COST)
        assert (dotted.numbers, dotted.codes) == ({"cost": 363_741.0}, [])

    def test_a_decimal_comma_is_doubted_as_much(self, project):
        project.write("rows.csv", "campaign;cost\na;1,234\nb;350,000\n")
        told = project.score(ADS | {"delimiter": ";", "decimal": ","}, COST)
        assert (told.codes, 'thousands: ","' in told.problems[0].help.en) == (["KPF239"], True)

    def test_a_float_and_a_number_with_its_currency_too(self, project):
        project.write("rows.csv", "campaign,cost\na,1.234\n")
        assert project.score(cost(type="float"), COST).codes == ["KPF239"]
        project.write("rows.csv", "campaign,cost\na,1.234 ₫\nb,(12.500 ₫)\n")
        assert project.score(cost(type="decimal", marks=["₫"], negative="brackets"), COST).codes == ["KPF239"]

    @pytest.mark.parametrize("other", ["0.125", "1.5", "12.50", "1234.567", "0012.500", "1.2345"])
    def test_one_number_that_groups_nothing_settles_it(self, project, other):
        project.write("rows.csv", f"campaign,cost\na,1.234\nb,{other}\n")
        assert project.score(ADS, COST).codes == []

    def test_what_is_no_number_settles_nothing(self, project):
        """Nor does a row that is dropped."""
        project.write("rows.csv", "campaign,cost\na,1.234\nb,n.a.\nc, 12.500 \nTotal,13734.00\n")
        column = {"type": "decimal", "missing": ["n.a."]}
        source = cost(**column) | {"drop_rows": ['campaign == "Total"']}
        assert project.score(source, COST).codes == ["KPF239"]


class TestGroupsOfThousands:
    @pytest.mark.parametrize("cell", ["0.125", "00.125", "-0.250", "012.500"])
    def test_no_group_begins_with_zero(self, project, cell):
        """A rate of 0.125 was 125 where dots separate thousands: it is no number there."""
        project.write("rows.csv", f"campaign;cost\na;{cell}\n")
        told = project.score(ADS | VIETNAMESE, COST)
        assert (told.numbers, told.codes) == ({"cost": None}, ["KPF210"])

    @pytest.mark.parametrize(("cell", "number"), [("0", 0.0), ("0,125", 0.125), ("100.000", 1e5), ("007", 7.0)])
    def test_other_numbers_may(self, project, cell, number):
        project.write("rows.csv", f"campaign;cost\na;{cell}\n")
        assert project.score(ADS | VIETNAMESE, COST).numbers == {"cost": number}


@pytest.fixture
def sheet(project):
    """Write rows below a header; a pair is a value and its number format."""

    def write(*rows):
        book = xlsxwriter.Workbook(str(project.folder / "rows.xlsx"))
        page = book.add_worksheet("Data")
        for line, row in enumerate([("day", "shop", "cost"), *rows]):
            for place, cell in enumerate(row):
                value, form = cell if isinstance(cell, tuple) else (cell, "General")
                page.write(line, place, value, book.add_format({"num_format": form}))
        book.close()

    return write


def october(day):
    """A day in October as it stands in a workbook that an American program has opened."""
    return (dt.date(2026, day, 10), "dd/mm/yyyy") if day <= 12 else f"{day:02}/10/2026"


class TestWorkbooksOfTwoKinds:
    def test_dates_beside_texts_of_dates(self, project, sheet):
        """20 days of October: 11 of them are another month's now, and 9 are counted."""
        sheet(*((october(day), "A", 1) for day in range(1, 21)))
        told = project.score(SHEET, COST, today=dt.date(2027, 1, 1))
        assert told.numbers == {"cost": 9.0}
        assert told.codes == ["KPF226"]
        assert "12 date(s) (Data!A2 2026-01-10, Data!A3 2026-02-10" in told.text
        assert "8 text(s) (Data!A14 '13/10/2026'" in told.text

    def test_dates_alone_texts_alone_and_a_line_below_them_are_fine(self, project, sheet):
        sheet(
            *(((dt.date(2026, 10, day), "dd/mm/yyyy"), "A", 1) for day in range(1, 21)), ("Day 20 was the last", "", 9)
        )
        told = project.score(SHEET | {"footer": 1}, COST)
        assert (told.numbers, told.codes) == ({"cost": 20.0}, [])
        sheet(*((f"{day:02}/10/2026", "A", 1) for day in range(1, 21)))
        told = project.score(SHEET, COST)
        assert (told.numbers, told.codes) == ({"cost": 20.0}, [])

    def rates(self, project):
        source = {"path": "rows.xlsx", "columns": {"shop": "text", "cost": "percent"}, "as_of": "2026-10-31"}
        return project.score(source, {"rate": "max cost"})

    def test_a_percentage_typed_without_its_format(self, project, sheet):
        """12 beside 12 % is 1200 %."""
        sheet(("", "A", (0.12, "0%")), ("", "B", 12))
        told = self.rates(project)
        assert (told.numbers, told.codes) == ({"rate": 1200.0}, ["KPF226"])
        assert "1 number(s) above 1 (Data!C3 12)" in told.text

    def test_shares_are_fine(self, project, sheet):
        sheet(("", "A", (0.12, "0%")), ("", "B", (1, "0%")), ("", "C", (-0.5, "0%")), ("", "D", "12%"))
        told = self.rates(project)
        assert (told.numbers, told.codes) == ({"rate": 100.0}, [])

    def thousands(self, project):
        columns = {"shop": "text", "cost": "decimal"}
        source = {"path": "rows.xlsx", "columns": columns, "thousands": ".", "decimal": ",", "as_of": "2026-10-31"}
        return project.score(source, COST)

    def test_thousands_that_became_decimals(self, project, sheet):
        """1.234 and 1.234.567 were typed: 1,235,801."""
        sheet(("", "A", 1.234), ("", "B", "1.234.567"))
        told = self.thousands(project)
        assert (told.numbers, told.codes) == ({"cost": 1_234_568.234}, ["KPF226"])
        assert (
            "1 text(s) with '.' between thousands (Data!C3 '1.234.567') and 1 number(s) with decimals (Data!C2 1.234)"
            in told.text
        )

    @pytest.mark.parametrize("number", [1234, 0.5, 1234.5, 1.2345])
    def test_numbers_that_cannot_have_been_thousands_are_fine(self, project, sheet, number):
        sheet(("", "A", number), ("", "B", "1.234.567"))
        told = self.thousands(project)
        assert (told.numbers, told.codes) == ({"cost": 1_234_567 + number}, [])
