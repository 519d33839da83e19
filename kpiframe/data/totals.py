"""Totals rows: used to check that an export is whole, then left out."""

from __future__ import annotations

from collections.abc import Mapping

from kpiframe.catalog.bindings import Source, Totals
from kpiframe.data.database import Database
from kpiframe.data.export_findings import totals_differ
from kpiframe.data.relations import Typed
from kpiframe.problems import Problem
from kpiframe.sqltext import quote_text


def is_total(source: Source, known: Mapping[str, Typed]) -> str:
    """Return SQL over typed columns that is true for the totals rows of *source*; ``FALSE`` when it declares none."""
    totals = source.totals
    if totals is None or totals.column not in known:
        return "FALSE"
    cell = known[totals.column].sql
    begins = (f"starts_with({cell}, {quote_text(text)})" for text in totals.begins if text)
    blank = [f"{cell} IS NULL"] if "" in totals.begins else []
    return f"COALESCE({' OR '.join([*begins, *blank])}, FALSE)"


def check_totals(source: Source, base: str, known: Mapping[str, Typed], database: Database) -> list[Problem]:
    """Return a finding for every checked column whose rows do not add up to its totals row, or that has none.

    *base* holds all rows with ``__drop``.
    """
    totals = source.totals
    columns = [name for name in totals.check if name in known] if totals else []
    if totals is None or not columns:
        return []
    wanted = _chosen(totals, source, known)
    there = database.select(f"SELECT COUNT(*) FILTER (WHERE {wanted}) FROM {base}")[0][0]
    if not there:
        return [totals_differ(source.name, ", ".join(columns), None, 0, source.location)]
    found = []
    for name in columns:
        cell = known[name].sql
        row = database.select(
            f"SELECT MIN({cell}) FILTER (WHERE {wanted}), SUM({cell}) FILTER (WHERE NOT __drop) FROM {base}"
        )[0]
        said, summed = row[0], row[1]
        if said is None or said != (summed or 0):
            found.append(totals_differ(source.name, name, said, summed or 0, source.location))
    return found


def _chosen(totals: Totals, source: Source, known: Mapping[str, Typed]) -> str:
    """Return SQL for the row that is checked."""
    if totals.row is None:
        return is_total(source, known)
    return f"COALESCE({known[totals.column].sql} = {quote_text(totals.row)}, FALSE)"
