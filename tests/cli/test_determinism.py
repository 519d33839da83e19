"""The same input gives the same bytes: another hash seed, time zone, language of the machine, folder, or number of threads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "kpiframe"
WORLDS = {
    "another hash seed": {"PYTHONHASHSEED": "12345"},
    "west of Greenwich": {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "7"},
    "a Vietnamese terminal": {"LANG": "vi_VN.UTF-8", "LC_ALL": "vi_VN.UTF-8", "TZ": "Asia/Ho_Chi_Minh"},
    "a bare terminal": {"LANG": "C", "LC_ALL": "C", "TERM": "dumb", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


def report(example: Path, folder: Path, *words: str, **environ: str) -> dict[str, bytes]:
    env = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME")} | {"PYTHONHASHSEED": "0"} | environ
    command = [PROGRAM, "report", example, "--period", "2026-10", "--today", "2026-11-05", "-f", "all", "--lang", "all"]
    done = subprocess.run(
        [*command, "-o", folder, *words], cwd=folder.parent, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, bytes]:
    return report(
        repository / "examples" / "pho-sen", tmp_path_factory.mktemp("first") / "out", TZ="UTC", LANG="C.UTF-8"
    )


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_a_report_is_the_same_in_every_world(first, repository, tmp_path, world):
    assert len(first) == 6
    assert report(repository / "examples" / "pho-sen", tmp_path / "out", **WORLDS[world]) == first


@pytest.mark.slow
@pytest.mark.parametrize("threads", ["1", "4"])
def test_a_report_is_the_same_with_any_number_of_threads(first, repository, tmp_path, threads):
    assert report(repository / "examples" / "pho-sen", tmp_path / "out", "--threads", threads) == first


def test_json_of_the_document_is_valid_and_holds_no_not_a_number(first):
    import json

    def refuse(word):
        raise AssertionError(word)

    (text,) = (data for name, data in first.items() if name.endswith(".json"))
    assert json.loads(text, parse_constant=refuse)["schema_version"] == 1


@pytest.mark.parametrize(
    "environ", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LANG": "C.UTF-8"}]
)
def test_vietnamese_reaches_a_pipe_as_utf_8_whatever_the_terminal_says(tmp_path, environ):
    command = [PROGRAM, "catalog", "show", "net_promoter_score", "--lang", "vi"]
    env = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME")} | environ
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True)
    assert "Công thức" in done.stdout.decode("utf-8")


def test_a_reader_who_stops_reading_is_no_error(tmp_path):
    line = f"{PROGRAM} catalog list | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_no_home_and_no_clock_are_needed(repository, tmp_path):
    example = repository / "examples" / "pho-sen"
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    command = [PROGRAM, "score", example, "--period", "2026-10", "--today", "2026-11-05", "-f", "csv"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
