"""Results into a table of a PostgreSQL server that runs: what is kept, what is replaced, what a failure leaves."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from kpiframe.catalog.warehouses import Outlet
from kpiframe.data.result_merge import Written
from kpiframe.data.warehouse_writing import target_of, write_results
from kpiframe.problems import UsageError

psycopg = pytest.importorskip("psycopg")
pytest.importorskip("ibis")
pytestmark = pytest.mark.slow

KINDS = [
    ("project", "text"), ("scorecard", "text"), ("period", "text"), ("slice", "text"), ("kpi", "text"),
    ("value", "number"), ("as_of", "day"), ("complete", "yes_no"), ("fingerprint", "text"), ("methodology", "text"),
]  # fmt: skip
WRONG_NUMBER = """CREATE TABLE bi.kpiframe_results (project text, scorecard text, period text, slice text, kpi text,
value numeric, fingerprint text, methodology text, superseded boolean)"""
PROGRAM = Path(sys.executable).parent / "kpiframe"


def row(kpi="nps", value=40.0, *, period="2026-10", cut=None, mark="f1", method="m1", project="sen"):
    return (project, "main", period, cut, kpi, value, date(2026, 10, 31), True, mark, method)


@dataclass(frozen=True)
class Server:
    folder: Path
    password: str

    def url(self, user="kpi", password=None):
        return f"postgres://{user}:{password or self.password}@/postgres?host={self.folder}"

    def connect(self, user="kpi", password=None):
        return psycopg.connect(
            host=str(self.folder), user=user, password=password or self.password, dbname="postgres", autocommit=True
        )

    def ask(self, sql):
        with self.connect() as there:
            found = there.execute(sql)
            return found.fetchall() if found.description else []


@pytest.fixture(scope="module")
def server():
    """The server of the distribution, on a socket of its own, ended by its own process."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (str(found[-1]) if found else None)
    if initdb is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="kpiframe-pg-"))
    made = Server(folder, f"planted-{secrets.token_hex(8)}")
    (folder / "password").write_text(made.password)
    as_user = {}
    if os.geteuid() == 0:
        as_user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        for path in (folder, folder / "password"):
            shutil.chown(path, "nobody", "nogroup")
    subprocess.run(
        [initdb, "-D", folder / "data", "-U", "kpi", "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "-N",
         f"--pwfile={folder / 'password'}"],
        check=True, capture_output=True, cwd=folder, **as_user,
    )  # fmt: skip
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [Path(initdb).parent / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=",
             "-c", "fsync=off"],
            stdout=log, stderr=log, cwd=folder, **as_user,
        )  # fmt: skip
    try:
        for _ in range(100):
            try:
                made.connect().close()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place(server):
    """An empty schema for one test, and how results are written there."""
    server.ask("DROP SCHEMA IF EXISTS bi CASCADE")
    server.ask("CREATE SCHEMA bi")
    return Place(server)


@dataclass(frozen=True)
class Place:
    server: Server
    table: str = "bi.kpiframe_results"

    def write(self, rows, columns=KINDS, *, url="", table=""):
        outlet = Outlet("reports", "REPORTS", "postgres")
        target = target_of(outlet, table or self.table, [], {"REPORTS": url or self.server.url()})
        return write_results(target, columns, rows)

    def current(self, what="kpi, value, fingerprint", table=""):
        return sorted(self.server.ask(f"SELECT {what} FROM {table or self.table} WHERE NOT superseded"))

    def everything(self):
        """Every row with the place it is stored at: a row that is written again gets another one."""
        return self.server.ask(f"SELECT ctid::text, * FROM {self.table} ORDER BY ctid")


