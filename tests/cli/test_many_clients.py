"""Many slices: the same bytes with any number of processes, errors of a process as ours, memory as it was allowed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from kpiframe.cli.crew import in_order
from kpiframe.problems import UsageError

PROGRAM = Path(sys.executable).parent / "kpiframe"
OCTOBER = ("--period", "2026-10", "--today", "2026-11-05")


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of ``init``, sliced by twenty customers."""
    folder = tmp_path_factory.mktemp("clients")
    subprocess.run([PROGRAM, "init", "brand", "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    path = folder / "brand" / "kpiframe.yaml"
    text = path.read_text(encoding="utf-8").replace("bindings:\n", "slice_by: [customer]\nbindings:\n", 1)
    path.write_text(text, encoding="utf-8")
    rows = "".join(f"{i},2026-10-{i + 1:02},C{i},{i + 1000},paid\n" for i in range(20))
    orders = folder / "brand" / "data" / "orders.csv"
    orders.write_text(f"order_id,ordered_on,customer,amount,status\n{rows}", encoding="utf-8")
    return folder / "brand"


def run(words: list[str], folder: Path, **environ: str) -> subprocess.CompletedProcess:
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | environ
    return subprocess.run(
        [PROGRAM, *words], cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_report_of_many_slices_has_a_list_of_them_all(brand, tmp_path):
    done = run(["report", *OCTOBER, "-o", str(tmp_path), "--lang", "all"], brand)
    assert done.returncode == 0, done.stderr
    assert [Path(line).name for line in done.stdout.splitlines()[-2:]] == ["index.en.html", "index.vi.html"]
    page = (tmp_path / "index.vi.html").read_text(encoding="utf-8")
    files = [unquote(link) for link in re.findall(r'<th scope="row"><a href="([^"]+)"', page)]
    assert len(files) == 21
    assert files[0] == "brand-brand-health-2026-10.vi.html"
    assert all((tmp_path / file).is_file() for file in files)
    again = run(["report", *OCTOBER, "-o", str(tmp_path), "--lang", "all"], brand)
    assert (again.returncode, again.stdout) == (0, done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["json", "table"])
def test_several_processes_print_the_same_bytes_as_one(brand, kind):
    one, two = (run(["score", *OCTOBER, "-f", kind, "--jobs", jobs], brand) for jobs in ("1", "2"))
    assert (one.returncode, two.returncode) == (0, 0), two.stderr
    assert one.stdout == two.stdout
    assert one.stdout.count("C19") >= 1


@pytest.mark.parametrize("suffix", ["ndjson", "parquet"])
def test_several_processes_write_the_same_files_as_one(brand, tmp_path, suffix):
    made = []
    for jobs in ("1", "2"):
        path, table = tmp_path / f"r{jobs}.{suffix}", tmp_path / f"r{jobs}.duckdb"
        done = run(["score", *OCTOBER, "-o", str(path), "--to", f"duckdb:{table}", "--jobs", jobs], brand)
        assert done.returncode == 0, done.stderr
        made.append((path.read_bytes(), done.stderr.rpartition("duckdb: ")[2]))
    assert made[0] == made[1]
    assert "rows added" in made[0][1]


def test_what_is_wrong_in_a_process_is_told_like_anywhere(brand, tmp_path):
    templates = brand / "templates"
    templates.mkdir()
    (templates / "scorecard.html.j2").write_text("{{ nothing_of_the_kind }}", encoding="utf-8")
    try:
        one, two = (run(["report", *OCTOBER, "-o", str(tmp_path / jobs), "--jobs", jobs], brand) for jobs in ("1", "2"))
    finally:
        (templates / "scorecard.html.j2").unlink()
        templates.rmdir()
    assert (one.returncode, two.returncode) == (2, 2)
    assert one.stderr == two.stderr
    assert "nothing_of_the_kind" in two.stderr
    assert "Traceback" not in two.stderr


def test_a_process_that_is_ended_from_outside_is_a_problem_of_ours():
    with pytest.raises(UsageError) as ended:
        list(in_order(os._exit, [1, 1], 2))
    assert "ended by the system" in ended.value.problems[0].message.en
    assert ended.value.problems[0].help.en == "try --jobs 1"


@pytest.mark.slow
def test_the_memory_of_the_database_may_be_limited(brand):
    free, limited = (run(["score", *OCTOBER, "-f", "csv", *words], brand) for words in ([], ["--memory-limit", "2 gb"]))
    assert limited.returncode == 0, limited.stderr
    assert limited.stdout == free.stdout


@pytest.mark.parametrize("command", ["score", "report"])
@pytest.mark.parametrize("size", ["much", "500", "-1GB", "0MB", "1e3MB", "500 MB;", "٥MB", "inf GB"])
def test_an_amount_of_memory_that_is_none_is_refused(cli, command, size):
    refused = cli(command, "--memory-limit", size)
    assert refused.status == 2
    assert "is not an amount of memory such as 500MB" in refused.err
    assert "không phải dung lượng bộ nhớ" in cli(command, "--memory-limit", size, "--lang", "vi").err
