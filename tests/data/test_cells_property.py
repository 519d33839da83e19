"""Two ways to read a cell agree: the quick one (the value, written out, is the cell) and the pattern for all others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiframe.catalog.bindings import Column, ColumnType, Source
from kpiframe.data import cells
from kpiframe.data.database import Database

ZONE = "Asia/Ho_Chi_Minh"
SCALES = (0, 1, 2, 3, 4, 17)

DIALECTS = {
    "plain": ({}, {}),
    "decimal comma": ({"decimal": ","}, {}),
    "thousands comma": ({"thousands": ","}, {}),
    "thousands point": ({"decimal": ",", "thousands": "."}, {}),
    "thousands blank": ({"decimal": ",", "thousands": "\u00a0"}, {}),
    "marks and brackets": ({}, {"marks": ("$", "₫"), "brackets": True}),
    "missing codes": ({}, {"missing": ("--", "99", "0.00", "2026-01-01", "-1")}),
}

DIGITS = st.text("0123456789", min_size=1, max_size=21)
SIGN = st.sampled_from(["", "", "", "-", "+", "--", "\u2212"])
TAIL = st.one_of(
    st.just(""), st.tuples(st.sampled_from([".", ",", ".."]), st.text("0123456789", max_size=6)).map("".join)
)
NUMBER = st.tuples(SIGN, DIGITS, TAIL).map("".join)
DAY = st.tuples(st.integers(1, 10_500), st.integers(0, 13), st.integers(0, 32)).map(
    lambda d: f"{d[0]:04}-{d[1]:02}-{d[2]:02}"
)
DRESSED = st.tuples(
    st.sampled_from(["", " ", "\t", "\u00a0", "$", "$ ", "("]),
    st.one_of(NUMBER, DAY),
    st.sampled_from(["", " ", "\u202f", " ₫", ")", "%", "\x00", " 00:00:00", " (BC)", "e3", "E-2"]),
).map("".join)
SAID = st.sampled_from(
    ["", " ", "-", ".", "--", "99", " 99", "nan", "inf", "-inf", "infinity", "epoch", "0x10", "0b1", "1_000", "1e3", "1.5E-3",
     "-0", "-0.00", "0.00", "007", "5.", ".5", "-.5", "1 000", "1,234", "1.234,5", "12.34", "100.00", "-1", "12.345", "0.005",
     "9223372036854775807", "9223372036854775808", "-9223372036854775808", "9999999999999999.99", "99999999999999999.9",
     "\uff15", "\u0665", "5\u0301", "1\x002", "2026-1-5", "2026/01/05", "2026-02-30", "1899-12-31", "2101-01-01", "10000-01-01"]
)  # fmt: skip
ANY = st.text("0123456789+-.,_eExX%$₫() \t\x00\u00a0\u202f\u0665\uff15'", max_size=10)
CELLS = st.lists(st.one_of(NUMBER, DAY, DRESSED, SAID, ANY), min_size=25, max_size=60)


@pytest.fixture(scope="module")
def database():
    with Database(threads=1, timezone=ZONE) as db:
        yield db


def columns(**more):
    whole = [Column(t.value, t, t.value, **more) for t in (ColumnType.INTEGER, ColumnType.FLOAT, ColumnType.DATE)]
    scaled = (ColumnType.DECIMAL, ColumnType.PERCENT)
    return [*whole, *(Column(f"{t.value}{s}", t, "h", scale=s, **more) for t in scaled for s in SCALES)]


def by_pattern_alone(column, source, monkeypatch):
    with monkeypatch.context() as patch:
        reader = cells._reader
        patch.setattr(cells, "_reader", lambda *asked: replace(reader(*asked), same=None))
        return cells.text_cell(column, "raw", source, ZONE)


def asked(database, texts, values):
    database.register("written", pa.table({"i": range(len(texts)), "raw": texts}))
    return database.select(f"SELECT {', '.join(values)} FROM written ORDER BY i")


@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_quick_way_reads_what_the_pattern_reads(database, dialect):
    of_source, of_column = DIALECTS[dialect]
    source = Source("s", **of_source)
    quick = [cells.text_cell(c, "raw", source, ZONE) for c in columns(**of_column)]
    with pytest.MonkeyPatch.context() as monkeypatch:
        slow = [by_pattern_alone(c, source, monkeypatch) for c in columns(**of_column)]
    assert [a.bad("v") for a in quick] == [b.bad("v") for b in slow]
    assert sum(a.value != b.value for a, b in zip(quick, slow, strict=True)) >= 1  # dates have a quick way everywhere
    values = [f"CAST({a.value} AS VARCHAR)" for a in quick] + [f"CAST({b.value} AS VARCHAR)" for b in slow]

    @settings(max_examples=12, deadline=None, derandomize=True)
    @given(CELLS)
    def agree(texts):
        for text, row in zip(texts, asked(database, texts, values), strict=True):
            assert row[: len(quick)] == row[len(quick) :], repr(text)

    agree()


def expected(text, column):
    """What a plain column makes of a cell, by Python: ``None`` for no value, be it missing or bad."""
    text = text.strip(" \t\u00a0")
    if column.type is ColumnType.DATE:
        found = re.fullmatch("([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
        try:
            day = date(*map(int, found.groups())) if found else None
        except ValueError:
            return None
        return day if day and 1900 <= day.year <= 2100 else None
    scale = 0 if column.type is ColumnType.INTEGER else column.scale
    if not re.fullmatch(r"[+-]?[0-9]+" + (rf"(\.[0-9]{{1,{scale}}})?" if scale else ""), text):
        return None
    largest = (
        2**63 - 1 if column.type is ColumnType.INTEGER else Decimal(10 ** (18 - scale)) - Decimal(1).scaleb(-scale)
    )
    smallest = -(2**63) if column.type is ColumnType.INTEGER else -largest
    return Decimal(text) if smallest <= Decimal(text) <= largest else None


def test_plain_cells_are_what_python_makes_of_them(database):
    plain = [c for c in columns() if c.type in (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.DATE)]
    values = [cells.text_cell(c, "raw", Source("s"), ZONE).value for c in plain]

    @settings(max_examples=12, deadline=None, derandomize=True)
    @given(CELLS)
    def agree(texts):
        for text, row in zip(texts, asked(database, texts, values), strict=True):
            assert list(row) == [expected(text, column) for column in plain], repr(text)

    agree()


@pytest.mark.parametrize(("decimal", "thousands"), [(",", "."), (".", ","), (",", " "), (",", "\u00a0")])
def test_a_number_with_its_thousands_is_read_back_and_none_whose_first_group_is_zero(database, decimal, thousands):
    source = Source("s", decimal=decimal, thousands=thousands)
    cell = cells.text_cell(Column("n", ColumnType.DECIMAL, "n", scale=4), "raw", source, ZONE)

    @settings(max_examples=12, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(st.integers(-(10**13), 10**13), st.integers(0, 9999)), min_size=25, max_size=60))
    def agree(numbers):
        parts = [(f"{whole:,}".replace(",", thousands), f"{decimal}{behind:04}") for whole, behind in numbers]
        written = [whole + behind for whole, behind in parts]
        zeros = [f"0{thousands}{behind[-3:]}" for _, behind in parts]
        wanted = [Decimal(f"{whole}.{behind:04}") for whole, behind in numbers]
        rows = asked(database, [*written, *zeros], [cell.value])
        assert [value for (value,) in rows] == [*wanted, *(None for _ in zeros)]

    agree()
