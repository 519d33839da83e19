"""What a text cell may be: engine.md section 2, one cell at a time."""

from __future__ import annotations

from datetime import date

import pytest

from kpiframe.catalog.bindings import Source
from kpiframe.data.cells import text_cell
from kpiframe.data.database import Database

BAD, NONE = "bad", None


@pytest.fixture(scope="module")
def database():
    with Database(threads=1, timezone="Asia/Ho_Chi_Minh") as db:
        yield db


def read(db, cell, column, **dialect):
    """The value of one raw cell, ``bad`` or ``None`` (missing)."""
    found = text_cell(column, "raw", Source("s", **dialect), "Asia/Ho_Chi_Minh")
    codes = " || ".join(f"chr({ord(c)})" for c in cell) or "''"
    rows = f"SELECT raw, {found.value} AS v FROM (SELECT {codes} AS raw)"
    value, bad = db.select(
        f"SELECT CAST(v AS {'VARCHAR' if column.type == 'text' else 'DOUBLE'}), {found.bad('v')} FROM ({rows})"
    )[0]
    assert not (bad and value is not None)
    return BAD if bad else value


# TRY_CAST lets these through or silently changes them: each must be refused by pattern.
TRAPS = [
    ("nan", BAD, BAD, BAD),
    ("NaN", BAD, BAD, BAD),
    ("inf", BAD, BAD, BAD),
    ("-Infinity", BAD, BAD, BAD),
    ("1e999", BAD, BAD, BAD),
    ("1_000", BAD, BAD, BAD),
    ("12.7", BAD, 12.7, 12.7),
    ("0x10", BAD, BAD, BAD),
    ("0b11", BAD, BAD, BAD),
    ("0.00001", BAD, BAD, 0.00001),
    ("100000000000000", 1e14, BAD, 1e14),
    ("1,234", BAD, BAD, BAD),
    ("1.234,5", BAD, BAD, BAD),
    ("12.5%", BAD, BAD, BAD),
    ("(5)", BAD, BAD, BAD),
    ("\u22125", BAD, BAD, BAD),
    ("\uff15", BAD, BAD, BAD),
    ("\u0665", BAD, BAD, BAD),
    ("5\u00a0000", BAD, BAD, BAD),
    ("1e3", BAD, BAD, 1000.0),
    ("1.5E-3", BAD, BAD, 0.0015),
    ("12.70000", BAD, BAD, 12.7),
    (".5", BAD, BAD, BAD),
    ("5.", BAD, BAD, BAD),
    ("--5", BAD, BAD, BAD),
    ("- 5", BAD, BAD, BAD),
    ("5-", BAD, BAD, BAD),
    ("abc", BAD, BAD, BAD),
    ("1 2", BAD, BAD, BAD),
    ("$5", BAD, BAD, BAD),
    ("true", BAD, BAD, BAD),
    ("9223372036854775808", BAD, BAD, 9223372036854775808.0),
    ("9223372036854775807", 9223372036854775807.0, BAD, 9223372036854775807.0),
    ("-7", -7.0, -7.0, -7.0),
    ("+7", 7.0, 7.0, 7.0),
    ("007", 7.0, 7.0, 7.0),
    (" 7 ", 7.0, 7.0, 7.0),
    ("7\t", 7.0, 7.0, 7.0),
    ("\u00a07", 7.0, 7.0, 7.0),
    ("-0", 0.0, 0.0, 0.0),
    ("", NONE, NONE, NONE),
    ("   ", NONE, NONE, NONE),
    ("\t", NONE, NONE, NONE),
]


@pytest.mark.parametrize(("cell", "integer", "decimal", "double"), TRAPS, ids=[repr(t[0]) for t in TRAPS])
def test_numbers(database, make_column, cell, integer, decimal, double):
    assert read(database, cell, make_column("x", "integer")) == integer
    assert read(database, cell, make_column("x", "decimal")) == decimal
    assert read(database, cell, make_column("x", "float")) == double


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234.567,89", 1234567.89),
        ("1234567,89", 1234567.89),
        ("-1.234", -1234.0),
        ("1.23,4", BAD),
        ("12.34", BAD),
        ("1.2345", BAD),
        ("1..234", BAD),
        (".234", BAD),
        ("1,5,5", BAD),
        ("0,5", 0.5),
    ],
)
def test_vietnamese_numbers(database, make_column, cell, value):
    """Thousands only in groups of three: 12.34 is not 1234."""
    assert read(database, cell, make_column("x", "decimal"), decimal=",", thousands=".") == value


