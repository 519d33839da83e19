"""The same project on every kind of file and frame: identical values, states and reasons, for every slice and period."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

NAMES = ("day", "shop", "buyer", "amount", "qty", "weight", "paid")
ROWS = [
    # August, September, nothing in October but shop a, a shop without a name, missing cells everywhere
    (date(2026, 8, 3), "a", "ann", Decimal("10.50"), 1, 0.1, True),
    (date(2026, 8, 3), "b", "bob", Decimal("20.25"), 2, 0.2, False),
    (date(2026, 8, 31), "a", "Phở", Decimal("0.10"), 3, 0.3, True),
    (date(2026, 9, 15), None, "ann", Decimal("5.00"), None, 1e-9, True),
    (date(2026, 9, 15), "a", "ann", None, 4, None, None),
    (date(2026, 9, 30), "b", None, Decimal("7.75"), 5, 1000.0, True),
    (date(2026, 10, 1), "a", "eve", Decimal("-3.00"), 0, 0.7, False),
    (date(2026, 10, 31), "a", "bob", Decimal("99999.99"), 7, 0.25, True),
    (None, "a", "joe", Decimal("1.00"), 1, 1.0, True),
]
COLUMNS = {
    "day": "date",
    "shop": "text",
    "buyer": "text",
    "amount": {"type": "decimal", "scale": 2},
    "qty": "integer",
    "weight": "float",
    "paid": "boolean",
}
INPUTS = {
    "amount": "sum amount",
    "money": "sum amount * qty",
    "rows_paid": {"agg": "count", "filter": "paid"},
    "buyers": "count_distinct buyer",
    "smallest": "min amount",
    "largest": "max weight",
    "mean": "average qty",
    "middle": "median amount",
    "ninth": {"agg": "percentile", "expr": "weight", "p": 0.9},
    "stock": "last qty",
    "opening": "first amount",
    "weights": "sum weight",
    "none": {"agg": "sum", "expr": "amount", "filter": "amount > 1000000"},
    "zero": {"agg": "sum", "expr": "amount", "filter": "amount > 1000000", "empty": 0},
    "of_pho": {"agg": "sum", "expr": "amount", "filter": 'buyer == "Phở"'},
}
FORMULAS = {name: name for name in INPUTS} | {"price": "amount / stock", "no_price": "amount / zero"}


def texts(row, yes="true", no="false"):
    return ["" if c is None else (yes if c else no) if isinstance(c, bool) else str(c) for c in row]


def as_csv(folder):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([NAMES, *map(texts, ROWS)])
    (folder / "rows.csv").write_text(text.getvalue(), "utf-8")
    return {"path": "rows.csv"}


def as_vietnamese_csv(folder):
    """Semicolons, decimal commas, thousands dots, UTF-16, days first."""

    def cell(value):
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if isinstance(value, (Decimal, float)):
            digits = f"{Decimal(repr(value)) if isinstance(value, float) else value:,f}"
            return digits.translate({ord(","): ".", ord("."): ","})
        return texts([value], "Có", "Không")[0]

    lines = [";".join(NAMES), *(";".join(map(cell, row)) for row in ROWS)]
    (folder / "rows-vn.csv").write_text("\r\n".join(lines), "utf-16")
    columns = COLUMNS | {
        "day": {"type": "date", "format": "%d/%m/%Y"},
        "paid": {"type": "boolean", "true": ["Có"], "false": ["Không"]},
    }
    dialect = {"delimiter": ";", "decimal": ",", "thousands": ".", "encoding": "utf-16"}
    return {"path": "rows-vn.csv", "columns": columns, **dialect}


def table():
    kinds = [pa.date32(), pa.string(), pa.string(), pa.decimal128(12, 2), pa.int64(), pa.float64(), pa.bool_()]
    return pa.table([pa.array(c, k) for c, k in zip(zip(*ROWS, strict=True), kinds, strict=True)], names=list(NAMES))


def as_parquet(folder):
    parquet.write_table(table(), folder / "rows.parquet")
    return {"path": "rows.parquet"}


def plain(value):
    return str(value) if isinstance(value, date) else float(value) if isinstance(value, Decimal) else value


def as_json(folder):
    rows = [dict(zip(NAMES, map(plain, row), strict=True)) for row in ROWS]
    (folder / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return {"path": "rows.json"}


def as_ndjson(folder):
    lines = [json.dumps({n: plain(c) for n, c in zip(NAMES, row, strict=True) if c is not None}) for row in ROWS]
    (folder / "rows.ndjson").write_text("\n".join(lines), "utf-8")
    return {"path": "rows.ndjson"}


def as_workbook(folder):
    book = xlsxwriter.Workbook(str(folder / "rows.xlsx"), {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, NAMES)
    for line, row in enumerate(ROWS, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day))
            elif cell is not None:
                sheet.write(line, place, cell)
    book.close()
    return {"path": "rows.xlsx"}


def as_duckdb(folder):
    with duckdb.connect(str(folder / "rows.duckdb")) as engine:
        engine.execute(
            "CREATE TABLE orders (day DATE, shop TEXT, buyer TEXT, amount DECIMAL(12,2), qty INTEGER, weight DOUBLE, "
            "paid BOOLEAN)"
        )
        engine.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)", ROWS)
    return {"path": "rows.duckdb", "table": "orders"}


FILES = {f.__name__: f for f in (as_vietnamese_csv, as_parquet, as_json, as_ndjson, as_workbook, as_duckdb)}
FRAMES = {
    "arrow": table,
    "polars": lambda: pl.from_arrow(table()),
    "pandas": lambda: pd.DataFrame(ROWS, columns=list(NAMES)),
    "pandas of arrow": lambda: table().to_pandas(types_mapper=pd.ArrowDtype),
}


def everything(project, source, frames=None):
    """Value, state, reason and series of every KPI in the total and every slice; codes of findings."""
    told = project.score(
        {"columns": COLUMNS, "time": "day"} | source, INPUTS, formulas=FORMULAS, slice_by=["shop"], frames=frames
    )
    assert told.cards, told.text
    found = {}
    for card in told.cards:
        document = card.to_dict()
        place = document["frame"]["slice"].get("shop", "total")
        for row in document["results"]:
            series = [(p["period"], p["value"], p.get("reason")) for p in row["series"]]
            found[place, row["kpi"]] = (row["value"], row["state"], row["reason"], row["n"], series)
    return found, told.codes


@pytest.fixture
def expected(project):
    return everything(project, as_csv(project.folder))


def test_the_numbers_that_all_must_give(expected):
    """By hand, October: shop a alone, -3.00 * 0 + 99999.99 * 7; a month without a row of shop b has no value."""
    found, codes = expected
    assert codes == ["KPF215"]
    total = {kpi: row for (place, kpi), row in found.items() if place == "total"}
    assert total["k_amount"][0] == 99996.99
    assert total["k_money"][0] == 699999.93
    assert total["k_middle"][0] == 49998.495
    assert total["k_buyers"][0] == 2.0
    assert total["k_price"][0] == pytest.approx(99996.99 / 7, rel=1e-15)
    assert total["k_no_price"][:3] == (None, "missing", "zero_denominator")
    assert total["k_zero"][0] == 0.0
    assert total["k_none"][0] is None
    assert [v for _, v, _ in total["k_amount"][4]][-3:] == [30.85, 12.75, 99996.99]
    assert [v for _, v, _ in total["k_of_pho"][4]][-3:] == [0.1, None, None]
    assert {place for place, _ in found} == {"total", "a", "b", None}
    assert found["b", "k_amount"][0] is None
    assert [v for _, v, _ in found[None, "k_amount"][4]][-3:] == [None, 5.0, None]


@pytest.mark.parametrize("form", FILES)
def test_every_file_gives_the_same(project, expected, form):
    assert everything(project, FILES[form](project.folder)) == expected


@pytest.mark.parametrize("kind", FRAMES)
def test_every_frame_gives_the_same(project, expected, kind):
    assert everything(project, {"format": "frame"}, {"rows": FRAMES[kind]()}) == expected
