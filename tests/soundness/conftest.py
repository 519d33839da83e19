"""A project in a few words, scored through the public door, and what a reader without care would have computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import duckdb
import pytest
import yaml

import kpiframe

TODAY = date(2026, 11, 15)


@dataclass(frozen=True)
class Told:
    """What a project says: numbers of the total, numbers by slice, and every finding."""

    numbers: dict
    problems: tuple = ()
    cards: list = field(default_factory=list)

    @property
    def codes(self):
        """Codes of errors and warnings, each once, sorted."""
        return sorted({p.code for p in self.problems if p.severity != "info"})

    @property
    def errors(self):
        return sorted({p.code for p in self.problems if p.severity == "error"})

    @property
    def text(self):
        return "\n".join(str(p) for p in self.problems)

    @property
    def reasons(self):
        return {name.removeprefix("k_"): row.reason for name, row in self.cards[0].results.items()}

    def of(self, *values):
        """Numbers of the slice with these values."""
        card = next(c for c in self.cards if tuple(c.document.frame.slice.values()) == values)
        return {name.removeprefix("k_"): row.value for name, row in card.results.items()}


def bound(spec):
    """``"sum cost"`` or ``"count"`` in full; a mapping as it is, of the source ``rows`` unless it is written by hand."""
    if isinstance(spec, str):
        agg, _, expr = spec.partition(" ")
        spec = {"agg": agg, "expr": expr} if expr else {"agg": agg}
    return spec if spec.keys() & {"value", "values"} else {"source": "rows"} | spec


class Project:
    """``score(source, inputs)`` writes a project that shows each input as a KPI, and scores it."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def define(self, source, inputs, formulas=None, kinds=None, **more):
        """Write ``kpiframe.yaml``: a KPI ``k_NAME`` for every formula, or for every input as it is.

        *source* is the source ``rows``; more of them may stand under ``sources``. *kinds* are those of KPIs that are
        no ratio.
        """
        inputs = {name: bound(spec) for name, spec in inputs.items()}
        sources = {"rows": source, **more.pop("sources", {})}
        formulas = formulas or {name: name for name in inputs}
        plain = {name: {"unit": "count"} for name in inputs}
        kpis = [
            {
                "name": f"k_{name}",
                "label": name,
                "formula": text,
                "unit": "ratio" if "/" in text else "count",
                "kind": (kinds or {}).get(name, "ratio"),
                "direction": "neutral",
                "inputs": {key: unit for key, unit in plain.items() if key in text},
            }
            for name, text in formulas.items()
        ]
        block = {
            "kpiframe": 1,
            "name": "traps",
            "currency": "VND",
            "timezone": "Asia/Ho_Chi_Minh",
            "sources": sources,
            "bindings": inputs,
            "kpis": kpis,
            "scorecards": [
                {"name": "all", "groups": [{"name": "all", "weight": 1, "kpis": [k["name"] for k in kpis]}]}
            ],
            **more,
        }
        self.write("kpiframe.yaml", yaml.safe_dump(block, allow_unicode=True, sort_keys=False))

    def score(self, source, inputs, *, period="2026-10", formulas=None, frames=None, today=TODAY, **more):
        self.define(source, inputs, formulas, **more)
        try:
            project = kpiframe.load(self.folder, root=self.folder)
            cards = project.score_all(period, frames=frames, today=today)
        except kpiframe.DefinitionError as error:
            return Told({}, tuple(error.problems))
        numbers = {name.removeprefix("k_"): row.value for name, row in cards[0].results.items()}
        return Told(numbers, cards[0].problems, cards)

    def naive(self, sql):
        """Rows of *sql* as an engine gives them that is asked without care; ``{folder}`` stands for the data."""
        with duckdb.connect() as engine:
            return engine.execute(sql.replace("{folder}", str(self.folder))).fetchall()


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)
