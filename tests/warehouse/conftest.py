"""Rows in a warehouse and the same rows in a Parquet file: what a project says of them must be the same.

The fast tests put DuckDB in the place of the warehouse, behind the very expressions a real one is asked with.
"""

from __future__ import annotations

import json
import warnings
from datetime import date

import duckdb
import pytest

import kpiframe

ibis = pytest.importorskip("ibis", reason='the extra is not installed: pip install "kpiframe[warehouse]"')

from kpiframe.catalog.warehouses import BACKENDS  # noqa: E402
from kpiframe.data import warehouse  # noqa: E402
from kpiframe.data.warehouse_secrets import address_of  # noqa: E402

TODAY = date(2026, 11, 2)
WHERE = {"WAREHOUSE": "postgres://nobody:planted-word@127.0.0.1:1/none"}


def project_yaml(source, columns, bindings, *, slice_by=(), calendar=None, **more):
    """A project with one source ``rows`` and a KPI for every binding, as a dictionary."""
    kpis = [
        {
            "name": f"k_{name}",
            "label": name,
            "formula": name,
            "unit": "count",
            "kind": "flow",
            "direction": "neutral",
            "inputs": {name: {"unit": "count"}},
        }
        for name in bindings
    ]
    return {
        "kpiframe": 1,
        "name": "shop",
        "locale": "en",
        "currency": "VND",
        "timezone": "Asia/Ho_Chi_Minh",
        "slice_by": list(slice_by),
        "calendar": calendar or {"grain": "month"},
        "sources": {"rows": {**source, "columns": columns, **more}},
        "bindings": {name: {"source": "rows", **spec} for name, spec in bindings.items()},
        "kpis": kpis,
        "scorecards": [{"name": "main", "groups": [{"name": "all", "weight": 1, "kpis": [k["name"] for k in kpis]}]}],
    }


def plain(cards):
    """The documents without what must differ: where the rows are and what the definitions say of that."""
    documents = json.loads(json.dumps([card.to_dict() for card in cards], default=str))
    for document in documents:
        document["provenance"].pop("definitions")
        for source in document["sources"]:
            source.pop("path")
            source.pop("sha256")
    return documents


def differences(one, other, path=""):
    """Yield (where, this, that) for every leaf that differs."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (here, there) in enumerate(zip(one, other, strict=True)):
            yield from differences(here, there, f"{path}[{index}]")
    elif one != other:
        yield path, one, other


class Bench:
    """Writes the two projects and scores them."""

    def __init__(self, folder):
        self.folder = folder
        self.engine = ibis.duckdb.connect()

    def rows(self, sql):
        """Make the rows of the SELECT *sql* the table ``shop.rows`` there and the file ``rows.parquet`` here."""
        with duckdb.connect() as here:
            here.execute("SET TimeZone = 'UTC'")
            here.execute(f"COPY ({sql}) TO '{self.folder / 'rows.parquet'}'")
        con = self.engine.con
        con.execute("SET TimeZone = 'UTC'; CREATE SCHEMA IF NOT EXISTS shop")
        con.execute(f"CREATE OR REPLACE TABLE shop.rows AS FROM read_parquet('{self.folder / 'rows.parquet'}')")

    def define(self, source, columns, bindings, **more):
        folder = self.folder / ("there" if "warehouse" in source else "here")
        folder.mkdir(exist_ok=True)
        parts = project_yaml(source, columns, bindings, **more).items()
        text = "{" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in parts) + "}"
        (folder / "kpiframe.yaml").write_text(text, encoding="utf-8")
        return folder

    def here(self, columns, bindings, *, period=None, today=TODAY, **more):
        project = kpiframe.load(self.define({"path": "../rows.parquet"}, columns, bindings, **more), root=self.folder)
        return project.score_all(period, today=today)

    def there(self, columns, bindings, *, period=None, today=TODAY, fetch="totals", environ=WHERE, **more):
        table = {"url": {"env": "WAREHOUSE"}, "table": "shop.rows", "fetch": fetch}
        project = kpiframe.load(self.define({"warehouse": table}, columns, bindings, **more), root=self.folder)
        return project.score_all(period, today=today, environ=environ)

    def same(self, columns, bindings, **asked):
        """Assert that both say the same to the last byte, and return {input: number} of the total."""
        here, there = self.here(columns, bindings, **asked), self.there(columns, bindings, **asked)
        assert [str(p) for p in (*here[0].problems, *there[0].problems) if p.severity == "error"] == []
        assert list(differences(plain(here), plain(there))) == []
        codes = [[(p.code, p.message.en) for p in cards[0].problems if p.code != "KPF254"] for cards in (here, there)]
        assert codes[0] == codes[1]
        return {name: there[0].results[f"k_{name}"].value for name in bindings}


class Standin(warehouse.Door):
    """DuckDB in the place of PostgreSQL; Ibis fetches its rows by a deprecated name."""

    def once(self, table):
        return table  # DuckDB works out every expression once by itself, and has no clock_timestamp

    def nfc(self, text):
        return warehouse.call("nfc_normalize", text, returns="string")

    def _guarded(self, act):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return super()._guarded(act)


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A warehouse without a server."""
    made = Bench(tmp_path)

    def connect(backend, address):
        return Standin(backend, address, made.engine, ours=False)

    monkeypatch.setattr(warehouse, "connect", connect)
    return made


@pytest.fixture
def door_of():
    """A door of a kind of warehouse that can compile and not run."""
    return lambda kind: warehouse.Door(BACKENDS[kind], address_of(f"{BACKENDS[kind].schemes[0]}://x"))
