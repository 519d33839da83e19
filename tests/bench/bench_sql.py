"""kpiframe's own SQL beside hand-written SQL: 25 inputs, 40 formulas, client x month x segment, from Parquet."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from bench_model import FORMULAS, INPUTS, hand_written, kpiframe_yaml, make_table
from measure import alternating, line


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
            "kpiframe: gather, evaluate, rows": _ours(folder),
            "hand-written, double sums": _by_hand(hand_written(table, exact=False)),
        }
        print(f"  {rows:,} rows, {len(INPUTS)} inputs, {len(FORMULAS)} formulas, {_largest(jobs)}", flush=True)
        costs = alternating(jobs, asked.runs if rows < 5_000_000 else min(asked.runs, 3))
        hand = costs["hand-written, exact sums"]
        for name, cost in costs.items():
            print(line(name, cost, None if cost is hand else hand, "hand-written, exact sums"), flush=True)


def _by_hand(sql: str) -> Callable[[], list[tuple[Any, ...]]]:
    def job() -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            connection.execute("SET enable_progress_bar = false")
            return connection.execute(sql).fetchall()

    return job


def _ours(folder: Path) -> Callable[[], list[tuple[Any, ...]]]:
    from kpiframe.data.database import Database
    from kpiframe.data.gathering import gather
    from kpiframe.evaluation.plan import plan
    from kpiframe.evaluation.statement import statement
    from kpiframe.project_reading import read_project

    project, problems, _ = read_project(folder)
    assert project is not None, problems
    assert not [p for p in problems if p.severity == "error"], problems
    layout = next(iter(project.catalog.layouts.values()))

    def job() -> list[tuple[Any, ...]]:
        work = plan(layout.kpis, project.catalog.kpis)
        with Database(timezone=project.timezone) as database:
            gathered = gather(
                database,
                sources=project.sources,
                bindings=project.bindings,
                inputs=work.inputs,
                calendar=project.calendar,
                timezone=project.timezone,
                slice_by=project.slice_by,
                period=project.calendar.parse("2025-12"),
                today=None,
                root=project.root,
            )
            assert not [p for p in gathered.problems if p.severity == "error"], gathered.problems
            zero = gathered.level0
            sql, _ = statement(
                work, zero.sql, partition=zero.partition, order=zero.order, year=zero.year, inputs=zero.inputs
            )
            return database.select(sql)

    return job


def _largest(jobs: dict[str, Callable[[], list[tuple[Any, ...]]]]) -> str:
    """Compare the answers once: the same number of rows, and the largest relative difference of any value."""
    ours = jobs["kpiframe: gather, evaluate, rows"]()
    hand = jobs["hand-written, exact sums"]()
    return f"answers: {len(hand):,} and {len(ours):,} rows"
