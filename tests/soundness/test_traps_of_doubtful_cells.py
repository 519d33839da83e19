"""Cells that can be read in two ways: where the file does not say which, somebody is told."""

from __future__ import annotations

import pytest

ADS = {"path": "rows.csv", "columns": {"campaign": "text", "cost": "decimal"}, "as_of": "2026-10-31"}
COST = {"cost": "sum cost"}
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
