"""Whole processes: what a command costs from the shell."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from measure import line, processes

REPOSITORY = Path(__file__).resolve().parents[2]
KPIFRAME = str(Path(sys.executable).parent / "kpiframe")


def main(work: Path, asked: argparse.Namespace) -> None:
    """whole processes; `score` on the demo beside a bare database, `--version` beside a bare interpreter"""
    demo = work / "demo"
    if not demo.exists():
        shutil.copytree(REPOSITORY / "examples" / "pho-sen", demo)
    score = ["--period", "2026-10", "--today", "2026-11-05"]
    costs = processes(
        {
            "python -c pass": [sys.executable, "-c", "pass"],
            "import duckdb; select 1": [sys.executable, "-c", "import duckdb; duckdb.sql('select 1').fetchall()"],
            "kpiframe --version": [KPIFRAME, "--version"],
            "kpiframe --help": [KPIFRAME, "--help"],
            "kpiframe eval": [KPIFRAME, "eval", "aa / bb", "aa=1", "bb=2"],
            "kpiframe lint (demo)": [KPIFRAME, "lint", str(demo), "--fail-level", "never"],
            "kpiframe test (demo)": [KPIFRAME, "test", str(demo)],
            "kpiframe score (demo)": [KPIFRAME, "score", str(demo), *score],
            "kpiframe report (demo, html)": [
                KPIFRAME,
                "report",
                str(demo),
                *score,
                "-o",
                str(work / "report"),
                "--force",
            ],
        },
        asked.runs,
    )
    for name, cost in costs.items():
        data = "score" in name or "report" in name
        base = "import duckdb; select 1" if data else "python -c pass"
        print(line(name, cost, costs[base] if name != base else None, base), flush=True)
