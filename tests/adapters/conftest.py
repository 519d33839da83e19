"""A project around one made-up export, and what comes out of it."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import yaml

from kpiframe.catalog.adapters import shipped_shapes
from kpiframe.catalog.shipped import read_shipped
from kpiframe.data.database import Database
from kpiframe.data.gathering import gather, to_observations
from kpiframe.problems import Severity
from kpiframe.project_reading import read_project
from kpiframe.sqltext import quote_name

CASES = {case["name"]: case for case in yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))}


def pytest_generate_tests(metafunc):
    """``case``: every file; ``twin``: every (file, broken twin)."""
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", CASES.values(), ids=CASES)
    if "twin" in metafunc.fixturenames:
        pairs = [(case, twin) for case in CASES.values() for twin in case.get("twins", ())]
        metafunc.parametrize("twin", pairs, ids=[f"{case['name']}: {twin['name']}" for case, twin in pairs])


def whole(case):
    """The case with the text it shares with another."""
    return {**case, "text": CASES[case["same_as"]]["text"]} if "same_as" in case else case


def broken(case, twin):
    """The case with one thing changed."""
    made = copy.deepcopy(whole(case))
    for old, new in twin.get("replace", {}).items():
        assert old in made["text"], f"{old!r} is not in the file"
        made["text"] = made["text"].replace(old, new)
    for old, new in twin.get("cells", {}).items():
        assert any(old in row for row in made["rows"]), f"no cell {old!r}"
        made["rows"] = [[new if cell == old else cell for cell in row] for row in made["rows"]]
    made["bindings"] = {**made.get("bindings", {}), **twin.get("bindings", {})}
    made["source"] = twin.get("source", made.get("source", {}))
    return made


def write(folder, case):
    """Write the export of *case*; return its name."""
    name = case.get("file", "export.csv")
    path = folder / "data" / name
    path.parent.mkdir(exist_ok=True)
    if "rows" in case:
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet(case.get("sheet", "Sheet1"))
        for line, row in enumerate(case["rows"]):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell)
        book.close()
    else:
        path.write_bytes(case["text"].replace("\n", case.get("breaks", "\n")).encode())
    return name


def shape_of(case):
    """The table of the adapter that *case* is about."""
    return next(s for s in shipped_shapes() if (s.adapter, s.section) == (case["adapter"], case.get("section", "")))


@dataclass(frozen=True)
class Gave:
    """What reading a project and its data gave."""

    problems: list
    numbers: dict
    project: object = None
    reports: tuple = ()

    @property
    def codes(self):
        return [p.code for p in self.problems if p.severity is not Severity.INFO]


class Exports:
    """Exports in a project of their own."""

    def __init__(self, folder, shipped):
        self.folder, self.shipped = folder, shipped

    def give(self, case):
        """Read *case* by its adapter, as a project would write it."""
        name = write(self.folder, case)
        source = {"path": f"data/{name}", "adapter": case["adapter"], **case.get("source", {})}
        if "section" in case:
            source["section"] = case["section"]
        bindings = {n: {**b} for n, b in shape_of(case).bindings.items()}
        bindings |= case.get("bindings", {})
        block = {"sources": {"export": source}, "bindings": {n: {"source": "export", **b} for n, b in bindings.items()}}
        return self.read(yaml.safe_dump(block, allow_unicode=True, sort_keys=False), case["period"])

    def read(self, block, period):
        """Read a project that holds *block*, and every one of its inputs for *period*."""
        head = "kpiframe: 1\nname: phosen\ncurrency: VND\ntimezone: Asia/Ho_Chi_Minh\n"
        (self.folder / "kpiframe.yaml").write_text(head + block, encoding="utf-8")
        project, problems, _ = read_project(self.folder, root=self.folder, shipped=self.shipped)
        problems = [p for p in problems if p.code != "KPF542"]  # there are no KPIs here to use what is bound
        if any(p.severity is Severity.ERROR for p in problems):
            return Gave(problems, {}, project)
        with Database(threads=1, timezone=project.timezone) as database:
            found = gather(
                database,
                sources=project.sources,
                bindings=project.bindings,
                inputs=tuple(project.bindings),
                calendar=project.calendar,
                timezone=project.timezone,
                slice_by=(),
                period=project.calendar.parse(period) if period else None,
                today=date(2026, 11, 15),
                root=project.root,
            )
            problems += found.problems
            zero = found.level0
            if not zero.partition or any(p.severity is Severity.ERROR for p in found.problems):
                return Gave(problems, {}, project, found.reports)
            keys = ", ".join(quote_name(c) for c in (*zero.partition, zero.order, *zero.inputs))
            rows = database.select(f"SELECT {keys} FROM ({zero.sql}) ORDER BY {quote_name(zero.order)}")
            values = to_observations(found, rows, zero.inputs, ()).values[()]
        return Gave(problems, {n: series[-1] for n, series in values.items()}, project, found.reports)


@pytest.fixture(scope="session")
def shipped():
    return read_shipped()


@pytest.fixture
def exports(tmp_path, shipped):
    return Exports(tmp_path, shipped)


@pytest.fixture
def cases():
    return {name: whole(case) for name, case in CASES.items()}


@pytest.fixture
def break_it():
    return broken


@pytest.fixture
def write_it():
    return write


@pytest.fixture
def rewrite():
    return whole
