"""Progress: one line on a terminal while the work lasts, gone at the end; in a pipe, in CI, with --quiet not a byte."""

import io
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from kpiframe.cli.crew import in_order
from kpiframe.cli.progress import Progress, progress, shown
from kpiframe.cli.session import Session

PROGRAM = Path(sys.executable).parent / "kpiframe"
OCTOBER = ("--period", "2026-10", "--today", "2026-11-05")
CLEAR = "\r\x1b[K"


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of ``init``, sliced by twenty customers."""
    folder = tmp_path_factory.mktemp("progress")
    subprocess.run([PROGRAM, "init", "brand", "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    path = folder / "brand" / "kpiframe.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("bindings:\n", "slice_by: [customer]\nbindings:\n", 1), "utf-8"
    )
    rows = "".join(f"{i},2026-10-{i + 1:02},C{i},{i + 1000},paid\n" for i in range(20))
    (folder / "brand" / "data" / "orders.csv").write_text(
        f"order_id,ordered_on,customer,amount,status\n{rows}", "utf-8"
    )
    return folder / "brand"


@pytest.fixture
def errors_on_a_terminal(on_a_terminal):
    """What the program writes to standard error when that is a terminal."""
    return partial(on_a_terminal, stream="stderr")


def test_a_terminal_sees_every_step_and_then_an_empty_line(brand, tmp_path, errors_on_a_terminal):
    seen = errors_on_a_terminal(["report", *OCTOBER, "-f", "json", "-o", str(tmp_path / "out")], brand)
    steps = [line for line in seen.split(CLEAR) if line]
    assert steps[0] == "reading sources 0/3 …"
    assert any(step.startswith("adding up sources 0/") for step in steps)
    assert "writing scorecard 0/21 …" in steps
    assert seen.endswith(CLEAR)


def test_progress_speaks_vietnamese(brand, errors_on_a_terminal):
    seen = errors_on_a_terminal(["score", *OCTOBER, "-f", "json", "--lang", "vi"], brand)
    assert "đang đọc nguồn 0/3" in seen
    assert "đang chấm điểm 0/21" in seen


def test_warnings_begin_on_a_line_of_their_own(brand, tmp_path, errors_on_a_terminal):
    """The progress line is cleared before anything else is printed on the same terminal."""
    seen = errors_on_a_terminal(["score", *OCTOBER, "-o", str(tmp_path / "r.json"), "--lang", "en"], brand)
    for line in seen.replace("\r\n", "\n").split("\n"):
        last = line.rpartition(CLEAR)[2]
        assert "…" not in last or "[KPF" in last or last.startswith(("  ", "reading", "scoring", "adding")), line
    assert seen.replace("\r\n", "\n").rstrip("\n").rpartition(CLEAR)[2].endswith("r.json")


@pytest.mark.parametrize(
    ("words", "environ"),
    [(["--quiet"], {}), ([], {"CI": "true"}), ([], {"TERM": "dumb"}), ([], {"TERM": "dumb", "NO_COLOR": "1"})],
    ids=["quiet", "CI", "dumb", "dumb without colours"],
)
def test_nothing_where_nobody_watches(brand, tmp_path, words, environ, errors_on_a_terminal):
    seen = errors_on_a_terminal(["score", *OCTOBER, "-o", str(tmp_path / "r.json"), *words], brand, **environ)
    assert "\x1b" not in seen
    assert "reading" not in seen


def test_colours_may_be_off_and_progress_on(brand, errors_on_a_terminal):
    assert "scoring 0/21" in errors_on_a_terminal(["score", *OCTOBER, "-f", "json"], brand, NO_COLOR="1")


def test_a_pipe_gets_the_same_bytes_with_and_without_a_terminal_beside_it(brand):
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"}
    run = subprocess.run([PROGRAM, "score", *OCTOBER, "-f", "csv"], cwd=brand, env=env, capture_output=True, check=True)
    assert b"\x1b" not in run.stdout + run.stderr
    assert b"reading" not in run.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "quiet", "stream", "expected"),
    [
        ({"TERM": "xterm"}, False, Terminal(), True),
        ({"TERM": "xterm", "CI": "false"}, False, Terminal(), True),
        ({"TERM": "xterm", "CI": "1"}, False, Terminal(), False),
        ({"TERM": "dumb"}, False, Terminal(), False),
        ({}, False, Terminal(), False),
        ({"TERM": "xterm"}, True, Terminal(), False),
        ({"TERM": "xterm"}, False, io.StringIO(), False),
    ],
)
def test_who_sees_it(environ, quiet, stream, expected):
    assert shown(Session(environ=environ, quiet=quiet), stream) is expected


def test_steps_are_drawn_at_once_and_counts_not_faster_than_people_read():
    stream = Terminal()
    line = Progress(stream, "en")
    for done in range(10_000):
        line("scorecards", done, 10_000)
    line("pages", 1, 2)
    line.clear()
    drawn = stream.getvalue().split(CLEAR)[1:]
    assert drawn[0] == "scoring 0/10000 …"
    assert len(drawn) < 20
    assert drawn[-2:] == ["writing scorecard 1/2 …", ""]


def test_the_line_goes_when_the_work_fails(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with pytest.raises(KeyboardInterrupt), progress(Session(environ={"TERM": "xterm"})) as line:  # noqa: PT012
        line("sources", 0, 1)
        raise KeyboardInterrupt
    assert stream.getvalue().endswith(CLEAR)


def test_one_process_works_through_its_tasks_one_by_one():
    begun = []

    def tasks():
        for number in range(3):
            begun.append(number)
            yield number

    made = in_order(str, tasks(), 1)
    assert (next(made), begun) == ("0", [0])
    assert list(made) == ["1", "2"]


def test_several_processes_keep_the_order_and_run_ahead_only_a_little():
    begun = []

    def tasks():
        for number in range(40):
            begun.append(number)
            yield number

    made = in_order(str, tasks(), 2)
    assert next(made) == "0"
    assert len(begun) <= 8
    assert list(made) == [str(number) for number in range(1, 40)]


def test_what_fails_in_a_process_fails_here():
    made = in_order(int, ["1", "two", "3"], 2)
    assert next(made) == 1
    with pytest.raises(ValueError, match="two"):
        next(made)


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "65"])
def test_jobs_is_a_number_of_processes(brand, jobs):
    run = subprocess.run([PROGRAM, "report", "--jobs", jobs], cwd=brand, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "--jobs" in run.stderr
