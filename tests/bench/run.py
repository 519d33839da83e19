"""``make bench`` and ``make bench-large``: kpiframe beside hand-written SQL, other semantic layers, and bare starts.

Ratios of one run mean something; seconds of different days do not. Nothing here is asserted.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import bench_clients  # noqa: E402 - beside this script
import bench_compile  # noqa: E402
import bench_lint  # noqa: E402
import bench_memory  # noqa: E402
import bench_peers  # noqa: E402
import bench_sql  # noqa: E402
import bench_start  # noqa: E402
import bench_warehouse  # noqa: E402
from measure import header  # noqa: E402

PARTS = {
    "start": bench_start.main,
    "lint": bench_lint.main,
    "compile": bench_compile.main,
    "sql": bench_sql.main,
    "clients": bench_clients.main,
    "peers": bench_peers.main,
    "warehouse": bench_warehouse.main,
    "memory": bench_memory.main,
}


def main() -> None:
    """Run the parts asked for and print a line for every measurement."""
    asked = _asked()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every process compiles every module anew
    print(header(), flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = asked.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        for name in asked.only.split(","):
            again = f"--only {name} --rows {asked.rows} --runs {asked.runs}"
            print(f"\n{name}: {PARTS[name].__doc__}\n  again: make bench BENCH_ARGS='{again}'", flush=True)
            PARTS[name](work, asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="parts, with commas between them: " + ", ".join(PARTS))
    parser.add_argument("--rows", help="rows of the generated tables of part sql, with commas between them")
    parser.add_argument("--clients", type=int, default=1_000, help="clients of part clients")
    parser.add_argument("--runs", type=int, default=5, help="repetitions; medians are printed")
    parser.add_argument("--work", type=Path, help="folder for generated data (default: a temporary one)")
    parser.add_argument("--large", action="store_true", help="what takes minutes and gigabytes: 10 M rows, memory")
    asked = parser.parse_args()
    usual = [name for name in PARTS if name != "memory"]
    asked.only = asked.only or ",".join(("sql", "memory") if asked.large else usual)
    asked.rows = asked.rows or ("10000000" if asked.large else "1000000")
    return asked


if __name__ == "__main__":
    main()
