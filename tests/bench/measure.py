"""Clocks for the benchmarks: CPU of this process and its threads, whole child processes, medians, ratios."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of several runs, in seconds."""

    wall: float
    cpu: float
    runs: int


def alternating(jobs: Mapping[str, Callable[[], Any]], runs: int) -> dict[str, Cost]:
    """Run every job once to warm up, then all of them in turn *runs* times, so that load falls on all alike."""
    walls: dict[str, list[float]] = {name: [] for name in jobs}
    cpus: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(runs + 1):
        for name, job in jobs.items():
            wall, cpu = time.perf_counter(), time.process_time()
            job()
            if number:
                walls[name].append(time.perf_counter() - wall)
                cpus[name].append(time.process_time() - cpu)
    return {name: Cost(statistics.median(walls[name]), statistics.median(cpus[name]), runs) for name in jobs}


def processes(jobs: Mapping[str, Sequence[str]], runs: int, cwd: str | None = None) -> dict[str, Cost]:
    """Do the same for whole child processes; one that fails ends the benchmark."""

    def once(command: Sequence[str]) -> tuple[float, float]:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=cwd)
        wall = time.perf_counter() - wall
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    found: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    for number in range(runs + 1):
        for name, command in jobs.items():
            cost = once(command)
            if number:
                found[name].append(cost)
    return {
        name: Cost(statistics.median(w for w, _ in costs), statistics.median(c for _, c in costs), runs)
        for name, costs in found.items()
    }


def line(title: str, cost: Cost, against: Cost | None = None, what: str = "") -> str:
    """Return one printed line: wall, CPU, and the CPU ratio to *against*."""
    ratio = f"  CPU x {cost.cpu / against.cpu:.2f} of {what}" if against else ""
    return f"  {title:<42} wall {cost.wall:8.3f} s  CPU {cost.cpu:8.3f} s  (median of {cost.runs}){ratio}"


def header() -> str:
    """Return machine, versions and load: without them the figures mean little."""
    names = ("duckdb", "simpleeval", "pyyaml", "jsonschema", "jinja2", "click")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load}; {versions}; {sys.platform}"
