"""kpiframe over a table of PostgreSQL beside hand-written SQL of the same aggregates on the same server."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from bench_model import FILTERED, FORMULAS, INPUTS, MONEY, WHOLE, kpiframe_yaml, make_table
from measure import Cost, line
from values import gathered, project_in, sql_of

from kpiframe.data.database import Database


def main(work: Path, asked: argparse.Namespace) -> None:
    """CPU of server and client over a table of PostgreSQL, beside hand-written SQL of the same aggregates there"""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        print("  skipped: PostgreSQL is not installed (apt-get install postgresql)", flush=True)
        return
    rows = int(asked.rows.split(",")[0])
    with _server(found[-1].parent) as (url, connection):
        _load(work, rows, connection)
        folder = work / "warehouse"
        folder.mkdir(exist_ok=True)
        path = "    path: data/visits.parquet"
        table = "    warehouse: {url: {env: WAREHOUSE}, table: visits, kind: postgres}"
        (folder / "kpiframe.yaml").write_text(kpiframe_yaml().replace(path, table), encoding="utf-8")
        project = project_in(folder)

        def ours() -> int:
            with Database(timezone=project.timezone) as database:
                sql, _ = sql_of(project, gathered(project, database, "2025-12", {"WAREHOUSE": url}))
                return len(database.select(sql))

        def by_hand() -> int:
            return len(connection.execute(_hand_written()).fetchall())

        server = connection.info.backend_pid
        print(f"  {rows:,} rows, {len(INPUTS)} inputs, {len(FORMULAS)} formulas", flush=True)
        costs = _alternating(
            {"hand-written, aggregates alone": by_hand, "kpiframe, with checks": ours}, asked.runs, server
        )
        hand = costs["hand-written, aggregates alone"]
        for name, cost in costs.items():
            print(line(name, cost, None if cost is hand else hand, "hand-written"), flush=True)


def _alternating(jobs: dict[str, Any], runs: int, server: int) -> dict[str, Cost]:
    """Run the jobs in turn; CPU is that of this process and of the whole server."""
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    parent = _parent(server)
    for _ in range(min(runs, 3)):
        for name, job in jobs.items():
            wall, cpu = time.perf_counter(), time.process_time() + _cpu_of(parent)
            assert job() > 0
            wall = time.perf_counter() - wall
            time.sleep(0.3)  # until a connection that was closed has ended and is counted
            costs[name].append((wall, time.process_time() + _cpu_of(parent) - cpu))
    return {
        name: Cost(
            sorted(w for w, _ in found)[len(found) // 2], sorted(c for _, c in found)[len(found) // 2], len(found)
        )
        for name, found in costs.items()
    }


def _parent(process: int) -> int:
    return int(_stat(Path(f"/proc/{process}/stat"))[1])


def _cpu_of(parent: int) -> float:
    """Return the seconds of a process and its children, of those that have ended too."""
    ticks = sum(int(n) for n in _stat(Path(f"/proc/{parent}/stat"))[11:15])
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = _stat(path)
        except OSError:
            continue  # ended in between
        ticks += sum(int(n) for n in fields[11:13]) if int(fields[1]) == parent else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(path: Path) -> list[str]:
    return path.read_text().rpartition(")")[2].split()


@contextmanager
def _server(binaries: Path) -> Iterator[tuple[str, Any]]:
    """A server on a socket of its own, without parallel workers, whose CPU would be counted nowhere."""
    import psycopg

    folder = Path(tempfile.mkdtemp(prefix="kpiframe-pg-"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody", "nogroup")
    made: list[str | Path] = [
        binaries / "initdb",
        "-D",
        folder / "data",
        "-U",
        "kpi",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-A",
        "trust",
        "-N",
    ]
    subprocess.run(made, check=True, capture_output=True, cwd=folder, **user)
    options: list[str | Path] = [
        "-k",
        folder,
        "-c",
        "listen_addresses=",
        "-c",
        "fsync=off",
        "-c",
        "max_parallel_workers_per_gather=0",
    ]
    with (folder / "log").open("w") as log:
        command = [binaries / "postgres", "-D", folder / "data", *options]
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **user)
    try:
        for _ in range(300):
            try:
                connection = psycopg.connect(host=str(folder), user="kpi", dbname="postgres", autocommit=True)
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield f"postgres://kpi@/postgres?host={folder}", connection
        connection.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _load(work: Path, rows: int, connection: Any) -> None:
    """Make the table that ``bench_sql`` reads from Parquet, as analysts would: whole numbers, numerics, texts."""
    path = work / f"warehouse_{rows}.csv"
    make_table(rows, path)
    with duckdb.connect() as here:
        columns = here.execute(f"DESCRIBE FROM read_csv('{path}')").fetchall()
    money = dict.fromkeys(MONEY, "numeric(12, 2)") | dict.fromkeys(WHOLE, "integer")
    kinds = {"BIGINT": "bigint", "DATE": "date"}
    listed = ", ".join(f"{c[0]} {money.get(c[0]) or kinds.get(c[1], 'text')}" for c in columns)
    connection.execute(f"CREATE TABLE visits ({listed})")
    with path.open("rb") as stream, connection.cursor().copy("COPY visits FROM STDIN (FORMAT csv, HEADER)") as copy:
        while block := stream.read(1 << 20):
            copy.write(block)
    connection.execute("ANALYZE visits")
    path.unlink()


def _hand_written() -> str:
    inputs = ["count(*)", "count(DISTINCT visitor)", *(f"sum({name})" for name in (*WHOLE, *MONEY))]
    inputs += [f"sum({column}) FILTER (WHERE {sql})" for column, _, sql in FILTERED.values()]
    return (
        f"SELECT date_trunc('month', day), client, segment, {', '.join(inputs)} FROM visits "
        "GROUP BY GROUPING SETS ((1), (1, 2, 3))"
    )
