"""One definition over a table of many clients: 24 months, 40 KPIs with targets, one Parquet file."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from bench_model import kpiframe_yaml, make_table

CLIENTS = 1_000
ROWS = 600_000


def main(work: Path, asked: argparse.Namespace) -> None:
    """1,000 clients x 24 months x 40 KPIs: every scorecard judged and written as JSON by `score`, in one pass"""
    folder = make_project(work / "clients", CLIENTS)
    for jobs in (1, 2):
        command = [sys.executable, "-m", "kpiframe", "score", str(folder), "--period", "2025-12", "--format", "json"]
        out = folder / f"scores_{jobs}.json"
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([*command, "--jobs", str(jobs), "--force", "-o", str(out)], check=True, capture_output=True)
        wall, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        rate = (CLIENTS + 1) / wall
        load = os.getloadavg()[0]
        print(f"  --jobs {jobs}: {CLIENTS + 1:,} scorecards, wall {wall:.1f} s, CPU {cpu:.1f} s, ", end="")
        print(f"{rate:.0f} scorecards a second, {out.stat().st_size / 1e6:.0f} MB of JSON, load {load:.1f}", flush=True)


def make_project(folder: Path, clients: int, rows: int = ROWS) -> Path:
    """Write the table and the project into *folder*: slices are clients, every KPI has a target."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    table = folder / "data" / "visits.parquet"
    if not table.exists():
        make_table(rows, table, clients)
    text = kpiframe_yaml().replace("slice_by: [client, segment]", "slice_by: [client]")
    judged = "direction: higher_is_better, thresholds: {warn: 0.4, target: 0.9}, owner: Linh"
    (folder / "kpiframe.yaml").write_text(text.replace("direction: neutral", judged), encoding="utf-8")
    return folder
