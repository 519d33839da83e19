"""Lint of many definitions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from measure import line, processes

KPIFRAME = str(Path(sys.executable).parent / "kpiframe")
KPI = """\
  - name: kpi_{n:04d}
    label: {{en: Number {n}, vi: Số {n}}}
    description: {{en: Generated for measuring., vi: Sinh ra để đo.}}
    formula: (part_{n:04d} - other_{n:04d}) / whole_{n:04d} * 100
    inputs:
      part_{n:04d}: {{unit: people, counts: {{en: those who did, vi: người đã làm}}}}
      other_{n:04d}: {{unit: people, counts: {{en: those who did not, vi: người chưa làm}}}}
      whole_{n:04d}: {{unit: people, counts: {{en: everybody, vi: mọi người}}}}
    unit: percent
    kind: ratio
    direction: higher_is_better
    thresholds: {{warn: 20, target: 40}}
    relevance: {{utility: 2, purpose: 1, importance: 2}}
    audience: [existing_customers]
    directness: observed
    signal: behaviour
    measured_by: own
    examples:
      - {{inputs: {{part_{n:04d}: 30, other_{n:04d}: 10, whole_{n:04d}: 50}}, expect: 40, source: by hand}}
"""


def main(work: Path, asked: argparse.Namespace) -> None:
    """whole processes; `lint` of 10, 100 and 1,000 generated definitions, 50 to a file"""
    jobs = {}
    for count in (10, 100, 1000):
        folder = work / f"definitions_{count}"
        folder.mkdir(exist_ok=True)
        for start in range(0, count, 50):
            numbers = range(start, min(start + 50, count))
            text = "kpis:\n" + "\n".join(KPI.format(n=n) for n in numbers)
            (folder / f"part_{start:04d}.yaml").write_text(text, encoding="utf-8")
        jobs[f"kpiframe lint, {count} definitions"] = [KPIFRAME, "lint", str(folder), "--fail-level", "never"]
    costs = processes(jobs, asked.runs)
    smallest, *_, largest = costs.values()
    for name, cost in costs.items():
        print(line(name, cost), flush=True)
    print(f"  {(largest.cpu - smallest.cpu) / 990 * 1e6:.0f} microseconds of CPU a definition beyond the first ten")
