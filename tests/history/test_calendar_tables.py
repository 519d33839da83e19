"""A calendar table belongs to the definitions: an earlier commit is read with the table it had."""

from __future__ import annotations

import subprocess

from kpiframe.cli.main import run

YAML = """
kpiframe: 1
name: shop
calendar: {grain: retail_month, granularities: [{name: retail_month, source: retail, column: month}]}
sources:
  retail: {path: data/cal.csv, columns: {day: date, month: text}, time: day}
"""


def git(folder, *arguments):
    who = ("-c", "user.name=Linh", "-c", "user.email=linh@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_difference_reads_the_table_of_the_commit(tmp_path, monkeypatch, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "kpiframe.yaml").write_text(YAML, encoding="utf-8")
    (tmp_path / "data" / "cal.csv").write_text("day,month\n2026-02-01,2026-P01\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "one")
    (tmp_path / "data" / "cal.csv").write_text("day,month\n2026-02-02,2026-P01\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    status = run(["diff", "HEAD"], {})
    shown = capsys.readouterr()
    assert status in (0, 1), shown.err
    assert "calendar" in shown.out