@pytest.mark.parametrize(
    ("cell", "value"), [("25,881", 25881.0), ("25881", 25881.0), ("2,58", BAD), ("1,234,5", BAD), ("1,234.5", BAD)]
)
def test_thousands_of_integers(database, make_column, cell, value):
    assert read(database, cell, make_column("x", "integer"), thousands=",") == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("3.24%", 3.24),
        ("3.24 %", 3.24),
        ("77%", 77.0),
        ("-1.5%", -1.5),
        ("3.24\u00a0%", 3.24),
        ("3.24", BAD),
        ("0.0324", BAD),
        ("%", BAD),
        ("3%%", BAD),
        ("", NONE),
    ],
)
def test_percent(database, make_column, cell, value):
    """The sign is what tells 3 percent from the share 3."""
    assert read(database, cell, make_column("x", "percent")) == value


@pytest.mark.parametrize(("scale", "value"), [(2, BAD), (3, 0.125), (10, 0.125), (0, BAD)])
def test_scale_bounds_the_decimals(database, make_column, scale, value):
    assert read(database, "0.125", make_column("x", {"type": "decimal", "scale": scale})) == value


MISSING = [
    ({"type": "integer", "missing": ["88", "99"]}, "88", NONE),
    ({"type": "integer", "missing": ["88", "99"]}, " 88 ", NONE),
    ({"type": "integer", "missing": ["88", "99"]}, "8", 8.0),
    ({"type": "decimal", "missing": [" --"]}, " --", NONE),
    ({"type": "decimal", "missing": [" --"]}, "--", NONE),
    ({"type": "decimal", "missing": ["--"]}, " -- ", NONE),
    ({"type": "decimal", "missing": ["--"]}, "---", BAD),
    ({"type": "integer", "missing": ["-1"]}, "-1", NONE),
    ({"type": "decimal", "missing": ["Không có"]}, "Không có", NONE),
    ({"type": "decimal", "missing": ["N/A"]}, "n/a", BAD),
    ({"type": "decimal"}, "NULL", BAD),
]


@pytest.mark.parametrize(("spec", "cell", "value"), MISSING, ids=[f"{m[0].get('missing')}-{m[1]!r}" for m in MISSING])
def test_missing_texts(database, make_column, spec, cell, value):
    assert read(database, cell, make_column("x", spec)) == value


def test_a_text_cell_is_counted_unless_blank_or_missing(bench):
    """id / name: four rows, one blank, one "(not set)": two names are present."""
    bench.write("t.csv", "id,name\n1,Phở\n2,  \n3,(not set)\n4,NULL\n")
    sources = {"t": {"path": "t.csv", "columns": {"id": "integer", "name": {"type": "text", "missing": ["(not set)"]}}}}
    found, values = bench.gather(sources, {"names": {"source": "t", "agg": "count", "expr": "name"}})
    assert values[()]["names"] == (2.0,)
    assert found.reports[0].nulls == {"name": 2}


DATES = [
    ("2026-10-31", None, date(2026, 10, 31)),
    ("2026-02-30", None, BAD),
    ("2026-1-1", None, BAD),
    ("2026-10-31 10:00:00", None, BAD),
    ("31/10/2026", None, BAD),
    ("1899-12-31", None, BAD),
    ("2101-01-01", None, BAD),
    ("1900-01-01", None, date(1900, 1, 1)),
    ("2100-12-31", None, date(2100, 12, 31)),
    ("infinity", None, BAD),
    ("epoch", None, BAD),
    ("45961", None, BAD),
    ("31/10/2026", "%d/%m/%Y", date(2026, 10, 31)),
    ("3/4/2026", "%d/%m/%Y", date(2026, 4, 3)),
    ("03/14/2026", "%d/%m/%Y", BAD),
    ("31/12/25", "%d/%m/%Y", BAD),
    ("31/12/2026 x", "%d/%m/%Y", BAD),
    ("31/12/2026 10:00", "%d/%m/%Y", BAD),
    ("31/12/25", "%d/%m/%y", date(2025, 12, 31)),
    ("19970101", "%Y%m%d", date(1997, 1, 1)),
    ("Oct 31, 2026", "%b %d, %Y", date(2026, 10, 31)),
    ("31/10/2026 23:59", "%d/%m/%Y %H:%M", date(2026, 10, 31)),
]


