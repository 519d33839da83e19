"""A data folder, a source in a few words, and the whole way from text to numbers."""

from __future__ import annotations

from datetime import date

import pytest

from kpiframe.catalog.bindings import Agg, Aggregate, Binding, Column, ColumnType, Derive, Source
from kpiframe.data.database import Database
from kpiframe.data.gathering import gather, to_observations
from kpiframe.formula.syntax import Role, parse
from kpiframe.periods import Calendar
from kpiframe.problems import Location
from kpiframe.project_reading import read_project
from kpiframe.sqltext import quote_name


def expr(text):
    return None if text is None else parse(text, Role.EXPR)


def condition(text):
    return None if text is None else parse(text, Role.FILTER)


def aggregate(spec):
    """``{"agg": "sum", "expr": "amount", "filter": 'status == "paid"'}`` as a definition would hold it."""
    return Aggregate(
        Agg(spec["agg"]),
        expr(spec.get("expr")),
        condition(spec.get("filter")),
        spec.get("p"),
        spec.get("at", "period_end"),
    )


def column(name, spec):
    spec = {"type": spec} if isinstance(spec, str) else dict(spec)
    kind = ColumnType(spec.pop("type"))
    for key in ("missing", "true", "false"):
        if key in spec:
            spec[key] = tuple(str(v) for v in spec[key])
    return Column(name, kind, spec.pop("header", name), location=Location("kpiframe.yaml", 5, 7), **spec)


def source(name, spec):
    spec = dict(spec)
    columns = tuple(column(n, c) for n, c in spec.pop("columns", {}).items())
    drops = tuple(condition(t) for t in spec.pop("drop_rows", ()))
    derive = spec.pop("derive", None)
    if derive:
        derive = Derive(
            derive["from"], tuple(derive["group_by"]), {n: aggregate(a) for n, a in derive["columns"].items()}
        )
    spec["key"] = tuple(spec.get("key", ()))
    spec.setdefault("undated", not spec.keys() & {"time", "as_of", "covers"})  # most tests here are about other things
    return Source(
        name, columns=columns, drop_rows=drops, derive=derive, location=Location("kpiframe.yaml", 3, 3), **spec
    )


def binding(name, spec):
    spec = dict(spec)
    plain = {k: spec.pop(k) for k in ("source", "empty", "value", "values") if k in spec}
    return Binding(
        name, aggregate=aggregate(spec) if "agg" in spec else None, location=Location("kpiframe.yaml", 9, 3), **plain
    )


class Bench:
    """Sources and bindings in a few words, and the numbers that come out."""

    def __init__(self, root):
        self.root = root

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def gather(self, sources, bindings, **more):
        """Return (Gathered, {slice: {input: [one number per period]}})."""
        found, rows = self.run(sources, bindings, **more)
        if not found.level0.partition:
            return found, {}
        plain = [(*row[: -len(found.level0.inputs) - 1], *row[-len(found.level0.inputs) :]) for row in rows]
        observations = to_observations(found, plain, found.level0.inputs, ())
        return found, {tuple(v for _, v in key): dict(values) for key, values in observations.values.items()}

    def level0(self, sources, bindings, **more):
        """Return the rows of level 0: partition, period, year, inputs."""
        return self.run(sources, bindings, **more)[1]

    def run(self, sources, bindings, *, period=None, slice_by=(), today=date(2026, 11, 15), calendar=None, **more):
        """Return (Gathered, rows of level 0 in order)."""
        calendar = calendar or Calendar()
        threads = more.pop("threads", 1)
        timezone = more.pop("timezone", "Asia/Ho_Chi_Minh")
        inputs = more.pop("inputs", tuple(dict.fromkeys((*bindings, *more.get("given", {})))))
        with Database(threads=threads, timezone=timezone) as db:
            found = gather(
                db,
                sources={n: s if isinstance(s, Source) else source(n, s) for n, s in sources.items()},
                bindings={n: b if isinstance(b, Binding) else binding(n, b) for n, b in bindings.items()},
                inputs=inputs,
                calendar=calendar,
                timezone=timezone,
                slice_by=tuple(slice_by),
                period=calendar.parse(period) if period else None,
                today=today,
                root=self.root,
                **more,
            )
            zero = found.level0
            if not zero.partition:
                return found, []
            keys = (*zero.partition, zero.order, zero.year)
            columns = ", ".join(quote_name(c) for c in (*keys, *zero.inputs))
            order = ", ".join(f"{quote_name(c)} NULLS LAST" for c in keys)
            return found, db.select(f"SELECT {columns} FROM ({zero.sql}) ORDER BY {order}")

    def numbers(self, sources, bindings, **more):
        """Return {input: number of the last period} of the total; no error may be among the problems."""
        found, values = self.gather(sources, bindings, **more)
        assert codes(found, "error") == [], [str(p) for p in found.problems]
        return {name: series[-1] for name, series in values[()].items()}


class Written(Bench):
    """A project as its author writes it, and the numbers of its bindings."""

    def asked(self, text, **more):
        """Return (Gathered, {slice: {input: [one number per period]}}) of the sources and bindings in *text*."""
        self.write("kpiframe.yaml", f"kpiframe: 1\nname: made\n{text}")
        project, problems, _ = read_project(self.root, root=self.root)
        errors = [str(p) for p in problems if p.severity == "error"]
        assert not errors, errors
        self.project = project
        return self.gather(project.sources, project.bindings, **more)

    def refused(self, text):
        """Return the errors of reading *text*."""
        self.write("kpiframe.yaml", f"kpiframe: 1\nname: made\n{text}")
        return [p for p in read_project(self.root, root=self.root)[1] if p.severity == "error"]


def codes(found, severity=None):
    return [p.code for p in found.problems if severity is None or p.severity == severity]


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


@pytest.fixture
def written(tmp_path):
    return Written(tmp_path)


@pytest.fixture
def make_column():
    return column


@pytest.fixture
def read_project_block(tmp_path):
    """Read ``kpiframe.yaml`` with a block of YAML in it; return (project, codes of its problems but unused bindings)."""
    from kpiframe.project_reading import read_project

    def read(block):
        head = "kpiframe: 1\nname: phosen\ncurrency: VND\n"
        (tmp_path / "kpiframe.yaml").write_text(head + block, encoding="utf-8")
        project, problems, _ = read_project(tmp_path, root=tmp_path)
        return project, [p.code for p in problems if p.code != "KPF542"]

    return read


@pytest.fixture
def cli_lint(read_project_block):
    """Codes of what is wrong with a block of YAML, as lint tells it."""
    return lambda block: read_project_block(block)[1]


@pytest.fixture
def read_block(read_project_block, bench):
    """Every input of a block of YAML, read from its files for a period."""

    def read(block, period):
        project, problems = read_project_block(block)
        assert problems == []
        with Database(threads=1, timezone="Asia/Ho_Chi_Minh") as db:
            found = gather(
                db,
                sources=project.sources,
                bindings=project.bindings,
                inputs=tuple(project.bindings),
                calendar=project.calendar,
                timezone="Asia/Ho_Chi_Minh",
                slice_by=(),
                period=project.calendar.parse(period),
                today=date(2026, 11, 15),
                root=project.root,
            )
            assert codes(found) == [], [str(p) for p in found.problems]
            zero = found.level0
            listed = ", ".join(quote_name(c) for c in (*zero.partition, zero.order, *zero.inputs))
            rows = db.select(f"SELECT {listed} FROM ({zero.sql}) ORDER BY {quote_name(zero.order)}")
            values = to_observations(found, rows, zero.inputs, ()).values[()]
        return {name: series[-1] for name, series in values.items()}

    return read
