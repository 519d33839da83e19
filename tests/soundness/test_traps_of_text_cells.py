"""Cells of text files: what an engine reads without a word, beside what is read or refused here."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import pytest

DAILY = {"path": "rows.csv", "columns": {"day": "date", "cost": "integer"}, "time": "day"}
ADS = {"path": "rows.csv", "columns": {"campaign": "text", "cost": "integer"}, "as_of": "2026-10-31"}
COST = {"cost": "sum cost"}


class TestDates:
    def test_day_and_month_are_declared_and_not_guessed(self, project):
        """03/04 is read as 3 April, in another file as 4 March: it depends on the other rows."""
        project.write("rows.csv", "day,cost\n03/04/2026,1\n05/04/2026,2\n")
        assert project.naive("SELECT min(day) FROM read_csv('{folder}/rows.csv')") == [(date(2026, 4, 3),)]
        project.write("rows.csv", "day,cost\n03/04/2026,1\n03/14/2026,2\n")
        assert project.naive("SELECT min(day) FROM read_csv('{folder}/rows.csv')") == [(date(2026, 3, 4),)]
        assert project.score(DAILY, COST, period="2026-03").errors == ["KPF210"]
        for form, number, errors in (("%d/%m/%Y", None, ["KPF210"]), ("%m/%d/%Y", 3.0, [])):
            source = DAILY | {"columns": {"day": {"type": "date", "format": form}, "cost": "integer"}}
            told = project.score(source, COST, period="2026-03")
            assert (told.numbers["cost"], told.errors) == (number, errors)

    def test_a_year_of_two_digits_is_not_the_year_25(self, project):
        project.write("rows.csv", "day,cost\n31/10/25,1\n")
        assert project.naive("SELECT try_strptime('31/10/25', '%d/%m/%Y')::DATE") == [(date(25, 10, 31),)]
        source = DAILY | {"columns": {"day": {"type": "date", "format": "%d/%m/%Y"}, "cost": "integer"}}
        assert project.score(source, COST).errors == ["KPF210"]

    def test_a_day_with_a_time_is_a_day_only_where_declared(self, project):
        """Cut off without asking, 17:30 UTC on 31 October would stay in October; in Vietnam it is 1 November."""
        project.write("rows.csv", "day,cost\n2026-10-31 17:30:00,1\n2026-10-31 16:30:00,2\n")
        assert project.naive("SELECT sum(cost) FROM read_csv('{folder}/rows.csv') WHERE day::DATE = '2026-10-31'") == [
            (3,)
        ]
        assert project.score(DAILY, COST).errors == ["KPF210"]
        source = DAILY | {"columns": {"day": "timestamp", "cost": "integer"}, "timezone": "UTC"}
        assert project.score(source, COST).numbers == {"cost": 2.0}


class TestWords:
    def test_yes_and_no_stay_texts(self, project):
        """The sniffer makes booleans, written "true": none of two is "Yes"."""
        project.write("rows.csv", "churn\nYes\nNo\nYes\n")
        assert project.naive("SELECT count(*) FROM read_csv('{folder}/rows.csv') WHERE churn::VARCHAR = 'Yes'") == [
            (0,)
        ]
        source = {"path": "rows.csv", "columns": {"churn": "text"}, "as_of": "2026-10-31"}
        assert project.score(source, {"gone": {"agg": "count", "filter": 'churn == "Yes"'}}).numbers == {"gone": 2.0}

    def test_what_means_yes_is_declared(self, project):
        project.write("rows.csv", "paid\nCó\nKhông\nchưa rõ\n")
        column = {"type": "boolean", "true": ["Có"], "false": ["Không"]}
        source = {"path": "rows.csv", "columns": {"paid": column}, "as_of": "2026-10-31"}
        told = project.score(source, {"paid": {"agg": "count", "filter": "paid"}})
        assert (told.errors, "chưa rõ" in told.text) == (["KPF210"], True)

    @pytest.mark.parametrize("cell", [" ", "", "n/a"])
    def test_one_blank_or_dirty_cell_does_not_turn_money_into_text(self, project, cell):
        """As text it cannot be summed, and TRY_CAST hides what it could not read."""
        project.write("rows.csv", f"campaign,cost\na,29\nb,{cell}\nc,4\n")
        if cell:
            assert project.naive("SELECT typeof(cost) FROM read_csv('{folder}/rows.csv') LIMIT 1") == [("VARCHAR",)]
        assert project.naive("SELECT sum(TRY_CAST(cost AS BIGINT)) FROM read_csv('{folder}/rows.csv')") == [(33,)]
        told = project.score(ADS, COST)
        if cell.strip():
            assert (told.numbers["cost"], told.errors) == (None, ["KPF210"])
        else:
            assert (told.numbers, told.errors) == ({"cost": 33.0}, [])


CELLS = [
    # cell, declared type, type of the engine, what TRY_CAST makes of it
    ("nan", "float", "DOUBLE", math.nan),
    ("inf", "float", "DOUBLE", math.inf),
    ("1e999", "float", "DOUBLE", math.inf),
    ("1_000", "float", "DOUBLE", 1000.0),
    ("1_000", "decimal", "DECIMAL(18,4)", Decimal(1000)),
    ("1_000", "integer", "BIGINT", 1000),
    ("12.7", "integer", "BIGINT", 13),
    ("0x10", "integer", "BIGINT", 16),
    ("0.00001", "decimal", "DECIMAL(18,4)", Decimal(0)),
    ("0.00001", "integer", "BIGINT", 0),
    ("100000000000000", "decimal", "DECIMAL(18,4)", None),
    ("1,234", "decimal", "DECIMAL(18,4)", None),
    ("12.5%", "decimal", "DECIMAL(18,4)", None),
    ("(5)", "decimal", "DECIMAL(18,4)", None),
    ("\u22125", "decimal", "DECIMAL(18,4)", None),
]


@pytest.mark.parametrize(("cell", "kind", "sql", "cast"), CELLS, ids=[ascii(f"{c[0]} as {c[1]}") for c in CELLS])
def test_what_try_cast_lets_through_or_drops(project, cell, kind, sql, cast):
    """Each is refused with its line, beside 100 that is fine; the cast changes the sum or leaves the cell out of it."""
    (found,) = project.naive(f"SELECT TRY_CAST('{cell}' AS {sql})")[0]
    assert found == cast or (found is not None and math.isnan(found) and math.isnan(cast))
    project.write("rows.csv", f'campaign,cost\na,100\nb,"{cell}"\n')
    told = project.score(ADS | {"columns": {"campaign": "text", "cost": kind}}, COST)
    assert (told.numbers["cost"], told.errors) == (None, ["KPF210"])
    assert "rows.csv:3:1" in told.text


@pytest.mark.parametrize(
    ("cell", "kind", "number"), [("1e3", "float", 1000.0), ("12.7", "decimal", 12.7), ("0.00001", "float", 0.00001)]
)
def test_what_is_a_number_of_its_type_stays_one(project, cell, kind, number):
    project.write("rows.csv", f"campaign,cost\na,{cell}\n")
    assert project.score(ADS | {"columns": {"campaign": "text", "cost": kind}}, COST).numbers == {"cost": number}


def test_a_thousands_dot_is_no_decimal_point(project):
    """1.500 đồng read as one and a half: a sum of 2.75 instead of 2,750."""
    project.write("rows.csv", "campaign,cost\na,1.500\nb,1.250\n")
    assert project.naive("SELECT sum(cost) FROM read_csv('{folder}/rows.csv')") == [(2.75,)]
    assert project.score(ADS, COST).errors == ["KPF210"]
    assert project.score(ADS | {"thousands": ".", "decimal": ","}, COST).numbers == {"cost": 2750.0}


def test_a_lazy_file_and_a_table_give_the_same_numbers(project):
    """Casts that are pushed into the lazy scan give Yes, a table true: here both bindings count the same rows."""
    project.write("rows.csv", "campaign,paid,cost\na,Yes,29\nb,No,\nc,Yes,4\n")
    source = ADS | {"columns": {"campaign": "text", "paid": "text", "cost": "integer"}}
    paid = {"filter": 'paid == "Yes"'}
    alone = project.score(source, {"paid": {"agg": "count"} | paid})
    many = project.score(
        source,
        {
            "paid": {"agg": "count"} | paid,
            "cost": {"agg": "sum", "expr": "cost"} | paid,
            "middle": "median cost",
            "kinds": "count_distinct paid",
        },
    )
    assert alone.numbers == {"paid": 2.0}
    assert many.numbers == {"paid": 2.0, "cost": 33.0, "middle": 16.5, "kinds": 2.0}
