"""A criticism told as a tiny project: how its files become a project on disk, and who is asked about it.

A file names only what the criticism is about; a KPI that says nothing else is a healthy one (``HEALTHY``), a project
without ``scorecards`` has one group with all its KPIs, and ``numbers`` are one value a month, the last of them that of
``newest``, the ``period`` where nothing is said. ``repaired`` and ``older`` change the project key by key: ``kpis.reach.audience: [...]``; ``null`` takes
away, a KPI that is not there is added.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml

import kpiframe
from kpiframe.cli.main import run

HEALTHY = {
    "unit": "count",
    "kind": "stock",
    "direction": "higher_is_better",
    "thresholds": {"warn": 20, "target": 40},
    "relevance": {"utility": 2, "purpose": 2, "importance": 2},
    "audience": ["existing_customers", "prospects", "wider_audience"],
    "directness": "asked",
    "signal": "perception",
    "measured_by": "independent",
    "owner": "Linh",
    "cadence": "month",
    "decision": "Below 20 we change the plan of the next month.",
}
PATH = os.environ["PATH"]
BESIDE = ("numbers", "newest", "files")
"""What a file says beside the project itself."""


def changed(project, change):
    """Return *project* with every dotted key of *change* put in, or taken away where the value is null."""
    made = copy.deepcopy(project)
    for path, value in (change or {}).items():
        here, *rest = made, *path.split(".")
        *way, last = rest
        for step in way:
            here = entry(here, step) if isinstance(here, list) else here.setdefault(step, {})
        put(here, last, copy.deepcopy(value))
    return made


def entry(found, name):
    return next(one for one in found if one["name"] == name)


def put(here, name, value):
    if isinstance(here, list):
        old = [one for one in here if one["name"] == name]
        here[:] = [one for one in here if one["name"] != name]
        if value is not None:
            here.append({"name": name, **(old[0] if old else {}), **value})
    elif value is None and name in here and name not in HEALTHY:
        del here[name]
    else:
        here[name] = value


def written(project, numbers):
    """Return the content of kpiframe.yaml: healthy KPIs, bindings for the numbers, a scorecard."""
    made = {"kpiframe": 1, "name": "brand", **copy.deepcopy(project)}
    made["kpis"] = [whole(kpi) for kpi in made.get("kpis", [])]
    if numbers:
        columns = {"day": "date", **{name: {"type": "decimal", "scale": 2} for name in numbers}}
        made["sources"] = {"rows": {"path": "rows.csv", "time": "day", "columns": columns}}
        made["bindings"] = {name: {"source": "rows", "agg": "sum", "expr": name} for name in numbers}
    names = [kpi["name"] for kpi in made["kpis"]]
    made.setdefault("scorecards", [{"name": "card", "groups": [{"name": "all", "weight": 1, "kpis": names}]}])
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False)


def whole(kpi):
    made = {**HEALTHY, "formula": kpi["name"], **kpi}
    made["relevance"] = {**HEALTHY["relevance"], **kpi.get("relevance", {})}
    made.setdefault("inputs", {made["formula"]: {"unit": "count"}})
    return {key: value for key, value in made.items() if value is not None}


def months(last, count):
    year, month = (int(part) for part in last.split("-"))
    numbered = (year * 12 + month - 1 - back for back in range(count - 1, -1, -1))
    return [date(n // 12, n % 12 + 1, 15).isoformat() for n in numbered]


def rows(numbers, period):
    """Return the CSV of one row a month; null is an empty cell."""
    days = months(period, max(len(values) for values in numbers.values()))
    table = ["day," + ",".join(numbers)]
    for back, day in enumerate(reversed(days)):
        cells = [values[-1 - back] if back < len(values) else None for values in numbers.values()]
        table.insert(1, ",".join([day, *("" if cell is None else str(cell) for cell in cells)]))
    return "\n".join(table) + "\n"


def unknown(found):
    return {one["rule"] for one in found["not_judged"]}


class Case:
    """One criticism, as it is or repaired, on disk."""

    def __init__(self, told, folder: Path, *, repaired: bool):
        self.told, self.folder = told, folder
        self.asked = {"period": told.get("period", "2026-10"), "today": told.get("today", date(2026, 11, 9))}
        self.state = {key: told[key] for key in ("project", *BESIDE) if key in told}
        if repaired:
            keys = {key if key.partition(".")[0] in BESIDE else f"project.{key}": v
                    for key, v in told["repaired"].items()}  # fmt: skip
            self.state = changed(self.state, keys)
        self.write(self.state["project"])

    def write(self, project):
        numbers = self.state.get("numbers")
        self.folder.mkdir(exist_ok=True)
        (self.folder / "kpiframe.yaml").write_text(written(project, numbers), encoding="utf-8")
        if numbers:
            (self.folder / "rows.csv").write_text(
                rows(numbers, self.state.get("newest", self.asked["period"])), encoding="utf-8"
            )
        for name, content in self.state.get("files", {}).items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    def lint(self, capsys):
        """Flags of ``kpiframe lint``, (rule, subject, {en, vi}), and the rules it could not judge."""
        words = [
            "lint",
            str(self.folder),
            "--format",
            "json",
            "--profile",
            "auditor",
            "--today",
            str(self.asked["today"]),
        ]
        run(words, {})
        found = json.loads(capsys.readouterr().out)
        broken = [f for f in found["findings"] if f["code"].startswith("KPF5") and f["severity"] == "error"]
        assert broken == [], broken
        return [(f["code"], f["subject"], f["message"]) for f in found["findings"]], unknown(found)

    def score(self):
        """Flags of the scorecard of the period."""
        card = kpiframe.load(self.folder).score(self.asked["period"], today=self.asked["today"])
        assert card.problems == ()
        return [(f.id, f.kpi, f.message.to_dict()) for f in card.flags], unknown(card.to_dict())

    def diff(self, capsys):
        """Flags of ``kpiframe diff`` from the older version to this one, both scored over the numbers."""
        older = self.told["older"]
        newer = self.folder / "kpiframe.yaml"
        now = newer.read_text(encoding="utf-8")
        self.write(changed(self.told["project"], older["change"]))
        self.commit(older["dated"])
        newer.write_text(now, encoding="utf-8")
        self.commit(self.told["dated"])
        words = ["diff", "HEAD~1", "HEAD", "--project", str(self.folder), "--format", "json"]
        words += ["--impact", "--period", self.asked["period"]] if self.state.get("numbers") else []
        run([*words, "--today", str(self.asked["today"])], {"PATH": PATH})
        shown = capsys.readouterr()
        assert shown.err == ""
        found = json.loads(shown.out)
        return [(f["rule"], f["kpi"], f["message"]) for f in found["flags"]], unknown(found)

    def commit(self, day):
        names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        when = f"{day}T12:00:00+0700"
        environ = {"PATH": PATH, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_COMMITTER_DATE": when, **names}
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", "words"]):
            subprocess.run(["git", *words], cwd=self.folder, env=environ, check=True, capture_output=True)


@pytest.fixture
def case(tmp_path):
    return lambda told, *, repaired=False: Case(told, tmp_path / "brand", repaired=repaired)
