"""One definition over a table of many clients: 24 months, 40 KPIs with targets, one Parquet file."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench_model import kpiframe_yaml, make_table

import kpiframe
from kpiframe.render.to_json import to_json
from kpiframe.scorecard.model import Scorecard

ROWS_EACH = 600
"""Rows of one client over two years."""
Made = TypeVar("Made")
_DOCUMENTS: list[Scorecard] = []
"""What forked processes find when they begin."""


def main(work: Path, asked: argparse.Namespace) -> None:
    """clients x 24 months x 40 KPIs: aggregated and judged in one pass by one process, then written as JSON by one and by two"""
    folder = make_project(work / f"clients_{asked.clients}", asked.clients)
    project = kpiframe.load(folder)
    cards = _clocked("scored in one pass", asked.clients + 1, lambda: project.score_all("2025-12"))
    _DOCUMENTS[:] = [card.document for card in cards]
    whole = range(len(_DOCUMENTS))
    size = _clocked("written as JSON, one process", len(whole), lambda: _written(whole))
    context = multiprocessing.get_context("fork")  # the documents are there already; sending them costs more
    halves = [whole[::2], whole[1::2]]
    with context.Pool(2) as pool:
        _clocked("written as JSON, two processes", len(whole), lambda: sum(pool.map(_written, halves)))
    print(f"  {size / 1e6:.0f} MB of JSON", flush=True)


def _written(places: range) -> int:
    return len(to_json([_DOCUMENTS[place].to_dict() for place in places]))


def _clocked(title: str, count: int, job: Callable[[], Made]) -> Made:
    wall, cpu = time.perf_counter(), time.process_time()
    made = job()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    each = f"{cpu / count * 1e3:.1f} ms of CPU here each"
    print(
        f"  {title:<32} {count:,} in {wall:6.1f} s: {count / wall:5.0f} a second, {each}, load {os.getloadavg()[0]:.1f}"
    )
    return made


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
