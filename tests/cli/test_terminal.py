"""A real terminal (a pseudo one): its width is used, colours come unless NO_COLOR, and nothing else changes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "kpiframe"


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal")
    subprocess.run([PROGRAM, "init", "brand", "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / "brand"


SCORE = ["score", "--period", "2026-10", "--today", "2026-11-05", "--lang", "en"]


def test_colours_on_a_terminal_are_left_out_on_request_and_change_no_word(brand, on_a_terminal):
    coloured = on_a_terminal(SCORE, brand)
    plain = on_a_terminal(SCORE, brand, NO_COLOR="1")
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert on_a_terminal(SCORE, brand, TERM="dumb") == plain


def test_a_narrow_terminal_gets_narrow_lines(brand, on_a_terminal):
    shown = on_a_terminal(SCORE, brand, NO_COLOR="1", COLUMNS="70")
    assert max(len(line) for line in shown.splitlines()) <= 70


@pytest.mark.slow
def test_in_a_pipe_the_width_is_always_the_same(brand):
    env = {"PATH": os.environ["PATH"]}
    outputs = {
        subprocess.run([PROGRAM, *SCORE], cwd=brand, env=env | more, check=True, capture_output=True).stdout
        for more in ({}, {"COLUMNS": "60"}, {"COLUMNS": "200"})
    }
    assert len(outputs) == 1
