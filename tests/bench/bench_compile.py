"""From KPIs to SQL text: what grows with the number of KPIs, and whether it grows as a line."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

from measure import alternating, line
from values import Warm, project_in

COUNTS = (200, 500, 1000, 2000)


def main(work: Path, asked: argparse.Namespace) -> None:
    """plan and SQL text of 200 to 2,000 ratio KPIs over inputs aggregated before"""
    jobs = {f"{count:,} KPIs": _job(work / f"compile_{count}", count) for count in COUNTS}
    costs = alternating(jobs, asked.runs)
    smallest = next(iter(costs.values()))
    for count, (name, cost) in zip(COUNTS, costs.items(), strict=True):
        times = cost.cpu / smallest.cpu
        print(f"{line(name, cost)}  {1e6 * cost.cpu / count:.0f} microseconds a KPI, ", end="")
        print(f"{times:.1f} times {COUNTS[0]} KPIs for {count / COUNTS[0]:g} times as many", flush=True)


def _job(folder: Path, count: int) -> Callable[[], str]:
    """Write a project of *count* KPIs over one small table and return the job that compiles them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "visits.csv").write_text("day,orders,visits\n2025-12-01,3,10\n2025-12-02,4,12\n", encoding="utf-8")
    lines = ["kpiframe: 1", "name: compile", "sources:", "  visits:", "    path: visits.csv", "    columns:"]
    lines += ["      day: date", "      orders: integer", "      visits: integer", "    time: day", "bindings:"]
    lines.append("  visits: {source: visits, agg: sum, expr: visits}")
    lines += [f"  n_{i:04d}: {{source: visits, agg: sum, expr: orders * {i + 1}}}" for i in range(count)]
    lines.append("kpis:")
    lines += [
        f"  - {{name: kpi_{i:04d}, label: k, formula: n_{i:04d} / visits * 100, unit: percent, kind: ratio, "
        f"direction: neutral, inputs: {{n_{i:04d}: {{unit: count}}, visits: {{unit: count}}}}}}"
        for i in range(count)
    ]
    names = ", ".join(f"kpi_{i:04d}" for i in range(count))
    lines += ["scorecards:", "  - name: all", "    groups:", f"      - {{name: all, kpis: [{names}]}}"]
    (folder / "kpiframe.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    warm = Warm(project_in(folder), "2025-12")
    warm.compile()
    return warm.replan
