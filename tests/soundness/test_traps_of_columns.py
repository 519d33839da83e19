"""Columns as declared, in every format: codes for no answer, cells filled down, days of moments, rates and levels."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

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
