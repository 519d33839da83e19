"""What cannot be computed in a warehouse is told at its place before anything is asked; the way out is named."""

from __future__ import annotations

import json
import sys

import pytest

import kpiframe
from kpiframe.catalog.warehouses import BACKENDS

COLUMNS = {"day": "date", "shop": "text", "amount": "decimal", "weight": "float"}
TABLE = {"url": {"env": "WAREHOUSE"}, "table": "shop.rows"}
COUNT = {"rows": {"agg": "count"}}


def refusals(bench, bindings, columns=None, **source):
    """Return the problems of a definition, without any connection: the environment is empty."""
    folder = bench.define(
        {"warehouse": {**TABLE, **source.pop("warehouse", {})}}, columns or COLUMNS, bindings, **source
    )
    try:
        kpiframe.load(folder, root=bench.folder)
    except kpiframe.DefinitionError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(
    ("binding", "why"),
    [
        ({"agg": "sum", "expr": "weight"}, "sum of doubles"),
        ({"agg": "average", "expr": "amount / 2"}, "sum of doubles"),
        ({"agg": "sum", "expr": "amount ** 2"}, "** does not give the same result"),
        ({"agg": "count", "filter": "ln(amount) > 1"}, "ln does not give the same result"),
        ({"agg": "median", "expr": "round(weight, 1)"}, "round does not give the same result"),
    ],
)
def test_aggregates_that_differ_between_warehouses(bench, binding, why):
    (told,) = refusals(bench, {"told": binding}, time="day")
    assert told.code == "KPF250"
    assert why in told.message.en
    assert "fetch: rows" in told.help.en
    assert told.location.line > 0
    assert refusals(bench, {"told": binding}, time="day", warehouse={"fetch": "rows"}) == []


@pytest.mark.parametrize("kind", list(BACKENDS))
@pytest.mark.parametrize("agg", ["median", "percentile"])
def test_medians_by_kind_of_warehouse(bench, kind, agg):
    """BigQuery and Trino have estimates only; lint says so as soon as the kind is declared."""
    binding = {"agg": agg, "expr": "amount"} | ({"p": 0.9} if agg == "percentile" else {})
    found = refusals(bench, {"told": binding}, time="day", warehouse={"kind": kind})
    assert [p.code for p in found] == (["KPF250"] if kind in ("bigquery", "trino") else [])


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({"path": "rows.csv"}, "KPF503"),
        ({"delimiter": ";"}, "KPF503"),
        ({"totals": {"begins": ["Total"]}}, "KPF250"),
        ({"drop_rows": ["amount ** 2 > 4"]}, "KPF250"),
        ({"columns": {"share": "percent"}}, "KPF250"),
        ({"columns": {"shop": {"type": "text", "fill_down": True}}}, "KPF250"),
        ({"columns": {"day": {"type": "date", "format": "%d/%m/%Y"}}}, "KPF250"),
    ],
)
def test_what_belongs_to_files(bench, source, code):
    assert [p.code for p in refusals(bench, COUNT, **source)] == [code]


def test_no_source_is_made_of_rows_that_stay_there(bench):
    made = {"derive": {"from": "rows", "group_by": ["shop"], "columns": {"spent": {"agg": "sum", "expr": "amount"}}}}
    for fetch, codes in (("totals", ["KPF250"]), ("rows", [])):
        folder = bench.define({"warehouse": {**TABLE, "fetch": fetch}}, {"shop": "text", "amount": "decimal"}, COUNT)
        path = folder / "kpiframe.yaml"
        path.write_text(path.read_text().replace('"sources": {', f'"sources": {{"shops": {json.dumps(made)}, '))
        try:
            kpiframe.load(folder, root=bench.folder)
            found = []
        except kpiframe.DefinitionError as error:
            found = [p.code for p in error.problems]
        assert found == codes


@pytest.mark.parametrize(
    ("environ", "code", "words"),
    [
        ({}, "KPF251", "the environment variable WAREHOUSE is not set"),
        ({"WAREHOUSE": "  "}, "KPF251", "is not set"),
        ({"WAREHOUSE": "mysql://me:planted-word@host/db"}, "KPF251", "names no warehouse that is known"),
        ({"WAREHOUSE": "duckdb:///etc/passwd"}, "KPF251", "names no warehouse that is known"),
        ({"WAREHOUSE": "planted-word"}, "KPF251", "names no warehouse that is known"),
        ({"WAREHOUSE": "trino://me:planted-word@host/db"}, "KPF251", "the address is of trino"),
    ],
)
def test_addresses_that_cannot_be_used(bench, environ, code, words):
    folder = bench.define({"warehouse": {**TABLE, "kind": "postgres"}}, {"day": "date"}, COUNT)
    (card, *_) = kpiframe.load(folder, root=bench.folder).score_all("2026-10", environ=environ)
    (told,) = [p for p in card.problems if p.severity == "error"]
    assert (told.code, words in told.message.en) == (code, True)
    assert card.results["k_rows"].state == "error"
    assert "planted-word" not in json.dumps(card.to_dict(), default=str) + "".join(map(str, card.problems))


@pytest.mark.parametrize(("missing", "kind"), [("ibis", "postgres"), ("psycopg", "postgres"), ("pyspark", "pyspark")])
def test_a_package_that_is_not_installed_is_named_by_the_line_that_installs_it(bench, monkeypatch, missing, kind):
    monkeypatch.setitem(sys.modules, missing, None)
    folder = bench.define({"warehouse": TABLE}, {"day": "date"}, COUNT)
    address = f"{BACKENDS[kind].schemes[0]}://host/db"
    (card, *_) = kpiframe.load(folder, root=bench.folder).score_all("2026-10", environ={"WAREHOUSE": address})
    (told,) = [p for p in card.problems if p.severity == "error"]
    assert told.code == "KPF253"
    assert 'pip install "kpiframe[warehouse]"' in told.help.en
    assert told.help.vi.startswith("hãy cài")


def test_a_table_that_is_not_there(bench):
    bench.rows("SELECT 1 AS amount")
    bench.engine.con.execute("DROP TABLE shop.rows")
    (card, *_) = bench.there({"amount": "integer"}, COUNT, period="2026-10")
    (told,) = [p for p in card.problems if p.severity == "error"]
    assert told.code == "KPF251"
    assert "postgres:shop.rows cannot be read" in told.message.en


def test_lint_needs_neither_ibis_nor_a_connection(bench, monkeypatch):
    for name in ("ibis", "sqlglot", "pyarrow", "psycopg"):
        monkeypatch.setitem(sys.modules, name, None)
    assert refusals(bench, {"told": {"agg": "sum", "expr": "amount"}}, time="day") == []


def test_a_frame_stands_for_the_table(bench):
    """Without any connection, as for files."""
    pandas = pytest.importorskip("pandas")
    folder = bench.define({"warehouse": TABLE}, {"amount": "integer"}, {"told": {"agg": "sum", "expr": "amount"}})
    frame = pandas.DataFrame({"amount": [1, 2, 4]})
    card = kpiframe.load(folder, root=bench.folder).score("2026-10", frames={"rows": frame})
    assert card.results["k_told"].value == 7.0