def test_the_table_is_made_with_the_types_of_results(place):
    assert place.write([row("nps", 0.1, cut='{"city": "Huế"}'), row("csat", None)]) == Written(2, 0, 0)
    types = place.server.ask(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'bi' ORDER BY 1"
    )
    assert types == [
        ("as_of", "date"), ("complete", "boolean"), ("fingerprint", "text"), ("kpi", "text"), ("methodology", "text"),
        ("period", "text"), ("project", "text"), ("scorecard", "text"), ("slice", "text"), ("superseded", "boolean"),
        ("value", "double precision"),
    ]  # fmt: skip
    assert place.current("kpi, value, slice, as_of, complete") == [
        ("csat", None, None, date(2026, 10, 31), True),
        ("nps", 0.1, '{"city": "Huế"}', date(2026, 10, 31), True),
    ]


def test_the_same_run_twice_writes_no_row(place):
    run = [row("nps", 40.0), row("nps", 38.0, cut='{"city": "Huế"}'), row("csat", None)]
    assert place.write(run) == Written(added=3, replaced=0, superseded=0, unchanged=0)
    before = place.everything()
    assert place.write(run) == Written(added=0, replaced=0, superseded=0, unchanged=3)
    assert place.everything() == before


def test_new_data_replace_the_number_and_nothing_else(place):
    place.write([row("nps", 40.0), row("csat", 7.0)])
    assert place.write([row("nps", 41.0), row("csat", 7.0)]) == Written(added=0, replaced=1, superseded=0, unchanged=1)
    assert place.current() == [("csat", 7.0, "f1"), ("nps", 41.0, "f1")]


@pytest.mark.parametrize("change", [{"mark": "f2"}, {"method": "m2"}])
def test_a_changed_definition_adds_rows_and_the_old_ones_stay_marked(place, change):
    place.write([row(value=40.0), row(value=7.0, period="2026-09")])
    assert place.write([row(value=55.0, **change)]) == Written(added=1, replaced=0, superseded=1)
    assert place.current("period, value") == [("2026-09", 7.0), ("2026-10", 55.0)]
    assert place.server.ask("SELECT value FROM bi.kpiframe_results WHERE superseded") == [(40.0,)]


def test_a_definition_that_comes_back_is_current_again(place):
    for mark in ("f1", "f2", "f1"):
        done = place.write([row(mark=mark)])
    assert done == Written(added=0, replaced=1, superseded=1)
    assert place.current() == [("nps", 40.0, "f1")]


def test_other_clients_and_a_slice_that_is_gone(place):
    place.write([row(), row(cut='{"city": "Huế"}')])
    assert place.write([row(project="other", mark="f9")]) == Written(1, 0, 0)
    assert place.write([row()]) == Written(added=0, replaced=0, superseded=1, unchanged=1)
    assert place.current("project, slice") == [("other", None), ("sen", None)]


def test_what_copy_could_misread_arrives_as_it_is(place):
    texts = [
        "\\N",
        "\\",
        "a\tb\nc\rd",
        "\\.",
        "",
        "'; DROP TABLE bi.kpiframe_results; --",
        'Phở "Sen" \U0001f35c',
        "\b",
    ]
    place.write([row(kpi=f"k{i}", mark=text) for i, text in enumerate(texts)])
    assert [mark for _, mark in place.current("kpi, fingerprint")] == texts


@pytest.mark.parametrize("value", [1 / 3, 1e-308, 5e-324, 1.7976931348623157e308, -0.0, 9007199254740993])
def test_numbers_keep_every_digit(place, value):
    place.write([row(value=value)])
    ((found,),) = place.current("value")
    assert (found.hex(), type(found)) == (float(value).hex(), float)


def test_a_new_slice_gets_a_column(place):
    place.write([row(period="2026-09")])
    place.write([(*row(cut='{"kênh": "Web"}'), "Web")], [*KINDS, ("slice_kênh", "text")])
    assert place.current('period, "slice_kênh"') == [("2026-09", None), ("2026-10", "Web")]
    assert place.write([row(period="2026-09")]) == Written(0, 0, 0, unchanged=1)


