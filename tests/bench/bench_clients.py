"""One definition over a table of many clients: 24 months, 40 KPIs with targets, one Parquet file."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_model import kpiframe_yaml, make_table

import kpiframe

ROWS_EACH = 600
"""Rows of one client over two years."""
PROGRAM = Path(sys.executable).parent / "kpiframe"
PERIOD = "2025-12"
SOME = 200
"""Cards among which one's own cost is measured."""
_KEPT: list[kpiframe.Card] = []
"""Those cards, for forked processes to find."""


def main(work: Path, asked: argparse.Namespace) -> None:
    """clients x 24 months x 40 KPIs: whole commands, and what reading, scoring and writing cost"""
    folder = make_project(work / f"clients_{asked.clients}", asked.clients)
    _parts(folder)
    with tempfile.TemporaryDirectory(dir=work) as place:
        for kind in ("json", "ndjson"):
            for jobs in (1, 2):
                _command(folder, Path(place) / f"r{jobs}.{kind}", jobs, asked.clients + 1)


def _parts(folder: Path) -> None:
    """Measure one process: reading, then the same cards scored, and written as JSON while they are in memory."""
    project = kpiframe.load(folder)
    start = time.process_time()
    cards = project.score_each(PERIOD)
    print(f"  {'read and added up':<34} {time.process_time() - start:6.2f} s of CPU, load {os.getloadavg()[0]:.1f}")
    made, scoring, writing, size = 0, 0.0, 0.0, 0
    taking = iter(cards)
    while made < SOME:
        start = time.process_time()
        card = next(taking, None)
        scored = time.process_time()
        if card is None:
            break
        size += len(card.to_json().encode())
        _KEPT.append(card)
        scoring, writing, made = scoring + scored - start, writing + time.process_time() - scored, made + 1
    for title, spent in (("scored", scoring), ("written as JSON", writing)):
        each = spent / made
        print(f"  {title:<34} {each * 1e3:6.1f} ms of CPU a card: {1 / each:5.0f} a second and core", flush=True)
    print(f"  {'one card as JSON':<34} {size / made / 1e3:6.0f} kB", flush=True)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        start = time.perf_counter()
        pool.map(_written, (0, 1))
        wall = time.perf_counter() - start
    title = "written as JSON by two processes"
    print(f"  {title:<34} {made / wall:6.0f} a second, load {os.getloadavg()[0]:.1f}", flush=True)


def _written(first: int) -> int:
    """Write every second card, from *first* on."""
    return sum(len(card.to_json().encode()) for card in _KEPT[first::2])


def _command(folder: Path, path: Path, jobs: int, count: int) -> None:
    words = [str(PROGRAM), "score", str(folder), "--period", PERIOD, "-q", "-o", str(path), "--jobs", str(jobs)]
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(words, check=True)
    wall, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    title = f"score -o r{path.suffix} --jobs {jobs}"
    print(
        f"  {title:<34} {count:,} in {wall:6.1f} s: {count / wall:5.0f} a second, {cpu / count * 1e3:.1f} ms of CPU each, "
        f"largest process {after.ru_maxrss / 1024:.0f} MiB so far, {path.stat().st_size / 1e6:.0f} MB, "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def make_project(folder: Path, clients: int, rows: int = 0) -> Path:
    """Write the table and the project into *folder*: slices are clients, every KPI has a target."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    table = folder / "data" / "visits.parquet"
    if not table.exists():
        make_table(rows or clients * ROWS_EACH, table, clients)
    text = kpiframe_yaml().replace("slice_by: [client, segment]", "slice_by: [client]")
    judged = "direction: higher_is_better, thresholds: {warn: 0.4, target: 0.9}, owner: Linh"
    (folder / "kpiframe.yaml").write_text(text.replace("direction: neutral", judged), encoding="utf-8")
    return folder
