"""Other semantic layers on the same work, through the comparison kit in the folder KPIFRAME_PEERS."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from measure import alternating
from values import project_in, values

HERE = Path(__file__).resolve().parent


def main(work: Path, asked: argparse.Namespace) -> None:
    """warm query of 80 and 200 ratio KPIs by month and segment, 100,000 rows, beside sidemantic and BSL"""
    kit = Path(os.environ.get("KPIFRAME_PEERS", ""))
    if not (kit / "common.py").is_file():
        print("  skipped: KPIFRAME_PEERS names no folder with the comparison kit", flush=True)
        return
    data = work / "sessions_100k.parquet"
    if not data.exists():
        subprocess.run([sys.executable, kit / "make_data.py", "100000", data], check=True, stdout=subprocess.DEVNULL)
    peers = {"kpiframe": (sys.executable, HERE / "peer_kpiframe.py")}
    for name in ("sidemantic", "bsl"):
        python = kit / ".venvs" / name / "bin" / "python"
        if python.is_file():
            peers[name] = (str(python), kit / f"peer_{name}.py")
        else:
            print(f"  {name}: skipped, no environment {python}", flush=True)
    found = {name: _measured(kit, python, script, data, work, asked.runs) for name, (python, script) in peers.items()}
    for k in (80, 200):
        for name, results in found.items():
            ours, theirs = found["kpiframe"][k]["warm_ms"], results[k]["warm_ms"]
            print(
                f"  K = {k:<4} {name:<11} compile {theirs['compile']:9.1f} ms  query {theirs['query']:9.1f} ms"
                + ("" if name == "kpiframe" else f"  = kpiframe's x {theirs['query'] / ours['query']:.1f}"),
                flush=True,
            )
        job = values(project_in(work / "peers" / f"kpiframe_sessions_100k_{k}"), "2025-12")
        whole = alternating({"whole": job}, asked.runs)["whole"]
        print(
            f"  K = {k:<4} kpiframe    with opening, reading and checking the file {1000 * whole.wall:9.1f} ms",
            flush=True,
        )
    same = [sys.executable, kit / "same.py", work / "peers", "sessions_100k", "80"]
    print("  " + subprocess.run(same, capture_output=True, text=True, check=False).stdout.strip().replace("\n", "\n  "))


def _measured(kit: Path, python: str, script: Path, data: Path, work: Path, runs: int) -> dict[int, dict]:
    """Return the kit's record for K = 80 and 200."""
    command = [python, script, "--data", data, "--k", "80,200", "--warm", str(runs), "--cold", "0"]
    command += ["--work", work / "peers", "--dump"]
    path = f"{kit}:{HERE}"
    env = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, env=env)
    records = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {record["k"]: record for record in records}
