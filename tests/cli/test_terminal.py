"""A real terminal (a pseudo one): its width is used, colours come unless NO_COLOR, and nothing else changes."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "kpiframe"


def on_a_terminal(words: list[str], folder: Path, **environ: str) -> str:
    """Return what the program writes to a terminal of 24 lines and 80 columns."""
    ours, theirs = pty.openpty()
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"} | environ
    process = subprocess.Popen([PROGRAM, *words], cwd=folder, env=env, stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    assert process.wait() == 0
    return b"".join(parts).decode("utf-8").replace("\r\n", "\n")


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal")
    subprocess.run([PROGRAM, "init", "brand", "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / "brand"


SCORE = ["score", "--period", "2026-10", "--today", "2026-11-05", "--lang", "en"]


def test_colours_on_a_terminal_are_left_out_on_request_and_change_no_word(brand):
    coloured = on_a_terminal(SCORE, brand)
    plain = on_a_terminal(SCORE, brand, NO_COLOR="1")
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert on_a_terminal(SCORE, brand, TERM="dumb") == plain


def test_a_narrow_terminal_gets_narrow_lines(brand):
    shown = on_a_terminal(SCORE, brand, NO_COLOR="1", COLUMNS="70")
    assert max(len(line) for line in shown.splitlines()) <= 70


def test_in_a_pipe_the_width_is_always_the_same(brand):
    env = {"PATH": os.environ["PATH"]}
    outputs = {
        subprocess.run([PROGRAM, *SCORE], cwd=brand, env=env | more, check=True, capture_output=True).stdout
        for more in ({}, {"COLUMNS": "60"}, {"COLUMNS": "200"})
    }
    assert len(outputs) == 1
