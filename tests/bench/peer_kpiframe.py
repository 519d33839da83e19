"""kpiframe in the shape of the comparison kit: the kit's ``common.py`` must be importable (PYTHONPATH)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import common

PERIOD = "2025-12"


class Kpiframe:
    """K ratio KPIs by month and segment; reads the Parquet file itself where the peers read a database table."""

    def __init__(self, db: str, k: int, work: str) -> None:
        del db
        self.k, self.folder = k, Path(work)
        self.data = Path(sys.argv[sys.argv.index("--data") + 1]).resolve()

    def prepare(self) -> None:
        """Write the project."""
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / "sessions.parquet"
        if not place.exists():
            place.hardlink_to(self.data)
        lines = ["kpiframe: 1", "name: peers", "sources:", "  sessions:", "    path: sessions.parquet", "    columns:"]
        lines += ["      session_date: date", "      segment: text", "      orders: integer", "    time: session_date"]
        lines += ["slice_by: [segment]", "bindings:", "  session_count: {source: sessions, agg: count}"]
        lines += [f"  n_{i:03d}: {{source: sessions, agg: sum, expr: orders * {i + 1}}}" for i in range(self.k)]
        lines.append("kpis:")
        for i in range(self.k):
            lines.append(
                f"  - {{name: kpi_{i:03d}, label: k, formula: n_{i:03d} / session_count, unit: ratio, kind: ratio, "
                f"direction: neutral, inputs: {{n_{i:03d}: {{unit: count}}, session_count: {{unit: count}}}}}}"
            )
        kpis = ", ".join(common.names(self.k))
        lines += ["scorecards:", "  - name: all", "    groups:", f"      - {{name: all, kpis: [{kpis}]}}"]
        (self.folder / "kpiframe.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def load(self) -> None:
        """Import, read and check the definitions, open the database and type the source, as the peers have a table."""
        from values import Warm, project_in

        self.warm = Warm(project_in(self.folder), PERIOD)

    def compile(self) -> str:
        """Return the SQL over the aggregated inputs."""
        return self.warm.compile()

    def run(self) -> list[list[Any]]:
        """Return (month, segment, values…): aggregate, evaluate, fetch; the total is computed too and left out here."""
        rows, names = self.warm.run()
        places = [3 + names.index(name) for name in common.names(self.k)]
        months = [period.key for period in self.warm.periods]
        return [[months[row[2]], row[1], *(row[place] for place in places)] for row in rows if row[0]]

    def raw(self, sql: str) -> list[tuple[Any, ...]]:
        """Run the compiled SQL alone."""
        return self.warm.database.select(sql)


if __name__ == "__main__":
    common.main("kpiframe", ["simpleeval", "duckdb"], Kpiframe)
