"""Findings of several projects as one list, with paths from the working directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kpiframe.cli.reading import Read
from kpiframe.cli.shown import from_here, problem_from_here, way_to
from kpiframe.lint.findings import Finding, Findings
from kpiframe.problems import Location


def together(reads: Sequence[Read], found: Sequence[Findings]) -> Findings:
    """Return the findings of several readings as one, with paths from here."""
    parts = [_from_here(read, findings) for read, findings in zip(reads, found, strict=True)]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Findings()
    items = [f for part in parts for f in part.items]
    return replace(
        parts[0],
        items=tuple(sorted(items, key=lambda f: f.problem.sort_key())),
        accepted=tuple(f for part in parts for f in part.accepted),
        not_judged=tuple(n for part in parts for n in part.not_judged),
        hidden=sum(part.hidden for part in parts),
        files=tuple(file for part in parts for file in part.files),
        kpis=sum(part.kpis for part in parts),
        rules=max(part.rules for part in parts),
        own_rules=sum(part.own_rules for part in parts),
        documents={shown: document for part in parts for shown, document in part.documents.items()},
    )


def _from_here(read: Read, findings: Findings) -> Findings:
    way = way_to(read.folder)
    keep = partial(_kept, only=read.only)
    documents = {from_here(Location(shown), way).file: document for shown, document in findings.documents.items()}
    return replace(
        findings,
        items=tuple(_moved(f, way) for f in findings.items if keep(f)),
        accepted=tuple(_moved(f, way) for f in findings.accepted if keep(f)),
        files=tuple(from_here(Location(file), way).file for file in findings.files),
        documents=documents,
    )


def _kept(finding: Finding, *, only: frozenset[str]) -> bool:
    return not only or finding.location.file in only


def _moved(finding: Finding, way: str) -> Finding:
    return replace(finding, problem=problem_from_here(finding.problem, way))
