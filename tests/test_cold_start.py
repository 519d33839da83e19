"""What a command imports before it does its work: an engine costs a tenth of a second, and most commands need none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"duckdb", "ibis", "numpy", "pandas", "polars", "pyarrow", "jinja2", "babel"}


def imported_by(arguments: list[str], cwd: Path) -> set[str]:
    code = (
        "import json, os, sys\n"
        "from kpiframe.cli.main import run\n"
        "sys.stdout = open(os.devnull, 'w')\n"
        f"status = run({arguments!r}, {{}})\n"
        "sys.__stdout__.write(json.dumps([status, sorted({m.partition('.')[0] for m in sys.modules})]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=True)
    status, names = json.loads(done.stdout)
    assert status in (0, 1), done.stderr
    return set(names)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["score", "--help"],
        ["lint", "."],
        ["test", "."],
        ["eval", "a / b", "a=1", "b=2"],
        ["catalog", "list"],
        ["catalog", "show", "net_promoter_score"],
        ["explain", "KPF110"],
        ["init", "fresh"],
        ["init", "other", "--from", "data/orders.csv"],
    ],
    ids=" ".join,
)
def test_a_command_that_needs_no_data_imports_no_engine(arguments, tmp_path):
    project(tmp_path)
    assert imported_by(arguments, tmp_path) & HEAVY == set()


def test_help_imports_neither_yaml_nor_the_formula_language(tmp_path):
    assert imported_by(["--help"], tmp_path) & (HEAVY | {"yaml", "simpleeval", "jsonschema"}) == set()


def test_importing_kpiframe_imports_nothing_heavy():
    code = "import sys, kpiframe; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {m.partition(".")[0] for m in done.stdout.split()} & (HEAVY | {"yaml", "click", "simpleeval"}) == set()


def project(folder: Path) -> None:
    """Lay the scaffold into *folder*."""
    from kpiframe.cli.main import run

    assert run(["init", str(folder), "--quiet"], {}) == 0
