"""``make bench``: kpiframe beside hand-written SQL, other semantic layers, and bare starts, in one run.

Ratios of one run mean something; seconds of different days do not. Nothing here is asserted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import bench_lint  # noqa: E402 - beside this script
import bench_peers  # noqa: E402
import bench_sql  # noqa: E402
import bench_start  # noqa: E402
from measure import header  # noqa: E402

PARTS = {"start": bench_start.main, "lint": bench_lint.main, "sql": bench_sql.main, "peers": bench_peers.main}


def main() -> None:
    """Run the parts asked for and print a line for every measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between them: " + ", ".join(PARTS))
    parser.add_argument("--rows", default="1000000,10000000", help="rows of the generated tables of part sql")
    parser.add_argument("--runs", type=int, default=5, help="repetitions; medians are printed")
    parser.add_argument("--work", type=Path, help="folder for generated data (default: a temporary one)")
    asked = parser.parse_args()
    print(header(), flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = asked.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        for name in asked.only.split(","):
            print(f"\n{name}: {PARTS[name].__doc__}", flush=True)
            PARTS[name](work, asked)


if __name__ == "__main__":
    main()
