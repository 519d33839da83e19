"""Other semantic layers on the same work, through the comparison kit in the folder KPIFRAME_PEERS."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
COUNTS = (1, 80, 200)
PEERS = ("sidemantic", "bsl", "metricflow")


def main(work: Path, asked: argparse.Namespace) -> None:
    """K = 1, 80, 200 ratio KPIs by month and segment, 100,000 rows, warm and as a whole process, beside other semantic layers"""
    kit = Path(os.environ.get("KPIFRAME_PEERS", ""))
    if not (kit / "common.py").is_file():
        print("  skipped: KPIFRAME_PEERS names no folder with the comparison kit", flush=True)
        return
    data = work / "sessions_100k.parquet"
    if not data.exists():
        subprocess.run([sys.executable, kit / "make_data.py", "100000", data], check=True, stdout=subprocess.DEVNULL)
    peers = {"kpiframe": (sys.executable, HERE / "peer_kpiframe.py")}
    for name in PEERS:
        python = kit / ".venvs" / name / "bin" / "python"
        if python.is_file():
            peers[name] = (str(python), kit / f"peer_{name}.py")
        else:
            print(f"  {name}: skipped, no environment {python}", flush=True)
    ours: dict[int, dict[str, Any]] = {}
    for name, (python, script) in peers.items():
        found = _measured(kit, python, script, data, work, asked.runs)
        ours = ours or found
        for k in COUNTS:
            print(_line(name, found[k], ours[k]), flush=True)
    same = [sys.executable, kit / "same.py", work / "peers", "sessions_100k", "80"]
    print("  " + subprocess.run(same, capture_output=True, text=True, check=False).stdout.strip().replace("\n", "\n  "))


def _line(name: str, found: dict[str, Any], ours: dict[str, Any]) -> str:
    """Return one line of a record of the kit, beside kpiframe's."""
    warm, cold = found["warm_ms"], found["cold_s"]
    text = f"  K = {found['k']:<4}{name:<11} compile {warm['compile']:9.1f} ms  query {warm['query']:9.1f} ms  "
    text += f"cold wall {cold['wall_median']:6.2f} s  CPU {cold['cpu_median']:6.2f} s  {cold['max_rss_mib']:4} MiB"
    if found is not ours:
        query = warm["query"] / ours["warm_ms"]["query"]
        start = cold["cpu_median"] / ours["cold_s"]["cpu_median"]
        text += f"  kpiframe's query x {query:.1f}, its cold CPU x {start:.1f}"
    return text + f"  load {found['load1']}"


def _measured(kit: Path, python: str, script: Path, data: Path, work: Path, runs: int) -> dict[int, dict[str, Any]]:
    """Return the kit's record for each K."""
    command = [python, script, "--data", data, "--k", ",".join(map(str, COUNTS)), "--warm", str(runs), "--dump"]
    command += ["--cold", str(min(runs, 3)), "--work", work / "peers"]
    env = {**os.environ, "PYTHONPATH": f"{kit}:{HERE}"}
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, env=env)
    records = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {record["k"]: record for record in records}
