"""What people install: the wheel alone, in an empty environment with its runtime dependencies and nothing else."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import kpiframe


def ran(command: list[object], cwd: Path, **environ: str) -> str:
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")} | environ
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    ran([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], repository)
    (found,) = folder.glob("*.whl")
    return found


def closure(name: str) -> set[str]:
    """Names of the distributions *name* needs at run time, itself left out."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for line in importlib.metadata.requires(waiting.pop()) or []:
            wanted, _, marker = line.partition(";")
            needed = re.match(r"[A-Za-z0-9._-]+", wanted)[0].lower()
            if "extra" in marker or needed in found or (marker and "python_version" in marker and "<" in marker):
                continue
            found.add(needed)
            waiting.append(needed)
    return found


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel and links to its runtime dependencies; return its folder of programs."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=False)
    site = next(home.glob("lib/python*/site-packages"))
    for name in closure("kpiframe"):
        files = importlib.metadata.distribution(name).files or []
        for top in {file.parts[0] for file in files if file.parts[0] not in ("..", "__pycache__")}:
            source = Path(str(importlib.metadata.distribution(name).locate_file(top)))
            if not (site / top).exists():
                (site / top).symlink_to(source)
    pip = [sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--quiet"]
    ran([*pip, "--no-deps", "--no-index", "--disable-pip-version-check", wheel], home)
    return home / "bin"


def test_the_wheel_holds_package_definitions_templates_examples_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.split("/")[1] for name in names if name.startswith("kpiframe/") and name.count("/") > 1}
    assert {"definitions", "templates", "examples", "schemas"} <= folders
    assert {name.split("/")[0] for name in names} == {"kpiframe", f"kpiframe-{kpiframe.__version__}.dist-info"}
    assert [n for n in names if n.endswith((".pyc", ".orig", "~")) or "/tests/" in n or "/report/" in n] == []
    assert "kpiframe/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_the_source_package_holds_what_its_makefile_needs(repository, tmp_path):
    ran([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path], repository)
    (found,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(found) as package:
        names = {name.partition("/")[2] for name in package.getnames()}
    assert {"Makefile", "constraints.txt", "pyproject.toml", "LICENSE", "NOTICE", "README.md"} <= names
    assert {"docs/generate.py", "tests/conftest.py", "tests/bench/run.py"} <= names


def test_every_data_file_of_the_checkout_is_in_the_wheel(wheel, repository):
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = [
        path.relative_to(repository).as_posix()
        for folder in ("definitions", "templates", "examples")
        for path in (repository / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    tracked = set(ran(["git", "ls-files", "definitions", "templates", "examples"], repository).split("\n"))
    assert [name for name in shipped if name in tracked and f"kpiframe/{name}" not in names] == []


def test_the_runtime_needs_few_packages():
    assert closure("kpiframe") >= {"click", "duckdb", "jinja2", "pyyaml", "simpleeval", "babel"}
    assert not closure("kpiframe") & {"pandas", "polars", "pyarrow", "numpy", "pytest", "hypothesis"}


def test_the_installed_program_does_its_main_job(bare, tmp_path):
    where = ran([bare / "python", "-c", "import kpiframe; print(kpiframe.__file__)"], tmp_path).strip()
    assert Path(where).is_relative_to(bare.parent)
    assert ran([bare / "kpiframe", "--version"], tmp_path) == f"kpiframe {kpiframe.__version__}\n"
    assert "demo" in ran([bare / "kpiframe", "--help"], tmp_path)
    pages = ran([bare / "kpiframe", "demo", "--quiet"], tmp_path).splitlines()[-2:]
    assert all((tmp_path / page).stat().st_size > 10_000 for page in pages)


@pytest.mark.slow
def test_the_installed_program_starts_a_project_and_tests_what_ships(bare, tmp_path):
    ran([bare / "kpiframe", "init", "brand"], tmp_path)
    ran([bare / "kpiframe", "lint", "brand"], tmp_path)
    assert "KPIs" in ran([bare / "kpiframe", "lint", "brand", "--lang", "en"], tmp_path)
    assert ran([bare / "kpiframe", "test"], tmp_path).rstrip().endswith("0 failed")
    listed = ran([bare / "kpiframe", "catalog", "list"], tmp_path).splitlines()
    assert len([line for line in listed if line.startswith("  ") and line[2] != " "]) == 119
