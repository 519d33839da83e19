"""Columns as declared, in every format: codes for no answer, cells filled down, days of moments, rates and levels."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SCORES = {"day": "date", "score": {"type": "decimal", "scale": 2, "missing": ["99", "-1"]}}
AVERAGE = {"mean": "average score", "answers": "count score"}
MARKS = ["5", "7", "99", "-1"]


def scored(project, form, **more):
    """Four answers, of which 99 and -1 are none: 5 and 7 are 6 on average."""
    return project.score({"path": f"rows.{form}", "columns": SCORES, "time": "day"} | more, AVERAGE)


class TestNoAnswer:
    @pytest.mark.parametrize(
        "kind",
        [pa.decimal128(10, 2), pa.decimal128(4, 0), pa.int64(), pa.int8(), pa.float64()],
        ids=str,
    )
    def test_a_code_is_a_number_where_the_column_is_one(self, project, kind):
        """99.00, 99.0 and 99 are one number, and the code is that number."""
        days = pa.array([date(2026, 10, 1)] * 4)
        marks = pa.array([Decimal(mark) for mark in MARKS]).cast(kind)
        pq.write_table(pa.table({"day": days, "score": marks}), project.folder / "rows.parquet")
        assert scored(project, "parquet").numbers == {"mean": 6.0, "answers": 2.0}

    def test_in_a_frame(self, project):
        frame = pl.DataFrame({"day": [date(2026, 10, 1)] * 4, "score": [Decimal(f"{m}.00") for m in MARKS]})
        assert project.score({"columns": SCORES, "time": "day"}, AVERAGE, frames={"rows": frame}).numbers == {
            "mean": 6.0,
            "answers": 2.0,
        }

    @pytest.mark.parametrize("ending", ["", ".0", ".00"])
    def test_in_text(self, project, ending):
        rows = [{"day": "2026-10-01", "score": f"{mark}{ending}"} for mark in MARKS]
        project.write("rows.csv", "day,score\n" + "".join(f"{row['day']},{row['score']}\n" for row in rows))
        project.write("rows.json", json.dumps(rows))
        for form in ("csv", "json"):
            assert scored(project, form).numbers == {"mean": 6.0, "answers": 2.0}

    def test_with_dots_between_thousands(self, project):
        project.write("rows.csv", "day;score\n2026-10-01;5\n2026-10-01;9.999\n")
        columns = {"day": "date", "score": {"type": "integer", "missing": ["9999"]}}
        told = scored(project, "csv", columns=columns, delimiter=";", thousands=".", decimal=",")
        assert told.numbers == {"mean": 5.0, "answers": 1.0}

    def test_what_is_no_code_stays(self, project):
        """9,99 is no 99, and 9.999 with a decimal comma is no 9999th of anything: it is 9999, and counts."""
        project.write("rows.csv", "day;score\n2026-10-01;9,99\n2026-10-01;9.999\n")
        told = scored(project, "csv", delimiter=";", thousands=".", decimal=",")
        assert told.numbers == {"mean": (9.99 + 9999) / 2, "answers": 2.0}


SALES = {"day": "date", "shop": {"type": "text", "fill_down": True}, "amount": "integer"}


class TestFilledDown:
    """Shop a sold 5 and 6, shop b 7 and 8: the name stands in the first row of each."""

    ROWS = (("a", 5), ("", 6), ("b", 7), ("", 8))

    def shops(self, project, form, **more):
        source = {"path": f"rows.{form}", "columns": SALES, "time": "day"} | more
        return project.score(source, {"amount": "sum amount"}, slice_by=["shop"])

    def test_where_rows_have_an_order(self, project):
        rows = [{"day": "2026-10-01", "shop": shop or None, "amount": amount} for shop, amount in self.ROWS]
        project.write("rows.csv", "day,shop,amount\n" + "".join(f"2026-10-01,{s},{n}\n" for s, n in self.ROWS))
        project.write("rows.json", json.dumps(rows))
        project.write("rows.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))
        for form in ("csv", "json", "jsonl"):
            told = self.shops(project, form)
            assert (told.of("a"), told.of("b")) == ({"amount": 11.0}, {"amount": 15.0})

    def test_each_file_begins_anew(self, project):
        """What stands last in one file says nothing of the next."""
        project.write("many/1.csv", "day,shop,amount\n2026-10-01,a,5\n")
        project.write("many/2.csv", "day,shop,amount\n2026-10-01,,6\n")
        told = self.shops(project, "csv", path="many/*.csv")
        assert (told.of("a"), told.of(None)) == ({"amount": 5.0}, {"amount": 6.0})

    def test_where_they_have_none_it_is_refused(self, project):
        table = pa.table({"day": [date(2026, 10, 1)] * 2, "shop": ["a", None], "amount": [5, 6]})
        pq.write_table(table, project.folder / "rows.parquet")
        told = self.shops(project, "parquet")
        assert (told.errors, told.numbers) == (["KPF222"], {"amount": None})
        assert "cannot be filled down" in told.text


def test_a_key_that_differs_by_capitals_is_not_dropped(project):
    """1 under "amt" and 2 under "Amt" are no 1."""
    project.write("rows.json", '[{"day": "2026-10-01", "amt": 1}, {"day": "2026-10-01", "Amt": 2}]')
    source = {"path": "rows.json", "columns": {"day": "date", "amt": "integer"}, "time": "day"}
    told = project.score(source, {"amt": "sum amt"})
    assert (told.numbers, told.errors) == ({"amt": None}, ["KPF214"])
    project.write("rows.json", '[{"day": "2026-10-01", "amt": 1, "Amt": 2}, {"day": "2026-10-01", "amt": 3}]')
    assert project.score(source, {"amt": "sum amt"}).numbers == {"amt": 4.0}


class TestDoubtfulSums:
    def test_a_sum_of_rates_is_told(self, project):
        """Click rates of 10% and 20% are no 30 of anything. Weighed by 100 and 300 views they are 17.5%."""
        project.write("rows.csv", "day,rate,views\n2026-10-01,10%,100\n2026-10-02,20%,300\n")
        source = {"path": "rows.csv", "columns": {"day": "date", "rate": "percent", "views": "integer"}, "time": "day"}
        told = project.score(source, {"rate": "sum rate"})
        assert (told.numbers, told.codes) == ({"rate": 30.0}, ["KPF238"])
        weighed = {"clicks": "sum rate * views", "views": "sum views"}
        told = project.score(source, weighed, formulas={"rate": "clicks / views"})
        assert (told.numbers, told.codes) == ({"rate": 17.5}, [])

    def test_a_level_is_not_added_up_over_days(self, project):
        """Followers were 1000, 1001 and 1002 on three days: 1002 in the end, and never 3003."""
        project.write("rows.csv", "day,amount\n2026-10-29,1000\n2026-10-30,1001\n2026-10-31,1002\n")
        source = {"path": "rows.csv", "columns": {"day": "date", "amount": "integer"}, "time": "day"}
        for agg, number, codes in (("sum", 3003.0, ["KPF238"]), ("last", 1002.0, [])):
            told = project.score(source, {"amount": f"{agg} amount"}, kinds={"amount": "stock"})
            assert (told.numbers, told.codes) == ({"amount": number}, codes)

    def test_one_day_a_period_is_a_level_of_that_day(self, project):
        """Two shops on one day: their sum is the level."""
        project.write("rows.csv", "day,amount\n2026-10-31,3\n2026-10-31,4\n")
        source = {"path": "rows.csv", "columns": {"day": "date", "amount": "integer"}, "time": "day"}
        told = project.score(source, {"amount": "sum amount"}, kinds={"amount": "stock"})
        assert (told.numbers, told.codes) == ({"amount": 7.0}, [])

    def test_a_level_and_what_came_in_since(self, project):
        """5 in the beginning and 2 and 3 that came in are 10: here the sum of days is right."""
        project.write("rows.csv", "day,amount,came\n2026-10-01,5,0\n2026-10-02,7,2\n2026-10-03,10,3\n")
        columns = {"day": "date", "amount": "integer", "came": "integer"}
        told = project.score(
            {"path": "rows.csv", "columns": columns, "time": "day"},
            {"begin": "first amount", "came": "sum came"},
            formulas={"now": "begin + came"},
            kinds={"now": "stock"},
        )
        assert (told.numbers, told.codes) == ({"now": 10.0}, [])


class TestDaysOfMoments:
    """23:30 UTC on 31 October is 06:30 on 1 November in Vietnam."""

    @pytest.mark.parametrize(
        ("kind", "form", "source", "cell"),
        [
            ("date", "%Y-%m-%dT%H:%M:%SZ", {}, "2026-10-31T23:30:00Z"),
            ("timestamp", "%Y-%m-%dT%H:%M:%SZ", {}, "2026-10-31T23:30:00Z"),
            ("timestamp", "%d/%m/%Y %H:%M UTC", {}, "31/10/2026 23:30 UTC"),
            ("date", "%d/%m/%Y %H:%M", {"timezone": "UTC"}, "31/10/2026 23:30"),
            ("date", "%d/%m/%Y %H:%M %z", {}, "31/10/2026 23:30 +0000"),
        ],
    )
    def test_the_day_is_that_of_the_project(self, project, kind, form, source, cell):
        project.write("rows.csv", f"day,amount\n{cell},1\n")
        columns = {"day": {"type": kind, "format": form}, "amount": "integer"}
        source = {"path": "rows.csv", "columns": columns, "time": "day"} | source
        assert project.score(source, {"amount": "sum amount"}, period="2026-10").numbers == {"amount": None}
        assert project.score(source, {"amount": "sum amount"}, period="2026-11").numbers == {"amount": 1.0}

    def test_a_day_without_a_clock_is_its_own(self, project):
        """A source in UTC whose days have no time: nothing is shifted, and Z may begin a word."""
        project.write("rows.csv", "day,amount\n31/10/2026 Zone,1\n")
        columns = {"day": {"type": "date", "format": "%d/%m/%Y Zone"}, "amount": "integer"}
        source = {"path": "rows.csv", "columns": columns, "time": "day", "timezone": "UTC"}
        assert project.score(source, {"amount": "sum amount"}).numbers == {"amount": 1.0}

    @pytest.mark.parametrize(("cell", "errors"), [("366/2025", ["KPF210"]), ("365/2025", []), ("1/2026", [])])
    def test_a_common_year_has_no_day_366(self, project, cell, errors):
        project.write("rows.csv", f"day,amount\n{cell},1\n")
        columns = {"day": {"type": "date", "format": "%j/%Y"}, "amount": "integer"}
        source = {"path": "rows.csv", "columns": columns, "time": "day"}
        period = "2026-01" if cell != "365/2025" else "2025-12"
        told = project.score(source, {"amount": "sum amount"}, period=period)
        assert (told.errors, told.numbers["amount"]) == (errors, None if errors else 1.0)


class TestTypedColumns:
    def test_a_database_that_takes_a_for_capital_a(self, project):
        """Shops A and a sold 5 and 7: two shops, though the column of the database was declared to know no capitals."""
        with duckdb.connect(str(project.folder / "rows.duckdb")) as base:
            base.execute("CREATE TABLE sales (day DATE, shop VARCHAR COLLATE NOCASE, amount INTEGER)")
            base.execute("INSERT INTO sales VALUES ('2026-10-01', 'A', 5), ('2026-10-01', 'a', 7)")
        columns = {"day": "date", "shop": "text", "amount": "integer"}
        source = {"path": "rows.duckdb", "table": "sales", "columns": columns, "time": "day"}
        small = {"agg": "sum", "expr": "amount", "filter": 'shop == "a"'}
        told = project.score(source, {"amount": "sum amount", "small": small}, slice_by=["shop"])
        assert told.numbers == {"amount": 12.0, "small": 7.0}
        assert (told.of("A")["amount"], told.of("a")["amount"]) == (5.0, 7.0)

    @pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
    def test_moments_with_a_zone_whatever_their_unit(self, project, unit):
        """16:59:59 UTC is the last second of October in Vietnam, 17:00 the first of November."""
        moments = [datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC), datetime(2026, 10, 31, 17, tzinfo=UTC)]
        table = pa.table({"day": pa.array(moments, pa.timestamp(unit, tz="UTC")), "amount": [1, 2]})
        pq.write_table(table, project.folder / "rows.parquet")
        columns = {"day": "timestamp", "amount": "integer"}
        told = project.score({"path": "rows.parquet", "columns": columns, "time": "day"}, {"amount": "sum amount"})
        assert (told.numbers, told.codes) == ({"amount": 1.0}, [])


@pytest.mark.parametrize(
    ("formula", "number", "codes"),
    [("ytd(members)", 30.0, ["KPF238"]), ("rolling_sum(members, 2)", 20.0, ["KPF238"]), ("members", 10.0, [])],
)
def test_one_state_is_not_added_up_over_months(project, formula, number, codes):
    """Ten members in August, and nobody counted since: they are no 20 in September and no 30 in October."""
    project.write("rows.csv", "name\n" + "".join(f"m{n}\n" for n in range(10)))
    project.write("sales.csv", "day,amount\n2026-08-01,1\n2026-10-01,1\n")
    told = project.score(
        {"path": "rows.csv", "columns": {"name": "text"}, "as_of": "2026-08-31"},
        {"members": "count", "amount": {"source": "sales", "agg": "sum", "expr": "amount"}},
        formulas={"seen": formula, "amount": "amount"},
        sources={"sales": {"path": "sales.csv", "columns": {"day": "date", "amount": "integer"}, "time": "day"}},
    )
    assert (told.numbers["seen"], told.codes) == (number, codes)
