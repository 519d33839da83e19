"""Write a project as text, read it back."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpiframe.catalog.loader import Shipped, read_shipped
from kpiframe.problems import Problem, Severity
from kpiframe.project import Project
from kpiframe.project_reading import read_project

HEAD = "kpiframe: 1\nname: pho-sen\n"

NPS = """\
kpis:
  - name: nps
    label: {en: Net Promoter Score, vi: Chỉ số NPS}
    formula: (promoters - detractors) / responses * 100
    inputs:
      promoters: {unit: people}
      detractors: {unit: people}
      responses: {unit: people}
    unit: points
    kind: survey
    direction: higher_is_better
    thresholds: {warn: 30, target: 45}
"""

SURVEY = """\
sources:
  survey:
    path: data/survey.csv
    columns: {answered_at: date, score: integer, shop: text}
    time: answered_at
    measured_by: independent
bindings:
  promoters: {source: survey, agg: count, filter: score >= 9}
  detractors: {source: survey, agg: count, filter: score <= 6}
  responses: {source: survey, agg: count, filter: score is not None}
scorecards:
  - name: brand-health
    groups:
      - {name: customer, kpis: [nps]}
"""


@dataclass(frozen=True)
class Read:
    """What reading a project gave."""

    project: Project | None
    problems: list[Problem]
    documents: dict

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.problems if p.severity is Severity.ERROR]

    def found(self) -> list[tuple[str, str]]:
        """Every problem as (code, file:line:col)."""
        return [(p.code, str(p.location)) for p in self.problems]

    def only(self) -> Problem:
        """The one problem there is."""
        assert len(self.problems) == 1, [str(p) for p in self.problems]
        return self.problems[0]

    def under(self, problem: Problem) -> str:
        """The text the problem's caret stands under."""
        place = problem.location
        line = self.documents[place.file].excerpt(place.line, 0)[0][1]
        return line[place.column - 1 : (place.end_column or len(line) + 1) - 1]


@pytest.fixture
def write(tmp_path: Path):
    """Write files (path -> text) below a fresh folder that is a root of its own; return the folder."""

    def write(files: dict[str, str]) -> Path:
        folder = tmp_path / "root"
        (folder / ".git").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def shipped() -> Shipped:
    """What ships with kpiframe, read once."""
    return read_shipped()


@pytest.fixture
def read(write, shipped):
    """Write files and read the project among them (in the folder *at*)."""

    def read(files: dict[str, str] | str, at: str = "") -> Read:
        if isinstance(files, str):
            files = {"kpiframe.yaml": HEAD + textwrap.dedent(files)}
        project, problems, documents = read_project(write(files) / at, shipped=shipped)
        return Read(project, problems, dict(documents))

    return read


@pytest.fixture
def nps() -> str:
    """Definition of one KPI."""
    return NPS


@pytest.fixture
def survey() -> str:
    """Source, bindings and scorecard for it."""
    return SURVEY


@pytest.fixture
def head() -> str:
    """The two lines every project begins with."""
    return HEAD
