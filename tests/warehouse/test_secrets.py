"""Addresses stand in the environment only; no part of a secret is shown, whoever speaks and however it is spelled."""

from __future__ import annotations

import base64
import html
import json
import os
import traceback
from urllib.parse import quote, quote_plus

import pytest

import kpiframe
from kpiframe.catalog.warehouses import BACKENDS
from kpiframe.cli import main
from kpiframe.data import warehouse
from kpiframe.data.warehouse_secrets import address_of, masked

TABLE = {"url": {"env": "WAREHOUSE"}, "table": "shop.rows"}
COUNT = {"rows": {"agg": "count"}}
SECRETS = [
    ("postgres://kpi:{}@host/db", "Sesame-open-7"),
    ("postgres://kpi:{}@host/db", "p%40ss%2Fword"),
    ("postgres://kpi:{}@host/db", "mật-khẩu-dài"),
    ("postgres://kpi:{}@host/db", "12345"),
    ("postgres://kpi:{}@host/db?sslmode=require", "a.b*c+d(e)f"),
    ("postgres://host/db?user=kpi&password={}", "in-the-query"),
    ("snowflake://kpi:{}@account/db/schema?warehouse=small", "snow-white"),
    ("databricks://token:{}@host/path", "dapi0123456789abcdef"),
    ("bigquery://project/dataset?credentials={}", "ya29.token-of-google"),
    ("trino://{}@host/catalog", "only-a-user-name"),
    ("clickhouse://default:{}@host:8443/db?secure=1", "c1ick"),
    ("pyspark://?spark.hadoop.fs.s3a.secret.key={}", "AKIA/secret+key="),
]


def said(url, secret):
    """What drivers say when they fail, in the spellings they use."""
    from urllib.parse import quote_plus, unquote

    plain = unquote(secret)
    return [
        f"could not connect to {url}",
        f'FATAL: password "{plain}" refused for user kpi',
        f"invalid dsn: user=kpi password='{secret}' host=host",
        f"HTTP 401 for https://host/?token={quote_plus(plain)}\nsecond line with {plain}",
    ]


@pytest.mark.parametrize(("form", "secret"), SECRETS)
def test_no_spelling_of_a_secret_survives(form, secret):
    from urllib.parse import quote_plus, unquote

    url = form.format(secret)
    for words in said(url, secret):
        told = masked(words, address_of(url))
        for spelling in (url, secret, unquote(secret), quote_plus(unquote(secret))):
            assert spelling not in told.en + told.vi


HARD = "p@ss/w:rd'\"<&>\\é%41 zz"


@pytest.mark.parametrize(
    "spelled",
    [
        HARD,
        quote(HARD, safe=""),
        quote(HARD),
        quote(HARD, safe="").lower(),
        quote_plus(HARD),
        repr(HARD)[1:-1],
        repr(HARD.encode())[2:-1],
        json.dumps(HARD)[1:-1],
        json.dumps(HARD, ensure_ascii=False)[1:-1],
        html.escape(HARD),
        HARD.replace("'", "''"),
        HARD.replace("\\", "\\\\").replace("'", "\\'"),
        HARD.upper(),
        base64.b64encode(HARD.encode()).decode(),
        base64.b64encode(f"kpi:{HARD}".encode()).decode(),
    ],
)
def test_a_password_of_special_characters_in_every_spelling_of_a_driver(spelled):
    address = address_of(f"postgres://kpi:{quote(HARD, safe='')}@host/db")
    assert address.clear
    assert spelled not in masked(f"refused: {spelled} (user kpi)", address).en


@pytest.mark.parametrize(
    "url",
    [
        "postgres://kpi:se@cret-word@host/db",
        "postgres://kpi:se/cret-word@host/db",
        "postgres://kpi:se?cret-word@host/db",
        "postgres://kpi:se#cret-word@host/db",
        "postgres://kpi:se:cret-word@host/db",
        "postgres://kpi:se%cret-word@host/db",
        "postgres://kpi:se cret-word@host/db",
        "postgres://kpi:se\ncret-word@host/db",
        "postgres://kpi:secret-word@[::1/db",
    ],
)
def test_an_address_that_can_be_split_in_two_ways(url):
    """libpq then says ``could not translate host name "cret-word@host"``: pieces of the password, found by nobody."""
    told = masked('could not translate host name "cret-word@host" to address', address_of(url))
    assert "cret" not in told.en + told.vi
    assert "%40" in told.en


