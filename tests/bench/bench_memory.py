"""A CSV file larger than the memory the engine may use: whole processes, their peak and their CPU."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from bench_model import kpiframe_yaml, make_table

ROWS = 23_000_000
LIMIT = "500MB"
OURS = """
import sys, kpiframe
cards = kpiframe.load(sys.argv[1]).score_all("2025-12", memory_limit=sys.argv[2])
print(f"{len(cards):,} scorecards")
"""
BARE = """
import sys, duckdb
connection = duckdb.connect(config={"memory_limit": sys.argv[2], "temp_directory": sys.argv[1] + "/spill"})
connection.execute("SET enable_progress_bar = false")
count = connection.execute(f"SELECT COUNT(*) FROM read_csv('{sys.argv[1]}/data/visits.csv', all_varchar=true)").fetchall()
print(f"{count[0][0]:,} lines")
"""


def main(work: Path, asked: argparse.Namespace) -> None:
    """a CSV over 2 GB within 500 MB for the engine: peak memory and CPU of a whole process, beside bare counting of its lines"""
    folder = work / "large_csv"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "kpiframe.yaml").write_text(kpiframe_yaml("visits.csv"), encoding="utf-8")
    table = folder / "data" / "visits.csv"
    if not table.exists():
        make_table(ROWS, table)
    print(f"  {table.stat().st_size / 1e9:.2f} GB, {ROWS:,} rows, limit of the engine {LIMIT}", flush=True)
    base = _measured("bare engine: text cells, counted", BARE, folder)
    ours = _measured("kpiframe: read, check, aggregate, score", OURS, folder)
    print(f"  CPU x {ours / base:.1f} of counting", flush=True)


def _measured(title: str, code: str, folder: Path) -> float:
    """Run *code* once in a process of its own, print its peak and return its CPU in seconds."""
    wall = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", code, folder, LIMIT], stdout=subprocess.PIPE, text=True)
    said = child.stdout.read().strip() if child.stdout else ""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - wall
    if child.returncode:
        raise SystemExit(f"{title}: failed with {child.returncode}")
    cpu = used.ru_utime + used.ru_stime
    peak = used.ru_maxrss / 1024
    print(f"  {title:<42} wall {wall:8.1f} s  CPU {cpu:8.1f} s  peak {peak:6.0f} MiB  {said}", flush=True)
    return cpu