@pytest.mark.parametrize(("cell", "form", "day"), DATES, ids=[f"{d[0]}-{d[1]}" for d in DATES])
def test_dates(bench, cell, form, day):
    """Seen through the source report: first and last day of a source of one row."""
    bench.write("d.csv", f'day,n\n"{cell}",1\n')
    spec = {"type": "date", "format": form} if form else "date"
    sources = {"d": {"path": "d.csv", "columns": {"day": spec, "n": "integer"}, "time": "day"}}
    found, _ = bench.gather(sources, {"n": {"source": "d", "agg": "sum", "expr": "n"}}, today=date(2200, 1, 1))
    if day == BAD:
        assert [p.code for p in found.problems] == ["KPF210"]
    else:
        assert found.reports[0].first == found.reports[0].last == day


TIMES = [
    # written, declared zone of the source, local day in Asia/Ho_Chi_Minh (UTC+7)
    ("2026-10-31 23:30:00", "local", date(2026, 10, 31)),
    ("2026-10-31 23:30", "UTC", date(2026, 11, 1)),
    ("2026-10-31T16:59:59", "UTC", date(2026, 10, 31)),
    ("2026-10-31T17:00:00", "UTC", date(2026, 11, 1)),
    ("2026-10-31T16:59:59Z", "local", date(2026, 10, 31)),
    ("2026-10-31T17:00:00Z", "local", date(2026, 11, 1)),
    ("2026-11-01T01:00:00+09:00", "local", date(2026, 10, 31)),
    ("2026-10-31 23:30:00.123456", "local", date(2026, 10, 31)),
    ("2026-10-31", "local", BAD),
    ("2026-10-31 25:00:00", "local", BAD),
    ("2026-10-31 10:00 PM", "local", BAD),
]


@pytest.mark.parametrize(("cell", "zone", "day"), TIMES, ids=[f"{t[0]}-{t[1]}" for t in TIMES])
def test_time_zone_at_the_days_edge(bench, cell, zone, day):
    bench.write("t.csv", f"at,n\n{cell},1\n")
    sources = {"t": {"path": "t.csv", "columns": {"at": "timestamp", "n": "integer"}, "time": "at", "timezone": zone}}
    found, _ = bench.gather(sources, {"n": {"source": "t", "agg": "count"}})
    if day == BAD:
        assert "KPF210" in [p.code for p in found.problems]
    else:
        assert found.reports[0].last == day


def test_a_declared_format_may_carry_the_zone(bench):
    bench.write("t.csv", "at,n\n31/10/2026 20:00 +0000,1\n")
    columns = {"at": {"type": "timestamp", "format": "%d/%m/%Y %H:%M %z"}, "n": "integer"}
    found, _ = bench.gather(
        {"t": {"path": "t.csv", "columns": columns, "time": "at"}}, {"n": {"source": "t", "agg": "count"}}
    )
    assert found.reports[0].last == date(2026, 11, 1)


BOOLEANS = [
    ("Yes", {}, 1.0),
    ("no", {}, 0.0),
    ("TRUE", {}, 1.0),
    ("0", {}, 0.0),
    ("Có", {"true": ["Có"], "false": ["Không"]}, 1.0),
    ("KHÔNG", {"true": ["Có"], "false": ["Không"]}, 0.0),
    ("Yes", {"true": ["Có"], "false": ["Không"]}, BAD),
    ("maybe", {}, BAD),
    ("2", {}, BAD),
]


@pytest.mark.parametrize(("cell", "pairs", "value"), BOOLEANS)
def test_booleans_are_declared_pairs(bench, cell, pairs, value):
    bench.write("b.csv", f"yes,n\n{cell},1\n")
    columns = {"yes": {"type": "boolean", **pairs}, "n": "integer"}
    found, values = bench.gather(
        {"b": {"path": "b.csv", "columns": columns}}, {"n": {"source": "b", "agg": "count", "filter": "yes"}}
    )
    if value == BAD:
        assert [p.code for p in found.problems] == ["KPF210"]
    else:
        assert values[()]["n"] == (value,)


def test_text_is_nfc_in_cells_and_constants(bench):
    """The same word as one code point and as base plus mark is one word."""
    bench.write("n.csv", "w,n\nPh\u1edf,1\nPho\u031b\u0309,2\nPho,4\n")
    _, values = bench.gather(
        {"n": {"path": "n.csv", "columns": {"w": "text", "n": "integer"}}},
        {"n": {"source": "n", "agg": "sum", "expr": "n", "filter": 'w == "Pho\u031b\u0309"'}},
    )
    assert values[()]["n"] == (3.0,)
