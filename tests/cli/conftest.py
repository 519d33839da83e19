"""A command line in this process: what it printed where, and its exit status."""

from __future__ import annotations

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