def test_names_are_quoted_and_a_table_without_schema_goes_where_the_address_says(place):
    place.write([row()], table="bi.Báo-cáo$1")
    assert place.current("kpi", 'bi."Báo-cáo$1"') == [("nps",)]
    place.write([row()], url=f"{place.server.url()}&schema=bi", table="select")
    assert place.current("kpi", 'bi."select"') == [("nps",)]
    place.write([row()], table="bi.kpiframe_incoming")  # the name the rows of a run have on their way
    assert place.current("kpi", "bi.kpiframe_incoming") == [("nps",)]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("CREATE TABLE bi.kpiframe_results (project int)", "scorecard, period"),
        ("CREATE VIEW bi.kpiframe_results AS SELECT 1 AS project", "kpiframe did not make it"),
        (WRONG_NUMBER, ": value missing or of another type"),
    ],
)
def test_a_table_that_is_not_ours_is_refused_and_not_altered(place, made, said):
    place.server.ask(made)
    columns = "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = 'bi.kpiframe_results'::regclass ORDER BY 1"
    before = place.server.ask(columns)
    with pytest.raises(UsageError) as caught:
        place.write([row()])
    problem = caught.value.problems[0]
    assert problem.code == "KPF909"
    assert said in problem.message.en
    assert "reports:bi.kpiframe_results" in problem.message.vi
    assert place.server.ask(columns) == before


def test_what_fails_half_way_leaves_the_table_as_it_was(place):
    place.write([row(value=1.0)])
    before = place.everything()

    def broken(error):
        yield from (row(kpi=f"k{i}") for i in range(12_000))
        raise error

    for error in (KeyboardInterrupt(), ValueError("of the rows, not of the driver")):
        with pytest.raises(type(error)):
            place.write(broken(error), [*KINDS[:-1], ("methodology", "text")])
    assert place.everything() == before
    with pytest.raises(KeyboardInterrupt):
        place.write(broken(KeyboardInterrupt()), table="bi.fresh")
    assert place.server.ask("SELECT to_regclass('bi.fresh')") == [(None,)]


def test_runs_at_the_same_time_write_one_after_the_other(place):
    """The second waits for the first, which holds its transaction open, and then finds its rows."""
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from datetime import date\n"
        "from kpiframe.catalog.warehouses import Outlet\n"
        "from kpiframe.data.warehouse_writing import target_of, write_results\n"
        f"kinds = {KINDS!r}\n"
        "rows = [('sen', 'main', '2026-10', None, f'k{i}', 1.0, date(2026, 10, 31), True, 'f1', 'm1')"
        " for i in range(3000)]\n"
        "target = target_of(Outlet('r', 'U'), 'bi.kpiframe_results', [], {'U': sys.argv[1]})\n"
        "done = write_results(target, kinds, rows)\n"
        "print(done.added, done.replaced, done.superseded, done.unchanged)\n"
    )
    words = [sys.executable, "-c", code, place.server.url()]
    runs = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    told = sorted(run.communicate(timeout=120) for run in runs)
    assert told == [("0 0 0 3000\n", ""), ("0 0 0 3000\n", ""), ("3000 0 0 0\n", "")]
    assert place.server.ask("SELECT count(*) FROM bi.kpiframe_results") == [(3000,)]


