"""kpiframe's own SQL beside hand-written SQL: 25 inputs, 40 formulas, client x month x segment, from Parquet."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import duckdb
from bench_model import FORMULAS, INPUTS, NAMES, hand_written, kpiframe_yaml, make_table
from measure import alternating, line
from values import Rows, project_in, values


def main(work: Path, asked: argparse.Namespace) -> None:
    """CPU beside hand-written SQL with the same exact sums; beside it, plain double sums (other last bits in every run)"""
    for rows in (int(text) for text in asked.rows.split(",")):
        folder = work / f"table_{rows}"
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "kpiframe.yaml").write_text(kpiframe_yaml(), encoding="utf-8")
        table = folder / "data" / "visits.parquet"
        if not table.exists():
            make_table(rows, table)
        jobs = {
            "hand-written, exact sums": _by_hand(hand_written(table, exact=True)),
            "kpiframe: gather, evaluate, rows": values(project_in(folder), "2025-12"),
            "hand-written, double sums": _by_hand(hand_written(table, exact=False)),
        }
        agreement = _agree(jobs["kpiframe: gather, evaluate, rows"](), jobs["hand-written, exact sums"]())
        print(f"  {rows:,} rows, {len(INPUTS)} inputs, {len(FORMULAS)} formulas, {agreement}", flush=True)
        costs = alternating(jobs, asked.runs if rows < 5_000_000 else min(asked.runs, 3))
        hand = costs["hand-written, exact sums"]
        for name, cost in costs.items():
            print(line(name, cost, None if cost is hand else hand, "hand-written, exact sums"), flush=True)


def _by_hand(sql: str) -> Callable[[], Rows]:
    def job() -> Rows:
        with duckdb.connect() as connection:
            connection.execute("SET enable_progress_bar = false")
            return connection.execute(sql).fetchall()

    return job


def _agree(ours: tuple[Rows, tuple[str, ...]], hand: Rows) -> str:
    """Compare every number once; both name inputs and KPIs, each in its own order."""
    months = sorted({row[0] for row in hand})
    theirs = {(row[1], row[2], months.index(row[0])): dict(zip(NAMES, row[3:], strict=True)) for row in hand}
    rows, names = ours
    worst = 0.0
    for row in rows:
        for name, mine in zip(names, row[4:], strict=True):
            other = theirs[row[1], row[2], row[3]][name]
            if mine is None or other is None:
                assert mine is other, (row[:4], name, mine, other)
            else:
                worst = max(worst, abs(mine - other) / max(abs(other), 1e-300))
    return f"{len(rows):,} rows agree to {worst:.1e}"
