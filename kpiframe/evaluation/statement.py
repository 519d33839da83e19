"""Plan -> one SELECT over the aggregated inputs. Written here, run by the data wing; neither knows the other."""

from __future__ import annotations

from collections.abc import Sequence

from kpiframe.evaluation.plan import Plan
from kpiframe.formula.algebras.sql import SqlWriter
from kpiframe.observations import kpi_column
from kpiframe.sqltext import quote_name


def statement(
    plan: Plan, level0: str, *, partition: Sequence[str], order: str, year: str, inputs: Sequence[str]
) -> tuple[str, tuple[str, ...]]:
    """Return the SQL text and its columns after those of *partition* and *order*: inputs, then KPIs.

    *level0* is a SELECT with one row per period and slice, every input a finite DOUBLE or null. The answer keeps that
    grain and is ordered by all its keys.
    """
    writer = SqlWriter(partition=partition, order=order, year=year, columns=[*inputs], finite=True)
    for kpi in plan.kpis:
        writer.define(kpi_column(kpi.name), kpi.formula, plan.columns[kpi.name])
    names = (*inputs, *(kpi_column(kpi.name) for kpi in plan.kpis))
    keys = [*partition, order]
    ordering = ", ".join(f"{quote_name(key)} NULLS LAST" for key in keys)
    return f"{writer.query(level0, [*keys, *names])}\nORDER BY {ordering}", names
