"""Rows in a warehouse and the same rows in a Parquet file: what a project says of them must be the same.

The fast tests put DuckDB in the place of the warehouse, behind the very expressions a real one is asked with.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from datetime import date
from pathlib import Path

import duckdb
import pytest

import kpiframe

ibis = pytest.importorskip("ibis", reason='the extra is not installed: pip install "kpiframe[warehouse]"')

from kpiframe.catalog.warehouses import BACKENDS  # noqa: E402
from kpiframe.data import warehouse  # noqa: E402
from kpiframe.data.warehouse_secrets import address_of  # noqa: E402

TODAY = date(2026, 11, 2)
WHERE = {"WAREHOUSE": "postgres://nobody:planted-word@127.0.0.1:1/none"}


def project_yaml(source, columns, bindings, *, slice_by=(), calendar=None, formulas=None, sources=None, **more):
    """A project with one source ``rows`` and a KPI for every binding, as a dictionary.

    *formulas* are further KPIs, name -> (formula, unit, names of its inputs); *sources* further sources.
    """
    told = {name: (name, "count", [name]) for name in bindings} | (formulas or {})
    kpis = [
        {
            "name": f"k_{name}",
            "label": name,
            "formula": formula,
            "unit": unit,
            "kind": "flow" if name in bindings else "ratio",
            "direction": "neutral",
            "inputs": {each: {"unit": "count"} for each in used},
        }
        for name, (formula, unit, used) in told.items()
    ]
    return {
        "kpiframe": 1,
        "name": "shop",
        "locale": "en",
        "currency": "VND",
        "timezone": "Asia/Ho_Chi_Minh",
        "slice_by": list(slice_by),
        "calendar": calendar or {"grain": "month"},
        "sources": {"rows": {**source, "columns": columns, **more}, **(sources or {})},
        "bindings": {name: {"source": "rows", **spec} for name, spec in bindings.items()},
        "kpis": kpis,
        "scorecards": [{"name": "main", "groups": [{"name": "all", "weight": 1, "kpis": [k["name"] for k in kpis]}]}],
    }


def plain(cards):
    """The documents without what must differ: where the rows are and what the definitions say of that."""
    made = [card if isinstance(card, dict) else card.to_dict() for card in cards]
    documents = json.loads(json.dumps(made, default=str))
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

    today, plain, differences = TODAY, staticmethod(plain), staticmethod(differences)

    def __init__(self, folder, place="shop.rows"):
        folder.mkdir(exist_ok=True)
        self.folder, self.place = folder, place
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
        table = {"url": {"env": "WAREHOUSE"}, "table": self.place, "fetch": fetch}
        project = kpiframe.load(self.define({"warehouse": table}, columns, bindings, **more), root=self.folder)
        return project.score_all(period, today=today, environ=environ)

    def same(self, columns, bindings, **asked):
        """Assert that both say the same to the last byte, and return {input: number} of the total."""
        here, there = self.here(columns, bindings, **asked), self.there(columns, bindings, **asked)
        self.compare(here, there)
        return {name: there[0].results[f"k_{name}"].value for name in (*bindings, *asked.get("formulas", ()))}

    def compare(self, here, there):
        """Assert that two lists of scorecards say the same, wherever their rows are."""
        assert [str(p) for p in (*here[0].problems, *there[0].problems) if p.severity == "error"] == []
        assert list(differences(plain(here), plain(there))) == []
        codes = [[(p.code, p.message.en) for p in cards[0].problems if p.code != "KPF254"] for cards in (here, there)]
        assert codes[0] == codes[1]


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
def bench_in():
    """How a bench is set up in a folder, for a table of a warehouse that is there."""
    return Bench


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A warehouse without a server."""
    made = Bench(tmp_path)

    def connect(backend, address):
        return Standin(backend, address, made.engine, ours=False)

    monkeypatch.setattr(warehouse, "connect", connect)
    return made


@pytest.fixture
def same():
    """Assert that lists of JSON texts are equal; of what differs the first places are shown, not two books."""

    def check(found, expected):
        told = list(differences([json.loads(one) for one in found], [json.loads(one) for one in expected]))
        assert told[:5] == []
        assert found == expected

    return check


@pytest.fixture
def door_of():
    """A door of a kind of warehouse that can compile and not run."""
    return lambda kind: warehouse.Door(BACKENDS[kind], address_of(f"{BACKENDS[kind].schemes[0]}://x"))


# ---- PostgreSQL: the server of the distribution, on a socket of its own, ended by its own process
@pytest.fixture(scope="session")
def postgres():
    """(URL, password) of a running server; skipped where it is not installed."""
    psycopg = pytest.importorskip("psycopg")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (str(found[-1]) if found else None)
    if initdb is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="kpiframe-pg-"))
    password = f"planted-{secrets.token_hex(8)}"
    (folder / "password").write_text(password)
    as_user = {}
    if os.geteuid() == 0:
        as_user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        for path in (folder, folder / "password"):
            shutil.chown(path, "nobody", "nogroup")
    binaries = Path(initdb).parent
    subprocess.run(
        [initdb, "-D", folder / "data", "-U", "kpi", "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "-N",
         f"--pwfile={folder / 'password'}"],
        check=True, capture_output=True, cwd=folder, **as_user,
    )  # fmt: skip
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
            stdout=log, stderr=log, cwd=folder, **as_user,
        )  # fmt: skip
    url = f"postgres://kpi:{password}@/postgres?host={folder}"
    try:
        for _ in range(100):
            try:
                psycopg.connect(host=str(folder), user="kpi", password=password, dbname="postgres").close()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield url, password, folder
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)