def test_a_password_that_is_the_name_of_the_table():
    """``relation "***" does not exist`` beside ``shop.orders`` would tell it."""
    address = address_of("postgres://kpi:orders@host/db")
    told = masked('relation "shop.orders" does not exist', address, " shop.orders")
    assert told.en == "the driver's own words are withheld: they hold part of the address"
    assert masked("no route to host", address, " shop.orders").en == "no route to host"


@pytest.mark.parametrize("secret", ["a", "xyz", "1234"])
def test_a_short_secret_is_not_told_by_its_gaps(secret):
    """Masking every ``a`` would spell the secret: the driver's words are withheld instead."""
    told = masked(f"wrong password {secret} at a host", address_of(f"postgres://kpi:{secret}@h/d"))
    assert told.en == "the driver's own words are withheld: they hold part of the address"


def test_an_empty_secret_masks_nothing():
    told = masked("connection refused", address_of("postgres://kpi:@host/db"))
    assert told.en == "connection refused"


def test_an_address_shows_nothing_of_itself():
    address = address_of("postgres://kpi:Sesame-open-7@host/db")
    assert "Sesame" not in repr(address) + str(address)


def test_no_trace_leads_back_to_the_words_of_a_driver():
    """A note in a notebook prints causes and contexts: there are none."""
    door = warehouse.Door(BACKENDS["postgres"], address_of("postgres://kpi:Sesame-open-7@host/db"))

    def fail():
        raise RuntimeError("no route for Sesame-open-7")

    with pytest.raises(warehouse.WarehouseError) as caught:
        door._guarded(fail)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "Sesame" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "url",
    [
        "postgres://kpi:Sesame-open-7@host/db",
        {"env": "postgres://kpi:Sesame-open-7@host/db"},
        {"env": ["Sesame-open-7"]},
        {"env": "A VARIABLE Sesame-open-7"},
        {"password": "Sesame-open-7"},
        None,
    ],
)
@pytest.mark.parametrize("kind", ["full", "concise", "json", "sarif", "github", "junit"])
def test_a_literal_address_is_an_error_and_is_not_repeated(bench, capsys, url, kind):
    folder = bench.define({"warehouse": {**TABLE, "url": url}}, {"day": "date"}, COUNT)
    path = folder / "kpiframe.yaml"
    path.write_text(path.read_text().replace('"url"', '\n "url"'), encoding="utf-8")
    assert run(["lint", str(folder), "--format", kind]) == 1
    told = "".join(capsys.readouterr())
    assert "KPF252" in told
    if isinstance(url, str):
        assert "Sesame" not in told


def test_every_command_keeps_the_secret(bench, capsys, monkeypatch):
    """A failing connection whose driver repeats everything it was given."""
    url = "postgres://kpi:Sesame-open-7@127.0.0.1:1/db?options=hidden-option"

    def connect(backend, address):
        door = warehouse.Door(backend, address)
        return door._guarded(lambda: (_ for _ in ()).throw(OSError(f"cannot reach {address.url}: Sesame-open-7")))

    monkeypatch.setattr(warehouse, "connect", connect)
    monkeypatch.setenv("WAREHOUSE", url)
    folder = str(bench.define({"warehouse": TABLE}, {"day": "date"}, COUNT, time="day"))
    asked = [
        ["score", folder, "--period", "2026-10"],
        ["score", folder, "--period", "2026-10", "--format", "json"],
        ["score", folder, "--period", "2026-10", "--format", "csv", "--lang", "vi"],
        ["explain", "k_rows", folder, "--period", "2026-10"],
        ["report", folder, "--period", "2026-10", "--format", "html,md,json", "-o", str(bench.folder / "out")],
        ["lint", folder],
        ["test", folder],
    ]
    for arguments in asked:
        run(arguments)
        told = "".join(capsys.readouterr())
        assert "Sesame" not in told, arguments
        assert "hidden-option" not in told, arguments
        if arguments[0] in ("score", "report"):
            assert "KPF251" in told, arguments
    for written in (bench.folder / "out").rglob("*"):
        if written.is_file():
            assert b"Sesame" not in written.read_bytes(), written


def test_requests_and_errors_show_no_variables(bench):
    from kpiframe.observing import Request

    request = Request(variables={"WAREHOUSE": "postgres://kpi:Sesame-open-7@host/db"})
    assert "Sesame" not in repr(request)
    assert kpiframe.__all__


def run(arguments):
    """The exit status of the command line."""
    return main.run(arguments, os.environ)
