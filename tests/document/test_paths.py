"""A path from a definition reaches what lies inside the root, after every link, and nothing else."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from kpiframe.catalog.loader import read_shipped
from kpiframe.paths import find_project, find_root, resolve
from kpiframe.problems import Location, Problem
from kpiframe.project_reading import read_project

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "paths"
AT = Location("kpiframe.yaml", 5, 11)


def lines(name: str) -> list[str]:
    texts = (CORPUS / name).read_text(encoding="ascii").splitlines()
    return [json.loads(line) for line in texts if not line.startswith("#")]


REFUSED, FINE = lines("refused.txt"), lines("fine.txt")


@pytest.fixture
def client(tmp_path) -> Path:
    """root/client with data and links of every kind; secrets lie beside the root."""
    root = tmp_path / "root"
    folder = root / "client"
    (folder / "data").mkdir(parents=True)
    (root / "shared").mkdir()
    (root / ".git").mkdir()
    (tmp_path / "root2").mkdir()
    for secret in (tmp_path / "secret.csv", tmp_path / "root2" / "x.csv", tmp_path / "outside.csv"):
        secret.write_text("stolen")
    (folder / "data" / "orders.csv").write_text("a\n1\n")
    (root / "shared" / "orders.csv").write_text("a\n1\n")
    (folder / "link-out").symlink_to(tmp_path / "root2")
    (folder / "link-up").symlink_to(tmp_path)
    (folder / "link-file.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "link-loop").symlink_to(folder / "link-loop")
    (folder / "link-in").symlink_to(folder / "data")
    (folder / "link-chain").symlink_to(folder / "link-out")
    (folder / "device.csv").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.csv")
    return folder


@pytest.fixture(scope="session")
def shipped():
    return read_shipped()


def test_the_corpus_is_large():
    assert len(REFUSED) >= 50
    assert len(set(REFUSED)) == len(REFUSED)


@pytest.mark.parametrize("written", REFUSED, ids=[ascii(w)[:40] for w in REFUSED])
def test_a_path_is_refused(written, client):
    found = resolve(written, client, client.parent, AT)
    assert isinstance(found, Problem)
    assert (found.code, found.location) == ("KPF546", AT)
    assert len(found.message.en) < 300


@pytest.mark.parametrize("written", FINE, ids=ascii)
def test_a_path_is_fine(written, client):
    found = resolve(written, client, client.parent, AT)
    assert isinstance(found, Path)
    assert found.is_relative_to(client.parent.resolve())


def test_a_fine_path_is_the_real_one(client):
    assert resolve("link-in/orders.csv", client, client.parent, AT) == (client / "data" / "orders.csv").resolve()


def test_an_absolute_path_inside_the_root_is_fine(client):
    path = (client / "data" / "orders.csv").resolve()
    assert resolve(str(path), client, client.parent, AT) == path


def test_a_narrower_root_refuses_the_neighbours(client):
    assert isinstance(resolve("../shared/orders.csv", client, client.parent, AT), Path)
    assert isinstance(resolve("../shared/orders.csv", client, client, AT), Problem)


FIELDS = {
    "extends": "extends:\n  - {}\n",
    "source": "sources:\n  orders:\n    path: {}\n    format: csv\n    columns: {{aa: text}}\n",
}


def quoted(written: str) -> str:
    return '"' + "".join(f"\\U{ord(c):08X}" if not c.isalnum() else c for c in written) + '"'


@pytest.fixture
def opened():
    """Every path opened while the test runs."""
    seen: list[str] = []
    recording = [True]

    def hook(event: str, args: tuple) -> None:
        if recording[0] and event in ("open", "os.listdir", "os.scandir") and isinstance(args[0], str | os.PathLike):
            seen.append(os.path.realpath(os.fspath(args[0])))

    sys.addaudithook(hook)
    yield seen
    recording[0] = False


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_a_project_reaches_outside(field, client, shipped, opened):
    root = str(client.parent.resolve())
    for written in REFUSED:
        if field == "source" and written in ("data/*.csv", "data/?.csv"):
            continue  # many files of one folder of the project: tests/data/test_many_files.py
        text = "kpiframe: 1\nname: sen\n" + FIELDS[field].format(quoted(written))
        (client / "kpiframe.yaml").write_text(text, encoding="utf-8")
        opened.clear()
        project, problems, _ = read_project(client, shipped=shipped)
        assert problems, written
        assert all(p.code.startswith("KPF5") for p in problems)
        assert {p.location.line for p in problems} <= {0, 1, 4, 5}, (written, problems)
        assert project is None or not project.sources
        outside = [p for p in opened if not p.startswith(root) and "stolen" in p]
        assert outside == []
        assert not {str(client.parent.parent / "secret.csv"), "/etc/passwd", "/dev/zero"} & set(opened)


def test_the_nearest_project_above_is_found(client):
    assert find_project(client / "data") is None
    (client / "kpiframe.yaml").write_text("kpiframe: 1\n")
    assert find_project(client / "data") == client.resolve()
    assert find_project(client / "data" / "orders.csv") == client.resolve()
    assert find_project(client / "kpiframe.yaml") == client.resolve()


def test_the_root_is_the_git_work_tree_or_else_the_folder(client, tmp_path):
    assert find_root(client) == client.parent.resolve()
    alone = tmp_path / "alone"
    alone.mkdir()
    assert find_root(alone) == alone.resolve()
    (alone / ".git").write_text("gitdir: elsewhere\n")
    (alone / "deep").mkdir()
    assert find_root(alone / "deep") == alone.resolve()
