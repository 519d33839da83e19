"""A command line in this process: what it printed where, and its exit status."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpiframe.cli.main import run


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Cli = Callable[..., Ran]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run ``kpiframe WORDS…`` in an empty folder with an empty environment."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object, **environ: str) -> Ran:
        capsys.readouterr()
        status = run([str(word) for word in words], environ)
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return Ran(status, shown.out, shown.err)

    return call


@pytest.fixture(scope="session")
def on_a_terminal() -> Callable[..., str]:
    """Run the program where one stream is a terminal and the other goes nowhere: what the terminal got."""
    program = Path(sys.executable).parent / "kpiframe"

    def call(words: list[str], folder: Path, *, stream: str = "stdout", **environ: str) -> str:
        ours, theirs = pty.openpty()
        env = {"PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"} | environ
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs}
        process = subprocess.Popen([program, *words], cwd=folder, env=env, **streams)
        os.close(theirs)
        seen = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        assert process.wait() == 0, seen
        return seen.decode("utf-8").replace("\r\n", "\n")

    return call


def _read(terminal: int) -> bytes:
    """Return what has come since; nothing once the program has closed its end."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


@pytest.fixture
def brand(cli: Cli, tmp_path: Path) -> Path:
    """A fresh project as ``init`` writes it, in the folder ``brand``."""
    assert cli("init", "brand", "--lang", "en").status == 0
    return tmp_path / "brand"


@pytest.fixture
def edit(brand: Path) -> Callable[[str, str, str], None]:
    """Replace a piece of one of the project's files; the piece must be there once."""

    def change(file: str, old: str, new: str) -> None:
        path = brand / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change