def test_rights_and_passwords_are_told_without_the_address(place):
    place.server.ask("DROP ROLE IF EXISTS reader")
    place.server.ask("CREATE ROLE reader LOGIN PASSWORD 'planted-reader-word'")
    place.server.ask("GRANT USAGE ON SCHEMA bi TO reader")
    place.write([row()])
    cases = [
        (place.server.url("reader", "planted-reader-word"), "bi.kpiframe_results", "permission denied"),
        (place.server.url("reader", "planted-reader-word"), "bi.fresh", "permission denied for schema bi"),
        (place.server.url("kpi", "planted-wrong-word"), "bi.fresh", "password authentication failed"),
        (place.server.url(), "nowhere.fresh", 'schema "nowhere" does not exist'),
    ]
    for url, table, said in cases:
        with pytest.raises(UsageError) as caught:
            place.write([row(value=2.0)], url=url, table=table)
        problem = caught.value.problems[0]
        assert (problem.code, said in problem.message.en, said in problem.message.vi) == ("KPF909", True, True)
        assert f"không ghi được reports:{table}: " in problem.message.vi
        assert "planted" not in str(caught.value) + problem.message.vi
    place.server.ask("GRANT SELECT, INSERT, UPDATE, DELETE ON bi.kpiframe_results TO reader")
    done = place.write([row(value=2.0)], url=place.server.url("reader", "planted-reader-word"))
    assert done == Written(added=0, replaced=1, superseded=0)  # a table that is there needs no right to make one


def test_a_thousand_cards_of_forty_kpis(place):
    """40,040 rows with the columns of a real run: what is told is what the table holds."""
    from kpiframe.render.table import columns

    kinds = [(column.name, column.kind) for column in columns(["client"])]
    cells = {"text": "một đoạn văn bản", "number": 12345.678901234567, "day": date(2026, 10, 31), "yes_no": True}
    common = {name: cells[kind] for name, kind in kinds} | {"project": "sen", "scorecard": "main", "period": "2026-10"}

    def rows(shift=0.0):
        for client in range(1001):
            for kpi in range(40):
                yield tuple(
                    (common | {"slice": f'{{"client": "{client}"}}', "kpi": f"k{kpi}", "value": kpi + shift}).values()
                )

    assert place.write(rows(), kinds) == Written(40_040, 0, 0)
    done = place.write((r for r in rows(0.5)), kinds)
    assert done == Written(0, 40_040, 0)
    assert done.sent[0] == 40_040
    assert done.sent[1] > 40_040 * len(kinds)
    assert place.write(rows(0.5), kinds) == Written(0, 0, 0, unchanged=40_040)
    assert place.server.ask("SELECT count(*), sum(value) FROM bi.kpiframe_results") == [(40_040, 1001 * (780 + 20.0))]


def test_the_command_line(place, tmp_path):
    brand = tmp_path / "brand"
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "REPORTS": place.server.url()}

    def run(*words, status=0):
        done = subprocess.run(
            [PROGRAM, *words], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == status, done.stderr
        assert "planted" not in done.stdout + done.stderr
        return done

    run("init", "brand", "--lang", "en")
    path = brand / "kpiframe.yaml"
    path.write_text(
        path.read_text("utf-8") + "\nwarehouses:\n  reports: {url: {env: REPORTS}, kind: postgres}\n", "utf-8"
    )
    asked = ("score", "brand", "--period", "2026-10", "--today", "2026-11-05")
    run(*asked, "-o", "r.parquet")
    assert place.server.ask("SELECT to_regclass('kpiframe_results')") == [(None,)]  # declaring writes nothing
    first = run(*asked, "--to", "reports:bi.kpiframe_results", "--to", "reports:bi.kpiframe_results").stderr
    count = place.server.ask("SELECT count(*) FROM bi.kpiframe_results")[0][0]
    assert f"reports:bi.kpiframe_results: {count} rows added, 0 replaced, 0 superseded, 0 unchanged" in first
    assert f"; {count} rows sent, " in first
    second = run(*asked, "--to", "reports:bi.kpiframe_results", "--lang", "vi").stderr
    assert f"{count} dòng không đổi; đã gửi {count} dòng" in second
    import duckdb

    names = 'kpi, value, score, weight, state, fingerprint, period_start, complete, "group", flags'
    here = duckdb.sql(f"SELECT {names} FROM '{tmp_path / 'r.parquet'}'").fetchall()
    assert sorted(place.server.ask(f"SELECT {names} FROM bi.kpiframe_results")) == sorted(here)
